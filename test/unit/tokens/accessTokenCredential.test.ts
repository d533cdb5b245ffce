import { renewedTokenData, readAccessToken } from '../../../nodes/Instagram/tokens/accessTokenCredential';
import type { KnownToken } from '../../../nodes/Instagram/tokens/token';
import { fingerprint } from '../../../nodes/Instagram/graph/fingerprint';

const longLived: KnownToken = {
	value: 'IGAA-long',
	root: fingerprint('IGAA-1'),
	facts: { kind: 'longLived', origin: 'pasted', issuedAt: 1000, expiresAt: 2000 },
	scopes: undefined,
};

describe('readAccessToken', () => {
	it('returns the pasted token without surrounding whitespace', () => {
		expect(readAccessToken({ accessToken: ' IGAA-1\n', renewedToken: '' })).toEqual({
			value: 'IGAA-1',
			root: fingerprint('IGAA-1'),
			facts: { kind: 'unknown', origin: 'pasted' },
		});
	});

	it('prefers the token that was renewed from the pasted one', () => {
		const renewedToken = renewedTokenData({ accessToken: 'IGAA-1' }, longLived);
		expect(readAccessToken({ accessToken: 'IGAA-1', renewedToken })).toEqual(longLived);
	});

	it('ignores the renewed token once another one is pasted', () => {
		const renewedToken = renewedTokenData({ accessToken: 'IGAA-1' }, longLived);
		expect(readAccessToken({ accessToken: 'IGAA-2', renewedToken })?.value).toBe('IGAA-2');
	});

	it.each(['not JSON', '{}', '{"token":"IGAA-x"}', '[]', 'null'])(
		'ignores a malformed renewed token: %s',
		(renewedToken) => {
			expect(readAccessToken({ accessToken: 'IGAA-1', renewedToken })?.value).toBe('IGAA-1');
		},
	);

	it('returns undefined if the field is empty', () => {
		expect(readAccessToken({ accessToken: '  ' })).toBeUndefined();
		expect(readAccessToken({})).toBeUndefined();
	});
});
