import type { IDataObject } from 'n8n-workflow';

import { connectThroughConsent } from '../../tools/n8n-harness';
import { useSandbox } from '../jest/sandbox';
import { useVirtualTime } from '../jest/virtualTime';
import type { Authentication, Connected, Login } from '../../tools/n8n-harness/arrange';
import {
	ACCOUNT,
	withConsent,
	counts,
	endpoints,
	connectedCredential,
	media,
	withAccessToken,
	restartN8n,
	run,
	searchAccounts,
	LOGINS_WITH_CREDENTIALS,
} from '../../tools/n8n-harness/arrange';

const MINUTE = 60 * 1000;
const DAY = 24 * 60 * MINUTE;
const sandbox = useSandbox();
const time = useVirtualTime(sandbox);
beforeEach(restartN8n);

const get = { resource: 'account', operation: 'get', fields: ['username'] };
const publish = {
	resource: 'post',
	operation: 'publish',
	mediaUrl: media('pottery-1.jpg'),
	caption: 'Still connected',
};

/** Connected, or pasted with a short-lived token; not used yet. */
async function fresh(login: Login, authentication: Authentication): Promise<Connected> {
	return authentication === 'oAuth2'
		? await withConsent(sandbox.get(), login)
		: await withAccessToken(sandbox.get(), login, { kind: 'short', accounts: [ACCOUNT[login]] });
}

/** Number of token calls since the last call of this function. */
function renewals(): number {
	const { exchange = 0, refresh = 0 } = counts(sandbox.get());
	sandbox.get().world.requests.clear();
	return exchange + refresh;
}

/** The newest token issued by the sandbox. */
const newest = () => sandbox.get().world.tokens.list().at(-1)!;

const storedText = ({ credentials, id }: Connected) => JSON.stringify(credentials.stored(id));

describe.each(LOGINS_WITH_CREDENTIALS)(
	'the token of a credential, %s Login with %s',
	(login, authentication) => {
		it('exchanges a new token for a long-lived one at its first use, and saves it', async () => {
			const connected = await fresh(login, authentication);
			sandbox.get().world.requests.clear();
			const { json } = await run(connected, get);
			expect(json).toMatchObject([{ id: ACCOUNT[login] }]);
			expect(renewals()).toBe(1);
			expect(newest()).toMatchObject({ kind: 'long' });
			expect(storedText(connected)).toContain(newest().value);

			restartN8n();
			await run(connected, get);
			expect(renewals()).toBe(0);
		});

		it('refreshes it after ten days and a restart, and saves the new one', async () => {
			const connected = await fresh(login, authentication);
			await run(connected, get);
			renewals();
			time.advance(10 * DAY);
			restartN8n();
			const { json } = await run(connected, publish);
			expect(json).toMatchObject([{ status: 'PUBLISHED' }]);
			expect(renewals()).toBe(1);
			expect(storedText(connected)).toContain(newest().value);
		});

		it('stays valid for 150 days when used every 20 days, with restarts', async () => {
			const connected = await fresh(login, authentication);
			for (let day = 0; day <= 150; day += 20) {
				restartN8n();
				const { json, error } = await run(connected, publish);
				expect(error).toBeUndefined();
				expect(json).toMatchObject([{ status: 'PUBLISHED' }]);
				expect(
					sandbox
						.get()
						.world.requests.list()
						.filter((call) => call.error?.code === 190),
				).toEqual([]);
				expect(renewals()).toBeLessThanOrEqual(1);
				time.advance(20 * DAY);
			}
		});

		it('makes no further token call within a week', async () => {
			const connected = await fresh(login, authentication);
			await run(connected, get);
			renewals();
			for (let day = 1; day < 7; day += 1) {
				time.advance(DAY);
				restartN8n();
				await run(connected, get);
			}
			expect(renewals()).toBe(0);
		});

		it('keeps using its token if a refresh fails, and does not retry that day', async () => {
			const connected = await fresh(login, authentication);
			await run(connected, get);
			renewals();
			time.advance(10 * DAY);
			const endpoint = login === 'instagram' ? 'refresh' : 'exchange';
			sandbox.get().world.faults.add({ endpoint, action: '5xx', times: 99 });
			const first = await run(connected, get);
			expect(first.json).toMatchObject([{ id: ACCOUNT[login] }]);
			expect(first.last.hints.map(({ message }) => message)).toEqual([
				expect.stringMatching(/^The access token could not be refreshed/),
			]);
			expect(renewals()).toBeGreaterThan(0);
			await run(connected, get);
			expect(renewals()).toBe(0);
		});

		it('is renewed once for concurrent executions', async () => {
			const connected = await fresh(login, authentication);
			sandbox.get().world.requests.clear();
			await Promise.all([run(connected, get), run(connected, get), run(connected, get)]);
			expect(renewals()).toBe(1);
		});

		it('reports an expired token with the remedy', async () => {
			const connected = await fresh(login, authentication);
			await run(connected, get);
			time.advance(61 * DAY);
			restartN8n();
			sandbox.get().world.requests.clear();
			const { error } = await run(connected, publish);
			expect(error?.message).toMatch(/^The access token expired on \d{4}-\d\d-\d\dT/);
			expect(error?.description).toContain(authentication === 'oAuth2' ? 'connect it again' : 'paste it');
			expect(counts(sandbox.get()).create).toBeUndefined();
		});

		it.each([
			['revoked', 460],
			['removed with its app', 458],
		])('reports a token that Meta has %s', async (_how, subcode) => {
			const connected = await connectedCredential(sandbox.get(), login, authentication);
			const { tokens } = sandbox.get().world;
			for (const token of tokens.list()) tokens.revoke(token, subcode);
			const { error } = await run(connected, publish);
			expect(error?.description).toContain(`190/${subcode}`);
			expect(error?.description).toMatch(/reconnect|connect it again|paste/i);
		});
	},
);

describe.each(['instagram', 'facebook'] as const)('%s connection that was not used in time', (login) => {
	it('reports that it expired before its first use, and how to avoid that', async () => {
		const connected = await withConsent(sandbox.get(), login);
		time.advance(login === 'instagram' ? 61 * MINUTE : 3 * 60 * MINUTE);
		const { error } = await run(connected, publish);
		expect(error?.message).toMatch(
			/^The connection expired before its first use: a new (Instagram|Facebook) Login connection lasts/,
		);
		expect(error?.description).toContain('connect it again');
		expect(counts(sandbox.get()).create).toBeUndefined();
	});
});

it('Instagram connection that was not used in time > mentions the one-hour limit', async () => {
	const connected = await withConsent(sandbox.get(), 'instagram');
	time.advance(61 * MINUTE);
	await expect(searchAccounts(connected)).rejects.toMatchObject({
		message:
			'The connection expired before its first use: a new Instagram Login connection lasts one hour until it is used',
		description: expect.stringContaining('pick the account right away'),
	});
});

describe('connecting a credential again', () => {
	const reconnect = async ({ credentials, id, login }: Connected) => {
		const pageId = sandbox.get().world.accounts.get(ACCOUNT[login])?.pageId;
		const choice = login === 'instagram' ? { account: ACCOUNT[login] } : { pages: [pageId!] };
		const outcome = await connectThroughConsent(credentials, id, choice);
		expect(outcome.connected).toBe(true);
		return newest();
	};

	it.each<[Login, 'flat' | 'data']>([
		['instagram', 'flat'],
		['instagram', 'data'],
		['facebook', 'flat'],
	])(
		'uses the new token, whatever n8n has kept of the old one: %s Login (%s response)',
		async (login, tokenAnswer) => {
			sandbox.get().world.behave({ tokenAnswer });
			const connected = await connectedCredential(sandbox.get(), login);
			const before = newest();
			time.advance(3 * DAY);
			const consentToken = await reconnect(connected);
			sandbox.get().world.requests.clear();
			restartN8n();
			const { json } = await run(connected, get);
			expect(json).toMatchObject([{ id: ACCOUNT[login] }]);
			expect(renewals()).toBe(1);
			expect(newest().value).not.toBe(before.value);
			expect(newest().issuedAt).toBeGreaterThanOrEqual(consentToken.issuedAt);
			expect(storedText(connected)).toContain(newest().value);

			restartN8n();
			await run(connected, get);
			expect(renewals()).toBe(0);
		},
	);

	it('revives a credential whose token was dead', async () => {
		const connected = await connectedCredential(sandbox.get());
		time.advance(70 * DAY);
		expect((await run(connected, get)).status).toBe('error');
		await reconnect(connected);
		const { json } = await run(connected, get);
		expect(json).toMatchObject([{ id: ACCOUNT.instagram }]);
	});

	it('switches to the other account if connected to another one', async () => {
		const connected = await connectedCredential(sandbox.get());
		await connectThroughConsent(connected.credentials, connected.id, { account: '17841400000000005' });
		const { json } = await run(connected, get);
		expect(json).toEqual([{ id: '17841400000000005', username: 'lumen.bikes' }]);
	});
});

describe('denied consent', () => {
	it('stores nothing', async () => {
		const connected = await connectedCredential(sandbox.get());
		const before = connected.credentials.stored(connected.id);
		const outcome = await connectThroughConsent(connected.credentials, connected.id, { answer: 'deny' });
		expect(outcome).toMatchObject({
			connected: false,
			message: 'Insufficient parameters for OAuth2 callback.',
			reason: expect.stringContaining('access_denied'),
		});
		expect(connected.credentials.stored(connected.id)).toEqual(before);
	});
});

describe('Facebook Login code exchange that returns a long-lived token', () => {
	it('is not followed by another exchange', async () => {
		sandbox.get().world.behave({ facebookCodeToken: 'long' });
		const connected = await withConsent(sandbox.get(), 'facebook');
		sandbox.get().world.requests.clear();
		await run(connected, get);
		expect(renewals()).toBe(0);
		time.advance(10 * DAY);
		await run(connected, get);
		expect(renewals()).toBe(1);
	});
});

describe('pasted token', () => {
	it('that is long-lived already is used unchanged, after one failed exchange', async () => {
		const connected = await withAccessToken(sandbox.get(), 'instagram');
		await run(connected, get);
		expect(counts(sandbox.get()).exchange).toBe(1);
		sandbox.get().world.requests.clear();
		restartN8n();
		const { json } = await run(connected, get);
		expect(json).toMatchObject([{ id: ACCOUNT.instagram }]);
		expect(endpoints(sandbox.get())).toEqual(['me']);
	});

	it('without the app secret is used unchanged, without a token call', async () => {
		const connected = await withAccessToken(sandbox.get(), 'instagram', {}, {});
		await run(connected, get);
		expect(endpoints(sandbox.get())).toEqual(['me']);
	});

	it.each(['page', 'systemUser'] as const)('of a %s is never exchanged', async (kind) => {
		const connected = await withAccessToken(sandbox.get(), 'facebook', { kind });
		await run(connected, get);
		time.advance(100 * DAY);
		restartN8n();
		const { json } = await run(connected, get);
		expect(json).toMatchObject([{ id: ACCOUNT.facebook }]);
		expect(renewals()).toBe(0);
	});

	it('is used once it replaces another one in the form', async () => {
		const connected = await withAccessToken(sandbox.get(), 'instagram', { kind: 'short' });
		await run(connected, get);
		const other = sandbox.get().world.tokens.mint({
			loginMethod: 'instagram',
			kind: 'long',
			userKey: 'ben',
			accounts: ['17841400000000005'],
		});
		connected.credentials.change(connected.id, { accessToken: other.value });
		const { json } = await run(connected, get);
		expect(json).toMatchObject([{ id: '17841400000000005' }]);
	});
});

describe('token that n8n cannot save', () => {
	it.each(LOGINS_WITH_CREDENTIALS)(
		'keeps working with a warning: %s Login with %s',
		async (login, authentication) => {
			const connected = await fresh(login, authentication);
			connected.credentials.saving = 'refused';
			const { json, last } = await run(connected, get);
			expect(json).toMatchObject([{ id: ACCOUNT[login] }]);
			expect(last.hints.map(({ message }) => message)).toEqual([
				expect.stringMatching(/^The renewed access token could not be saved into the credential\./),
			]);
			renewals();

			const again = await run(connected, get);
			expect(again.json).toMatchObject([{ id: ACCOUNT[login] }]);
			expect(renewals()).toBe(0);
		},
	);

	it('leaves the stored fields unchanged', async () => {
		const connected = await fresh('instagram', 'accessToken');
		const { accessToken, appSecret, loginMethod } = connected.credentials.stored(connected.id) as IDataObject;
		await run(connected, get);
		expect(connected.credentials.stored(connected.id)).toMatchObject({ accessToken, appSecret, loginMethod });
	});
});
