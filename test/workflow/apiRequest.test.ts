import { readFileSync } from 'node:fs';
import path from 'node:path';

import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { SANDBOX_APPS } from '../../sandbox/apps';
import { useSandbox } from '../jest/sandbox';
import { useVirtualTime } from '../jest/virtualTime';
import { answerOf, errorSamples, expectErrorDetails, named } from '../samples/errorSamples';
import type { Connected, Login } from '../../tools/n8n-harness/arrange';
import {
	ACCOUNT,
	counts,
	endpoints,
	failures,
	formOf,
	connectedCredential,
	restartN8n,
	run,
	LOGINS_WITH_CREDENTIALS,
	withAccessToken,
} from '../../tools/n8n-harness/arrange';
import { connectThroughConsent, CredentialStore, repositoryRoot } from '../../tools/n8n-harness';

const sandbox = useSandbox();
useVirtualTime(sandbox);
beforeEach(restartN8n);

const request = { resource: 'api', operation: 'request' };

/** Wrote two hours ago. */
const PERSON = '17841499000000101';

const connect = async (login: Login = 'instagram') =>
	await connectedCredential(sandbox.get(), login, 'accessToken');

const pageId = () => sandbox.get().world.accounts.get(ACCOUNT.facebook)!.pageId!;

const newestPost = (login: Login) => sandbox.get().world.postsOf(ACCOUNT[login])[0]!;

const conversation = (login: Login) => sandbox.get().world.inboxes.with(ACCOUNT[login], PERSON)!;

async function failure(connected: Connected, parameters: INodeParameters) {
	const { last } = await run(connected, parameters, { onError: 'continueRegularOutput' });
	return failures(last.outputs[0]!)[0];
}

/** A credential of Facebook Login that was connected with additional scopes. */
async function withScopes(additionalScopes: string): Promise<Connected> {
	const credentials = await CredentialStore.create();
	const form = { ...formOf('facebook'), permissions: ['messages'] as unknown as string, additionalScopes };
	const outcome = await connectThroughConsent(credentials, form, { pages: [pageId()] });
	if (!outcome.connected) throw new Error(`Not connected: ${outcome.message}`);
	const { reference } = outcome;
	return {
		sandbox: sandbox.get(),
		login: 'facebook',
		authentication: 'oAuth2',
		credentials,
		reference: { instagramOAuth2Api: reference },
		id: reference.id,
	};
}

describe.each(LOGINS_WITH_CREDENTIALS)('api.request, %s Login with %s', (login, authentication) => {
	it('reads an object, a list, and writes', async () => {
		const connected = await connectedCredential(sandbox.get(), login, authentication, undefined, [
			'comments',
		]);
		const owner = login === 'instagram' ? 'me' : ACCOUNT.facebook;
		const object = await run(connected, { ...request, path: `/${owner}`, query: '{"fields":"username"}' });
		expect(object.json).toEqual([{ id: expect.any(String), username: expect.any(String) }]);
		expect(object.last.outputs[0]?.[0]?.pairedItem).toEqual({ item: 0 });

		const list = await run(connected, { ...request, path: `/${owner}/media?fields=id,caption`, limit: 2 });
		expect(list.json).toHaveLength(2);
		expect(list.json[0]).toMatchObject({ id: newestPost(login).id });

		const comment = await run(connected, {
			...request,
			method: 'POST',
			path: `/${newestPost(login).id}/comments`,
			body: '{"message": "Thank you!"}',
		});
		expect(comment.json).toEqual([{ id: expect.stringMatching(/^\d+$/) }]);
		expect(sandbox.get().world.engagement.comments.get(String(comment.json[0]!.id))?.text).toBe('Thank you!');
	});

	it("uses the Page's token for messages", async () => {
		const connected = await connectedCredential(sandbox.get(), login, authentication, undefined, [
			'messages',
		]);
		const owner = login === 'instagram' ? 'me' : pageId();
		const sent = await run(connected, {
			...request,
			method: 'POST',
			path: `/${owner}/messages`,
			body: { recipient: { id: PERSON }, message: { text: 'Hello' } },
		});
		expect(sent.json).toEqual([{ recipient_id: PERSON, message_id: expect.any(String) }]);
		const { id } = conversation(login);
		const read = await run(connected, {
			...request,
			path: `/${id}`,
			query: { fields: 'updated_time' },
		});
		expect(read.json).toEqual([{ id, updated_time: expect.any(String) }]);
	});
});

describe('api.request of a list', () => {
	it('reads page by page up to the limit, or all', async () => {
		const connected = await connect();
		const read = { ...request, path: '/me/media', query: '{"fields":"id","limit":2}' };
		const all = await run(connected, { ...read, returnAll: true });
		const posts = sandbox
			.get()
			.world.postsOf(ACCOUNT.instagram)
			.filter(({ productType }) => productType !== 'STORY');
		expect(all.json.map(({ id }) => id)).toEqual(posts.map(({ id }) => id));
		expect(counts(sandbox.get()).list).toBe(Math.ceil(posts.length / 2));
		const after = Buffer.from('c0').toString('base64url');
		const second = await run(connected, { ...read, query: { limit: 1, after }, limit: 1 });
		expect(second.json).toEqual([{ id: posts[1]!.id }]);
	});

	it('follows the cursor of tags, which have no next', async () => {
		const connected = await connect();
		const { world } = sandbox.get();
		for (const media of world.postsOf(ACCOUNT.instagram).slice(0, 3))
			media.taggedAccountIds = [ACCOUNT.instagram];
		const { json } = await run(connected, {
			...request,
			path: '/me/tags',
			query: '{"fields":"id","limit":1}',
			returnAll: true,
		});
		expect(new Set(json.map(({ id }) => id)).size).toBe(json.length);
		expect(json.length).toBeGreaterThanOrEqual(3);
	});

	it('reads smaller pages where Meta finds the answer too large', async () => {
		const connected = await connect();
		sandbox.get().world.behave({ mostRows: 1 });
		const { json } = await run(connected, { ...request, path: '/me/media', limit: 3 });
		expect(json).toHaveLength(3);
		const sizes = sandbox
			.get()
			.world.requests.list()
			.map(({ query }) => query.limit);
		expect(sizes).toEqual(['3', '1', '1', '1']);
	});

	it('gives an item for answers that are no object', async () => {
		const connected = await connect('facebook');
		const { faults } = sandbox.get().world;
		const answer = async (body: unknown, method = 'GET') => {
			faults.add({ endpoint: method === 'GET' ? 'list' : 'create', action: 'answer', body });
			return (await run(connected, { ...request, method, path: `/${ACCOUNT.facebook}/media` })).json;
		};
		expect(await answer({ data: ['one', 2, null] })).toEqual([{ data: 'one' }, { data: 2 }, { data: null }]);
		expect(await answer([{ code: 200, body: '{"access_token":"EAAx"}' }, null], 'POST')).toEqual([
			{ code: 200, body: '{"access_token":"(hidden)"}' },
			{ data: null },
		]);
		expect(await answer(true, 'POST')).toEqual([{ success: true }]);
	});

	it('gives no item for an empty list', async () => {
		const connected = await connect('facebook');
		const { json } = await run(connected, { ...request, path: '/203948576100001/client_pages' });
		expect(json).toEqual([]);
	});

	it('runs for every item, the reads side by side', async () => {
		const connected = await connect();
		const items = sandbox
			.get()
			.world.postsOf(ACCOUNT.instagram)
			.slice(0, 5)
			.map(({ id }) => ({ id }));
		const { json, last } = await run(
			connected,
			{ ...request, path: '=/{{ $json.id }}', query: '{"fields":"permalink"}' },
			{ items },
		);
		expect(json.map(({ id }) => ({ id }))).toEqual(items);
		expect(last.outputs[0]?.map(({ pairedItem }) => pairedItem)).toEqual(
			items.map((_one, item) => ({ item })),
		);
	});
});

describe("api.request and the Page's token", () => {
	it("is used at once for a Page's messages, and after Meta asks for it elsewhere", async () => {
		const connected = await connect('facebook');
		await run(connected, { ...request, path: `/${pageId()}/conversations?platform=instagram` });
		expect(endpoints(sandbox.get())).toEqual(['accounts', 'page', 'conversations']);
		sandbox.get().world.requests.clear();
		await run(connected, { ...request, path: `/${conversation('facebook').id}` });
		expect(endpoints(sandbox.get())).toEqual(['conversation']);
		sandbox.get().world.requests.clear();
		await run(connected, { ...request, path: `/${PERSON}` });
		const calls = sandbox.get().world.requests.list();
		expect(calls.map(({ error, status }) => error?.code ?? status)).toEqual([210, 200]);
	});

	it('is tried for an object that the user does not see, if an account is chosen', async () => {
		const connected = await connect('facebook');
		const notSeen = { endpoint: 'read', recorded: 'authorizationError' } as const;
		const read = { ...request, path: `/${newestPost('facebook').id}` };
		sandbox.get().world.faults.add(notSeen);
		expect((await failure(connected, read))?.details).toMatchObject({ code: 100, subcode: 33 });
		expect(counts(sandbox.get())).toEqual({ accounts: 1, read: 1 });
		sandbox.get().world.faults.add(notSeen);
		const account = { __rl: true, mode: 'id', value: ACCOUNT.facebook };
		expect((await run(connected, { ...read, account })).json).toHaveLength(1);
		expect(counts(sandbox.get())).toEqual({ accounts: 1, page: 1, read: 3 });
	});

	it('is that of the chosen account where the path does not tell', async () => {
		const others = [...sandbox.get().world.accounts.values()].filter(
			({ pageId: page }) => page !== undefined,
		);
		const accounts = others.slice(0, 2).map(({ id }) => id);
		const connected = await withAccessToken(sandbox.get(), 'facebook', { accounts });
		const read = { ...request, path: '/me/conversations', query: '{"platform":"instagram"}' };
		expect((await failure(connected, read))?.error).toMatch(
			/^'Account' is empty, and this credential can access several accounts/,
		);
		const account = { __rl: true, mode: 'id', value: accounts[1]! };
		expect((await run(connected, { ...read, path: `/${pageId()}/conversations` })).json).toHaveLength(3);
		const person = await run(connected, { ...request, account, path: `/${PERSON}?fields=username` });
		expect(person.json).toEqual([{ id: PERSON, username: 'tide.and.table' }]);
	});

	it('takes its token after the other refusal of Meta, too', async () => {
		const connected = await connect('facebook');
		sandbox.get().world.faults.add({
			endpoint: 'list',
			action: 'error',
			code: 190,
			message: '(#190) This method must be called with a Page Access Token',
		});
		const { json } = await run(connected, { ...request, path: `/${ACCOUNT.facebook}/media`, limit: 1 });
		expect(json).toHaveLength(1);
		expect(counts(sandbox.get()).page).toBe(1);
	});

	it('explains a person without a task on the Page', async () => {
		const connected = await connect('facebook');
		sandbox.get().world.faults.add({ endpoint: 'conversations', action: 'error', code: 210, times: 9 });
		expect((await failure(connected, { ...request, path: `/${pageId()}/conversations` }))?.error).toMatch(
			/takes only the token of the account's Page.*task on the Page/,
		);
	});

	it('is not needed for a call that works without the list of Pages', async () => {
		const connected = await connect('facebook');
		sandbox.get().world.faults.add({ endpoint: 'accounts', action: 'error', code: 200, times: 9 });
		const { json } = await run(connected, { ...request, path: `/${ACCOUNT.facebook}?fields=username` });
		expect(json).toEqual([{ id: ACCOUNT.facebook, username: 'harbour_bakery' }]);
	});
});

describe('api.request that fails', () => {
	const like = {
		...request,
		method: 'POST',
		path: `/${ACCOUNT.facebook}/likes`,
		body: '={{ { media_id: $json.mediaId } }}',
	};
	const likeItems = () => [{ mediaId: newestPost('facebook').id }];

	it('repeats a read after faults that pass, and never a write', async () => {
		const connected = await connect('facebook');
		const { faults } = sandbox.get().world;
		faults.add({ endpoint: 'account', action: '5xx' });
		expect((await run(connected, { ...request, path: `/${ACCOUNT.facebook}` })).json).toHaveLength(1);
		expect(counts(sandbox.get()).account).toBe(2);
		faults.add({ endpoint: 'like', action: 'reset-after' });
		const { last } = await run(connected, like, { items: likeItems(), onError: 'continueRegularOutput' });
		expect(failures(last.outputs[0]!)[0]).toMatchObject({
			error: expect.stringMatching(/^The call may have taken effect.*before you run this again/),
			details: { retryable: false },
		});
		expect(counts(sandbox.get()).like).toBe(1);
	});

	it.each(['reset-after', 'reset-before', 'html', 'truncated', '5xx', 'hang-after'] as const)(
		'is not sent again by Retry on Fail after a lost answer (%s)',
		async (action) => {
			const connected = await connect('facebook');
			sandbox.get().world.faults.add({ endpoint: 'like', action });
			const { status } = await run(connected, like, { items: likeItems(), retryOnFail: true });
			expect(status).toBe('error');
			expect(counts(sandbox.get()).like).toBe(1);
		},
	);

	it('sends no write of an earlier item again when Retry on Fail runs the node once more', async () => {
		const connected = await connect('facebook');
		sandbox.get().world.faults.add({ endpoint: 'like', action: 'error', code: 368, nth: 2 });
		const [first] = likeItems();
		const second = { mediaId: sandbox.get().world.postsOf(ACCOUNT.facebook)[1]!.id };
		const { json } = await run(connected, like, { items: [first!, second], retryOnFail: true });
		expect(json).toEqual([{ success: true }, { success: true }]);
		expect(counts(sandbox.get()).like).toBe(3);
	});

	it('sends writes in the order of the items', async () => {
		const connected = await connect();
		const items = ['one', 'two', 'three'].map((text) => ({ text }));
		const post = newestPost('instagram').id;
		const body = '={{ { message: $json.text } }}';
		await run(connected, { ...request, method: 'POST', path: `/${post}/comments`, body }, { items });
		const written = [...sandbox.get().world.engagement.comments.values()].slice(-3).map(({ text }) => text);
		expect(written).toEqual(['one', 'two', 'three']);
	});

	it("names Meta's code, and where to add a missing permission", async () => {
		const connected = await withAccessToken(sandbox.get(), 'facebook', { permissions: ['instagram_basic'] });
		const { last } = await run(connected, like, { items: likeItems(), onError: 'continueRegularOutput' });
		expect(failures(last.outputs[0]!)[0]).toMatchObject({
			error: expect.stringMatching(/instagram_manage_engagement.*'Additional Scopes' \(OAuth2 credential\)/),
			details: { code: 10, retryable: false },
		});
	});

	it('waits for no longer than Meta asks, and says how long', async () => {
		const connected = await connect('facebook');
		sandbox.get().world.usage.throttle(ACCOUNT.facebook, 90);
		const read = { ...request, path: `/${ACCOUNT.facebook}/media` };
		expect((await failure(connected, read))?.details).toMatchObject({ code: 80002, retryable: true });
		sandbox.get().world.requests.clear();
		expect((await failure(connected, read))?.error).toContain('Nothing was sent');
		expect(counts(sandbox.get())).toEqual({});
	});

	it('explains an unknown object, and an edge that there is not', async () => {
		const connected = await connect();
		expect((await failure(connected, { ...request, path: '/17895695668004550' }))?.details).toMatchObject({
			code: 100,
			subcode: 33,
			retryable: false,
		});
	});

	it.each<[string, INodeParameters, RegExp]>([
		['no path', { path: '={{ $json.none }}' }, /^'Path' is empty/],
		['a URL', { path: 'https://graph.facebook.com/me' }, /^'Path' must not contain a host/],
		['a parent folder', { path: '/me/../1' }, /^'Path' is not a path of the Graph API/],
		['a fragment', { path: '/me#a' }, /^'Path' must not contain '#'/],
		['a token in the path', { path: '/me?access_token=x' }, /^'Path' contains 'access_token'/],
		[
			'a token in the query',
			{ path: '/me', query: '{"access_token":"x"}' },
			/^'Query' contains 'access_token'/,
		],
		[
			'a proof in the body',
			{ path: '/me', method: 'POST', body: '{"a":{"appsecret_proof":"x"}}' },
			/^'Body' contains 'appsecret_proof'/,
		],
		[
			'another method in the path',
			{ path: '/17900000000000001?method=delete' },
			/^'Path' contains 'method', which makes Meta carry out another call/,
		],
		[
			'another method in the query',
			{ path: '/17900000000000001', query: '{"Method":"delete"}' },
			/^'Query' contains 'Method'/,
		],
		[
			'a batch of calls in the body',
			{ path: '/', method: 'POST', body: '{"batch":[{"method":"DELETE","relative_url":"1"}]}' },
			/^'Body' contains 'batch'/,
		],
		[
			'a query that is a list',
			{ path: '/me', query: '["id"]' },
			/^'Query' must be a JSON object, not a list/,
		],
		['a body that is text', { path: '/me', method: 'POST', body: 'message=Hi' }, /^'Body' is not valid JSON/],
		['another version', { path: '/v25.0/me' }, /^'Path' begins with v25.0, but the credential uses v27.0/],
		['a parameter twice', { path: '/me?fields=id', query: '{"fields":"name"}' }, /^'Query' has 'fields'/],
		[
			'a body with a GET',
			{ path: '/me', method: '={{ "GET" }}', body: '{"a":1}' },
			/^'Body' is not sent with GET/,
		],
		['an unknown method', { path: '/me', method: '={{ "PATCH" }}' }, /^'Method' cannot be 'PATCH'/],
		['a page size that is none', { path: '/me/media', query: '{"limit":"all"}' }, /^'Query > limit' must be/],
		['a limit of zero', { path: '/me/media', limit: 0 }, /^'Limit' must be a whole number/],
	])('rejects %s before anything is sent', async (_what, parameters, message) => {
		const connected = await connect();
		const failed = await failure(connected, { ...request, ...parameters });
		expect(failed).toMatchObject({ error: expect.stringMatching(message), details: { retryable: false } });
		expect(counts(sandbox.get())).toEqual({});
	});
});

describe('api.request, with recorded errors', () => {
	const samples = errorSamples().filter(({ call }) => !/container|rupload|api\.instagram\.com/.test(call));
	const reads = samples.filter(({ call }) => call.startsWith('GET'));
	const writes = samples.filter(({ call }) => call.startsWith('POST'));

	it.each(named(reads))('explains the error of a read (%s)', async (_name, sample) => {
		const connected = await connect('facebook');
		sandbox.get().world.faults.add({ ...answerOf(sample), endpoint: 'read', times: 99 });
		const failed = await failure(connected, { ...request, path: `/${newestPost('facebook').id}` });
		expectErrorDetails(sample, failed!.error, failed!.details);
		expect(failed!.details).toMatchObject({ retryable: sample.right.again });
	});

	it.each(named(writes))('explains the error of a write, and sends it once (%s)', async (_name, sample) => {
		const connected = await connect('facebook');
		sandbox.get().world.faults.add({ ...answerOf(sample), endpoint: 'like', times: 99 });
		const failed = await failure(connected, {
			...request,
			method: 'POST',
			path: `/${ACCOUNT.facebook}/likes`,
			body: { media_id: newestPost('facebook').id },
		});
		expectErrorDetails(sample, failed!.error, failed!.details);
		const isUnknown = sample.right.outcome === 'unknown';
		expect(failed!.error.startsWith('The call may have taken effect')).toBe(isUnknown);
		if (sample.right.kind !== 'rateLimit') expect(counts(sandbox.get()).like).toBe(1);
	});
});

describe('api.request and secrets', () => {
	it('hides tokens in answers', async () => {
		const connected = await connect('facebook');
		const { json } = await run(connected, { ...request, path: '/me/accounts?fields=id,access_token' });
		expect(json).toEqual([{ id: pageId(), access_token: '(hidden)' }]);
		const nested = await run(connected, {
			...request,
			path: `/${conversation('facebook').id}`,
			query: '{"fields":"messages.limit(1){id}"}',
		});
		expect(JSON.stringify(nested.json)).toContain('access_token=(hidden)');
	});

	it('takes the version of the credential in the path', async () => {
		const connected = await connect();
		const { json } = await run(connected, { ...request, path: '/v27.0/me?fields=username' });
		expect(json).toEqual([expect.objectContaining({ username: 'north.pottery' })]);
	});
});

/** The parameters of the examples in docs/api-request.md. */
function documentedExamples(): INodeParameters[] {
	const page = readFileSync(path.join(repositoryRoot, 'docs/api-request.md'), 'utf8');
	return [...page.matchAll(/```json\n([\s\S]+?)```/g)].map(
		([, json = '']) => JSON.parse(json) as INodeParameters,
	);
}

describe('docs/api-request.md', () => {
	it('shows examples that work, with the additional scopes that it names', async () => {
		const connected = await withScopes(
			'instagram_manage_engagement, catalog_management, instagram_shopping_tag_products, business_management',
		);
		const { world } = sandbox.get();
		const item: IDataObject = {
			id: ACCOUNT.facebook,
			pageId: pageId(),
			mediaId: newestPost('facebook').id,
			inviteId: world.engagement.invites.find(({ accountId }) => accountId === ACCOUNT.facebook)!.media.id,
			catalogId: '960179311066902',
			userId: PERSON,
			inboxAppId: '263902037430900',
		};
		const outputs: IDataObject[][] = [];
		for (const parameters of documentedExamples()) {
			const { json, error } = await run(connected, parameters, { items: [item] });
			expect({ parameters, error: error?.message }).toEqual({ parameters, error: undefined });
			outputs.push(json);
		}
		const done = [{ success: true }];
		expect(outputs).toEqual([
			done,
			done,
			[
				{ media_id: item.inviteId, media_owner_username: expect.any(String) },
				{ media_id: expect.any(String), media_owner_username: expect.any(String) },
			],
			done,
			[expect.objectContaining({ catalog_id: item.catalogId })],
			[expect.objectContaining({ product_id: '3231775643511089', product_name: 'Bowl' })],
			done,
			[{ thread_owner: { app_id: item.inboxAppId } }],
			done,
			done,
		]);
		expect(world.engagement.likes.size).toBe(0);
		expect(world.engagement.collaborations.has(`${ACCOUNT.facebook}:${String(item.inviteId)}`)).toBe(true);
		expect([...world.inboxes.moderated]).toEqual([`${ACCOUNT.facebook}:${PERSON}:block_user`]);
	});

	it("is right that Meta's consent screen names a scope that does not exist", async () => {
		await expect(withScopes('instagram_manage_everything')).rejects.toThrow(/instagram_manage_everything/);
	});

	it('is right that messages are refused while another app has the conversation', async () => {
		const connected = await connect('facebook');
		const send = { resource: 'message', operation: 'send', recipientId: PERSON, text: 'Hello' };
		const handOver = { ...request, method: 'POST', path: `/${pageId()}/pass_thread_control` };
		const recipient = { id: PERSON };
		await run(connected, { ...handOver, body: { recipient, target_app_id: '1' } });
		expect((await failure(connected, send))?.details).toMatchObject({ code: 100, subcode: 2534037 });
		await run(connected, {
			...handOver,
			path: `/${pageId()}/take_thread_control`,
			body: { recipient },
		});
		expect((await run(connected, send)).json).toHaveLength(1);
		const owner = await run(connected, { ...request, path: `/${pageId()}/thread_owner?recipient=${PERSON}` });
		expect(owner.json).toEqual([{ thread_owner: { app_id: SANDBOX_APPS.facebook.appId } }]);
	});
});
