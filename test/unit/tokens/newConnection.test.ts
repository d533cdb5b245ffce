import { resetProcessState } from '../../../nodes/Instagram/shared/processState';
import type { FakeN8n } from '../../doubles/fakeN8n';
import { withConsent, DAY, obtained, withAccessToken, refused } from '../../doubles/fakeN8n';

const app = { appId: '1234567890', appSecret: 'app-secret-value' };

beforeEach(resetProcessState);

/** Merges a new response into the stored data, like n8n's OAuth2 callback. */
function connectAgain(n8n: FakeN8n, token: string): void {
	n8n.stored.oauthTokenData = { ...(n8n.stored.oauthTokenData as object), access_token: token };
}

/** Saves another pasted token, like the credential form. */
function pasteAnother(n8n: FakeN8n, token: string): void {
	n8n.stored.accessToken = token;
	n8n.stored.renewedToken = '';
}

describe('session > new consent during a renewal', () => {
	it('keeps and uses the token of the new consent', async () => {
		const n8n = withConsent('instagram', { access_token: 'short-A' });
		n8n.respond = () => obtained('long-A');
		await n8n.open();
		n8n.now += 8 * DAY;
		n8n.respond = ({ url }) => {
			if (!url.endsWith('refresh_access_token')) return obtained('long-B');
			connectAgain(n8n, 'short-B');
			return obtained('long-A-refreshed');
		};
		const session = await n8n.open();
		expect(session.source.current()).toBe('long-B');
		expect(n8n.stored.oauthTokenData).toMatchObject({ access_token: 'long-B' });
		expect(n8n.paths()).toEqual(['/access_token', '/refresh_access_token', '/access_token']);
	});

	it.each(['missing', 'refused'] as const)(
		'uses the new token also if n8n cannot save (%s), and caches nothing for it',
		async (saving) => {
			const n8n = withConsent('instagram', { access_token: 'short-A' });
			n8n.saving = saving;
			n8n.respond = () => {
				if (n8n.requests.length > 1) return obtained('long-B');
				connectAgain(n8n, 'short-B');
				return obtained('long-A');
			};
			expect((await n8n.open()).source.current()).toBe('long-B');
			expect((await n8n.open()).source.current()).toBe('long-B');
		},
	);
});

describe('session > another token pasted during an exchange', () => {
	async function enteredDuringExchange(): Promise<FakeN8n> {
		const n8n = withAccessToken('instagram', app);
		n8n.respond = ({ qs }) => {
			const { access_token: token } = qs as { access_token: string };
			if (token === 'pasted-token') pasteAnother(n8n, 'pasted-token-of-B');
			return obtained(`renewed from ${token}`);
		};
		await n8n.open();
		return n8n;
	}

	it('uses the new token, not the one exchanged from the previous token', async () => {
		const n8n = await enteredDuringExchange();
		expect((await n8n.open()).source.current()).toBe('renewed from pasted-token-of-B');
	});

	it('still uses the new token after the next refresh and a restart of n8n', async () => {
		const n8n = await enteredDuringExchange();
		n8n.now += 8 * DAY;
		await n8n.open();
		resetProcessState();
		expect((await n8n.open()).source.current()).toBe('renewed from renewed from pasted-token-of-B');
		expect(n8n.stored.accessToken).toBe('pasted-token-of-B');
	});

	it('uses the new token also if n8n cannot save', async () => {
		const n8n = withAccessToken('instagram', app);
		n8n.saving = 'refused';
		n8n.respond = () => {
			if (n8n.requests.length > 1) return obtained('long-B');
			pasteAnother(n8n, 'pasted-token-of-B');
			return obtained('long-A');
		};
		expect((await n8n.open()).source.current()).toBe('long-B');
	});
});

describe('session > credential that keeps changing', () => {
	it('returns the stored token instead of renewing endlessly', async () => {
		const n8n = withConsent('instagram', { access_token: 'short-0' });
		let count = 0;
		n8n.respond = () => {
			connectAgain(n8n, `short-${++count}`);
			return obtained(`long-${count}`);
		};
		const session = await n8n.open();
		expect(session.source.current()).toMatch(/^short-/);
		expect(n8n.requests.length).toBeLessThan(6);
	});
});

describe('session > requested refresh', () => {
	it('does not refresh a new connection, and keeps the token that the run started with', async () => {
		const n8n = withConsent('instagram', { access_token: 'short-A' });
		n8n.respond = () => obtained('long-A');
		await n8n.open();
		n8n.now += 2 * DAY;
		const session = await n8n.open();
		connectAgain(n8n, 'short-B');
		expect(await session.refresh()).toEqual({
			refreshed: false,
			reason: expect.stringMatching(/connected again while this workflow was running/) as string,
		});
		expect(session.source.current()).toBe('long-A');
		expect(n8n.stored.oauthTokenData).toMatchObject({ access_token: 'short-B' });
	});

	it("throws n8n's error if the credential was deleted", async () => {
		const n8n = withConsent('instagram', { access_token: 'short' });
		n8n.respond = () => obtained('long');
		await n8n.open();
		const session = await n8n.open();
		n8n.deleted = true;
		await expect(session.refresh()).rejects.toThrow(/does not exist/);
	});
});

describe('session > credential deleted during a renewal', () => {
	it('keeps the token for the run, with a warning', async () => {
		const n8n = withConsent('instagram', { access_token: 'short' });
		n8n.respond = () => {
			n8n.deleted = true;
			return obtained('long');
		};
		const session = await n8n.open();
		expect(session.source.current()).toBe('long');
		expect(session.warnings).toEqual([expect.stringMatching(/could not be saved/)]);
		expect(n8n.saves).toBe(0);
	});
});

describe('session > one credential ID with a token per person', () => {
	it('uses the right token in each of two concurrent executions', async () => {
		const anna = withConsent('instagram', { access_token: 'short-of-anna' });
		const ben = withConsent('instagram', { access_token: 'short-of-ben' });
		anna.respond = () => obtained('long-of-anna');
		ben.respond = () => obtained('long-of-ben');
		const sessions = await Promise.all([anna.open(), ben.open()]);
		expect(sessions.map(({ source }) => source.current())).toEqual(['long-of-anna', 'long-of-ben']);
	});

	it('renews one token although the renewal of another failed', async () => {
		const anna = withAccessToken('facebook', { ...app, accessToken: 'pasted-of-anna' });
		const ben = withAccessToken('facebook', { ...app, accessToken: 'pasted-of-ben' });
		anna.respond = () => refused(100, 'The App_id in the input_token did not match the Viewing App');
		ben.respond = () => ({ data: { is_valid: true, type: 'PAGE', expires_at: 0, scopes: [] } });
		await anna.open();
		expect((await ben.open()).state().kind).toBe('permanent');
	});

	it("does not save a renewed token over another person's fields", async () => {
		const n8n = withAccessToken('instagram', { ...app, accessToken: 'pasted-of-anna' });
		n8n.respond = () => obtained('long-of-anna');
		n8n.raw = { ...n8n.stored, accessToken: 'of somebody else' };
		const session = await n8n.open();
		expect(session.source.current()).toBe('long-of-anna');
		expect(session.warnings).toEqual([expect.stringMatching(/could not be saved/)]);
		expect(n8n.saves).toBe(0);
	});
});
