import { useSandbox } from '../jest/sandbox';
import { useVirtualTime } from '../jest/virtualTime';
import {
	ACCOUNT,
	withConsent,
	counts,
	inUse,
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
		const connected = await inUse(sandbox.get());
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
			},
		]);
		expect(last.outputs[0]?.[0]?.pairedItem).toEqual({ item: 0 });
	});

	it('returns more for a Facebook Login credential, because Meta does', async () => {
		const connected = await inUse(sandbox.get(), 'facebook');
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
		const connected = await inUse(sandbox.get(), login);
		const { tokens } = sandbox.get().world;
		for (const token of tokens.list()) tokens.revoke(token);
		const { json, status } = await run(connected, inspect);
		expect(status).toBe('success');
		expect(json).toMatchObject([{ isValid: false, accounts: [] }]);
	});

	it.each(['instagram', 'facebook'] as const)(
		'reports an expired %s token as invalid, and since when',
		async (login) => {
			const connected = await inUse(sandbox.get(), login);
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

describe('token.refresh', () => {
	it('does not refresh a recent token, and returns the reason', async () => {
		const connected = await inUse(sandbox.get());
		const { json } = await run(connected, refresh);
		expect(json).toMatchObject([
			{ isValid: true, refreshed: false, reason: expect.stringContaining('less than 24 hours old') },
		]);
		expect(counts(sandbox.get()).refresh).toBeUndefined();
	});

	it.each(['instagram', 'facebook'] as const)('renews and saves a two-day-old %s token', async (login) => {
		const connected = await inUse(sandbox.get(), login);
		time.advance(2 * DAY);
		const { json } = await run(connected, refresh);
		expect(json).toMatchObject([{ refreshed: true, expiresAt: near(START + 62 * DAY) }]);
		expect(json[0]).not.toHaveProperty('reason');

		restartN8n();
		const after = await run(connected, inspect);
		expect(after.json).toMatchObject([{ isValid: true, expiresAt: near(START + 62 * DAY) }]);
	});

	it('reports a renewal that was due anyway', async () => {
		const connected = await inUse(sandbox.get());
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
		const connected = await inUse(sandbox.get());
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
	const { json } = await run(await inUse(sandbox.get()), inspect);
	expect(json[0]?.expiresAt).toBe(iso(Date.parse(json[0]?.expiresAt as string)));
});
