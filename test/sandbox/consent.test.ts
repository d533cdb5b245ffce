import { SANDBOX_APPS } from '../../sandbox/apps';
import { BAKERY, NORTH, ownSandbox, sample } from './arrange';
import { meta, refusalIn } from './metaClient';

const REDIRECT = 'http://localhost:5678/rest/oauth2-credential/callback';

const DIALOG = {
	instagram: {
		at: 'www.instagram.com/oauth/authorize',
		client_id: SANDBOX_APPS.instagram.appId,
		scope: 'instagram_business_basic,instagram_business_content_publish',
	},
	facebook: {
		at: 'www.facebook.com/v26.0/dialog/oauth',
		client_id: SANDBOX_APPS.facebook.appId,
		scope: 'instagram_basic,instagram_content_publish,pages_show_list,pages_read_engagement',
	},
} as const;

type Login = keyof typeof DIALOG;

const LOGINS: Login[] = ['instagram', 'facebook'];

describe('consent', () => {
	const sandbox = ownSandbox();

	function question(login: Login, change: Record<string, string> = {}) {
		const { client_id, scope } = DIALOG[login];
		return { client_id, scope, response_type: 'code', state: 'st&te', redirect_uri: REDIRECT, ...change };
	}

	const open = (login: Login, change?: Record<string, string>) =>
		meta(sandbox.get(), 'GET', DIALOG[login].at, question(login, change));

	/** Clicks Allow or Cancel with everything ticked, and returns where the browser is sent. */
	async function answer(login: Login, answer: 'allow' | 'deny', change: Record<string, string> = {}) {
		const { text } = await open(login);
		const ticked = [
			...text.matchAll(/<input type="(?:hidden|checkbox|radio)" name="(\w+)" value="([^"]*)"([^>]*)/g),
		]
			.filter(([, name, , rest]) => name !== 'account' || rest?.includes('checked'))
			.map(([, name = '', value = '']) => [name, value.replaceAll('&amp;', '&')]);
		const form = new URLSearchParams(ticked);
		for (const [name, value] of Object.entries(change)) form.set(name, value);
		form.set('answer', answer);
		const { status, headers } = await meta(
			sandbox.get(),
			'POST',
			DIALOG[login].at,
			{},
			{
				bytes: Buffer.from(form.toString()),
				headers: { 'content-type': 'application/x-www-form-urlencoded' },
			},
		);
		expect(status).toBe(302);
		return new URL(headers.location as string);
	}

	function redeem(login: Login, code: string, change: Record<string, string> = {}) {
		const { appId, appSecret } = SANDBOX_APPS[login];
		const fields = { client_id: appId, client_secret: appSecret, redirect_uri: REDIRECT, code, ...change };
		return login === 'instagram'
			? meta(sandbox.get(), 'POST', 'api.instagram.com/oauth/access_token', {
					grant_type: 'authorization_code',
					...fields,
				})
			: meta(sandbox.get(), 'GET', 'graph.facebook.com/v26.0/oauth/access_token', fields);
	}

	const errorOf = ({ json }: Awaited<ReturnType<typeof redeem>>) => json.error_message ?? json.error?.message;

	test('Instagram Login: from the consent page to a published post', async () => {
		const back = await answer('instagram', 'allow');
		expect(back.searchParams.get('state')).toBe('st&te');
		expect(back.hash).toBe('#_');

		const short = await redeem('instagram', back.searchParams.get('code') ?? '');
		// Unquoted and beyond 2^53: JSON.parse gives another number.
		expect(short.text).toContain(`"user_id":${NORTH},`);
		expect(short.json).toMatchObject({ permissions: DIALOG.instagram.scope.split(',') });

		const long = await meta(sandbox.get(), 'GET', 'graph.instagram.com/access_token', {
			grant_type: 'ig_exchange_token',
			client_secret: SANDBOX_APPS.instagram.appSecret,
			access_token: short.json.access_token,
		});
		expect(long.json).toMatchObject({ token_type: 'bearer', expires_in: 60 * 86_400 });

		const token = { access_token: long.json.access_token as string };
		const at = 'graph.instagram.com/v26.0';
		const me = await meta(sandbox.get(), 'GET', `${at}/me`, { fields: 'user_id,username', ...token });
		expect(me.json).toMatchObject({ user_id: NORTH, username: 'north.pottery' });
		const container = await meta(sandbox.get(), 'POST', `${at}/${NORTH}/media`, {
			image_url: sample('pottery-1.jpg'),
			...token,
		});
		const post = await meta(sandbox.get(), 'POST', `${at}/me/media_publish`, {
			creation_id: container.json.id,
			...token,
		});
		expect(sandbox.get().world.postsOf(NORTH)[0]).toMatchObject({ id: post.json.id });
	});

	test('Facebook Login: from the consent page to a published post', async () => {
		const back = await answer('facebook', 'allow');
		expect(back.hash).toBe('#_=_');
		const short = await redeem('facebook', back.searchParams.get('code') ?? '');
		expect(short.json).toMatchObject({ token_type: 'bearer', expires_in: 5400 });
		const long = await meta(sandbox.get(), 'GET', 'graph.facebook.com/v26.0/oauth/access_token', {
			grant_type: 'fb_exchange_token',
			client_id: SANDBOX_APPS.facebook.appId,
			client_secret: SANDBOX_APPS.facebook.appSecret,
			fb_exchange_token: short.json.access_token,
		});
		expect(long.json.expires_in).toBe(60 * 86_400);

		const pages = await meta(sandbox.get(), 'GET', 'graph.facebook.com/v26.0/me/accounts', {
			fields: 'name,access_token,instagram_business_account{id,username}',
			access_token: long.json.access_token,
		});
		const [first, second] = pages.json.data;
		expect(first).toMatchObject({ instagram_business_account: { id: BAKERY, username: 'harbour_bakery' } });
		expect(second).not.toHaveProperty('instagram_business_account');
		const at = `graph.facebook.com/v26.0/${BAKERY}`;
		const token = { access_token: first.access_token as string };
		const container = await meta(sandbox.get(), 'POST', `${at}/media`, {
			image_url: sample('bakery-1.jpg'),
			...token,
		});
		const post = await meta(sandbox.get(), 'POST', `${at}/media_publish`, {
			creation_id: container.json.id,
			...token,
		});
		expect(sandbox.get().world.postsOf(BAKERY)[0]).toMatchObject({ id: post.json.id });
	});

	test('tokenAnswer data wraps the token answer as documented', async () => {
		sandbox.get().world.behave({ tokenAnswer: 'data', meAnswer: 'data' });
		const back = await answer('instagram', 'allow');
		const { json } = await redeem('instagram', back.searchParams.get('code') ?? '');
		expect(json.data[0]).toMatchObject({ user_id: NORTH, permissions: DIALOG.instagram.scope });
	});

	test.each(LOGINS)('%s: Cancel redirects with access_denied and the state', async (login) => {
		const back = await answer(login, 'deny');
		expect(Object.fromEntries(back.searchParams)).toMatchObject({
			error: 'access_denied',
			error_reason: 'user_denied',
			state: 'st&te',
		});
		expect(back.searchParams.has('code')).toBe(false);
	});

	test('permissions that are not ticked are not granted', async () => {
		const back = await answer('instagram', 'allow', { permission: 'instagram_business_basic' });
		const { json } = await redeem('instagram', back.searchParams.get('code') ?? '');
		expect(json.permissions).toEqual(['instagram_business_basic']);
	});

	test.each<[Login, string, Record<string, string>, string]>([
		['instagram', "Meta's app id", { client_id: SANDBOX_APPS.facebook.appId }, 'Invalid platform app'],
		[
			'instagram',
			'a redirect URI with a slash more',
			{ redirect_uri: `${REDIRECT}/` },
			'Invalid redirect_uri',
		],
		['instagram', 'an unknown permission', { scope: 'business_basic' }, 'Invalid Scopes: business_basic'],
		['instagram', 'another response type', { response_type: 'token' }, 'response_type'],
		['facebook', 'the Instagram app id', { client_id: SANDBOX_APPS.instagram.appId }, 'Invalid App ID'],
		[
			'facebook',
			'an unregistered redirect URI',
			{ redirect_uri: 'https://elsewhere.example/' },
			'URL Blocked',
		],
		['facebook', 'a permission of the other login', { scope: 'instagram_business_basic' }, 'Invalid Scopes'],
		['facebook', 'an unknown configuration', { config_id: '1' }, 'Invalid configuration'],
	])('%s: %s is refused on a page without a redirect', async (login, _what, change, text) => {
		const { status, text: page, headers } = await open(login, change);
		expect(status).toBe(400);
		expect(page).toContain(text);
		expect(headers.location).toBeUndefined();
	});

	test.each<[Login, string]>([
		['instagram', 'Matching code was not found or was already used'],
		['facebook', 'Matching code was not found or was already used'],
	])('%s: a code works once', async (login, message) => {
		const code = (await answer(login, 'allow')).searchParams.get('code') ?? '';
		expect((await redeem(login, code)).status).toBe(200);
		const again = await redeem(login, code);
		expect(again.status).toBe(400);
		expect(errorOf(again)).toBe(message);
	});

	test.each(LOGINS)('%s: a code expires after an hour', async (login) => {
		const code = (await answer(login, 'allow')).searchParams.get('code') ?? '';
		sandbox.get().world.clock.advance(3601_000);
		expect(errorOf(await redeem(login, code))).toMatch(/expired/);
	});

	test.each(LOGINS)(
		'%s: a code wants the redirect URI of its dialog, the app and its secret',
		async (login) => {
			const code = (await answer(login, 'allow')).searchParams.get('code') ?? '';
			expect(errorOf(await redeem(login, code, { redirect_uri: `${REDIRECT}/` }))).toMatch(/redirect_uri/);
			expect(errorOf(await redeem(login, code, { client_secret: 'no' }))).toMatch(/secret/);
			expect((await redeem(login, code, { client_id: '1' })).status).toBe(400);
			expect((await redeem(login, code)).status).toBe(200);
		},
	);

	test('api.instagram.com has its own error format', async () => {
		const { json } = await redeem('instagram', 'none');
		expect(json).toEqual({
			error_type: 'OAuthException',
			code: 400,
			error_message: 'Matching code was not found or was already used',
		});
	});

	test('a token can be refreshed after 24 hours and then lasts 60 days', async () => {
		const { world } = sandbox.get();
		const { value } = world.tokens.mint({ loginMethod: 'instagram', kind: 'long' });
		const refresh = (token: string) =>
			meta(sandbox.get(), 'GET', 'graph.instagram.com/refresh_access_token', {
				grant_type: 'ig_refresh_token',
				access_token: token,
			});
		expect(refusalIn(await refresh(value))).toBe('100');
		world.clock.advance(86_400_000);
		const { json } = await refresh(value);
		expect(json).toMatchObject({ expires_in: 60 * 86_400 });
		expect(json.access_token).not.toBe(value);
		world.clock.advance(61 * 86_400_000);
		expect(refusalIn(await refresh(json.access_token))).toBe('190/463');
	});

	test('debug_token describes a valid and an expired Facebook token', async () => {
		const { world } = sandbox.get();
		const { appId, appSecret } = SANDBOX_APPS.facebook;
		const token = world.tokens.mint({ loginMethod: 'facebook', kind: 'long' });
		const inspect = () =>
			meta(sandbox.get(), 'GET', 'graph.facebook.com/v26.0/debug_token', {
				input_token: token.value,
				access_token: `${appId}|${appSecret}`,
			});
		expect((await inspect()).json.data).toMatchObject({ app_id: appId, type: 'USER', is_valid: true });
		world.tokens.revoke(token, 458);
		expect((await inspect()).json.data).toMatchObject({
			is_valid: false,
			error: { code: 190, subcode: 458 },
		});
	});
});
