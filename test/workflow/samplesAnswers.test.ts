import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { fingerprint } from '../../sandbox/oauth/tokenStore';
import { connectThroughConsent, CredentialStore, storeBinary } from '../../tools/n8n-harness';
import { useSandbox } from '../jest/sandbox';
import { useVirtualTime } from '../jest/virtualTime';
import { video } from '../unit/publishing/media/files';
import type { Connected, Login } from '../../tools/n8n-harness/arrange';
import {
	ACCOUNT,
	withConsent,
	endpoints,
	formOf,
	connectedCredential,
	withAccessToken,
	restartN8n,
	run,
	searchAccounts,
} from '../../tools/n8n-harness/arrange';
import { ALL_EVENTS, TriggerStage } from './triggerStage';

const DAY = 24 * 3600_000;
const START = Date.UTC(2026, 10, 22, 8);
const FOLDER = path.join(__dirname, '..', 'samples', 'answers');

interface Sample {
	id: string;
	note: string;
	/** The body; as text if it contains a number beyond 2^53. */
	answer: IDataObject | string;
	headers?: Record<string, string>;
}

const SAMPLES = new Map(
	readdirSync(FOLDER).map((file) => {
		const sample = JSON.parse(readFileSync(path.join(FOLDER, file), 'utf8')) as Sample;
		return [sample.id, sample] as const;
	}),
);

const sandbox = useSandbox();
const time = useVirtualTime(sandbox, () => START);
let stage: TriggerStage | undefined;
beforeEach(restartN8n);
afterEach(async () => {
	// A46 is the answer to a read of several objects, which Meta rejects: no test may send one.
	expect(
		sandbox
			.get()
			.world.requests.list()
			.filter(({ query }) => 'ids' in query),
	).toEqual([]);
	await stage?.host.stop();
	stage = undefined;
});

function sampleOf(id: string): Sample {
	const sample = SAMPLES.get(id);
	if (!sample) throw new Error(`There is no sample ${id}`);
	return sample;
}

/** A sample's body as an object. */
const bodyOf = (id: string) => sampleOf(id).answer as IDataObject & { data: IDataObject[] };

/** Makes the sandbox answer with a sample. */
function give(
	endpoint: string,
	id: string,
	more: { nth?: number; wrap?: boolean; lastsMs?: number } = {},
): void {
	const { answer, headers } = sampleOf(id);
	const { wrap = false, ...when } = more;
	const body = typeof answer === 'string' ? { text: answer } : { body: wrap ? { data: [answer] } : answer };
	sandbox.get().world.faults.add({ endpoint, action: 'answer', ...body, headers, ...when });
}

function addMedia(login: Login, more: { productType?: 'FEED' | 'STORY' } = {}): string {
	const { world } = sandbox.get();
	const post = {
		kind: 'image',
		productType: 'FEED',
		caption: 'New',
		childIds: [],
		likes: 0,
		comments: 0,
	} as const;
	const times = { publishedAt: world.clock.now(), accountId: ACCOUNT[login] };
	return world.addMedia({ ...post, ...times, ...more, childIds: [] }).id;
}

/** Rejects the envelope of a list and the URL of another page, which contains a token. */
function assertPlain(records: IDataObject[]): void {
	const text = JSON.stringify(records);
	expect(text).not.toMatch(/access_token|"paging"|"cursors"|graph\.(facebook|instagram)\.com/);
	expect(text).not.toMatch(/:\{"data":\[/);
}

interface Reading {
	login: Login;
	parameters: INodeParameters | (() => INodeParameters);
	/** The endpoint that answers with the samples, in this order. */
	endpoint: string;
	samples: string[];
	expected: () => IDataObject[];
}

const media = (operation: string, more: INodeParameters = {}) => ({ resource: 'media', operation, ...more });
const account = (operation: string, more: INodeParameters = {}) => ({
	resource: 'account',
	operation,
	...more,
});
const listed = (login: Login, samples: string[], more: INodeParameters, expected: () => IDataObject[]) => ({
	login,
	parameters: media('getMany', { fields: [], ...more }),
	endpoint:
		{ published: 'list', stories: 'stories', tagged: 'tags' }[String(more.mediaEdge ?? 'published')] ?? '',
	samples,
	expected,
});
const read = (sample: string, login: Login, expected = () => [bodyOf(sample) as IDataObject]): Reading => ({
	login,
	parameters: () => media('get', { mediaId: addMedia(login), fields: [] }),
	endpoint: 'read',
	samples: [sample],
	expected,
});
const discover = (more: INodeParameters) => account('discover', { username: 'north.pottery', ...more });
const mediaInsights = (metric: string, breakdown: string, productType: 'FEED' | 'STORY') => () =>
	media('getInsights', {
		// The item's own fields contain the kind of media, so one call is enough.
		mediaId: addMedia('instagram', { productType }),
		metrics: [metric],
		breakdown,
	});
const accountInsights = (metric: string, more: INodeParameters = {}) =>
	account('getInsights', { metrics: [metric], ...more });

const child = (id: string, index: number) =>
	((bodyOf(id).data[index]?.children as IDataObject | undefined)?.data ?? []) as IDataObject[];
const withChildren = (id: string, index: number): IDataObject[] =>
	bodyOf(id).data.map((record, position) =>
		position === index ? { ...record, children: child(id, index) } : record,
	);

const REACH = { accountId: '17841339478607713', name: 'reach', period: 'day', title: 'Accounts reached' };
const OWNER = '17841478523146097';

const READINGS: Record<string, Reading> = {
	'A01, a profile': {
		login: 'facebook',
		parameters: account('get'),
		endpoint: 'account',
		samples: ['A01'],
		expected: () => [bodyOf('A01')],
	},
	'A03, the account of an Instagram Login, in a list': {
		login: 'instagram',
		parameters: account('getMany'),
		endpoint: 'me',
		samples: ['A03'],
		expected: () => [{ id: '17841478523146097', username: 'shop.aurum' }],
	},
	'A06, a first page, and A07, the last one, with an album': listed(
		'instagram',
		['A06', 'A07'],
		{ returnAll: true, includeChildren: true },
		() => [...bodyOf('A06').data, ...withChildren('A07', 0)],
	),
	'A09, media of an album': listed('facebook', ['A09'], { returnAll: true }, () => bodyOf('A09').data),
	'A10, stories, with cursors and no next page': listed(
		'instagram',
		['A10'],
		{ returnAll: true, mediaEdge: 'stories' },
		() => bodyOf('A10').data,
	),
	'A11, a last page, which names the one before only': listed(
		'facebook',
		['A11'],
		{ returnAll: true, mediaEdge: 'stories' },
		() => bodyOf('A11').data,
	),
	'A13, comments': {
		login: 'facebook',
		parameters: () => ({
			resource: 'comment',
			operation: 'getMany',
			mediaId: addMedia('facebook'),
			limit: 2,
			fields: [],
		}),
		endpoint: 'comments',
		samples: ['A13'],
		expected: () => bodyOf('A13').data,
	},
	'A18, posts of another account by cursor, and A19, the next of them': {
		login: 'facebook',
		parameters: discover({ mediaLimit: 4 }),
		endpoint: 'discovery',
		samples: ['A18', 'A19'],
		expected: () => {
			const posts = ['A18', 'A19'].flatMap((id) => {
				const found = bodyOf(id).business_discovery as { media: { data: IDataObject[] } };
				return found.media.data;
			});
			return [{ id: '17841411956901838', media: posts }];
		},
	},
	'A20, the profile of another account': {
		login: 'facebook',
		parameters: discover({ mediaLimit: 0 }),
		endpoint: 'discovery',
		samples: ['A20'],
		expected: () => [bodyOf('A20').business_discovery as IDataObject],
	},
	'A21, the profile of another account, with an ID as a number': {
		login: 'facebook',
		parameters: discover({ mediaLimit: 0 }),
		endpoint: 'discovery',
		samples: ['A21'],
		expected: () => [
			{ username: 'lora.fen', ig_id: '4829103765', followers_count: 12, id: '17841460937715208' },
		],
	},
	'A23, media of a hashtag, one of them an album': {
		login: 'facebook',
		parameters: { resource: 'hashtag', operation: 'getMedia', hashtagId: '17843857450040591', limit: 25 },
		endpoint: 'hashtag-media',
		samples: ['A23'],
		expected: () => withChildren('A23', 10),
	},
	'A24, media of a hashtag, with a next page': {
		login: 'facebook',
		parameters: {
			resource: 'hashtag',
			operation: 'getMedia',
			hashtagId: '17843857450040591',
			hashtagEdge: 'recent',
			limit: 5,
			fields: [],
		},
		endpoint: 'hashtag-media',
		samples: ['A24'],
		expected: () => bodyOf('A24').data,
	},
	'A25, cursors on the only page': listed('facebook', ['A25'], { returnAll: true }, () => bodyOf('A25').data),
	'A27, metrics of a media by a breakdown': {
		login: 'instagram',
		parameters: mediaInsights('profile_activity', 'action_type', 'FEED'),
		endpoint: 'insights',
		samples: ['A27'],
		expected: () => [
			{
				mediaId: expect.any(String),
				name: 'profile_activity',
				period: 'lifetime',
				title: 'Profile activity',
				action_type: 'bio_link_clicked',
				value: 11,
			},
		],
	},
	'A28, metrics of a story by a breakdown': {
		login: 'instagram',
		parameters: mediaInsights('navigation', 'story_navigation_action_type', 'STORY'),
		endpoint: 'insights',
		samples: ['A28'],
		expected: () =>
			[
				['tap_forward', 19],
				['tap_back', 4],
				['tap_exit', 1],
				['swipe_forward', 1],
			].map(([action, value]) => ({
				mediaId: expect.any(String),
				name: 'navigation',
				period: 'lifetime',
				title: 'Navigation',
				story_navigation_action_type: action,
				value,
			})),
	},
	'A30, the reach of an account by two dimensions': {
		login: 'instagram',
		parameters: accountInsights('reach', { breakdown: ['media_product_type', 'follow_type'] }),
		endpoint: 'insights',
		samples: ['A30'],
		expected: () =>
			(
				[
					['IGTV', 'FOLLOWER', 9],
					['CAROUSEL_CONTAINER', 'NON_FOLLOWER', 109],
					['AD', 'FOLLOWER', 67608],
					['AD', 'NON_FOLLOWER', 14357147],
					['POST', 'FOLLOWER', 78567],
					['POST', 'NON_FOLLOWER', 26514],
					['CAROUSEL_CONTAINER', 'FOLLOWER', 191],
					['STORY', 'FOLLOWER', 31274],
					['REEL', 'FOLLOWER', 58345],
					['REEL', 'NON_FOLLOWER', 23079],
					['IGTV', 'NON_FOLLOWER', 39],
					['STORY', 'NON_FOLLOWER', 3279],
					['AR_EFFECT_PREVIEW', 'FOLLOWER', 6],
					['AR_EFFECT_PREVIEW', 'NON_FOLLOWER', 7],
				] as const
			).map(([media_product_type, follow_type, value]) => ({
				...REACH,
				media_product_type,
				follow_type,
				value,
			})),
	},
	'A31, followers by age and gender': {
		login: 'instagram',
		parameters: accountInsights('follower_demographics', {
			period: 'lifetime',
			breakdown: ['age', 'gender'],
		}),
		endpoint: 'insights',
		samples: ['A31'],
		expected: () =>
			(
				[
					['18-24', 'F', 10],
					['18-24', 'U', 1],
					['25-34', 'M', 19],
				] as const
			).map(([age, gender, value]) => ({
				accountId: OWNER,
				name: 'follower_demographics',
				period: 'lifetime',
				title: 'Follower demographics',
				age,
				gender,
				value,
			})),
	},
	'A32, an audience by country, with its timeframe as a dimension': {
		login: 'instagram',
		parameters: accountInsights('engaged_audience_demographics', {
			period: 'lifetime',
			breakdown: ['country'],
		}),
		endpoint: 'insights',
		samples: ['A32'],
		expected: () =>
			(
				[
					['DE', 64],
					['FR', 4],
				] as const
			).map(([country, value]) => ({
				accountId: OWNER,
				name: 'engaged_audience_demographics',
				period: 'lifetime',
				title: 'Engaged audience demographics',
				timeframe: 'THIS_MONTH',
				country,
				value,
			})),
	},
	'A33, online followers, of a day without any, too': {
		login: 'instagram',
		parameters: accountInsights('online_followers', { period: 'lifetime' }),
		endpoint: 'insights',
		samples: ['A33'],
		expected: () =>
			(
				[
					[0, 11],
					[1, 7],
					[23, 9],
				] as const
			).map(([hour, value]) => ({
				accountId: OWNER,
				name: 'online_followers',
				period: 'lifetime',
				title: 'Online followers',
				end_time: '2026-09-02T07:00:00+0000',
				hour,
				value,
			})),
	},
	'A35, one total, which is 0': {
		login: 'instagram',
		parameters: accountInsights('accounts_engaged'),
		endpoint: 'insights',
		samples: ['A35'],
		expected: () => [
			{ accountId: OWNER, name: 'accounts_engaged', period: 'day', title: 'Accounts engaged', value: 0 },
		],
	},
	'A36, one metric in three periods': {
		login: 'instagram',
		parameters: accountInsights('reach', { metricType: 'time_series' }),
		endpoint: 'insights',
		samples: ['A36'],
		expected: () =>
			(
				[
					['day', 5],
					['week', 10],
					['days_28', 15],
				] as const
			).map(([period, value]) => ({
				accountId: OWNER,
				name: 'reach',
				period,
				title: 'Reach',
				end_time: '2026-09-02T07:00:00+0000',
				value,
			})),
	},
	'A38, a breakdown without results': {
		login: 'instagram',
		parameters: accountInsights('profile_links_taps', { breakdown: ['contact_button_type'] }),
		endpoint: 'insights',
		samples: ['A38'],
		expected: () => [],
	},
	'A41, the publishing limit': {
		login: 'facebook',
		parameters: account('getPublishingLimit'),
		endpoint: 'limit',
		samples: ['A41'],
		expected: () => [{ quotaTotal: 25, quotaUsage: 2, quotaRemaining: 23, quotaDuration: 86_400 }],
	},
	'A49, the post whose caption mentions the account': {
		login: 'facebook',
		parameters: { resource: 'mention', operation: 'get', mediaId: '17696643258656443' },
		endpoint: 'mention',
		samples: ['A49'],
		expected: () => [bodyOf('A49').mentioned_media as IDataObject],
	},
	'A51, live media': listed('facebook', ['A51'], { returnAll: true }, () => bodyOf('A51').data),
	'A55, an edge inside a media': read('A55', 'facebook', () => [
		{ id: '1238654814406', boost_ads_list: [{ ad_id: 'ad123', ad_status: 'active' }] },
	]),
	'A56, copyright information': read('A56', 'facebook'),
	'A57, an image': read('A57', 'facebook'),
	'A58, a media without the fields that Meta leaves out': read('A58', 'instagram'),
};

/** Containers by their status; the returned ID is the requested one. */
const CONTAINERS: Record<string, [sample: string, expected: IDataObject]> = {
	'A43, a container that is ready': ['A43', { status: 'FINISHED', statusText: 'completed' }],
	'A44, a container in progress': ['A44', { status: 'IN_PROGRESS', statusText: 'in_progress' }],
};

describe.each(Object.entries(READINGS))('answer sample %s', (_title, reading) => {
	it('returns one exact item per record, without paging data', async () => {
		const { login, parameters, endpoint, samples, expected } = reading;
		const connected = await connectedCredential(sandbox.get(), login, 'accessToken');
		const given = typeof parameters === 'function' ? parameters() : parameters;
		restartN8n();
		samples.forEach((id, index) => give(endpoint, id, { nth: index + 1 }));
		const { json, error, last } = await run(connected, given);
		expect(error).toBeUndefined();
		expect(json).toEqual(expected());
		assertPlain(json);
		expect(endpoints(sandbox.get()).filter((one) => one === endpoint)).toHaveLength(samples.length);
		expect(last.outputs[0]?.map(({ pairedItem }) => pairedItem)).toEqual(json.map(() => ({ item: 0 })));
	});
});

describe.each(Object.entries(CONTAINERS))('answer sample %s', (_title, [sample, expected]) => {
	it('returns the status of the container', async () => {
		const connected = await connectedCredential(sandbox.get(), 'facebook', 'accessToken');
		const create = { resource: 'container', operation: 'create', postType: 'image' };
		const mediaUrl = 'https://media.example.com/pottery-1.jpg';
		const [made] = (await run(connected, { ...create, mediaUrl })).json;
		give('status', sample);
		const id = String(made?.id);
		const parameters = { resource: 'container', operation: 'get', containerId: id };
		expect((await run(connected, parameters)).json).toEqual([{ id, ...expected }]);
	});
});

it('answer sample A05, the Page of a Page token: returns the account of the Page', async () => {
	const connected = await withAccessToken(sandbox.get(), 'facebook', { kind: 'page' }, {});
	await searchAccounts(connected);
	sandbox.get().world.requests.clear();
	give('me', 'A05');
	expect((await run(connected, account('getMany'))).json).toEqual([
		{ id: '988072255', username: '988072255', pageId: '123519293' },
	]);
});

it('answer sample A52, a conversation: returns the participants as a list', async () => {
	const connected = await connectedCredential(sandbox.get(), 'instagram', 'accessToken');
	give('conversations', 'A52', { wrap: true });
	const { json } = await run(connected, { resource: 'message', operation: 'getConversations' });
	expect(json).toEqual([
		{
			id: '<THREAD_ID>',
			participants: [
				{ username: '<EJ_HGMT_PGRC>', id: '<IGSID>', user_id: '<IGID>' },
				{ username: '<EJ_HGMT_PGRC>', id: '<IGID>', user_id: '<IGID>' },
			],
		},
	]);
});

describe('answer samples of Token > Inspect', () => {
	const inspect = { resource: 'token', operation: 'inspect' };

	it.each([
		[
			'A60',
			{
				isValid: true,
				userId: '1207059',
				scopes: ['email', 'publish_actions'],
				issuedAt: '2012-09-10T00:02:08.000Z',
				expiresAt: '2012-11-09T00:02:08.000Z',
			},
		],
		[
			'A62',
			{
				isValid: true,
				userId: '104829337710265',
				scopes: ['pages_show_list', 'instagram_basic', 'public_profile'],
				issuedAt: '2026-09-16T05:53:18.000Z',
				expiresAt: '2026-11-15T05:53:18.000Z',
				dataAccessExpiresAt: '2026-12-15T06:40:02.000Z',
			},
		],
		[
			'A63',
			{
				isValid: true,
				userId: '122104829337710265',
				scopes: ['instagram_basic'],
				issuedAt: '2026-09-16T05:53:18.000Z',
				// 0: the token does not expire.
				expiresAt: null,
			},
		],
		[
			'A64',
			{
				isValid: false,
				userId: null,
				accounts: [],
				scopes: [],
				expiresAt: '2026-09-03T14:00:00.000Z',
			},
		],
	])('returns the exact details of the token (%s)', async (id, expected) => {
		const connected = await connectedCredential(sandbox.get(), 'facebook', 'accessToken');
		give('inspect', id);
		const { json } = await run(connected, inspect);
		expect(json).toHaveLength(1);
		expect(json[0]).toMatchObject({ loginMethod: 'facebook', ...expected });
		expect(json[0]).not.toHaveProperty('granular_scopes');
		if (!('dataAccessExpiresAt' in expected)) expect(json[0]).not.toHaveProperty('dataAccessExpiresAt');
		expect(endpoints(sandbox.get()).filter((one) => one === 'inspect')).toHaveLength(1);
	});
});

describe('answer samples of tokens', () => {
	const stored = ({ credentials, id }: Connected) => JSON.stringify(credentials.stored(id));
	const tokenOf = (endpoint: string) => sandbox.get().world.requests.list({ endpoint }).at(-1)?.token;
	const listAccounts = account('getMany');

	it('uses and saves the tokens of the consent (A72) and of the exchange (A73)', async () => {
		const credentials = await CredentialStore.create();
		give('code', 'A72');
		const form = formOf('instagram');
		const outcome = await connectThroughConsent(credentials, form, { account: ACCOUNT.instagram });
		if (!outcome.connected) throw new Error(outcome.reason ?? outcome.message);
		const { reference } = outcome;
		const connected: Connected = {
			sandbox: sandbox.get(),
			login: 'instagram',
			authentication: 'oAuth2',
			credentials,
			reference: { instagramOAuth2Api: reference },
			id: reference.id,
		};
		expect(stored(connected)).toContain('IGAAZxTmQwLpRk84');
		give('exchange', 'A73');
		// The sandbox does not know the token `token`; the test checks only that it is used.
		expect((await run(connected, listAccounts)).error).toBeDefined();
		const [exchange, ...calls] = sandbox.get().world.requests.list().slice(-2);
		expect(exchange).toMatchObject({ endpoint: 'exchange', token: fingerprint('IGAAZxTmQwLpRk84') });
		expect(calls.map(({ path: at, token }) => [at, token])).toEqual([['/v27.0/me', fingerprint('token')]]);
		expect(credentials.stored(connected.id)).toMatchObject({ oauthTokenData: { access_token: 'token' } });
		expect(stored(connected)).not.toContain('IGAAZxTmQwLpRk84');
		// 5,184,000 seconds are 60 days: not refreshed after 6 days, but after 8.
		for (const [days, expected] of [
			[6, 0],
			[2, 1],
		] as const) {
			restartN8n();
			time.advance(days * DAY);
			sandbox.get().world.requests.clear();
			await run(connected, listAccounts);
			expect(sandbox.get().world.requests.list({ endpoint: 'refresh' })).toHaveLength(expected);
		}
	});

	it('uses the token of a Facebook Login exchange without a lifetime (A74)', async () => {
		const connected = await withConsent(sandbox.get(), 'facebook');
		const accounts = [ACCOUNT.facebook];
		const value = 'EAADqwErTyUiOp';
		sandbox.get().world.tokens.mint({ loginMethod: 'facebook', kind: 'long', accounts, value });
		give('exchange', 'A74');
		give('accounts', 'A05', { wrap: true });
		const { json } = await run(connected, listAccounts);
		expect(json).toEqual([{ id: '988072255', username: '988072255', pageId: '123519293' }]);
		expect(tokenOf('accounts')).toBe(fingerprint(value));
		expect(stored(connected)).toContain(value);
	});

	it('returns the permissions and lifetime of the refreshed token, and uses the token (A75)', async () => {
		const connected = await connectedCredential(sandbox.get(), 'instagram');
		time.advance(2 * DAY);
		const value = 'IGAAZxTmQwLpRk84';
		sandbox.get().world.tokens.mint({ loginMethod: 'instagram', kind: 'long', value });
		give('refresh', 'A75');
		give('me', 'A03');
		const { json } = await run(connected, { resource: 'token', operation: 'refresh' });
		expect(json).toMatchObject([{ isValid: true, scopes: ['instagram_business_basic'] }]);
		const lives = Date.parse(String(json[0]?.expiresAt)) - time.now();
		expect(Math.abs(lives - 5_183_944_000)).toBeLessThan(60_000);
		expect(JSON.stringify(json)).not.toContain(value);
		expect(stored(connected)).toContain(value);
		expect(tokenOf('me')).toBe(fingerprint(value));
	});
});

describe('answer samples of the usage headers', () => {
	const list = media('getMany', { fields: [] });

	it.each(['A80', 'A82'])('require no wait (%s)', async (id) => {
		const connected = await connectedCredential(sandbox.get(), 'instagram', 'accessToken');
		sandbox.get().world.faults.add({
			endpoint: 'list',
			action: 'answer',
			body: { data: [] },
			headers: sampleOf(id).headers,
		});
		expect((await run(connected, list)).error).toBeUndefined();
		expect((await run(connected, list)).error).toBeUndefined();
		expect(time.sleeps()).toEqual([]);
	});

	it('require a wait of 19 minutes, in which nothing is sent (A81)', async () => {
		const connected = await connectedCredential(sandbox.get(), 'instagram', 'accessToken');
		sandbox.get().world.faults.add({
			endpoint: 'list',
			action: 'answer',
			body: { data: [] },
			headers: sampleOf('A81').headers,
		});
		expect((await run(connected, list)).error).toBeUndefined();
		const { error } = await run(connected, list);
		expect(error?.description).toContain('about 19 minutes');
		expect(endpoints(sandbox.get())).toEqual(['list']);
		time.advance(19 * 60_000);
		expect((await run(connected, list)).json).toHaveLength(3);
	});
});

it('answer sample A90, the end of an upload: completes the upload with one call', async () => {
	const connected = await connectedCredential(sandbox.get(), 'facebook');
	const { answer } = sampleOf('A90');
	sandbox.get().world.faults.add({ endpoint: 'upload', action: 'answer', body: answer, workDone: true });
	const data = await storeBinary(video({ data: 3_000_000 }), { mimeType: 'video/mp4' });
	const items: INodeExecutionData[] = [{ json: {}, binary: { data } }];
	const publish = { resource: 'post', operation: 'publish', mediaSource: 'binary', postType: 'reel' };
	const { json } = await run(connected, publish, { items });
	expect(json).toMatchObject([{ status: 'PUBLISHED' }]);
	expect(endpoints(sandbox.get()).filter((one) => one === 'upload')).toHaveLength(1);
});

it('answer sample A91, the subscriptions of an app: rejects an activation if the app has another callback', async () => {
	const connected = await connectedCredential(sandbox.get(), 'facebook', 'oAuth2', undefined, ALL_EVENTS);
	stage = await TriggerStage.open(sandbox.get(), connected);
	stage.workflow('a', { events: ['comments'] });
	give('subscriptions', 'A91');
	await expect(stage.host.activate('a')).rejects.toThrow('https://n8n.example.test/webhook/x/webhook');
	expect(endpoints(sandbox.get())).not.toContain('subscribe');
});

it('the tests of the answer samples cover every sample', () => {
	const titles = [...Object.keys(READINGS), ...Object.keys(CONTAINERS)].join(' ');
	const others = ['A05', 'A46', 'A52', 'A60', 'A62', 'A63', 'A64', 'A72', 'A73', 'A74', 'A75'];
	const rest = ['A80', 'A81', 'A82', 'A90', 'A91'];
	const left = [...SAMPLES.keys()].filter((id) => !titles.includes(id) && ![...others, ...rest].includes(id));
	expect(left).toEqual([]);
});
