import { heldData, readPasted } from '../../../nodes/Instagram/tokens/accessTokenCredential';
import type { KnownToken } from '../../../nodes/Instagram/tokens/token';

const longLived: KnownToken = {
	value: 'IGAA-long',
	facts: { kind: 'longLived', origin: 'pasted', issuedAt: 1000, expiresAt: 2000 },
	scopes: undefined,
};

describe('a pasted token', () => {
	it('is used as it is, without the blanks around it', () => {
		expect(readPasted({ accessToken: ' IGAA-1\n', heldToken: '' })).toEqual({
			value: 'IGAA-1',
			facts: { kind: 'unknown', origin: 'pasted' },
		});
	});

	it('gives way to the token that came from it', () => {
		const heldToken = heldData({ accessToken: 'IGAA-1' }, longLived);
		expect(readPasted({ accessToken: 'IGAA-1', heldToken })).toEqual(longLived);
	});

	it('counts again once another one is pasted', () => {
		const heldToken = heldData({ accessToken: 'IGAA-1' }, longLived);
		expect(readPasted({ accessToken: 'IGAA-2', heldToken })?.value).toBe('IGAA-2');
	});

	it.each(['not JSON', '{}', '{"token":"IGAA-x"}', '[]', 'null'])('survives %s beside it', (heldToken) => {
		expect(readPasted({ accessToken: 'IGAA-1', heldToken })?.value).toBe('IGAA-1');
	});

	it('is missing where the field is empty', () => {
		expect(readPasted({ accessToken: '  ' })).toBeUndefined();
		expect(readPasted({})).toBeUndefined();
	});
});
