import { verifyTokenFor } from '../../../../nodes/Instagram/trigger/webhook/verifyToken';

const node = { id: 'node', webhookId: 'hook' };
const appSecret = 'a secret';

describe('the verify token', () => {
	it('is what the user has entered', () => {
		expect(verifyTokenFor({ option: ' my token ', appSecret, node })).toBe('my token');
	});

	it.each([undefined, '', '  ', 7])('follows from secret and node where the option is %p', (option) => {
		const token = verifyTokenFor({ option, appSecret, node });
		expect(token).toMatch(/^[0-9a-f]{32}$/);
		expect(verifyTokenFor({ option: undefined, appSecret, node })).toBe(token);
	});

	it('differs by node and by secret, and is the same for test and production', () => {
		const tokens = [
			verifyTokenFor({ option: '', appSecret, node }),
			verifyTokenFor({ option: '', appSecret: 'another', node }),
			verifyTokenFor({ option: '', appSecret, node: { ...node, webhookId: 'other' } }),
			verifyTokenFor({ option: '', appSecret, node: { id: 'node' } }),
		];
		expect(new Set(tokens).size).toBe(tokens.length);
	});
});
