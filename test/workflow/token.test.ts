import { useSandbox } from '../jest/sandbox';
import { useVirtualTime } from '../jest/virtualTime';
import { connectThroughConsent, CredentialStore } from '../../tools/n8n-harness';
import type { Connected } from '../../tools/n8n-harness/arrange';
import {
	ACCOUNT,
	formOf,
	withConsent,
	counts,
	connectedCredential,
	withAccessToken,
	restartN8n,
	run,
} from '../../tools/n8n-harness/arrange';

const DAY = 24 * 60 * 60 * 1000;
const START = Date.UTC(2026, 10, 22, 8);
const sandbox = useSandbox({ tls: true });
const time = useVirtualTime(sandbox, () => START);
beforeEach(restartN8n);

const inspect = { resource: 'token', operation: 'inspect' };
const refresh = { resource: 'token', operation: 'refresh' };
const iso = (milliseconds: number) => new Date(milliseconds).toISOString();
/** Meta's times have whole seconds, and calls take a moment. */
const near = (milliseconds: number): unknown => ({
	asymmetricMatch: (text: string) => Math.abs(Date.parse(text) - milliseconds) < 5000,
	toString: () => `about ${iso(milliseconds)}`,
});

describe('token.inspect', () => {
	it('returns kind, expiry and permissions of an Instagram Login credential', async () => {
		const connected = await connectedCredential(sandbox.get());
		const { json, last } = await run(connected, inspect);
		expect(json).toEqual([
			{
				loginMethod: 'instagram',
				isValid: true,
				userId: ACCOUNT.instagram,
				accounts: [
					{
						id: ACCOUNT.instagram,
						username: 'north.pottery',
						name: 'North Pottery',
						profile_picture_url: expect.any(String),
					},
				],
				scopes: ['instagram_business_basic', 'instagram_business_content_publish'],
				issuedAt: near(START),
				expiresAt: near(START + 60 * DAY),
				refreshAfter: near(START + 7 * DAY),
				problems: [],
			},
		]);
		expect(last.outputs[0]?.[0]?.pairedItem).toEqual({ item: 0 });
	});

	it('returns more for a Facebook Login credential, because Meta does', async () => {
		const connected = await connectedCredential(sandbox.get(), 'facebook');
		const { json } = await run(connected, inspect);
		expect(json).toEqual([
			{
				loginMethod: 'facebook',
				isValid: true,
				userId: sandbox.get().world.person('ben').facebookId,
				accounts: [expect.objectContaining({ id: ACCOUNT.facebook, username: 'harbour_bakery' })],
				scopes: expect.arrayContaining([
					'instagram_basic',
					'pages_show_list',
					'pages_read_engagement',
					'instagram_content_publish',
				]),
				issuedAt: near(START),
				expiresAt: near(START + 60 * DAY),
				refreshAfter: near(START + 7 * DAY),
				dataAccessExpiresAt: near(START + 90 * DAY),
				problems: [],
			},
		]);
	});

	it('returns no expiry for a token that does not expire', async () => {
		const connected = await withAccessToken(sandbox.get(), 'facebook', { kind: 'systemUser' });
		const { json } = await run(connected, inspect);
		expect(json).toMatchObject([{ isValid: true, expiresAt: null, refreshAfter: null }]);
	});

	it('returns only what is known for a pasted token of unknown kind', async () => {
		const connected = await withAccessToken(sandbox.get(), 'instagram', {}, {});
		const { json } = await run(connected, inspect);
		expect(json).toMatchObject([{ isValid: true, scopes: [], expiresAt: null, refreshAfter: null }]);
		expect(json[0]).not.toHaveProperty('issuedAt');
	});

	it.each(['instagram', 'facebook'] as const)('reports a revoked %s token as invalid', async (login) => {
		const connected = await connectedCredential(sandbox.get(), login);
		const { tokens } = sandbox.get().world;
		for (const token of tokens.list()) tokens.revoke(token);
		const { json, status } = await run(connected, inspect);
		expect(status).toBe('success');
		expect(json).toMatchObject([{ isValid: false, accounts: [] }]);
	});

	it.each(['instagram', 'facebook'] as const)(
		'reports an expired %s token as invalid, and since when',
		async (login) => {
			const connected = await connectedCredential(sandbox.get(), login);
			time.advance(61 * DAY);
			const { json, status } = await run(connected, inspect);
			expect(status).toBe('success');
			expect(json).toMatchObject([
				{ loginMethod: login, isValid: false, accounts: [], expiresAt: near(START + 60 * DAY) },
			]);
			const { error } = await run(connected, refresh);
			expect(error?.message).toMatch(/^The access token expired on /);
		},
	);

	it('reports a connection that expired before its first use as invalid', async () => {
		const connected = await withConsent(sandbox.get(), 'instagram');
		time.advance(DAY);
		const { json, status } = await run(connected, inspect);
		expect(status).toBe('success');
		expect(json).toMatchObject([{ isValid: false, accounts: [] }]);
	});
});

describe('token.inspect > problems', () => {
	const problemsOf = async (connected: Connected) => (await run(connected, inspect)).json[0]?.problems;

	it.each(['instagram', 'facebook'] as const)(
		'names a permission that was unticked on the consent screen (%s)',
		async (login) => {
			const scope = {
				instagram: 'instagram_business_content_publish',
				facebook: 'instagram_content_publish',
			}[login];
			const credentials = await CredentialStore.create();
			const form = { ...formOf(login), permissions: ['publish', 'comments'] };
			const keep = {
				instagram: ['instagram_business_manage_comments'],
				facebook: ['pages_show_list', 'pages_read_engagement', 'instagram_manage_comments'],
			}[login];
			const pages = [...sandbox.get().world.pages.values()].flatMap(({ id, accountId }) =>
				accountId === ACCOUNT.facebook ? [id] : [],
			);
			const choice =
				login === 'instagram'
					? { account: ACCOUNT.instagram, permissions: keep }
					: { pages, permissions: keep };
			const { reference } = await connectThroughConsent(credentials, form, choice);
			const connected: Connected = {
				sandbox: sandbox.get(),
				login,
				authentication: 'oAuth2',
				credentials,
				reference: { instagramOAuth2Api: reference },
				id: reference.id,
			};
			expect(await problemsOf(connected)).toEqual([
				{
					problem: `Requested by the credential, but not granted: ${scope} ('Publish')`,
					nextStep: expect.stringContaining('leave everything ticked'),
				},
			]);
		},
	);

	it('names a permission that was chosen in the credential after it was connected', async () => {
		const connected = await connectedCredential(sandbox.get());
		connected.credentials.change(connected.id, { permissions: ['publish', 'messages'] });
		expect(await problemsOf(connected)).toEqual([
			{
				problem: expect.stringContaining("instagram_business_manage_messages ('Messages')"),
				nextStep: expect.stringContaining('Connect the credential again'),
			},
		]);
	});

	it('says that no Page was chosen on the consent screen', async () => {
		const connected = await withConsent(sandbox.get(), 'facebook', []);
		expect(await problemsOf(connected)).toEqual([
			{
				problem: 'The credential reaches no Instagram account',
				nextStep: expect.stringContaining('choose the Page and its Instagram account'),
			},
		]);
	});

	it('names the Page for which the person may not publish', async () => {
		const connected = await connectedCredential(sandbox.get(), 'facebook');
		for (const page of sandbox.get().world.pages.values()) page.tasks = ['ANALYZE', 'ADVERTISE'];
		expect(await problemsOf(connected)).toEqual([
			{
				problem: expect.stringContaining('may not create content for the Page'),
				nextStep: expect.stringContaining('full control'),
			},
		]);
	});

	it('says why Meta does not accept the token', async () => {
		const unused = await withConsent(sandbox.get(), 'instagram');
		const used = await connectedCredential(sandbox.get(), 'facebook');
		time.advance(DAY);
		expect(await problemsOf(unused)).toEqual([
			{
				problem: expect.stringContaining('expired before its first use'),
				nextStep: expect.stringContaining('open the node and pick the account right away'),
			},
		]);
		time.advance(60 * DAY);
		expect(await problemsOf(used)).toEqual([
			{
				problem: expect.stringMatching(/^The access token expired on 20/),
				nextStep: expect.stringContaining('connect it again'),
			},
		]);
	});

	it('says that access to data ends, although the token is refreshed', async () => {
		const connected = await connectedCredential(sandbox.get(), 'facebook');
		for (const token of sandbox.get().world.tokens.list()) token.dataAccessExpiresAt = START + 10 * DAY;
		expect(await problemsOf(connected)).toEqual([
			{
				problem: "The app's access to the person's data expires on 2026-12-02",
				nextStep: 'Connect the credential again before then.',
			},
		]);
	});

	it('says what is missing to renew a pasted token', async () => {
		const connected = await withAccessToken(sandbox.get(), 'facebook', { kind: 'short' });
		await run(connected, inspect);
		const [known] = (await run(connected, inspect)).json;
		expect(known).toMatchObject({ problems: [], refreshAfter: near(START + 7 * DAY) });
		connected.credentials.change(connected.id, { appSecret: '' });
		expect(await problemsOf(connected)).toEqual([
			{
				problem: 'The token expires on 2027-01-21 and cannot be renewed',
				nextStep: "Enter 'App ID' and 'App Secret' in the credential: the node then renews the token.",
			},
		]);
	});

	it('reports nothing that is not known, of a pasted token or one of a Page', async () => {
		const unknown = await withAccessToken(sandbox.get(), 'instagram', { kind: 'short' }, {});
		expect(await problemsOf(unknown)).toEqual([]);
		const ofPage = await withAccessToken(sandbox.get(), 'facebook', { kind: 'page' });
		expect(await problemsOf(ofPage)).toEqual([]);
	});

	it("is an error that names the cause if the app's ID and secret are those of another app", async () => {
		const connected = await connectedCredential(sandbox.get(), 'facebook');
		const error = {
			message: '(#100) The App_id in the input_token did not match the Viewing App',
			type: 'OAuthException',
			code: 100,
		};
		sandbox.get().world.faults.add({ endpoint: 'inspect', action: 'answer', status: 400, body: { error } });
		const { error: failure } = await run(connected, inspect);
		expect(failure?.message).toContain('do not belong to the app that generated the token');
		expect(failure?.description).toContain('Check the app ID and app secret in the credential');
	});
});

describe('token.refresh', () => {
	it('does not refresh a recent token, and returns the reason', async () => {
		const connected = await connectedCredential(sandbox.get());
		const { json } = await run(connected, refresh);
		expect(json).toMatchObject([
			{ isValid: true, refreshed: false, reason: expect.stringContaining('less than 24 hours old') },
		]);
		expect(counts(sandbox.get()).refresh).toBeUndefined();
	});

	it.each(['instagram', 'facebook'] as const)('renews and saves a two-day-old %s token', async (login) => {
		const connected = await connectedCredential(sandbox.get(), login);
		time.advance(2 * DAY);
		const { json } = await run(connected, refresh);
		expect(json).toMatchObject([{ refreshed: true, expiresAt: near(START + 62 * DAY) }]);
		expect(json[0]).not.toHaveProperty('reason');

		restartN8n();
		const after = await run(connected, inspect);
		expect(after.json).toMatchObject([{ isValid: true, expiresAt: near(START + 62 * DAY) }]);
	});

	it('reports a renewal that was due anyway', async () => {
		const connected = await connectedCredential(sandbox.get());
		time.advance(10 * DAY);
		const { json } = await run(connected, refresh);
		expect(json).toMatchObject([{ refreshed: true }]);
		expect(counts(sandbox.get()).refresh).toBe(1);
	});

	it('exchanges a new token from the consent screen', async () => {
		const connected = await withConsent(sandbox.get(), 'instagram');
		const { json } = await run(connected, refresh);
		expect(json).toMatchObject([{ refreshed: true, expiresAt: near(START + 60 * DAY) }]);
		expect(counts(sandbox.get()).exchange).toBe(1);
	});

	it('does not refresh a token without an expiry', async () => {
		const connected = await withAccessToken(sandbox.get(), 'facebook', { kind: 'systemUser' });
		const { json } = await run(connected, refresh);
		expect(json).toMatchObject([{ refreshed: false, reason: expect.stringContaining('no expiry date') }]);
	});

	it('returns what is missing if it cannot refresh', async () => {
		const connected = await withAccessToken(sandbox.get(), 'facebook', {}, {});
		const { json } = await run(connected, refresh);
		expect(json).toMatchObject([
			{ refreshed: false, reason: expect.stringContaining("app's ID and secret") },
		]);
	});

	it('returns one item per input item, and renews once', async () => {
		const connected = await connectedCredential(sandbox.get());
		time.advance(2 * DAY);
		const { last } = await run(connected, refresh, { items: [{}, {}, {}] });
		expect(last.outputs[0]?.map(({ json, pairedItem }) => [json.refreshed, pairedItem])).toEqual([
			[true, { item: 0 }],
			[true, { item: 1 }],
			[true, { item: 2 }],
		]);
		expect(counts(sandbox.get()).refresh).toBe(1);
	});
});

it('token.inspect returns times in ISO 8601', async () => {
	const { json } = await run(await connectedCredential(sandbox.get()), inspect);
	expect(json[0]?.expiresAt).toBe(iso(Date.parse(json[0]?.expiresAt as string)));
});
