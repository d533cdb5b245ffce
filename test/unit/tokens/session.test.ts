import { resetProcessState } from '../../../nodes/Instagram/shared/processState';
import { GraphError } from '../../../nodes/Instagram/graph/errors/explain';
import { fingerprint } from '../../../nodes/Instagram/graph/fingerprint';
import { withConsent, DAY, lost, obtained, withAccessToken, refused, START } from '../../doubles/fakeN8n';

const app = { appId: '1234567890', appSecret: 'app-secret-value' };

beforeEach(resetProcessState);

async function failure(promise: Promise<unknown>): Promise<Error & { description?: string }> {
	return await promise.then(
		() => {
			throw new Error('It did not fail');
		},
		(error: Error) => error,
	);
}

describe('session > new token from the consent screen', () => {
	it.each([
		['flat', { access_token: 'short', user_id: 17841400000000000 }],
		['nested', { data: [{ access_token: 'short', user_id: '17841400000000001', permissions: 'a,b' }] }],
	])('of Instagram Login (%s) is exchanged once, saved, and used from then on', async (_form, answer) => {
		const n8n = withConsent('instagram', answer);
		n8n.respond = () => obtained('long');

		const session = await n8n.open();

		expect(session.source.current()).toBe('long');
		expect(session.warnings).toEqual([]);
		expect(n8n.requests).toHaveLength(1);
		expect(n8n.requests[0]).toMatchObject({
			method: 'GET',
			url: 'https://graph.instagram.com/access_token',
			qs: {
				grant_type: 'ig_exchange_token',
				client_secret: 'app-secret-value',
				access_token: 'short',
			},
		});
		resetProcessState();
		expect((await n8n.open()).source.current()).toBe('long');
		expect(n8n.requests).toHaveLength(1);
		expect(session.state()).toEqual({
			origin: 'consent',
			kind: 'longLived',
			fingerprint: fingerprint('long'),
			issuedAt: START,
			expiresAt: START + 60 * DAY,
			refreshAfter: START + 7 * DAY,
			scopes: _form === 'nested' ? ['a', 'b'] : undefined,
		});
	});

	it("of Facebook Login is exchanged with the app's ID and secret", async () => {
		const n8n = withConsent('facebook', {
			access_token: 'short',
			expires_in: 5400,
			n8n_expires_at: String(START + 5_400_000),
		});
		n8n.respond = () => obtained('long');
		expect((await n8n.open()).source.current()).toBe('long');
		expect(n8n.requests[0]).toMatchObject({
			url: 'https://graph.facebook.com/v26.0/oauth/access_token',
			qs: {
				grant_type: 'fb_exchange_token',
				client_id: '1234567890',
				client_secret: 'app-secret-value',
				fb_exchange_token: 'short',
			},
		});
	});

	it('of Facebook Login that is long-lived already is not exchanged', async () => {
		const n8n = withConsent('facebook', {
			access_token: 'long',
			expires_in: 5_184_000,
			n8n_expires_at: String(START + 60 * DAY),
		});
		expect((await n8n.open()).source.current()).toBe('long');
		expect(n8n.requests).toEqual([]);
	});

	it('of Facebook Login without an expiry is inspected, and a System User token is never renewed', async () => {
		const n8n = withConsent('facebook', { access_token: 'system' });
		n8n.respond = () => ({
			data: { is_valid: true, type: 'SYSTEM_USER', expires_at: 0, scopes: ['instagram_basic'] },
		});
		const session = await n8n.open();
		expect(session.source.current()).toBe('system');
		expect(session.state()).toMatchObject({
			kind: 'permanent',
			expiresAt: null,
			scopes: ['instagram_basic'],
		});
		n8n.now += 400 * DAY;
		resetProcessState();
		expect((await n8n.open()).warnings).toEqual([]);
		expect(n8n.paths()).toEqual(['/v26.0/debug_token']);
	});

	it('that expired before its first use throws an error with the remedy', async () => {
		const n8n = withConsent('instagram', { access_token: 'short' });
		n8n.respond = () => refused(190, 'Session has expired', { error_subcode: 463 });
		const error = await failure(n8n.open());
		expect(error).toBeInstanceOf(GraphError);
		expect(error.message).toMatch(/expired before its first use.*one hour/);
		expect(error.description).toMatch(/connect it again.*open the node and pick the account/);
		expect(error).toMatchObject({ code: 190, subcode: 463, fbtraceId: 'TRACE', retryable: false });
	});

	it('that a password change has invalidated throws its own error', async () => {
		const n8n = withConsent('instagram', { access_token: 'short' });
		n8n.respond = () => refused(190, 'changed', { error_subcode: 460 });
		expect((await failure(n8n.open())).message).toMatch(/password/);
	});

	it('is used unchanged while Meta does not respond, and exchanged at the next use', async () => {
		const n8n = withConsent('instagram', { access_token: 'short' });
		n8n.respond = lost;
		const session = await n8n.open();
		expect(session.source.current()).toBe('short');
		expect(session.warnings).toEqual([expect.stringMatching(/could not be exchanged.*connection/)]);
		n8n.respond = () => obtained('long');
		expect((await n8n.open()).source.current()).toBe('long');
	});

	it('throws if the app secret is wrong', async () => {
		const n8n = withConsent('facebook', {
			access_token: 'short',
			expires_in: 5400,
			n8n_expires_at: String(START + 5_400_000),
		});
		n8n.respond = () => refused(1, 'Error validating client secret.');
		expect((await failure(n8n.open())).message).toMatch(/secret/);
	});
});

describe('session > long-lived token', () => {
	async function connected(loginMethod: 'instagram' | 'facebook') {
		const n8n = withConsent(loginMethod, {
			access_token: 'short',
			expires_in: 3600,
			n8n_expires_at: String(START + 3_600_000),
		});
		n8n.respond = () => obtained('long-1');
		await n8n.open();
		n8n.requests = [];
		return n8n;
	}

	it.each([
		['instagram', '/refresh_access_token'],
		['facebook', '/v26.0/oauth/access_token'],
	] as const)('of %s is used without a call for a week, then refreshed and saved', async (login, path) => {
		const n8n = await connected(login);
		n8n.now += 6.9 * DAY;
		await n8n.open();
		expect(n8n.requests).toEqual([]);

		n8n.now = START + 7 * DAY;
		n8n.respond = () => obtained('long-2');
		expect((await n8n.open()).source.current()).toBe('long-2');
		expect(n8n.paths()).toEqual([path]);
		resetProcessState();
		expect((await n8n.open()).source.current()).toBe('long-2');
		expect(n8n.requests).toHaveLength(1);
	});

	it('stays valid for 150 days when used every 20 days', async () => {
		const n8n = await connected('instagram');
		let count = 1;
		n8n.respond = () => obtained(`long-${++count}`);
		for (let passed = 20; passed <= 160; passed += 20) {
			resetProcessState();
			n8n.now = START + passed * DAY;
			expect((await n8n.open()).source.current()).toBe(`long-${1 + passed / 20}`);
		}
	});

	it('stays in use if a refresh fails, and is refreshed a day later', async () => {
		const n8n = await connected('instagram');
		n8n.now += 8 * DAY;
		n8n.respond = () => refused(2, 'Service temporarily unavailable');
		const session = await n8n.open();
		expect(session.source.current()).toBe('long-1');
		expect(session.warnings).toEqual([expect.stringMatching(/could not be refreshed/)]);
		await n8n.open();
		expect(n8n.requests).toHaveLength(1);
		n8n.now += DAY;
		await n8n.open();
		expect(n8n.requests).toHaveLength(2);
	});

	it('that has expired throws without a call', async () => {
		const n8n = await connected('instagram');
		n8n.now += 61 * DAY;
		const error = await failure(n8n.open());
		expect(error.message).toMatch(/expired on 2027-01-21/);
		expect(error.description).toMatch(/connect it again/);
		expect(n8n.requests).toEqual([]);
	});

	it('is exchanged after the user has connected again', async () => {
		const n8n = await connected('instagram');
		n8n.now += 10 * DAY;
		n8n.stored.oauthTokenData = {
			...(n8n.stored.oauthTokenData as object),
			data: [{ access_token: 'short-2', user_id: '1' }],
		};
		n8n.respond = ({ qs }) => obtained(`from ${String((qs as { access_token: string }).access_token)}`);
		expect((await n8n.open()).source.current()).toBe('from short-2');
		expect(n8n.paths()).toEqual(['/access_token']);
	});
});

describe('session > concurrent executions', () => {
	it('exchange a token once', async () => {
		const n8n = withConsent('instagram', { access_token: 'short' });
		n8n.respond = () => obtained('long');
		const session = await Promise.all(Array.from({ length: 10 }, async () => await n8n.open()));
		expect(session.map(({ source }) => source.current())).toEqual(Array<string>(10).fill('long'));
		expect(n8n.requests).toHaveLength(1);
		expect(n8n.saves).toBe(1);
	});

	it('use a token that another process has saved meanwhile', async () => {
		const n8n = withConsent('instagram', { access_token: 'short' });
		n8n.respond = () => obtained('long');
		const other = withConsent('instagram', { access_token: 'short' });
		other.respond = () => obtained('long of the other');
		await other.open();
		resetProcessState();
		const context = n8n.context() as { getCredentials: () => Promise<unknown> };
		const read = context.getCredentials;
		let reads = 0;
		n8n.context = () =>
			({
				...(context as object),
				getCredentials: async () => (reads++ === 0 ? await read() : structuredClone(other.stored)),
			}) as never;
		expect((await n8n.open()).source.current()).toBe('long of the other');
		expect(n8n.requests).toEqual([]);
	});
});

describe('session > token that cannot be saved', () => {
	it.each(['missing', 'refused'] as const)('(%s) stays in memory, with a warning', async (saving) => {
		const n8n = withConsent('instagram', { access_token: 'short' });
		n8n.saving = saving;
		n8n.respond = () => obtained('long');
		const session = await n8n.open();
		expect(session.source.current()).toBe('long');
		expect(session.warnings).toEqual([expect.stringMatching(/could not be saved.*an hour or two/)]);
		n8n.now += 2 * DAY;
		expect((await n8n.open()).source.current()).toBe('long');
		expect(n8n.requests).toHaveLength(1);
	});

	it('is reported with the expiry of the stored token', async () => {
		const n8n = withConsent('instagram', { access_token: 'short' });
		n8n.respond = () => obtained('long');
		await n8n.open();
		n8n.saving = 'refused';
		n8n.now += 10 * DAY;
		n8n.respond = () => obtained('long-2');
		expect((await n8n.open()).warnings).toEqual([expect.stringMatching(/until 2027-01-21T10:00:00\.000Z/)]);
	});

	it('is handled the same way in the access token credential', async () => {
		const n8n = withAccessToken('instagram', app);
		n8n.saving = 'refused';
		n8n.respond = () => obtained('long');
		expect((await n8n.open()).warnings).toEqual([expect.stringMatching(/could not be saved/)]);
		expect((await n8n.open()).source.current()).toBe('long');
		expect(n8n.paths()).toEqual(['/access_token']);
	});
});

describe('session > pasted token', () => {
	it('of Instagram Login is exchanged once with the secret, then refreshed', async () => {
		const n8n = withAccessToken('instagram', app);
		n8n.respond = () => obtained('long');
		expect((await n8n.open()).source.current()).toBe('long');
		expect(n8n.stored.accessToken).toBe('pasted-token');
		resetProcessState();
		n8n.now += 8 * DAY;
		n8n.respond = () => obtained('long-2');
		expect((await n8n.open()).source.current()).toBe('long-2');
		resetProcessState();
		expect((await n8n.open()).source.current()).toBe('long-2');
		expect(n8n.paths()).toEqual(['/access_token', '/refresh_access_token']);
	});

	it('that Meta does not exchange counts as long-lived, and is refreshed a week later', async () => {
		const n8n = withAccessToken('instagram', app);
		n8n.respond = () => refused(452, 'Session key invalid');
		const session = await n8n.open();
		expect(session.source.current()).toBe('pasted-token');
		expect(session.warnings).toEqual([]);
		resetProcessState();
		await n8n.open();
		expect(n8n.requests).toHaveLength(1);
		n8n.now += 7 * DAY;
		n8n.respond = () => obtained('long');
		expect((await n8n.open()).source.current()).toBe('long');
	});

	it.each([
		[obtained('long'), 'long', 0],
		[refused(100, 'Invalid parameter'), 'pasted-token', 1],
	])(
		'that Meta refuses to exchange for an unclear reason is refreshed: %j',
		async (answer, token, warnings) => {
			const n8n = withAccessToken('instagram', app);
			n8n.respond = ({ url }) =>
				url.endsWith('/refresh_access_token')
					? answer
					: refused(100, 'Unsupported request - method type: get', { type: 'IGApiException' });
			const session = await n8n.open();
			expect(session.source.current()).toBe(token);
			expect(session.warnings).toHaveLength(warnings);
			expect(n8n.paths()).toEqual(['/access_token', '/refresh_access_token']);
		},
	);

	it('without a secret is used unchanged', async () => {
		for (const login of ['instagram', 'facebook'] as const) {
			const n8n = withAccessToken(login);
			expect((await n8n.open()).source.current()).toBe('pasted-token');
			expect(n8n.requests).toEqual([]);
		}
	});

	it.each([
		[
			'short-lived',
			{ type: 'USER', expires_at: (START + 3_600_000) / 1000 },
			['debug_token', 'access_token'],
		],
		[
			'long-lived and young',
			{ type: 'USER', issued_at: START / 1000, expires_at: (START + 60 * DAY) / 1000 },
			['debug_token'],
		],
		[
			'long-lived and old',
			{ type: 'USER', issued_at: (START - 9 * DAY) / 1000, expires_at: (START + 51 * DAY) / 1000 },
			['debug_token', 'access_token'],
		],
		['of a Page', { type: 'PAGE', expires_at: 0 }, ['debug_token']],
	])('of Facebook Login that is %s is identified by one debug_token call', async (_what, facts, calls) => {
		const n8n = withAccessToken('facebook', app);
		n8n.respond = ({ url }) =>
			url.endsWith('debug_token') ? { data: { is_valid: true, scopes: [], ...facts } } : obtained('long');
		expect((await n8n.open()).source.current()).toBe(calls.length > 1 ? 'long' : 'pasted-token');
		resetProcessState();
		await n8n.open();
		expect(n8n.paths().map((path) => path.split('/').at(-1))).toEqual(calls);
		expect(n8n.requests[0]!.qs).toEqual({
			input_token: 'pasted-token',
			access_token: '1234567890|app-secret-value',
		});
	});

	it.each([
		['with the app', app, /It cannot be renewed: replace the token before then\.$/],
		['without the app any more', {}, /cannot be renewed without the app's ID and secret/],
	])('of a Page that expires is reported (%s)', async (_case, changes, remedy) => {
		const n8n = withAccessToken('facebook', app);
		n8n.respond = () => ({
			data: { is_valid: true, type: 'PAGE', scopes: [], expires_at: (START + 3 * DAY) / 1000 },
		});
		await n8n.open();
		Object.assign(n8n.stored, { appId: '', appSecret: '' }, changes);
		expect((await n8n.open()).warnings).toEqual([expect.stringMatching(remedy)]);
		expect(n8n.requests).toHaveLength(1);
	});

	it('of Facebook Login that is dead throws with the reason', async () => {
		const n8n = withAccessToken('facebook', app);
		n8n.respond = () => ({
			data: { is_valid: false, scopes: [], error: { code: 190, subcode: 460, message: 'changed' } },
		});
		expect((await failure(n8n.open())).message).toMatch(/password/);
	});

	it('is used unchanged if the app cannot inspect it', async () => {
		const n8n = withAccessToken('facebook', app);
		n8n.respond = () => refused(100, 'The App_id in the input_token did not match the Viewing App');
		const session = await n8n.open();
		expect(session.warnings).toEqual([expect.stringMatching(/did not return the kind.*did not match/)]);
		await n8n.open();
		expect(n8n.requests).toHaveLength(1);
	});

	it('is used unchanged if Meta does not say whether it is valid', async () => {
		const n8n = withAccessToken('facebook', app);
		n8n.respond = () => ({ data: { expires_at: 0 } });
		const session = await n8n.open();
		expect(session.source.current()).toBe('pasted-token');
		expect(session.warnings).toEqual([expect.stringMatching(/did not return the kind/)]);
	});

	it('that is empty throws', async () => {
		const error = await failure(withAccessToken('instagram', { accessToken: ' ' }).open());
		expect(error.message).toMatch(/'Access Token' is empty/);
	});
});

describe('session > invalid credential', () => {
	it('throws if the credential is not connected', async () => {
		expect((await failure(withConsent('instagram', {}).open())).message).toMatch(/not connected/);
	});

	it('throws if the API version is invalid', async () => {
		const n8n = withConsent('instagram', { access_token: 'short' }, { apiVersion: '26' });
		expect((await failure(n8n.open())).message).toMatch(/'API Version'.*'26'/);
	});
});

describe('session > requested refresh', () => {
	it('renews a two-day-old token', async () => {
		const n8n = withConsent('instagram', { access_token: 'short' });
		n8n.respond = () => obtained('long');
		await n8n.open();
		n8n.now += 2 * DAY;
		n8n.respond = () => obtained('long-2');
		const session = await n8n.open();
		expect(await session.refresh()).toEqual({ refreshed: true });
		expect(session.source.current()).toBe('long-2');
		expect(await session.refresh()).toEqual({ refreshed: true });
		expect(n8n.requests).toHaveLength(2);
	});

	it('reports the exchange made when opening the session', async () => {
		const n8n = withConsent('instagram', { access_token: 'short' });
		n8n.respond = () => obtained('long');
		expect(await (await n8n.open()).refresh()).toEqual({ refreshed: true });
		const again = await n8n.open();
		expect(await again.refresh()).toEqual({
			refreshed: false,
			reason: expect.stringMatching(/less than 24 hours old/) as string,
		});
	});

	it('returns the reason if Meta refuses, and keeps the token', async () => {
		const n8n = withConsent('instagram', { access_token: 'short' });
		n8n.respond = () => obtained('long');
		await n8n.open();
		n8n.now += 2 * DAY;
		n8n.respond = () => refused(10, 'Application does not have permission');
		const session = await n8n.open();
		const { refreshed, reason } = await session.refresh();
		expect(refreshed).toBe(false);
		expect(reason).toMatch(/could not be refreshed.*permission/);
		expect(session.warnings).toEqual([]);
		expect(session.source.current()).toBe('long');
	});

	it('inspects a pasted token first, and returns why a Page token is not refreshed', async () => {
		const n8n = withAccessToken('facebook', app);
		n8n.respond = () => ({ data: { is_valid: true, type: 'PAGE', expires_at: 0, scopes: [] } });
		const session = await n8n.open();
		expect(await session.refresh()).toEqual({
			refreshed: false,
			reason: expect.stringMatching(/no expiry date/) as string,
		});
	});
});

describe('session > token rejected during a run', () => {
	it('is replaced by a token that another execution has renewed from it', async () => {
		const n8n = withConsent('instagram', { access_token: 'short' });
		n8n.respond = () => obtained('long');
		const session = await n8n.open();
		expect(await session.source.replacementFor('long')).toBeUndefined();
		n8n.now += 8 * DAY;
		resetProcessState();
		n8n.respond = () => obtained('newer');
		await n8n.open();
		expect(await session.source.replacementFor('long')).toBe('newer');
		expect(session.source.current()).toBe('newer');
		expect(await session.source.replacementFor('long')).toBe('newer');
	});

	it.each([
		['flat', { access_token: 'of another account' }],
		['nested', { data: [{ access_token: 'of another account' }] }],
	])(
		'is not replaced by the %s token of a new consent, which may be of another account',
		async (_form, answer) => {
			const n8n = withConsent('instagram', { access_token: 'short' });
			n8n.respond = () => obtained('long');
			const session = await n8n.open();
			n8n.stored.oauthTokenData = { ...(n8n.stored.oauthTokenData as object), ...answer };
			expect(await session.source.replacementFor('long')).toBeUndefined();
			expect(session.source.current()).toBe('long');
		},
	);

	it('is not replaced by another pasted token', async () => {
		const n8n = withAccessToken('instagram', app);
		n8n.respond = () => obtained('long');
		const session = await n8n.open();
		n8n.stored.accessToken = 'of another account';
		expect(await session.source.replacementFor('long')).toBeUndefined();
		expect(session.source.current()).toBe('long');
	});

	it('is kept if the credential was deleted', async () => {
		const n8n = withConsent('instagram', { access_token: 'short' });
		n8n.respond = () => obtained('long');
		const session = await n8n.open();
		n8n.deleted = true;
		expect(await session.source.replacementFor('long')).toBeUndefined();
		expect(session.source.current()).toBe('long');
	});
});

describe('session > inspect', () => {
	it('calls debug_token with Facebook Login', async () => {
		const n8n = withAccessToken('facebook', app);
		n8n.respond = () => ({
			data: {
				is_valid: true,
				type: 'USER',
				user_id: '1020000000000000001',
				app_id: '1234567890',
				scopes: ['instagram_basic'],
				issued_at: START / 1000,
				expires_at: (START + 60 * DAY) / 1000,
				data_access_expires_at: (START + 90 * DAY) / 1000,
			},
		});
		expect(await (await n8n.open()).inspect()).toEqual({
			isValid: true,
			type: 'USER',
			userId: '1020000000000000001',
			appId: '1234567890',
			scopes: ['instagram_basic'],
			issuedAt: START,
			expiresAt: START + 60 * DAY,
			dataAccessExpiresAt: START + 90 * DAY,
		});
	});

	it('returns undefined without app ID and secret, and with Instagram Login', async () => {
		expect(await (await withAccessToken('facebook').open()).inspect()).toBeUndefined();
		expect(await (await withAccessToken('instagram').open()).inspect()).toBeUndefined();
	});
});

it('warns about a token that will expire without being renewed', async () => {
	const n8n = withAccessToken('facebook', app);
	n8n.respond = () => ({
		data: { is_valid: true, type: 'PAGE', expires_at: (START + 2 * DAY) / 1000, scopes: [] },
	});
	expect((await n8n.open()).warnings).toEqual([expect.stringMatching(/expires on 2026-11-24/)]);
});

it('reveals no token or secret in errors and warnings', async () => {
	for (const code of [1, 2, 10, 100, 101, 190, 452]) {
		for (const n8n of [
			withConsent('instagram', { access_token: 'short-token-value' }),
			withAccessToken('facebook', { ...app, accessToken: 'short-token-value' }),
			withAccessToken('instagram', { ...app, accessToken: 'short-token-value' }),
		]) {
			resetProcessState();
			n8n.respond = () => refused(code, 'Malformed access token short-token-value, app-secret-value');
			const left = await n8n.open().then(
				({ warnings }) => JSON.stringify(warnings),
				(error: Error & { description?: string }) => `${error.stack} ${error.description}`,
			);
			expect(left).not.toMatch(/short-token-value|app-secret-value/);
		}
	}
});
