import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { useSandbox } from '../jest/sandbox';
import { useVirtualTime } from '../jest/virtualTime';
import type { Connected, Login } from '../../tools/n8n-harness/arrange';
import {
	ACCOUNT,
	counts,
	failures,
	connectedCredential,
	restartN8n,
	run,
	LOGINS_WITH_CREDENTIALS,
	withAccessToken,
} from '../../tools/n8n-harness/arrange';

const sandbox = useSandbox();
useVirtualTime(sandbox);
beforeEach(restartN8n);

const get = { resource: 'messagingProfile', operation: 'get' };
const set = { resource: 'messagingProfile', operation: 'set' };
const remove = { resource: 'messagingProfile', operation: 'delete' };

const HOURS = { question: 'When are you open?', payload: 'HOURS' };

const iceBreakers = (...entries: object[]) => ({ iceBreakers: { iceBreaker: entries } }) as INodeParameters;
const menu = (...entries: object[]) => ({ persistentMenu: { menuItem: entries } }) as INodeParameters;

const localized = (...actions: object[]) => [{ locale: 'default', call_to_actions: actions }];

const profile = (login: Login = 'instagram') =>
	sandbox.get().world.inboxes.profiles.get(ACCOUNT[login]) ?? {};

const connect = async (login: Login = 'instagram') =>
	await connectedCredential(sandbox.get(), login, 'accessToken');

async function failure(connected: Connected, parameters: INodeParameters) {
	const { last } = await run(connected, parameters, { onError: 'continueRegularOutput' });
	return failures(last.outputs[0]!)[0];
}

describe.each(LOGINS_WITH_CREDENTIALS)('messagingProfile, %s Login with %s', (login, authentication) => {
	it('sets, gets and deletes ice breakers and menu', async () => {
		const connected = await connectedCredential(sandbox.get(), login, authentication, undefined, [
			'messages',
		]);
		const first = await run(connected, { ...set, ...iceBreakers(HOURS) });
		expect(first.json).toEqual([{ ice_breakers: localized(HOURS), replaced: { ice_breakers: [] } }]);
		const [sent] = sandbox.get().world.requests.list({ endpoint: 'messenger-profile-set' });
		expect(sent?.body.platform).toBe('instagram');
		expect(sent?.query.platform).toBe(login === 'facebook' ? 'instagram' : undefined);
		const order = { type: 'postback', title: 'Order', payload: 'ORDER' };
		const shop = { type: 'web_url', title: 'Shop', url: 'https://example.com/shop' };
		const second = await run(connected, {
			...set,
			...iceBreakers({ question: 'Where is the shop?' }),
			...menu(order, shop),
		});
		const where = { question: 'Where is the shop?', payload: 'Where is the shop?' };
		const now = { ice_breakers: localized(where), persistent_menu: localized(order, shop) };
		expect(second.json).toEqual([
			{ ...now, replaced: { ice_breakers: localized(HOURS), persistent_menu: [] } },
		]);
		expect(profile(login)).toEqual(now);
		const read = await run(connected, get);
		expect(read.json).toEqual([now]);
		expect(read.last.outputs[0]?.[0]?.pairedItem).toEqual({ item: 0 });
		const deleted = await run(connected, { ...remove, profileProperties: ['ice_breakers'] });
		expect(deleted.json).toEqual([{ deleted: true, ice_breakers: localized(where) }]);
		expect(profile(login)).toEqual({ persistent_menu: localized(order, shop) });
	});
});

describe('messagingProfile.get', () => {
	it('returns empty lists where nothing is set', async () => {
		expect((await run(await connect(), get)).json).toEqual([{ ice_breakers: [], persistent_menu: [] }]);
	});

	it('reads properties under their names, too', async () => {
		const connected = await connect('facebook');
		await run(connected, { ...set, ...iceBreakers(HOURS), ...menu({ title: 'Order', payload: 'ORDER' }) });
		sandbox.get().world.behave({ messengerProfileAnswer: 'named' });
		const { json } = await run(connected, get);
		expect(json).toEqual([
			{
				ice_breakers: localized(HOURS),
				persistent_menu: localized({ type: 'postback', title: 'Order', payload: 'ORDER' }),
			},
		]);
	});

	it.each<[Login, string[]]>([
		['instagram', ['instagram_business_basic']],
		['facebook', ['instagram_basic', 'pages_show_list', 'pages_read_engagement']],
	])('names the missing permission (%s Login)', async (login, permissions) => {
		const connected = await withAccessToken(sandbox.get(), login, { permissions });
		expect(await failure(connected, get)).toMatchObject({
			error: expect.stringContaining("The call needs 'Messages'"),
			details: { code: 10, retryable: false },
		});
	});
});

describe('messagingProfile.set', () => {
	it('takes four ice breakers, with values from expressions', async () => {
		const connected = await connect();
		const entries = ['a', 'b', 'c', 'd'].map((name) => ({ question: `={{ $json.${name} }}` }));
		const { json } = await run(
			connected,
			{ ...set, ...iceBreakers(...entries) },
			{ items: [{ a: 'A?', b: 'B?', c: 'C?', d: 4 }] },
		);
		const questions = ['A?', 'B?', 'C?', '4'].map((question) => ({ question, payload: question }));
		expect(json).toEqual([{ ice_breakers: localized(...questions), replaced: { ice_breakers: [] } }]);
	});

	it('repeats a write after a transient error, because the same again does no harm', async () => {
		const connected = await connect();
		sandbox.get().world.faults.add({ endpoint: 'messenger-profile-set', action: 'reset-after' });
		const { json } = await run(connected, { ...set, ...iceBreakers(HOURS) });
		expect(json).toEqual([{ ice_breakers: localized(HOURS), replaced: { ice_breakers: [] } }]);
		expect(counts(sandbox.get())).toEqual({ 'messenger-profile': 1, 'messenger-profile-set': 2 });
	});

	it.each<[string, IDataObject, RegExp]>([
		['nothing', {}, /^'Ice Breakers' and 'Persistent Menu' are both empty.*Messaging Profile > Delete/],
		[
			'five ice breakers',
			iceBreakers(...Array.from({ length: 5 }, () => HOURS)),
			/^'Ice Breakers' contains 5 ice breakers; Instagram takes up to 4/,
		],
		['an empty question', iceBreakers(HOURS, { question: ' ' }), /^'Ice Breakers 2 > Question' is empty/],
		[
			'a question that is null',
			iceBreakers({ question: '={{ null }}', payload: 'A' }),
			/^'Ice Breakers 1 > Question' is empty/,
		],
		['a menu item without title', menu({ payload: 'A' }), /^'Persistent Menu 1 > Title' is empty/],
		['a menu item without payload', menu({ title: 'A' }), /^'Persistent Menu 1 > Payload' is empty/],
		[
			'a menu item with a local URL',
			menu({ type: 'web_url', title: 'A', url: 'https://localhost/a' }),
			/^'Persistent Menu 1 > URL' names a host/,
		],
		['an unknown type', menu({ type: 'call', title: 'A' }), /^'Persistent Menu 1 > Type' cannot be 'call'/],
	])('rejects %s before anything is sent', async (_what, parameters, message) => {
		const connected = await connect();
		const failed = await failure(connected, { ...set, ...parameters });
		expect(failed).toMatchObject({ error: expect.stringMatching(message), details: { retryable: false } });
		expect(counts(sandbox.get())).toEqual({});
	});

	it("quotes Meta's refusal, and changes nothing", async () => {
		const connected = await connect();
		const message = '(#100) Param persistent_menu has too many buttons';
		sandbox
			.get()
			.world.faults.add({ endpoint: 'messenger-profile-set', action: 'error', code: 100, message });
		expect(await failure(connected, { ...set, ...iceBreakers(HOURS) })).toMatchObject({
			error: expect.stringContaining('Param persistent_menu has too many buttons'),
			details: { code: 100 },
		});
		expect(profile()).toEqual({});
	});
});

describe('messagingProfile.delete', () => {
	it('deletes both by default, and does no harm where nothing is set', async () => {
		const connected = await connect('facebook');
		await run(connected, { ...set, ...iceBreakers(HOURS), ...menu({ title: 'Order', payload: 'ORDER' }) });
		const { json } = await run(connected, remove);
		expect(json).toEqual([
			{ deleted: true, ice_breakers: [expect.anything()], persistent_menu: [expect.anything()] },
		]);
		expect(profile('facebook')).toEqual({});
		expect((await run(connected, remove)).json).toEqual([
			{ deleted: true, ice_breakers: [], persistent_menu: [] },
		]);
	});

	it('rejects what is neither ice breakers nor menu before anything is sent', async () => {
		const connected = await connect();
		const greeting = await failure(connected, { ...remove, profileProperties: '={{ "greeting" }}' });
		expect(greeting?.error).toMatch(
			/^'Properties to Delete' cannot be 'greeting'. Choose ice_breakers or persistent_menu/,
		);
		expect((await failure(connected, { ...remove, profileProperties: [] }))?.error).toMatch(
			/^'Properties to Delete' is empty/,
		);
		expect(counts(sandbox.get())).toEqual({});
	});

	it("explains an account without a Page's token", async () => {
		const connected = await connect('facebook');
		sandbox.get().world.faults.add({ endpoint: 'page', action: 'error', code: 200 });
		expect((await failure(connected, remove))?.details).toMatchObject({ code: 200, retryable: false });
	});
});
