import { oauthTokenDataOf, readOAuth2Token } from '../../../nodes/Instagram/tokens/oauth2Credential';
import type { KnownToken } from '../../../nodes/Instagram/tokens/token';
import { fingerprint } from '../../../nodes/Instagram/tokens/token';

const DAY = 86_400_000;
const NOW = Date.parse('2026-11-22T10:00:00Z');

const longLived: KnownToken = {
	value: 'IGAA-long',
	root: fingerprint('IGAA-1'),
	facts: { kind: 'longLived', origin: 'consent', issuedAt: NOW, expiresAt: NOW + 60 * DAY },
	scopes: ['instagram_business_basic'],
};

/** What n8n's callback does with Meta's answer. */
function connectAgain(stored: object, answer: Record<string, unknown>): Record<string, never> {
	const seconds = Number(answer.expires_in);
	const end = seconds > 0 ? { n8n_expires_at: String(NOW + seconds * 1000) } : {};
	return { ...stored, ...answer, ...end } as Record<string, never>;
}

describe('a token from the consent screen', () => {
	it('is short-lived under Instagram Login, in either form of the answer', () => {
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
	])('that lives %i seconds under Facebook Login is %s', (seconds, kind) => {
		const data = connectAgain({}, { access_token: 'EAA-1', expires_in: seconds });
		expect(readOAuth2Token('facebook', data, NOW + 1000)?.facts).toEqual({
			kind,
			origin: 'consent',
			issuedAt: NOW,
			expiresAt: NOW + seconds * 1000,
		});
	});

	it('is unknown under Facebook Login where no end is told', () => {
		const data = connectAgain({}, { access_token: 'EAA-1' });
		expect(readOAuth2Token('facebook', data, NOW)?.facts.kind).toBe('unknown');
	});

	it('is missing before the first consent', () => {
		expect(readOAuth2Token('instagram', {}, NOW)).toBeUndefined();
		expect(readOAuth2Token('instagram', { data: [] }, NOW)).toBeUndefined();
	});
});

describe('a saved token', () => {
	it('is read back as it was', () => {
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

	it('without an end leaves no end of another token behind', () => {
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

describe('connecting again', () => {
	const stored = oauthTokenDataOf({}, longLived);

	it('makes the new flat token count, not the note about the old one', () => {
		const data = connectAgain(stored, { access_token: 'IGAA-2' });
		expect(readOAuth2Token('instagram', data, NOW)).toMatchObject({
			value: 'IGAA-2',
			facts: { kind: 'shortLived' },
		});
	});

	it('makes the new nested token count, although the old one stands above it', () => {
		const data = connectAgain(stored, { data: [{ access_token: 'IGAA-2' }] });
		expect(readOAuth2Token('instagram', data, NOW)).toMatchObject({
			value: 'IGAA-2',
			facts: { kind: 'shortLived' },
		});
	});

	it('does not take the end of the old token for that of the new one', () => {
		const data = connectAgain(stored, { access_token: 'EAA-2' });
		expect(readOAuth2Token('facebook', data, NOW)?.facts).toEqual({ kind: 'unknown', origin: 'consent' });
	});

	it('believes an end that n8n reckoned from the new answer', () => {
		const data = connectAgain(stored, { access_token: 'EAA-2', expires_in: 5400 });
		expect(readOAuth2Token('facebook', data, NOW)?.facts.kind).toBe('shortLived');
	});
});
