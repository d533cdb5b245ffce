import { resetProcessState } from '../../../nodes/Instagram/shared/processState';
import type { FakeN8n } from '../../doubles/fakeN8n';
import { consented, DAY, obtained, pasted, refused } from '../../doubles/fakeN8n';

const app = { appId: '1234567890', appSecret: 'app-secret-value' };

beforeEach(resetProcessState);

/** What n8n's OAuth2 callback does: it lays the new answer over what is stored. */
function connectAgain(n8n: FakeN8n, token: string): void {
	n8n.stored.oauthTokenData = { ...(n8n.stored.oauthTokenData as object), access_token: token };
}

/** What the credential form does: another token, and nothing renewed yet. */
function pasteAnother(n8n: FakeN8n, token: string): void {
	n8n.stored.accessToken = token;
	n8n.stored.renewedToken = '';
}

describe('session > a new consent while a renewal is under way', () => {
	it('is not overwritten, and is the one that is used', async () => {
		const n8n = consented('instagram', { access_token: 'short-A' });
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
		'wins also where n8n cannot save (%s): nothing is remembered for its token',
		async (saving) => {
			const n8n = consented('instagram', { access_token: 'short-A' });
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

describe('session > another pasted token while an exchange is under way', () => {
	async function pastedDuringExchange(): Promise<FakeN8n> {
		const n8n = pasted('instagram', app);
		n8n.respond = ({ qs }) => {
			const { access_token: token } = qs as { access_token: string };
			if (token === 'pasted-token') pasteAnother(n8n, 'pasted-token-of-B');
			return obtained(`renewed from ${token}`);
		};
		await n8n.open();
		return n8n;
	}

	it('is used from then on, not the one that came from the token before', async () => {
		const n8n = await pastedDuringExchange();
		expect((await n8n.open()).source.current()).toBe('renewed from pasted-token-of-B');
	});

	it('is still the one in use after the next refresh and a restart of n8n', async () => {
		const n8n = await pastedDuringExchange();
		n8n.now += 8 * DAY;
		await n8n.open();
		resetProcessState();
		expect((await n8n.open()).source.current()).toBe('renewed from renewed from pasted-token-of-B');
		expect(n8n.stored.accessToken).toBe('pasted-token-of-B');
	});

	it('wins also where n8n cannot save', async () => {
		const n8n = pasted('instagram', app);
		n8n.saving = 'refused';
		n8n.respond = () => {
			if (n8n.requests.length > 1) return obtained('long-B');
			pasteAnother(n8n, 'pasted-token-of-B');
			return obtained('long-A');
		};
		expect((await n8n.open()).source.current()).toBe('long-B');
	});
});

describe('session > a credential that changes all the time', () => {
	it('ends with the token that is stored, not with an endless renewal', async () => {
		const n8n = consented('instagram', { access_token: 'short-0' });
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

describe('session > a refresh that the user asks for', () => {
	it('leaves a new connection alone, and goes on with the token that the run began with', async () => {
		const n8n = consented('instagram', { access_token: 'short-A' });
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

	it('says what n8n says of a credential that has been deleted', async () => {
		const n8n = consented('instagram', { access_token: 'short' });
		n8n.respond = () => obtained('long');
		await n8n.open();
		const session = await n8n.open();
		n8n.deleted = true;
		await expect(session.refresh()).rejects.toThrow(/does not exist/);
	});
});

describe('session > a credential that is deleted while its token is renewed', () => {
	it('leaves the run its token, and a hint', async () => {
		const n8n = consented('instagram', { access_token: 'short' });
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

describe('session > one credential id with a token for each person', () => {
	it('two executions at once each use their own', async () => {
		const anna = consented('instagram', { access_token: 'short-of-anna' });
		const ben = consented('instagram', { access_token: 'short-of-ben' });
		anna.respond = () => obtained('long-of-anna');
		ben.respond = () => obtained('long-of-ben');
		const sessions = await Promise.all([anna.open(), ben.open()]);
		expect(sessions.map(({ source }) => source.current())).toEqual(['long-of-anna', 'long-of-ben']);
	});

	it('a failed renewal of one does not stop that of the other', async () => {
		const anna = pasted('facebook', { ...app, accessToken: 'pasted-of-anna' });
		const ben = pasted('facebook', { ...app, accessToken: 'pasted-of-ben' });
		anna.respond = () => refused(100, 'The App_id in the input_token did not match the Viewing App');
		ben.respond = () => ({ data: { is_valid: true, type: 'PAGE', expires_at: 0, scopes: [] } });
		await anna.open();
		expect((await ben.open()).state().kind).toBe('permanent');
	});

	it('a renewed token is not saved over the fields of somebody else', async () => {
		const n8n = pasted('instagram', { ...app, accessToken: 'pasted-of-anna' });
		n8n.respond = () => obtained('long-of-anna');
		n8n.raw = { ...n8n.stored, accessToken: 'of somebody else' };
		const session = await n8n.open();
		expect(session.source.current()).toBe('long-of-anna');
		expect(session.warnings).toEqual([expect.stringMatching(/could not be saved/)]);
		expect(n8n.saves).toBe(0);
	});
});
