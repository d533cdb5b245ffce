import { NodeOperationError } from 'n8n-workflow';

import { InputError } from '../../../nodes/Instagram/parameters/inputError';
import { hookError } from '../../../nodes/Instagram/trigger/hookError';

const node = {
	id: '1',
	name: 'Trigger',
	type: 't',
	typeVersion: 1,
	position: [0, 0] as [number, number],
	parameters: {},
};

describe('hookError', () => {
	it('puts the remedy into the message, because n8n shows nothing else', () => {
		const error = hookError(node, new InputError('Events', 'is empty', 'Choose at least one event.'));
		expect(error).toBeInstanceOf(NodeOperationError);
		expect(error.message).toBe("'Events' is empty. Choose at least one event.");
	});

	it('accepts any thrown value', () => {
		expect(hookError(node, new Error('Nothing works')).message).toBe('Nothing works.');
		expect(hookError(node, 'a text').message).toBe('a text.');
		const known = new NodeOperationError(node, 'known');
		expect(hookError(node, known)).toBe(known);
	});
});
