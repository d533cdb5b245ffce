import type { INodeType } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';

import { connectThroughConsent, loadPackage } from '../../tools/n8n-harness';
import { useSandbox } from '../jest/sandbox';
import { useVirtualTime } from '../jest/virtualTime';
import {
	ACCOUNT,
	withConsent,
	counts,
	endpoints,
	failures,
	connectedCredential,
	withAccessToken,
	restartN8n,
	run,
	LOGINS_WITH_CREDENTIALS,
} from '../../tools/n8n-harness/arrange';

const sandbox = useSandbox();
useVirtualTime(sandbox);
beforeEach(restartN8n);

describe.each(LOGINS_WITH_CREDENTIALS)('account, %s Login with %s', (login, authentication) => {
	it('get returns the profile with the ID of the professional account', async () => {
		const connected = await connectedCredential(sandbox.get(), login, authentication);
		const { json, last } = await run(connected, { resource: 'account', operation: 'get' });
		const account = sandbox.get().world.accounts.get(ACCOUNT[login])!;
		expect(json).toEqual([
			{
				id: account.id,
				username: account.username,
				name: account.name,
				biography: account.biography,
				...(account.website ? { website: account.website } : {}),
				profile_picture_url: expect.stringMatching(/^https?:\/\//),
				followers_count: account.followers,
				follows_count: account.follows,
				media_count: 3,
			},
		]);
		expect(last.outputs[0]?.[0]?.pairedItem).toEqual({ item: 0 });
		expect(endpoints(sandbox.get())).toEqual(login === 'instagram' ? ['me'] : ['accounts', 'account']);
	});

	it("getPublishingLimit returns Meta's quota", async () => {
		const connected = await connectedCredential(sandbox.get(), login, authentication);
		sandbox.get().world.behave({ quotaTotal: 37 });
		const { json } = await run(connected, { resource: 'account', operation: 'getPublishingLimit' });
		expect(json).toEqual([{ quotaTotal: 37, quotaUsage: 0, quotaRemaining: 37, quotaDuration: 86_400 }]);
	});
});

describe('account.get', () => {
	it('requests the chosen fields, also as comma-separated text', async () => {
		const connected = await connectedCredential(sandbox.get());
		const get = async (fields: string | string[]) =>
			(await run(connected, { resource: 'account', operation: 'get', fields })).json;
		expect(await get(['username'])).toEqual([{ id: ACCOUNT.instagram, username: 'north.pottery' }]);
		expect(await get('={{ "username, followers_count" }}')).toEqual([
			{ id: ACCOUNT.instagram, username: 'north.pottery', followers_count: 4821 },
		]);
		expect(await get([])).toEqual([{ id: ACCOUNT.instagram }]);
	});

	it('reads a different account for each item, in order', async () => {
		const accounts = ['17841400000000003', '17841400000000005', '17841400000000009'];
		const connected = await connectedCredential(sandbox.get(), 'facebook', 'oAuth2', accounts);
		const { last } = await run(
			connected,
			{
				resource: 'account',
				operation: 'get',
				account: { __rl: true, mode: 'id', value: '={{ $json.account }}' },
				fields: ['username'],
			},
			{ items: [...accounts].reverse().map((account) => ({ account })) },
		);
		expect(last.outputs[0]?.map(({ json, pairedItem }) => ({ id: json.id, pairedItem }))).toEqual([
			{ id: '17841400000000009', pairedItem: { item: 0 } },
			{ id: '17841400000000005', pairedItem: { item: 1 } },
			{ id: '17841400000000003', pairedItem: { item: 2 } },
		]);
		expect(endpoints(sandbox.get()).filter((endpoint) => endpoint === 'accounts')).toHaveLength(1);
	});

	it("unwraps Meta's answer to /me", async () => {
		const connected = await connectedCredential(sandbox.get());
		sandbox.get().world.behave({ meAnswer: 'data' });
		const { json } = await run(connected, { resource: 'account', operation: 'get', fields: ['username'] });
		expect(json).toEqual([{ id: ACCOUNT.instagram, username: 'north.pottery' }]);
	});

	it('rejects fields that Meta does not have, or not with this login method', async () => {
		const connected = await connectedCredential(sandbox.get(), 'facebook');
		const { last } = await run(
			connected,
			{ resource: 'account', operation: 'get', fields: '={{ $json.fields }}' },
			{
				items: [{ fields: 'shoe_size' }, { fields: ['account_type'] }, { fields: 7 }],
				onError: 'continueRegularOutput',
			},
		);
		expect(failures(last.outputs[0]!).map(({ error }) => error)).toEqual([
			expect.stringMatching(/^'Fields' has 'shoe_size', which is not a field of a profile/),
			expect.stringMatching(/^'Fields' has 'account_type', which Meta offers with Instagram Login only/),
			expect.stringMatching(/^'Fields' must be a list of names/),
		]);
	});
});

describe('account.getMany', () => {
	it('returns the one account of Instagram Login', async () => {
		const connected = await connectedCredential(sandbox.get());
		const { json } = await run(connected, { resource: 'account', operation: 'getMany' });
		expect(json).toEqual([
			{
				id: ACCOUNT.instagram,
				username: 'north.pottery',
				name: 'North Pottery',
				profile_picture_url: expect.any(String),
			},
		]);
	});

	it('returns one item per account of Facebook Login, with its Page', async () => {
		const connected = await withAccessToken(
			sandbox.get(),
			'facebook',
			{ accounts: undefined, kind: 'systemUser' },
			{},
		);
		const { json, last } = await run(connected, { resource: 'account', operation: 'getMany' });
		expect(json.map(({ username }) => username)).toEqual([
			'harbour_bakery',
			'lumen.bikes',
			'roesterei_am_alten_hafen_1907',
			'studio__mork',
			// Its Page belongs to a business portfolio.
			'harbour.cargo',
		]);
		expect(json[0]).toEqual({
			id: ACCOUNT.facebook,
			username: 'harbour_bakery',
			name: 'Harbour Bakery',
			profile_picture_url: expect.any(String),
			pageId: sandbox.get().world.accounts.get(ACCOUNT.facebook)?.pageId,
			pageName: expect.any(String),
		});
		expect(last.outputs[0]?.map(({ pairedItem }) => pairedItem)).toEqual(json.map(() => ({ item: 0 })));
	});

	it('stops at the limit, or reads all pages', async () => {
		sandbox.get().world.behave({ accounts: 130 });
		const connected = await withAccessToken(
			sandbox.get(),
			'facebook',
			{ accounts: undefined, kind: 'systemUser' },
			{},
		);
		const many = async (parameters: object) => {
			sandbox.get().world.requests.clear();
			const { json } = await run(connected, { resource: 'account', operation: 'getMany', ...parameters });
			return [json.length, counts(sandbox.get()).accounts];
		};
		expect(await many({})).toEqual([50, 1]);
		expect(await many({ limit: 7 })).toEqual([7, 1]);
		expect(await many({ returnAll: true })).toEqual([131, 2]);
	});

	it("finds the account of a Page with the Page's own token", async () => {
		const connected = await withAccessToken(sandbox.get(), 'facebook', { kind: 'page' }, {});
		const { json } = await run(connected, { resource: 'account', operation: 'getMany' });
		expect(json).toMatchObject([{ id: ACCOUNT.facebook, username: 'harbour_bakery' }]);
	});
});

describe('an empty Account parameter', () => {
	const EMPTY = ['', ' '].flatMap((value) => ['list', 'id'].map((mode) => ({ __rl: true, mode, value })));

	it.each(EMPTY)("selects the credential's own account (%j)", async (account) => {
		const connected = await connectedCredential(sandbox.get(), 'facebook');
		const { json } = await run(connected, { resource: 'account', operation: 'get', account, fields: [] });
		expect(json).toEqual([{ id: ACCOUNT.facebook }]);
	});

	it.each(['instagram', 'instagramTrigger', 'instagramPollingTrigger'])(
		'lets n8n publish a workflow with the node %s',
		async (name) => {
			const { loader } = await loadPackage();
			const { description } = loader.getNode(name).type as INodeType;
			const properties = description.properties.filter((property) => property.name === 'account');
			expect(properties.length).toBeGreaterThan(0);
			const issues = EMPTY.flatMap((account) =>
				properties.map((property) =>
					NodeHelpers.getParameterIssues(
						{ ...property, displayOptions: undefined },
						{ account },
						'',
						{ id: 'a', name: 'A', type: name, typeVersion: 1, position: [0, 0], parameters: {} },
						description,
					),
				),
			);
			expect(issues.filter(({ parameters }) => parameters)).toEqual([]);
		},
	);

	it('fails with Facebook Login and several accounts, and names them', async () => {
		const accounts = ['17841400000000003', '17841400000000005'];
		const connected = await withConsent(sandbox.get(), 'facebook', accounts);
		const { error } = await run(connected, { resource: 'account', operation: 'get' });
		expect(error?.message).toBe("'Account' is empty, and this credential can access several accounts");
		expect(error?.description).toContain(
			'@harbour_bakery (17841400000000003), @lumen.bikes (17841400000000005)',
		);
	});
});

describe('an account that the credential cannot access', () => {
	const publish = {
		resource: 'post',
		operation: 'publish',
		mediaUrl: 'https://media.example.com/pottery-1.jpg',
		account: { __rl: true, mode: 'id', value: '17841400000000005' },
	};

	it.each([
		['instagram', '@north.pottery (17841400000000001)'],
		['facebook', '@harbour_bakery (17841400000000003)'],
	] as const)('is rejected with %s Login, without a call to it', async (login, reached) => {
		const connected = await connectedCredential(sandbox.get(), login);
		const { error } = await run(connected, publish);
		expect(error?.message).toBe("'Account' is 17841400000000005, which this credential cannot access");
		expect(error?.description).toContain(`This credential can access ${reached}`);
		// With Facebook Login Meta is asked for it before it is refused.
		const about = sandbox
			.get()
			.world.requests.list()
			.filter(({ method, path }) => method === 'POST' || path.includes('17841400000000005'));
		expect(about.map(({ method, endpoint }) => `${method} ${endpoint}`)).toEqual(
			login === 'facebook' ? ['GET read'] : [],
		);
	});

	it('is used by ID if only a business portfolio has access to it', async () => {
		const { world } = sandbox.get();
		const cargo = [...world.accounts.values()].find(({ username }) => username === 'harbour.cargo')!;
		const accounts = [ACCOUNT.facebook, cargo.id];
		const permissions = ['instagram_basic', 'pages_show_list', 'instagram_content_publish'];
		const connected = await withAccessToken(sandbox.get(), 'facebook', { accounts, permissions });
		const { json } = await run(
			connected,
			{ ...publish, account: { __rl: true, mode: 'id', value: '={{ $json.account }}' } },
			{ items: [{ account: cargo.id }, { account: cargo.id }] },
		);
		expect(json).toMatchObject([{ status: 'PUBLISHED' }, { status: 'PUBLISHED' }]);
		expect(world.postsOf(cargo.id).filter(({ containerId }) => containerId)).toHaveLength(2);
		expect(counts(sandbox.get()).account).toBe(1);
	});

	it('is reported as a Page if the ID is that of a Page', async () => {
		const connected = await connectedCredential(sandbox.get(), 'facebook');
		const { pageId } = sandbox.get().world.accounts.get(ACCOUNT.facebook)!;
		const account = { __rl: true, mode: 'id', value: pageId! };
		const { error } = await run(connected, { ...publish, account });
		expect(error?.message).toBe(`'Account' is ${pageId}, the ID of a Facebook Page`);
		expect(error?.description).toContain(`@harbour_bakery (${ACCOUNT.facebook})`);
	});

	it('is used after it is added on the consent screen', async () => {
		const connected = await connectedCredential(sandbox.get(), 'facebook');
		expect((await run(connected, publish)).status).toBe('error');
		const { accounts } = sandbox.get().world;
		const pages = ['17841400000000003', '17841400000000005'].map((id) => accounts.get(id)!.pageId!);
		await connectThroughConsent(connected.credentials, connected.id, { pages });
		expect((await run(connected, publish)).json).toMatchObject([{ status: 'PUBLISHED' }]);
	});
});
