import type { INodeParameters } from 'n8n-workflow';

import { isChosenByModel } from '../../../nodes/Instagram/actions/modelChoice';

const NODE = 'n8n-nodes-instagram-platform.instagram';

describe('isChosenByModel', () => {
	const chosen = (operation: INodeParameters[string], type = NODE) =>
		isChosenByModel({ type, parameters: { operation } }, 'operation');

	it.each(["={{ $fromAI('operation') }}", '={{ $fromai ("op", "what to do", "string") }}'])(
		'is true for an expression with $fromAI: %s',
		(expression) => expect(chosen(expression)).toBe(true),
	);

	it('is true for any expression in a tool of an AI agent', () => {
		expect(chosen('={{ $json.operation }}', `${NODE}Tool`)).toBe(true);
	});

	it('is false for an expression in a workflow, and for a value that the user has selected', () => {
		expect(chosen('={{ $json.operation }}')).toBe(false);
		expect(chosen('delete', `${NODE}Tool`)).toBe(false);
		expect(isChosenByModel({ type: `${NODE}Tool`, parameters: {} }, 'operation')).toBe(false);
	});
});
