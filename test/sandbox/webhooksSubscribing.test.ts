import { SANDBOX_APPS } from '../../sandbox/apps';
import { ownSandbox, graphUser, BAKERY, NORTH } from './arrange';
import { ownCallback } from './callback';
import { control, meta, refusalIn } from './metaClient';

const { appId, appSecret } = SANDBOX_APPS.facebook;
const APP_TOKEN = `${appId}|${appSecret}`;

describe('subscriptions of an app', () => {
	const sandbox = ownSandbox();
	const callback = ownCallback();

	const call = async (method: string, parameters: Record<string, string> = {}, token = APP_TOKEN) =>
		await meta(sandbox.get(), method, `graph.facebook.com/v26.0/${appId}/subscriptions`, {
			access_token: token,
			...parameters,
		});

	const wanted = (more: Record<string, string> = {}) => ({
		object: 'instagram',
		callback_url: callback.get().url,
		verify_token: callback.get().verifyToken,
		fields: 'comments,messages',
		include_values: 'true',
		...more,
	});

	const rows = async () => (await call('GET')).json.data;

	test('are created after the verification, read, and deleted', async () => {
		expect((await call('POST', wanted())).json).toEqual({ success: true });
		expect(callback.get().verifications).toBe(1);
		expect(await rows()).toEqual([
			{
				object: 'instagram',
				callback_url: callback.get().url,
				active: true,
				fields: [
					{ name: 'comments', version: 'v26.0' },
					{ name: 'messages', version: 'v26.0' },
				],
			},
		]);
		expect((await call('DELETE', { object: 'instagram' })).json).toEqual({ success: true });
		expect(await rows()).toEqual([]);
	});

	test('single fields are removed, the last one with the subscription', async () => {
		await call('POST', wanted());
		await call('DELETE', { object: 'instagram', fields: 'comments' });
		expect((await rows())[0].fields).toEqual([{ name: 'messages', version: 'v26.0' }]);
		await call('DELETE', { object: 'page' });
		expect(await rows()).toHaveLength(1);
		await call('DELETE', { fields: 'messages' });
		expect(await rows()).toEqual([]);
	});

	test.each([
		['replace', ['mentions']],
		['add', ['comments', 'messages', 'mentions']],
	] as const)('a second one: %s', async (webhookResubscribe, names) => {
		sandbox.get().world.behave({ webhookResubscribe });
		await call('POST', wanted());
		await call('POST', wanted({ fields: '["mentions"]' }));
		expect((await rows())[0].fields.map(({ name }: { name: string }) => name)).toEqual(names);
	});

	test.each([
		['instagram', undefined, undefined],
		['readOnly', undefined, 10],
		['refused', 10, 10],
	] as const)('of an app with Instagram Login: %s', async (webhookAppSubscription, read, write) => {
		sandbox.get().world.behave({ webhookAppSubscription });
		expect((await call('POST', wanted())).json.error?.code).toBe(write);
		expect((await call('GET')).json.error?.code).toBe(read);
		const { subscriptions } = sandbox.get().world.webhooks;
		expect(subscriptions.of('facebook')).toEqual([]);
		expect(subscriptions.of('instagram')).toHaveLength(write === undefined ? 1 : 0);
	});

	test('accept a list in a JSON body', async () => {
		const bytes = Buffer.from(JSON.stringify({ ...wanted(), fields: ['comments', 'mentions'] }));
		const { json } = await meta(
			sandbox.get(),
			'POST',
			`graph.facebook.com/${appId}/subscriptions?access_token=${encodeURIComponent(APP_TOKEN)}`,
			{},
			{ bytes, headers: { 'content-type': 'application/json' } },
		);
		expect(json).toEqual({ success: true });
		expect((await rows())[0].fields).toHaveLength(2);
	});

	test.each([
		['an unknown field', { fields: 'comments,likes' }, '100'],
		['no field', { fields: '' }, '100'],
		['an unknown object', { object: 'whatever' }, '100'],
		['no object', { object: undefined }, '100'],
		['no verify token', { verify_token: '' }, '100'],
		['a callback that is no URL', { callback_url: 'callback' }, '100'],
		['an unknown parameter', { colour: 'blue' }, '100'],
		['http beyond this machine', { callback_url: 'http://n8n.example.com/webhook' }, '2200'],
		['an unknown host', { callback_url: 'https://n8n.example.com/webhook' }, '2200'],
		['nobody at the callback', { callback_url: 'http://127.0.0.1:1/webhook' }, '2200'],
		['a wrong verify token', { verify_token: 'another' }, '2200'],
	])('%s is refused', async (_name, change, code) => {
		const parameters = Object.fromEntries(
			Object.entries({ ...wanted(), ...change }).filter(([, value]) => value !== undefined),
		) as Record<string, string>;
		const answer = await call('POST', parameters);
		expect([answer.status, refusalIn(answer)]).toEqual([400, code]);
		expect(await rows()).toEqual([]);
	});

	test('fail when the callback returns another challenge', async () => {
		const { url } = sandbox.get();
		const answer = await call('POST', wanted({ callback_url: `${url}/_sandbox/state` }));
		expect(answer.json.error).toMatchObject({
			code: 2201,
			message: expect.stringMatching(/expected value=/),
		});
	});

	test('follow a tunnel of a public host to this machine', async () => {
		const { origin, pathname } = new URL(callback.get().url);
		sandbox.get().world.behave({ tunnels: { 'n8n.example.com': origin } });
		const callbackUrl = `https://n8n.example.com${pathname}`;
		expect((await call('POST', wanted({ callback_url: callbackUrl }))).json).toEqual({ success: true });
		expect((await rows())[0].callback_url).toBe(callbackUrl);
	});

	test('need an app access token', async () => {
		const { token } = graphUser(sandbox.get(), 'facebook');
		expect(refusalIn(await call('GET', {}, token))).toBe('15');
		expect(refusalIn(await call('GET', {}, `${appId}|wrong`))).toBe('190');
		expect(refusalIn(await call('GET', {}, 'nobody'))).toBe('190');
		const { appId: other, appSecret: secret } = SANDBOX_APPS.instagram;
		expect(refusalIn(await call('GET', {}, `${other}|${secret}`))).toBe('190');
		const another = await meta(sandbox.get(), 'GET', 'graph.facebook.com/v26.0/123456/subscriptions', {
			access_token: APP_TOKEN,
		});
		expect(refusalIn(another)).toBe('100/33');
		const bare = await meta(sandbox.get(), 'GET', `graph.facebook.com/v26.0/${appId}/subscriptions`);
		expect(refusalIn(bare)).toBe('104');
	});

	test('keep the verify token out of the log and the state', async () => {
		await call('POST', wanted());
		for (const path of ['requests', 'state', 'webhooks']) {
			expect(JSON.stringify(await control(sandbox.get(), 'GET', path))).not.toContain('the-verify-token');
		}
	});
});

describe('installing an app', () => {
	const sandbox = ownSandbox();

	const pageWith = (permissions?: string[]) => {
		const { world } = sandbox.get();
		const pageId = world.accounts.get(BAKERY)?.pageId ?? '';
		return { pageId, ...graphUser(sandbox.get(), 'facebook', { kind: 'page', pageId, permissions }) };
	};

	test('works on a Page with its own token', async () => {
		const { pageId, get, call } = pageWith();
		const address = `graph.facebook.com/v26.0/${pageId}/subscribed_apps`;
		expect((await get(`${pageId}/subscribed_apps`)).json).toEqual({ data: [] });
		expect((await call('POST', address, { subscribed_fields: 'feed' })).json).toEqual({ success: true });
		expect((await get('me/subscribed_apps')).json.data).toMatchObject([
			{ id: appId, name: 'Sandbox', subscribed_fields: ['feed'] },
		]);
		expect((await call('DELETE', address)).json).toEqual({ success: true });
		expect((await get(`${pageId}/subscribed_apps`)).json.data).toEqual([]);
	});

	test('refuses the field comments on a Page', async () => {
		const { pageId, call } = pageWith();
		const address = `graph.facebook.com/v26.0/${pageId}/subscribed_apps`;
		const answer = await call('POST', address, { subscribed_fields: 'feed,comments' });
		expect(answer.json.error.message).toMatch(/subscribed_fields\[1\] must be one of/);
		expect(refusalIn(await call('POST', address))).toBe('100');
	});

	test('on a Page needs the Page token and pages_manage_metadata', async () => {
		const { pageId, call } = pageWith(['instagram_basic']);
		const address = `graph.facebook.com/v26.0/${pageId}/subscribed_apps`;
		expect(refusalIn(await call('POST', address, { subscribed_fields: 'feed' }))).toBe('200');
		const person = graphUser(sandbox.get(), 'facebook');
		expect(refusalIn(await person.call('POST', address, { subscribed_fields: 'feed' }))).toBe('210');
		expect(refusalIn(await person.get(`${BAKERY}/subscribed_apps`))).toBe('100/33');
	});

	test.each(['me', NORTH])('works on an account, as %s', async (id) => {
		const { get, call } = graphUser(sandbox.get(), 'instagram');
		const address = `graph.instagram.com/v26.0/${id}/subscribed_apps`;
		expect((await get(`${id}/subscribed_apps`)).json).toEqual({ data: [] });
		await call('POST', address, { subscribed_fields: 'comments,messages' });
		expect((await get(`${id}/subscribed_apps`)).json.data).toEqual([
			{ app_id: SANDBOX_APPS.instagram.appId, subscribed_fields: ['comments', 'messages'] },
		]);
		expect((await control(sandbox.get(), 'GET', 'webhooks')).installed).toMatchObject([
			{ loginMethod: 'instagram', accountId: NORTH, fields: ['comments', 'messages'] },
		]);
		await call('DELETE', address);
		expect((await get(`${id}/subscribed_apps`)).json.data).toEqual([]);
	});

	test.each([
		['instagram', { app_id: SANDBOX_APPS.instagram.appId }],
		['meta', { app_id: SANDBOX_APPS.facebook.appId }],
		['none', {}],
	] as const)('on an account, the app named as %s', async (webhookAppId, named) => {
		sandbox.get().world.behave({ webhookAppId });
		const { get, call } = graphUser(sandbox.get(), 'instagram');
		await call('POST', 'graph.instagram.com/v26.0/me/subscribed_apps', { subscribed_fields: 'comments' });
		expect((await get('me/subscribed_apps')).json.data).toEqual([
			{ ...named, subscribed_fields: ['comments'] },
		]);
	});

	test('on an account refuses an unknown field and one without permission', async () => {
		const { call } = graphUser(sandbox.get(), 'instagram', { permissions: ['instagram_business_basic'] });
		const address = 'graph.instagram.com/v26.0/me/subscribed_apps';
		expect(refusalIn(await call('POST', address, { subscribed_fields: 'feed' }))).toBe('100');
		expect(refusalIn(await call('POST', address, { subscribed_fields: 'comments' }))).toBe('10');
		expect(refusalIn(await call('POST', address, { subscribed_fields: 'messages' }))).toBe('10');
	});
});

describe('the dashboard', () => {
	const sandbox = ownSandbox();
	const callback = ownCallback();

	const verify = async (change: Record<string, unknown> = {}) =>
		await control(sandbox.get(), 'POST', 'webhooks/dashboard', {
			appId: SANDBOX_APPS.instagram.appId,
			callbackUrl: callback.get().url,
			verifyToken: callback.get().verifyToken,
			...change,
		});

	test('verifies and saves the callback', async () => {
		expect(await verify({ fields: ['comments'] })).toEqual({
			verified: true,
			callbackUrl: callback.get().url,
			fields: ['comments'],
		});
		const { subscriptions } = await control(sandbox.get(), 'GET', 'webhooks');
		expect(subscriptions).toMatchObject([{ loginMethod: 'instagram', fields: ['comments'] }]);
		await control(sandbox.get(), 'DELETE', `webhooks/dashboard/${SANDBOX_APPS.instagram.appId}`);
		expect((await control(sandbox.get(), 'GET', 'webhooks')).subscriptions).toEqual([]);
	});

	test('has every field off until it is switched on, and keeps the switches', async () => {
		expect((await verify()).fields).toEqual([]);
		const address = `webhooks/dashboard/${SANDBOX_APPS.instagram.appId}`;
		expect(await control(sandbox.get(), 'PATCH', address, { fields: ['likes'] })).toMatchObject({
			error: expect.stringMatching(/No such field: likes/),
		});
		expect(await control(sandbox.get(), 'PATCH', address, { fields: ['messages'] })).toEqual({
			fields: ['messages'],
		});
		expect((await verify()).fields).toEqual(['messages']);
		await control(sandbox.get(), 'DELETE', address);
		expect((await control(sandbox.get(), 'PATCH', address, { fields: [] })).error).toMatch(/no callback/);
	});

	test('returns the reason of a failed verification', async () => {
		expect((await verify({ verifyToken: 'another' })).error).toMatch(/couldn't be validated.*403/);
		expect((await verify({ appId: '1' })).error).toMatch(/not an app/);
		expect((await verify({ fields: ['likes'] })).error).toMatch(/No such field: likes/);
		expect((await verify({ callbackUrl: '' })).error).toMatch(/required/);
	});
});
