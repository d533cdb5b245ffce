import { oauthTokenDataOf, readOAuth2Token } from '../../../nodes/Instagram/tokens/oauth2Credential';
import type { KnownToken } from '../../../nodes/Instagram/tokens/token';
import { fingerprint } from '../../../nodes/Instagram/graph/fingerprint';

const DAY = 86_400_000;
const NOW = Date.parse('2026-11-22T10:00:00Z');

const longLived: KnownToken = {
	value: 'IGAA-long',
	root: fingerprint('IGAA-1'),
	facts: { kind: 'longLived', origin: 'consent', issuedAt: NOW, expiresAt: NOW + 60 * DAY },
	scopes: ['instagram_business_basic'],
};

/** Merges Meta's response into the stored data, like n8n's callback. */
function connectAgain(stored: object, answer: Record<string, unknown>): Record<string, never> {
	const seconds = Number(answer.expires_in);
	const end = seconds > 0 ? { n8n_expires_at: String(NOW + seconds * 1000) } : {};
	return { ...stored, ...answer, ...end } as Record<string, never>;
}

describe('readOAuth2Token > token from the consent screen', () => {
	it('is short-lived with Instagram Login, in either form of the response', () => {
		const flat = connectAgain({}, { access_token: 'IGAA-1', permissions: ['a', 'b'] });
		const nested = connectAgain({}, { data: [{ access_token: 'IGAA-1', permissions: 'a, b' }] });
		for (const data of [flat, nested]) {
			expect(readOAuth2Token('instagram', data, NOW)).toEqual({
				value: 'IGAA-1',
				root: fingerprint('IGAA-1'),
				facts: { kind: 'shortLived', origin: 'consent' },
				scopes: ['a', 'b'],
			});
		}
	});

	it.each([
		[5400, 'shortLived'],
		[5_183_944, 'longLived'],
	])('with a lifetime of %i seconds and Facebook Login is %s', (seconds, kind) => {
		const data = connectAgain({}, { access_token: 'EAA-1', expires_in: seconds });
		expect(readOAuth2Token('facebook', data, NOW + 1000)?.facts).toEqual({
			kind,
			origin: 'consent',
			issuedAt: NOW,
			expiresAt: NOW + seconds * 1000,
		});
	});

	it('is unknown with Facebook Login and no expiry', () => {
		const data = connectAgain({}, { access_token: 'EAA-1' });
		expect(readOAuth2Token('facebook', data, NOW)?.facts.kind).toBe('unknown');
	});

	it('is undefined before the first consent', () => {
		expect(readOAuth2Token('instagram', {}, NOW)).toBeUndefined();
		expect(readOAuth2Token('instagram', { data: [] }, NOW)).toBeUndefined();
	});
});

describe('oauthTokenDataOf', () => {
	it('stores a token that readOAuth2Token returns unchanged', () => {
		const before = connectAgain({}, { data: [{ access_token: 'IGAA-1' }], user_id: '17' });
		const stored = JSON.parse(JSON.stringify(oauthTokenDataOf(before, longLived))) as Record<string, never>;
		expect(readOAuth2Token('instagram', stored, NOW)).toEqual(longLived);
		expect(stored).toMatchObject({
			access_token: 'IGAA-long',
			n8n_expires_at: String(NOW + 60 * DAY),
			expires_in: 60 * 86_400,
			user_id: '17',
		});
		expect(stored).not.toHaveProperty('data');
	});

	it('removes the previous expiry for a token without one', () => {
		const before = connectAgain({}, { access_token: 'EAA-1', expires_in: 5400 });
		const permanent: KnownToken = {
			value: 'EAA-2',
			root: fingerprint('EAA-1'),
			facts: { kind: 'permanent', origin: 'consent', expiresAt: null },
		};
		const stored = oauthTokenDataOf(before, permanent);
		expect(stored).not.toHaveProperty('n8n_expires_at');
		expect(stored).not.toHaveProperty('expires_in');
		expect(readOAuth2Token('facebook', stored, NOW)?.facts).toMatchObject({
			kind: 'permanent',
			expiresAt: null,
		});
	});
});

describe('readOAuth2Token > after connecting again', () => {
	const stored = oauthTokenDataOf({}, longLived);

	it('returns the new flat token, and ignores the note about the old one', () => {
		const data = connectAgain(stored, { access_token: 'IGAA-2' });
		expect(readOAuth2Token('instagram', data, NOW)).toMatchObject({
			value: 'IGAA-2',
			facts: { kind: 'shortLived' },
		});
	});

	it('returns the new nested token instead of the old flat one', () => {
		const data = connectAgain(stored, { data: [{ access_token: 'IGAA-2' }] });
		expect(readOAuth2Token('instagram', data, NOW)).toMatchObject({
			value: 'IGAA-2',
			facts: { kind: 'shortLived' },
		});
	});

	it("ignores the old token's expiry", () => {
		const data = connectAgain(stored, { access_token: 'EAA-2' });
		expect(readOAuth2Token('facebook', data, NOW)?.facts).toEqual({ kind: 'unknown', origin: 'consent' });
	});

	it('uses an expiry that n8n computed from the new response', () => {
		const data = connectAgain(stored, { access_token: 'EAA-2', expires_in: 5400 });
		expect(readOAuth2Token('facebook', data, NOW)?.facts.kind).toBe('shortLived');
	});
});
