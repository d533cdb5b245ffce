import { createHmac } from 'node:crypto';

import { EVENTS } from '../../sandbox/webhooks/events';
import { INSTAGRAM_FIELDS } from '../../sandbox/webhooks/fields';
import { SANDBOX_APPS } from '../../sandbox/apps';
import { BAKERY, NORTH, ownSandbox, graphUser } from './arrange';
import { ownCallback } from './callback';
import { control } from './metaClient';

const MINUTE = 60;
const HOUR = 60 * MINUTE;

type Login = 'instagram' | 'facebook';

const ACCOUNT: Record<Login, string> = { instagram: NORTH, facebook: BAKERY };

describe('webhooks', () => {
	const sandbox = ownSandbox();
	const callback = ownCallback();

	/** As after activation: the app has a callback and is installed. */
	async function subscribed(login: Login, fields = INSTAGRAM_FIELDS): Promise<void> {
		const { world } = sandbox.get();
		await world.webhooks.subscriptions.subscribe(login, {
			object: 'instagram',
			callbackUrl: callback.get().url,
			verifyToken: callback.get().verifyToken,
			fields: [...fields],
			includeValues: true,
		});
		const owner = login === 'instagram' ? NORTH : (world.accounts.get(BAKERY)?.pageId ?? '');
		world.webhooks.subscriptions.install(login, owner, login === 'instagram' ? [...fields] : ['feed']);
	}

	const event = async (order: Record<string, unknown>) =>
		await control(sandbox.get(), 'POST', 'webhooks/event', { accountId: NORTH, event: 'comments', ...order });

	const clock = async (seconds: number) =>
		await control(sandbox.get(), 'POST', 'clock', { advanceSeconds: seconds });

	const latest = async () => (await control(sandbox.get(), 'GET', 'webhooks')).deliveries[0];

	test.each([
		['instagram', 'instagram', {}],
		['facebook', 'facebook', {}],
		['instagram', 'facebook', { webhookSecret: 'meta' }],
	] as const)('%s: escaped, and signed with the secret of the %s app', async (login, app, behaviour) => {
		sandbox.get().world.behave(behaviour);
		await subscribed(login);
		await event({ accountId: ACCOUNT[login], text: 'Schön 😍 a/b' });
		const [post] = callback.get().posts;
		expect(post?.raw).toContain('"text":"Sch\\u00f6n \\ud83d\\ude0d a\\/b"');
		const sign = (algorithm: string) =>
			createHmac(algorithm, SANDBOX_APPS[app].appSecret)
				.update(post?.raw ?? '')
				.digest('hex');
		expect(post?.headers).toMatchObject({
			'content-type': 'application/json',
			'x-hub-signature-256': `sha256=${sign('sha256')}`,
			'x-hub-signature': `sha1=${sign('sha1')}`,
		});
		expect(JSON.parse(post?.raw ?? '').entry[0].changes[0].value.text).toBe('Schön 😍 a/b');
	});

	test.each(Object.keys(EVENTS))('%s reaches an app with Facebook Login', async (name) => {
		await subscribed('facebook');
		const { deliveries } = await event({ accountId: BAKERY, event: name });
		expect(deliveries).toMatchObject([{ state: 'delivered', fields: [name], attempts: [{ status: 200 }] }]);
		const [{ object, entry }] = callback.get().payloads();
		expect(object).toBe('instagram');
		expect(entry).toHaveLength(1);
		expect(entry[0].id).toBe(BAKERY);
		if (entry[0].messaging) {
			const [{ timestamp }] = entry[0].messaging;
			expect(entry[0].time).toBe(timestamp);
		} else {
			expect(entry[0].changes).toMatchObject([{ field: name, value: expect.any(Object) }]);
			expect(entry[0].time).toBeLessThan(1e10);
		}
	});

	test.each(['comments', 'live_comments', 'mentions', 'story_insights', 'messages'])(
		"a click on the dashboard's Test button beside %s sends a signed constant of account 0",
		async (field) => {
			const { world } = sandbox.get();
			for (const login of ['instagram', 'facebook'] as const) {
				world.webhooks.subscriptions.unsubscribe('instagram');
				await subscribed(login);
				const order = { appId: SANDBOX_APPS[login].appId, field };
				const { deliveries } = await control(sandbox.get(), 'POST', 'webhooks/test', order);
				expect(deliveries).toMatchObject([{ state: 'delivered', loginMethod: login }]);
				const { raw, headers } = callback.get().posts.at(-1)!;
				const [entry] = JSON.parse(raw).entry;
				expect(headers['x-hub-signature-256']).toBeDefined();
				expect(entry.id).toBe('0');
				const message = entry.messaging?.[0] ?? entry.changes[0].value;
				if (field === 'messages')
					expect(message).toMatchObject({ sender: { id: '12334' }, timestamp: '1527459824' });
				expect(entry.messaging !== undefined).toBe(field === 'messages' && login === 'facebook');
			}
		},
	);

	test('the Test button refuses a field without a recorded sample', async () => {
		await subscribed('instagram');
		const order = { appId: SANDBOX_APPS.instagram.appId, field: 'delta' };
		const { error } = await control(sandbox.get(), 'POST', 'webhooks/test', order);
		expect(error).toContain('field must be one of');
	});

	test('a message of a conversation that another app handles is sent as standby', async () => {
		await subscribed('instagram');
		await event({ event: 'messages', text: 'Good morning', standby: true });
		const [{ entry }] = callback.get().payloads();
		expect(entry).toMatchObject([{ id: NORTH, standby: [{ message: { text: 'Good morning' } }] }]);
		expect(entry[0].messaging).toBeUndefined();
	});

	test('a message is also sent as an edit with num_edit 0, and only so when messages are not subscribed', async () => {
		sandbox.get().world.behave({ webhookUnedited: true });
		await subscribed('instagram');
		const { happened } = await event({ event: 'messages', text: 'Good morning' });
		const { mid } = happened[0].message;
		const edit = { timestamp: expect.any(Number), message_edit: { mid, num_edit: 0 } };
		const [both] = callback.get().payloads();
		expect(both.entry[0].messaging).toEqual([expect.objectContaining({ message: expect.any(Object) }), edit]);
		await subscribed('instagram', ['message_edit']);
		await event({ event: 'messages', text: 'Good evening' });
		const { entry } = callback.get().payloads().at(-1);
		expect(entry[0].messaging).toMatchObject([{ message_edit: { num_edit: 0 } }]);
	});

	test('a comment can be read and answered', async () => {
		await subscribed('instagram');
		const { get, call } = graphUser(sandbox.get(), 'instagram');
		await event({ text: 'How much?' });
		const [{ entry }] = callback.get().payloads();
		const { id, from, media } = entry[0].changes[0].value;
		const { json } = await get(id, { fields: 'text,username,media,timestamp' });
		expect(json).toMatchObject({ text: 'How much?', username: from.username, media: { id: media.id } });
		expect((await get(`${media.id}/comments`)).json.data[0].id).toBe(id);
		const reply = await call('POST', 'graph.instagram.com/v26.0/me/messages', {
			recipient: JSON.stringify({ comment_id: id }),
			message: JSON.stringify({ text: 'Thirty' }),
		});
		expect(reply.json.recipient_id).toBe(from.id);
	});

	test('a message is in the inbox, and can be edited, reacted to and seen', async () => {
		await subscribed('instagram');
		const { get } = graphUser(sandbox.get(), 'instagram');
		await event({ event: 'messages', text: 'Good morning' });
		await event({ event: 'message_edit', text: 'Good evening' });
		await event({ event: 'message_edit', text: 'Good night' });
		const events = callback
			.get()
			.payloads()
			.map(({ entry }) => entry[0].messaging[0]);
		const { mid } = events[0].message;
		expect(events.slice(1).map((one) => one.message_edit)).toEqual([
			{ mid, text: 'Good evening', num_edit: 1 },
			{ mid, text: 'Good night', num_edit: 2 },
		]);
		expect((await get(mid, { fields: 'message' })).json.message).toBe('Good night');
		expect((await event({ event: 'message_reactions', mid: 'nothing' })).error).toMatch(/no such message/i);
	});

	test('what the account writes through the API is sent as an echo', async () => {
		await subscribed('instagram');
		const { world } = sandbox.get();
		const { call } = graphUser(sandbox.get(), 'instagram');
		const [{ id = '' } = {}] = world.postsOf(NORTH);
		const { json } = await call('POST', `graph.instagram.com/v26.0/${id}/comments`, { message: 'Thanks' });
		await world.webhooks.deliveries.settled();
		const [{ entry }] = callback.get().payloads();
		expect(entry[0].changes[0].value).toMatchObject({
			id: json.id,
			from: { id: NORTH, self_ig_scoped_id: NORTH },
		});
		world.behave({ webhookEchoes: false });
		await call('POST', `graph.instagram.com/v26.0/${id}/comments`, { message: 'Thanks again' });
		await world.webhooks.deliveries.settled();
		expect(callback.get().posts).toHaveLength(1);
	});

	test('a message of the account is an echo', async () => {
		await subscribed('instagram');
		await event({ event: 'messages', own: true });
		const [{ entry }] = callback.get().payloads();
		expect(entry[0].messaging[0]).toMatchObject({ sender: { id: NORTH }, message: { is_echo: true } });
	});

	test('mentions can be read', async () => {
		await subscribed('facebook');
		const { get } = graphUser(sandbox.get(), 'facebook');
		await event({ accountId: BAKERY, event: 'mentions' });
		await event({ accountId: BAKERY, event: 'mentions', inComment: true });
		const [caption, comment] = callback
			.get()
			.payloads()
			.map(({ entry }) => entry[0].changes[0].value);
		const inCaption = await get(BAKERY, { fields: `mentioned_media.media_id(${caption.media_id}){caption}` });
		expect(inCaption.json.mentioned_media.caption).toMatch(/@harbour_bakery/);
		const inComment = await get(BAKERY, {
			fields: `mentioned_comment.comment_id(${comment.comment_id}){text}`,
		});
		expect(inComment.json.mentioned_comment.text).toMatch(/@harbour_bakery/);
	});

	test('both documented payload shapes are sent', async () => {
		await subscribed('instagram');
		const { world } = sandbox.get();
		world.clock.freeze(1_790_000_000_500);
		world.behave({ webhookShape: 'entry', webhookCommentId: 'comment_id', webhookTime: 'milliseconds' });
		world.behave({ webhookWrapped: true });
		await event({ text: 'One' });
		const [[{ entry }]] = callback.get().payloads();
		expect(entry).toMatchObject([
			{
				id: NORTH,
				time: 1_790_000_000_500,
				field: 'comments',
				value: { comment_id: expect.any(String), text: 'One' },
			},
		]);
		expect(entry[0].value).not.toHaveProperty('id');
	});

	test('a subscription without values gets only the field names', async () => {
		await subscribed('facebook');
		const subscription = sandbox.get().world.webhooks.subscriptions.find('facebook', 'instagram');
		subscription!.includeValues = false;
		await event({ accountId: BAKERY });
		const [{ entry }] = callback.get().payloads();
		expect(entry[0]).toMatchObject({ id: BAKERY, changed_fields: ['comments'] });
		expect(entry[0]).not.toHaveProperty('changes');
	});

	test('a delivery holds up to 1,000 updates of several accounts and fields', async () => {
		await subscribed('instagram');
		const { deliveries } = await event({
			events: [
				{ accountId: NORTH, event: 'live_comments', times: 1200 },
				{ accountId: NORTH, event: 'messages', times: 2 },
			],
		});
		expect(deliveries.map(({ updates }: { updates: number }) => updates)).toEqual([1000, 202]);
		const updates = callback
			.get()
			.payloads()
			.map(({ entry }) =>
				entry.flatMap((one: { changes?: []; messaging?: [] }) => one.changes ?? one.messaging ?? []),
			);
		expect(updates.map(({ length }) => length).sort()).toEqual([1000, 202]);
	});

	test('an app that is not subscribed or not installed gets nothing, with the reason', async () => {
		const reasons = async (order: Record<string, unknown> = {}) => {
			const { deliveries, withheld } = await event(order);
			expect(deliveries).toEqual([]);
			return withheld.map(({ loginMethod, reason }: { loginMethod: string; reason: string }) => [
				loginMethod,
				reason,
			]);
		};
		expect(await reasons()).toEqual([
			['instagram', 'The app has no callback'],
			['facebook', 'The account is not linked to a Page'],
		]);
		await subscribed('instagram', ['messages']);
		expect((await reasons())[0][1]).toBe('The app is not subscribed to this field');
		await subscribed('instagram', ['comments', 'mentions']);
		expect((await reasons({ event: 'mentions' }))[0][1]).toBe('Only told to apps with Facebook Login');
		expect((await reasons({ accountId: BAKERY }))[0][1]).toBe('The app is not installed on the account');
		const { world } = sandbox.get();
		world.webhooks.subscriptions.install('instagram', NORTH, ['messages']);
		expect((await event({})).deliveries).toHaveLength(1);
		world.behave({ webhookAccountFields: 'chosen' });
		expect((await reasons())[0][1]).toBe('The field is not chosen for the account');
	});

	test('a failed delivery is retried at once, then with growing pauses, for 36 hours', async () => {
		await subscribed('instagram');
		sandbox.get().world.clock.freeze();
		callback.get().statuses = Array.from({ length: 100 }, () => 500);
		await event({});
		expect(callback.get().posts).toHaveLength(2);
		expect(await latest()).toMatchObject({ state: 'waiting', attempts: [{ status: 500 }, { status: 500 }] });
		await clock(59);
		expect(callback.get().posts).toHaveLength(2);
		await clock(1);
		expect(callback.get().posts).toHaveLength(3);
		for (let hours = 0; hours < 48; hours += 1) await clock(HOUR);
		const { state, attempts, createdAt } = await latest();
		expect(state).toBe('dropped');
		const after = attempts.map(({ at }: { at: string }) => Date.parse(at) - Date.parse(createdAt));
		expect(after.at(-1)).toBeLessThanOrEqual(36 * HOUR * 1000);
		expect(callback.get().posts).toHaveLength(attempts.length);
		expect(new Set(callback.get().posts.map(({ raw }) => raw)).size).toBe(1);
	});

	test('a delivery that waits for its retry is kept, however many follow it', async () => {
		await subscribed('instagram');
		sandbox.get().world.clock.freeze();
		callback.get().statuses = [503, 503];
		await event({ text: 'The first' });
		const { webhooks } = sandbox.get().world;
		for (let number = 0; number < 600; number += 1) {
			webhooks.sendText('instagram', '{}');
			if (number % 20 === 0) await webhooks.deliveries.settled();
		}
		await webhooks.deliveries.settled();
		expect(webhooks.deliveries.all().length).toBeLessThan(550);
		await clock(MINUTE);
		expect(webhooks.deliveries.all()[0]).toMatchObject({
			state: 'delivered',
			fields: ['comments'],
			attempts: [{ status: 503 }, { status: 503 }, { status: 200 }],
		});
	});

	test('a retry goes to the current callback', async () => {
		await subscribed('instagram');
		sandbox.get().world.clock.freeze();
		callback.get().statuses = [503, 503];
		await event({});
		const subscription = sandbox.get().world.webhooks.subscriptions.find('instagram', 'instagram');
		subscription!.callbackUrl += '/moved';
		await clock(MINUTE);
		expect(await latest()).toMatchObject({
			state: 'delivered',
			callbackUrl: expect.stringMatching(/moved$/),
			attempts: [{ status: 503 }, { status: 503 }, { status: 200 }],
		});
	});

	test('an unreachable callback and hosts beyond this machine fail', async () => {
		await subscribed('instagram');
		const subscription = sandbox.get().world.webhooks.subscriptions.find('instagram', 'instagram');
		subscription!.callbackUrl = 'http://127.0.0.1:1/webhook';
		expect((await event({})).deliveries[0].attempts[0].error).toMatch(/Failed to connect/);
		subscription!.callbackUrl = 'https://n8n.example.com/webhook';
		expect((await event({})).deliveries[0].attempts[0].error).toMatch(/Could not resolve host/);
	});

	test('forged deliveries are not retried', async () => {
		await subscribed('instagram');
		callback.get().statuses = [403, 403, 403];
		for (const forged of ['unsigned', 'wrongSecret', 'reserialised']) {
			expect((await event({ forged, text: 'Ä' })).deliveries).toMatchObject([
				{ forged, state: 'dropped', attempts: [{ status: 403 }] },
			]);
		}
		const [unsigned, wrong, anew] = callback.get().posts;
		expect(unsigned?.headers).not.toHaveProperty('x-hub-signature-256');
		const sign = (raw = '') =>
			`sha256=${createHmac('sha256', SANDBOX_APPS.instagram.appSecret).update(raw).digest('hex')}`;
		for (const post of [wrong, anew]) {
			expect(post?.headers['x-hub-signature-256']).toMatch(/^sha256=[0-9a-f]{64}$/);
			expect(post?.headers['x-hub-signature-256']).not.toBe(sign(post?.raw));
		}
		expect((await event({ forged: 'somehow' })).error).toMatch(/forged must be one of/);
	});

	test('a redelivery has the same bytes', async () => {
		await subscribed('instagram');
		const { deliveries } = await event({});
		const again = await event({ redeliver: deliveries[0].id });
		expect(again.deliveries[0].attempts).toHaveLength(2);
		const [first, second] = callback.get().posts;
		expect([second?.raw, second?.headers['x-hub-signature-256']]).toEqual([
			first?.raw,
			first?.headers['x-hub-signature-256'],
		]);
		const whole = await control(sandbox.get(), 'GET', `webhooks/deliveries/${deliveries[0].id}`);
		expect(whole.body).toBe(first?.raw);
		expect((await event({ redeliver: 99 })).error).toBe('No such delivery');
	});

	test('any text can be sent, signed', async () => {
		await subscribed('instagram');
		const { appId } = SANDBOX_APPS.instagram;
		await control(sandbox.get(), 'POST', 'webhooks/send', { appId, text: '{"object":' });
		await control(sandbox.get(), 'POST', 'webhooks/send', { appId, payload: { object: 'page', entry: [] } });
		expect(callback.get().posts.map(({ raw }) => raw)).toEqual([
			'{"object":',
			'{"object":"page","entry":[]}',
		]);
		const nobody = await control(sandbox.get(), 'POST', 'webhooks/send', {
			appId: SANDBOX_APPS.facebook.appId,
		});
		expect(nobody.error).toBe('The app has no callback');
	});

	test('invalid orders return 400', async () => {
		expect((await event({ event: 'likes' })).error).toMatch(/event must be one of comments/);
		expect((await event({ accountId: '1' })).error).toMatch(/not an account/);
		expect((await event({ times: 0 })).error).toMatch(/times/);
		expect((await event({ mediaId: '1' })).error).toMatch(/mediaId/);
		expect((await event({ parentId: '1' })).error).toMatch(/parentId/);
	});

	test('a reset removes subscriptions and waiting deliveries', async () => {
		await subscribed('instagram');
		callback.get().statuses = [500, 500];
		await event({});
		await control(sandbox.get(), 'POST', 'reset', {});
		await clock(2 * MINUTE);
		expect(callback.get().posts).toHaveLength(2);
		expect(await control(sandbox.get(), 'GET', 'webhooks')).toEqual({
			subscriptions: [],
			installed: [],
			deliveries: [],
		});
	});
});
