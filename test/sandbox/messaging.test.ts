import type { MetaAnswer } from './metaClient';
import { ACCOUNT_AT, BAKERY, ownSandbox, graphUser } from './arrange';
import { refusalIn } from './metaClient';

/** Wrote two hours ago. */
const WRITER = '17841499000000101';
/** Has only commented. */
const COMMENTER = '17841499000000107';

const QUESTION = { question: 'When?', payload: 'HOURS' };
const iceBreakers = (count: number, more: object = {}) =>
	JSON.stringify([
		{ locale: 'default', call_to_actions: Array.from({ length: count }, () => QUESTION), ...more },
	]);

const sandbox = ownSandbox();

/** The Page of the bakery, and its token. */
async function bakeryPage() {
	const ben = graphUser(sandbox.get(), 'facebook');
	const id = sandbox.get().world.accounts.get(BAKERY)!.pageId!;
	const { json } = await ben.get(id, { fields: 'access_token' });
	const token = { access_token: json.access_token as string };
	const at = `graph.facebook.com/v26.0/${id}`;
	return {
		id,
		ben,
		call: async (
			method: string,
			edge: string,
			parameters: Record<string, string> = {},
		): Promise<MetaAnswer> => await ben.call(method, `${at}/${edge}`, { ...token, ...parameters }),
		person: async (personId: string, parameters: Record<string, string> = {}): Promise<MetaAnswer> =>
			await ben.get(personId, { ...token, ...parameters }),
		asUser: async (
			method: string,
			edge: string,
			parameters: Record<string, string> = {},
		): Promise<MetaAnswer> => await ben.call(method, `${at}/${edge}`, parameters),
	};
}

describe('the profile of a person', () => {
	test("takes the Page's token, and consent", async () => {
		const { ben, person } = await bakeryPage();
		expect(refusalIn(await ben.get(WRITER))).toBe('210');
		expect((await person(WRITER, { fields: 'username' })).json).toEqual({
			username: 'tide.and.table',
			id: WRITER,
		});
		const refused = await person(COMMENTER);
		expect([refusalIn(refused), refused.status]).toEqual(['230', 403]);
		expect(refusalIn(await person('17841499000000999'))).toBe('100/33');
	});

	test('refuses unknown fields and parameters, and tokens without the permission', async () => {
		const ada = graphUser(sandbox.get(), 'instagram');
		expect((await ada.get(WRITER, { fields: 'biography' })).json.error.message).toMatch(/nonexisting field/);
		expect(refusalIn(await ada.get(WRITER, { platform: 'instagram' }))).toBe('100');
		const plain = graphUser(sandbox.get(), 'instagram', { permissions: ['instagram_business_basic'] });
		expect(refusalIn(await plain.get(WRITER))).toBe('10');
	});
});

describe('the messenger profile', () => {
	test("takes the Page's token and the platform with Facebook Login", async () => {
		const { call, asUser } = await bakeryPage();
		const instagram = { platform: 'instagram' };
		const read = { fields: 'ice_breakers' };
		expect(refusalIn(await asUser('GET', 'messenger_profile', { ...read, ...instagram }))).toBe('210');
		expect(refusalIn(await call('GET', 'messenger_profile', read))).toBe('100');
		const written = await call('POST', 'messenger_profile', { ...instagram, ice_breakers: iceBreakers(4) });
		expect(written.json).toEqual({ result: 'success' });
		expect((await call('GET', 'messenger_profile', { ...read, ...instagram })).json.data).toEqual(
			JSON.parse(iceBreakers(4)),
		);
	});

	test.each<[string, Record<string, string>]>([
		['nothing', {}],
		['five ice breakers', { ice_breakers: iceBreakers(5) }],
		['no ice breaker', { ice_breakers: iceBreakers(0) }],
		['no list', { ice_breakers: 'When?' }],
		['another locale only', { ice_breakers: iceBreakers(1, { locale: 'de_DE' }) }],
		['unknown keys', { ice_breakers: iceBreakers(1, { composer_input_disabled: false }) }],
		['an unknown property', { ice_breakers: iceBreakers(1), greeting: '[]' }],
		['a menu item of an unknown type', { persistent_menu: iceBreakers(1) }],
		['another platform', { ice_breakers: iceBreakers(1), platform: 'messenger' }],
	])('refuses %s', async (_what, parameters) => {
		const ada = graphUser(sandbox.get(), 'instagram');
		const at = `${ACCOUNT_AT.instagram}/messenger_profile`;
		expect(refusalIn(await ada.call('POST', at, parameters))).toBe('100');
		expect(refusalIn(await ada.call('DELETE', at, { fields: '["greeting"]' }))).toBe('100');
		const { profiles } = sandbox.get().world.inboxes;
		expect([...profiles.values()].flatMap((profile) => Object.keys(profile))).toEqual([]);
	});
});

describe('handover and moderation', () => {
	const recipient = JSON.stringify({ id: WRITER });

	test.each<[string, Record<string, string>]>([
		['pass_thread_control', { recipient, target_app_id: '1' }],
		['take_thread_control', { recipient }],
		['moderate_conversations', { user_ids: JSON.stringify([{ id: WRITER }]), actions: '["block_user"]' }],
	])("%s takes the Page's token, on graph.facebook.com", async (edge, parameters) => {
		const { call, asUser } = await bakeryPage();
		expect(refusalIn(await asUser('POST', edge, parameters))).toBe('210');
		expect((await call('POST', edge, parameters)).json).toEqual({ success: true });
		expect(refusalIn(await call('POST', edge, { ...parameters, verbose: '1' }))).toBe('100');
		const ada = graphUser(sandbox.get(), 'instagram');
		expect(refusalIn(await ada.call('POST', `${ACCOUNT_AT.instagram}/${edge}`, parameters))).toBe('100/33');
	});

	test.each<[string, string, Record<string, string>]>([
		['no app', 'pass_thread_control', { recipient }],
		['nobody', 'pass_thread_control', { recipient: '{}', target_app_id: '1' }],
		[
			'block and unblock',
			'moderate_conversations',
			{ user_ids: '[{"id":"1"}]', actions: 'block_user,unblock_user' },
		],
		['an unknown action', 'moderate_conversations', { user_ids: '[{"id":"1"}]', actions: 'mute_user' }],
		[
			'eleven people',
			'moderate_conversations',
			{ user_ids: JSON.stringify(Array(11).fill({ id: WRITER })), actions: 'block_user' },
		],
		[
			'people that are no objects',
			'moderate_conversations',
			{ user_ids: `["${WRITER}"]`, actions: 'block_user' },
		],
	])('refuses %s', async (_what, edge, parameters) => {
		const { call } = await bakeryPage();
		expect(refusalIn(await call('POST', edge, parameters))).toMatch(/^100/);
		expect(sandbox.get().world.inboxes.moderated.size).toBe(0);
	});
});

describe('invites, likes and catalogs', () => {
	test.each([
		['GET', 'collaboration_invites'],
		['POST', 'likes'],
		['GET', 'available_catalogs'],
	])('%s %s is not offered with Instagram Login', async (method, edge) => {
		const ada = graphUser(sandbox.get(), 'instagram');
		expect(refusalIn(await ada.call(method, `${ACCOUNT_AT.instagram}/${edge}`))).toBe('100/33');
	});

	test('an invite is answered once, with a clear answer', async () => {
		const ben = graphUser(sandbox.get(), 'facebook');
		const at = `${ACCOUNT_AT.facebook}/collaboration_invites`;
		const [invite] = (await ben.edge('collaboration_invites')).json.data as Array<{ media_id: string }>;
		const answer = { media_id: invite!.media_id, accept: 'true' };
		expect(refusalIn(await ben.call('POST', at, { ...answer, accept: 'maybe' }))).toBe('100');
		expect((await ben.call('POST', at, answer)).json).toEqual({ success: true });
		expect(refusalIn(await ben.call('POST', at, answer))).toBe('100/33');
	});

	test('a like is of one post or comment, not of a story', async () => {
		const { world } = sandbox.get();
		const ben = graphUser(sandbox.get(), 'facebook');
		const at = `${ACCOUNT_AT.facebook}/likes`;
		const post = world.postsOf(BAKERY).find(({ productType }) => productType !== 'STORY')!;
		const comment = world.engagement.commentsOn(post.id)[0]!;
		expect(refusalIn(await ben.call('POST', at))).toBe('100');
		expect(refusalIn(await ben.call('POST', at, { media_id: post.id, comment_id: comment.id }))).toBe('100');
		expect(refusalIn(await ben.call('POST', at, { comment_id: post.id }))).toBe('100/33');
		expect((await ben.call('POST', at, { comment_id: comment.id })).json).toEqual({ success: true });
		post.productType = 'STORY';
		expect(refusalIn(await ben.call('POST', at, { media_id: post.id }))).toBe('100/33');
		const plain = graphUser(sandbox.get(), 'facebook', { permissions: ['instagram_basic'] });
		expect(refusalIn(await plain.call('POST', at, { comment_id: comment.id }))).toBe('10');
	});

	test("products are looked for in one of the account's catalogs", async () => {
		const ben = graphUser(sandbox.get(), 'facebook');
		expect(refusalIn(await ben.edge('catalog_product_search', { catalog_id: '1' }))).toBe('100');
		const found = await ben.edge('catalog_product_search', { catalog_id: '960179311066902', q: 'plate' });
		expect(found.text).toContain('"product_id":5734282413308091');
	});
});
