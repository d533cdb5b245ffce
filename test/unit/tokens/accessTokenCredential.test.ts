import { renewedTokenData, readAccessToken } from '../../../nodes/Instagram/tokens/accessTokenCredential';
import type { KnownToken } from '../../../nodes/Instagram/tokens/token';
import { fingerprint } from '../../../nodes/Instagram/tokens/token';

const longLived: KnownToken = {
	value: 'IGAA-long',
	root: fingerprint('IGAA-1'),
	facts: { kind: 'longLived', origin: 'pasted', issuedAt: 1000, expiresAt: 2000 },
	scopes: undefined,
};

describe('a pasted token', () => {
	it('is used as it is, without the blanks around it', () => {
		expect(readAccessToken({ accessToken: ' IGAA-1\n', renewedToken: '' })).toEqual({
			value: 'IGAA-1',
			root: fingerprint('IGAA-1'),
			facts: { kind: 'unknown', origin: 'pasted' },
		});
	});

	it('gives way to the token that came from it', () => {
		const renewedToken = renewedTokenData({ accessToken: 'IGAA-1' }, longLived);
		expect(readAccessToken({ accessToken: 'IGAA-1', renewedToken })).toEqual(longLived);
	});

	it('counts again once another one is pasted', () => {
		const renewedToken = renewedTokenData({ accessToken: 'IGAA-1' }, longLived);
		expect(readAccessToken({ accessToken: 'IGAA-2', renewedToken })?.value).toBe('IGAA-2');
	});

	it.each(['not JSON', '{}', '{"token":"IGAA-x"}', '[]', 'null'])('survives %s beside it', (renewedToken) => {
		expect(readAccessToken({ accessToken: 'IGAA-1', renewedToken })?.value).toBe('IGAA-1');
	});

	it('is missing where the field is empty', () => {
		expect(readAccessToken({ accessToken: '  ' })).toBeUndefined();
		expect(readAccessToken({})).toBeUndefined();
	});
});
