import type { PublishedMedia } from '../sandbox/model';
import { ACCOUNTS, LOGINS, Stage } from './stage';
import {
	account,
	byId,
	containing,
	from,
	given,
	id,
	media,
	number,
	only,
	RECENT,
	resource,
	text,
	UNKNOWN,
	OperationRunner,
	type Work,
} from './work';
import { workflowWithErrorBranch, type UsedCredential } from './workflows';

const PERMISSIONS = ['publish', 'comments', 'insights', 'messages', 'deleteMedia'];

/** A person who wrote three days ago, too long ago for an answer. */
const QUIET = '17841499000000103';

/** A person who has commented, but never written. */
const COMMENTER = '17841499000000107';

describe.each(['instagram', 'facebook'] as const)('everyday operations with %s login', (login) => {
	let stage: Stage;
	let credential: UsedCredential;
	let runner: OperationRunner;

	beforeAll(async () => {
		stage = await Stage.open(`everyday-${login}`);
		credential = await stage.connectedCredential(login, PERMISSIONS);
		runner = new OperationRunner(stage, login, credential);
	}, 300_000);

	afterAll(async () => await stage?.close(), 60_000);

	const world = () => stage.sandbox.world;
	const engagement = () => world().engagement;
	const newestPost = (): PublishedMedia => world().postsOf(ACCOUNTS[login])[0]!;

	function accountWork(): Work {
		const of = resource('account');
		return {
			steps: [
				{ name: 'profile', parameters: of('get', { account }) },
				{ name: 'all', parameters: of('getMany') },
				{ name: 'limit', parameters: of('getPublishingLimit', { account }) },
				{ name: 'metrics', parameters: of('getInsights', { account, metrics: ['reach', 'views'] }) },
				...only.facebook(login, [
					{
						name: 'other',
						parameters: of('discover', { account, username: 'lumen.bikes', mediaLimit: 2 }),
					},
				]),
			],
			given: {},
			items: {
				profile: [containing({ id: ACCOUNTS[login], username: text, followers_count: number })],
				all: expect.arrayContaining([containing({ id: ACCOUNTS[login] })]),
				limit: [{ quotaTotal: 50, quotaUsage: 0, quotaRemaining: 50, quotaDuration: 86_400 }],
				metrics: ['reach', 'views'].map((name) =>
					containing({ accountId: ACCOUNTS[login], name, value: number }),
				),
				...(login === 'facebook'
					? {
							other: [
								containing({ username: 'lumen.bikes', media: [containing({ id }), containing({ id })] }),
							],
						}
					: {}),
			},
			refused: {
				given: { account: '17841400000000999' },
				error: /account/i,
				details: { retryable: false },
			},
		};
	}

	function mediaWork(): Work {
		const of = resource('media');
		const post = newestPost();
		return {
			steps: [
				{ name: 'newest', parameters: of('getMany', { account, mediaEdge: 'published', limit: 3 }) },
				{
					name: 'each',
					parameters: of('get', { mediaId: '={{ $json.id }}', fields: ['caption', 'permalink'] }),
					forEach: true,
				},
				{ name: 'metrics', parameters: of('getInsights', { mediaId: media, metrics: ['reach', 'likes'] }) },
				{ name: 'closed', parameters: of('update', { mediaId: media, commentsEnabled: false }) },
				...only.facebook(login, [{ name: 'deleted', parameters: of('delete', { mediaId: media }) }]),
			],
			given: { media: post.id },
			items: {
				newest: world()
					.postsOf(ACCOUNTS[login])
					.slice(0, 3)
					.map((one) => containing({ id: one.id, caption: one.caption })),
				each: world()
					.postsOf(ACCOUNTS[login])
					.slice(0, 3)
					.map((one) => ({
						id: one.id,
						caption: one.caption,
						permalink: expect.stringContaining(one.shortcode) as unknown,
					})),
				metrics: ['reach', 'likes'].map((name) => containing({ mediaId: post.id, name, value: number })),
				closed: [{ id: post.id, is_comment_enabled: false }],
				...(login === 'facebook' ? { deleted: [{ deleted: true, id: post.id }] } : {}),
			},
			refused: { given: { media: UNKNOWN }, error: /'Media'/, details: { code: 100, retryable: false } },
			changed: () => {
				if (login === 'facebook') expect(world().media.has(post.id)).toBe(false);
				else expect(world().media.get(post.id)).toMatchObject({ commentsOff: true });
			},
		};
	}

	function commentWork(): Work {
		const of = resource('comment');
		const post = newestPost();
		const before = engagement().commentsOn(post.id);
		const theirs = before[0]!;
		return {
			steps: [
				{ name: 'created', parameters: of('create', { account, mediaId: media, text: given('text') }) },
				{
					name: 'replied',
					parameters: of('reply', { commentId: from('created', 'id'), text: 'Until six.' }),
				},
				{
					name: 'listed',
					parameters: of('getMany', { account, mediaId: media, returnAll: true, includeReplies: true }),
				},
				{ name: 'read', parameters: of('get', { commentId: given('theirs') }) },
				{ name: 'hidden', parameters: of('hide', { commentId: given('theirs') }) },
				{ name: 'shown', parameters: of('unhide', { commentId: given('theirs') }) },
				{ name: 'deleted', parameters: of('delete', { commentId: from('replied', 'id') }) },
			],
			given: { media: post.id, theirs: theirs.id, text: 'Open today 👋' },
			items: {
				created: [{ id }],
				replied: [{ id }],
				listed: [
					containing({ text: 'Open today 👋', replies: [containing({ text: 'Until six.' })] }),
					...before.map((one) => containing({ id: one.id, text: one.text })),
				],
				read: [containing({ id: theirs.id, text: theirs.text, username: theirs.username })],
				hidden: [{ id: theirs.id, hidden: true }],
				shown: [{ id: theirs.id, hidden: false }],
				deleted: [{ deleted: true, id }],
			},
			refused: {
				given: { media: UNKNOWN },
				error: /'Media'/,
				details: { code: 100, retryable: false },
			},
			changed: ({ created, replied }) => {
				expect(engagement().comments.get(String(created?.[0]?.id))?.text).toBe('Open today 👋');
				expect(engagement().comments.has(String(replied?.[0]?.id))).toBe(false);
			},
		};
	}

	function messageWork(): Work {
		const of = resource('message');
		const comment = engagement().commentsOn(newestPost().id)[1]!;
		const conversation = () => world().inboxes.with(ACCOUNTS[login], RECENT)!;
		return {
			steps: [
				{
					name: 'sent',
					parameters: of('send', { account, recipientId: given('person'), text: 'Yes, until six' }),
				},
				{
					name: 'seen',
					parameters: of('sendAction', {
						account,
						recipientId: given('person'),
						senderAction: 'mark_seen',
					}),
				},
				{ name: 'conversations', parameters: of('getConversations', { account, limit: 1 }) },
				{
					name: 'messages',
					parameters: of('getMany', {
						account,
						conversationId: from('conversations', 'id'),
						limit: 2,
					}),
				},
				{
					name: 'answered',
					parameters: of('privateReply', { account, commentId: given('comment'), text: 'It is 40 euros' }),
				},
			],
			given: { person: RECENT, comment: comment.id },
			items: {
				sent: [{ recipient_id: RECENT, message_id: text }],
				seen: [{ recipient_id: RECENT }],
				conversations: [containing({ id: conversation().id, updated_time: text })],
				messages: [
					containing({ message: 'Yes, until six' }),
					containing({ from: containing({ id: RECENT }) }),
				],
				answered: [{ recipient_id: comment.fromId, message_id: text }],
			},
			refused: {
				given: { person: QUIET },
				error: /24 hours/,
				details: { code: 10, subcode: 2534022, retryable: false },
			},
			changed: () => {
				expect(conversation().messages.at(-1)).toMatchObject({ isOwn: true, text: 'Yes, until six' });
				expect(world().inboxes.with(ACCOUNTS[login], comment.fromId)?.messages.at(-1)?.text).toBe(
					'It is 40 euros',
				);
			},
		};
	}

	function containerWork(): Work {
		const of = resource('container');
		const before = stage.postsOf('north.pottery').length + stage.postsOf('harbour_bakery').length;
		return {
			steps: [
				{
					name: 'created',
					parameters: of('create', {
						account,
						postType: 'image',
						mediaUrl: given('url'),
						caption: 'In two steps',
					}),
				},
				{ name: 'looked', parameters: of('get', { containerId: from('created', 'id') }) },
				{ name: 'published', parameters: of('publish', { account, containerId: from('created', 'id') }) },
			],
			given: { url: 'https://media.example.com/bakery-3.jpg' },
			items: {
				created: [{ id, status: 'FINISHED', expiresAt: text }],
				looked: [{ id, status: 'FINISHED', statusText: text }],
				published: [{ id, containerId: id, permalink: text, status: 'PUBLISHED' }],
			},
			refused: {
				given: { url: 'https://media.example.com/missing.jpg' },
				error: /could not fetch the media/,
				details: { code: 9004, subcode: 2207052, retryable: true },
			},
			changed: () => {
				expect(stage.postsOf('north.pottery').length + stage.postsOf('harbour_bakery').length).toBe(
					before + 1,
				);
			},
		};
	}

	function userWork(): Work {
		const of = resource('user');
		return {
			steps: [
				{
					name: 'writer',
					parameters: of('get', {
						account,
						userId: given('person'),
						fields: ['name', 'follower_count', 'is_user_follow_business'],
					}),
				},
			],
			given: { person: RECENT },
			items: {
				writer: [{ id: RECENT, name: 'Tide & Table', follower_count: 5120, is_user_follow_business: true }],
			},
			refused: {
				given: { person: COMMENTER },
				error: /only of people who have written to the account/,
				details: { code: 230, httpCode: 403, retryable: false },
			},
		};
	}

	function messagingProfileWork(): Work {
		const of = resource('messagingProfile');
		const profile = () => world().inboxes.profiles.get(ACCOUNTS[login]);
		const questions = (payload: string) => [
			{
				locale: 'default',
				call_to_actions: [
					{ question: 'When are you open?', payload },
					{ question: 'Do you ship?', payload: 'Do you ship?' },
				],
			},
		];
		const menu = [
			{
				locale: 'default',
				call_to_actions: [
					{ type: 'postback', title: 'Book a table', payload: 'BOOK_TABLE' },
					{ type: 'web_url', title: 'Website', url: 'https://example.com/menu' },
				],
			},
		];
		const iceBreakers = {
			iceBreaker: [
				{ question: 'When are you open?', payload: given('payload') },
				{ question: 'Do you ship?', payload: '' },
			],
		};
		const persistentMenu = {
			menuItem: [
				{ type: 'postback', title: 'Book a table', payload: 'BOOK_TABLE' },
				{ type: 'web_url', title: 'Website', url: given('page') },
			],
		};
		const before = { ice_breakers: questions('BEFORE') };
		world().inboxes.profiles.set(ACCOUNTS[login], { ...before });
		return {
			steps: [
				{ name: 'set', parameters: of('set', { account, iceBreakers, persistentMenu }) },
				{ name: 'read', parameters: of('get', { account }) },
				{ name: 'deleted', parameters: of('delete', { account, profileProperties: ['ice_breakers'] }) },
			],
			given: { payload: 'HOURS', page: 'https://example.com/menu' },
			items: {
				set: [
					{
						ice_breakers: questions('HOURS'),
						persistent_menu: menu,
						replaced: { ...before, persistent_menu: [] },
					},
				],
				read: [{ ice_breakers: questions('HOURS'), persistent_menu: menu }],
				deleted: [{ deleted: true, ice_breakers: questions('HOURS') }],
			},
			refused: {
				given: { page: 'not a page' },
				error: /^'Persistent Menu 2 > URL' /,
				details: { retryable: false },
			},
			changed: () => expect(profile()).toEqual({ persistent_menu: menu }),
		};
	}

	function apiWork(): Work {
		const of = resource('api');
		const posts = world()
			.postsOf(ACCOUNTS[login])
			.filter(({ productType }) => productType !== 'STORY');
		const [post] = posts;
		const pageSize = 2;
		world().requests.clear();
		return {
			steps: [
				{
					name: 'object',
					parameters: of('request', {
						account,
						method: 'GET',
						path: given('object'),
						query: '{ "fields": "caption" }',
					}),
				},
				{
					name: 'list',
					parameters: of('request', {
						account,
						method: 'GET',
						path: given('list'),
						query: `={{ { fields: 'id', limit: ${pageSize} } }}`,
						returnAll: true,
					}),
				},
				{
					name: 'written',
					parameters: of('request', {
						account,
						method: 'POST',
						path: given('comments'),
						body: '{ "message": "By hand" }',
					}),
				},
				{
					name: 'deleted',
					parameters: of('request', {
						account,
						method: 'DELETE',
						path: "={{ '/' + $('written').first().json.id }}",
					}),
				},
			],
			given: {
				object: `/${post!.id}`,
				list: `/${ACCOUNTS[login]}/media`,
				comments: `/${post!.id}/comments`,
			},
			items: {
				object: [{ id: post!.id, caption: post!.caption }],
				list: posts.map((one) => ({ id: one.id })),
				written: [{ id }],
				deleted: [{ success: true }],
			},
			refused: {
				given: { list: 'https://graph.facebook.com/me/media' },
				error: /^'Path' must not contain a host/,
				details: { retryable: false },
			},
			changed: ({ written }) => {
				const calls = world().requests.list();
				const of = (method: string, end: string) =>
					calls.filter((call) => call.method === method && call.path.endsWith(end));
				expect(of('GET', '/media')).toHaveLength(Math.ceil(posts.length / pageSize));
				expect(of('POST', '/comments')).toMatchObject([{ body: { message: 'By hand' } }]);
				expect(of('DELETE', String(written?.[0]?.id))).toHaveLength(1);
				expect(engagement().comments.has(String(written?.[0]?.id))).toBe(false);
			},
		};
	}

	it('Account: reads the profile, all accounts, the publishing limit and insights', async () =>
		await runner.expectToWork(accountWork()));
	it('Comment: creates, replies to, lists, reads, hides, shows and deletes comments', async () =>
		await runner.expectToWork(commentWork()));
	it('Message: sends, marks as seen, lists, reads and replies privately', async () =>
		await runner.expectToWork(messageWork()));
	it('User: reads the profile of a person', async () => await runner.expectToWork(userWork()));
	it('Messaging Profile: sets, reads and deletes ice breakers and menu', async () =>
		await runner.expectToWork(messagingProfileWork()));
	it('API: reads an object and a list page by page, writes and deletes', async () =>
		await runner.expectToWork(apiWork()));
	it('Container: creates, reads and publishes a container', async () =>
		await runner.expectToWork(containerWork()));
	it('Media: lists and reads posts, reads insights, turns comments off and deletes a post', async () =>
		await runner.expectToWork(mediaWork()));

	if (login === 'facebook') {
		it('Hashtag: searches a hashtag and lists its posts', async () => {
			const of = resource('hashtag');
			await runner.expectToWork({
				steps: [
					{ name: 'found', parameters: of('search', { account, hashtag: given('hashtag') }) },
					{
						name: 'posts',
						parameters: of('getMedia', {
							account,
							hashtagId: from('found', 'id'),
							hashtagEdge: 'top',
							limit: 3,
						}),
					},
				],
				given: { hashtag: '#pottery' },
				items: {
					found: [{ id, name: 'pottery' }],
					posts: [1, 2, 3].map(() => containing({ id, permalink: text })),
				},
				refused: {
					given: { hashtag: 'nobodyusesthis' },
					error: /no such hashtag/,
					details: { retryable: false },
				},
			});
		});

		it('Mention: reads a mention and replies to it', async () => {
			const of = resource('mention');
			const mention = engagement().mentions.find(
				(one) => one.accountId === ACCOUNTS.facebook && !one.comment,
			)!;
			await runner.expectToWork({
				steps: [
					{ name: 'read', parameters: of('get', { account, mediaId: media }) },
					{ name: 'replied', parameters: of('reply', { account, mediaId: media, text: 'Thank you!' }) },
				],
				given: { media: mention.media.id },
				items: {
					read: [containing({ id: mention.media.id, caption: mention.media.caption })],
					replied: [{ id }],
				},
				refused: {
					given: { media: newestPost().id },
					error: /does not find a post that mentions the account/,
					details: { retryable: false },
				},
			});
		});

		it('Collaboration: lists invites, accepts one and declines another', async () => {
			const of = resource('collaboration');
			const invites = () => engagement().invites.filter(({ accountId }) => accountId === ACCOUNTS.facebook);
			const [accepted, declined] = invites().map((invite) => invite.media);
			await runner.expectToWork({
				steps: [
					{ name: 'invites', parameters: of('getInvites', { account }) },
					{
						name: 'accepted',
						parameters: of('respond', {
							account,
							inviteMediaId: from('invites', 'media_id'),
							response: 'accept',
						}),
					},
					{
						name: 'declined',
						parameters: of('respond', { account, inviteMediaId: given('other'), response: 'decline' }),
					},
				],
				given: { other: declined!.id },
				items: {
					invites: [accepted!, declined!].map((one) =>
						containing({ media_id: one.id, caption: one.caption }),
					),
					accepted: [{ media_id: accepted!.id, accepted: true }],
					declined: [{ media_id: declined!.id, accepted: false }],
				},
				changed: () => {
					expect(invites()).toEqual([]);
					expect(engagement().collaborations.has(`${ACCOUNTS.facebook}:${accepted!.id}`)).toBe(true);
					expect(engagement().collaborations.has(`${ACCOUNTS.facebook}:${declined!.id}`)).toBe(false);
				},
			});
		});

		it('Post: publishes a reel with audio, a poll and a comment prompt', async () => {
			const of = resource('post');
			const image = { postType: 'image', mediaUrl: 'https://media.example.com/bakery-2.jpg' };
			const post = (caption: string) =>
				stage.postsOf('harbour_bakery').find((one) => one.caption === caption);
			const sent = (caption: string) => world().containers.get(post(caption)?.containerId ?? '')?.parameters;
			const published = [{ id, containerId: id, permalink: text, status: 'PUBLISHED' }];
			const track = {
				audioId: { __rl: true, mode: 'list', value: given('song') },
				audioVolume: 80,
				videoVolume: 0,
			};
			await runner.expectToWork({
				steps: [
					{
						name: 'reel',
						parameters: of('publish', {
							account,
							postType: 'reel',
							mediaUrl: 'https://media.example.com/silent.mp4',
							caption: 'With a song',
							additionalFields: { audio: { track } },
						}),
					},
					{
						name: 'poll',
						parameters: of('publish', {
							account,
							...image,
							caption: 'Rye or wheat?',
							additionalFields: {
								poll: { answers: { options: given('answers'), isDurationExtended: true } },
							},
						}),
					},
					{
						name: 'prompt',
						parameters: of('publish', {
							account,
							...image,
							caption: 'What do you like most?',
							additionalFields: { isCommentPromptUsed: true },
						}),
					},
				],
				given: { song: '17900000000000001', answers: 'Rye\nWheat' },
				items: { reel: published, poll: published, prompt: published },
				refused: {
					given: { song: 'Kiln Song' },
					error: /^'Audio > Track > Song or Sound' is not an ID: 'Kiln Song'/,
					details: { retryable: false },
				},
				changed: () => {
					expect(JSON.parse(sent('With a song')?.audio_configuration ?? '')).toEqual({
						audio_id: '17900000000000001',
						audio_volume: 80,
						video_volume: 0,
					});
					expect(JSON.parse(sent('Rye or wheat?')?.poll_attachment ?? '')).toEqual({
						option_a: 'Rye',
						option_b: 'Wheat',
					});
					expect(sent('Rye or wheat?')?.is_poll_duration_extended).toBe('true');
					expect(sent('What do you like most?')?.is_comment_prompt_used).toBe('true');
				},
			});
		});

		it('refuses invalid inputs of collaborations and posts before anything is sent', async () => {
			const of = resource('post');
			const image = {
				postType: 'image',
				mediaUrl: 'https://media.example.com/bakery-2.jpg',
				caption: 'Which?',
			};
			const reel = { postType: 'reel', mediaUrl: 'https://media.example.com/clip-1.mp4' };
			const publish = (base: object, additionalFields: object) =>
				of('publish', { ...base, additionalFields });
			const oneAnswer = { answers: { options: 'Rye' } };
			const twoAnswers = { answers: { options: 'Rye\nWheat' } };
			await runner.expectToRefuse([
				[
					'invites',
					resource('collaboration')('getInvites', { account: byId("={{ 'bakery' }}") }),
					/^'Account' is not an ID: 'bakery'/,
				],
				[
					'response',
					resource('collaboration')('respond', { inviteMediaId: 'DRa1bC2dE3f' }),
					/^'Media ID' is not an ID/,
				],
				[
					'volume',
					publish(reel, { audio: { track: { audioId: '17900000000000001', audioVolume: 101 } } }),
					/^'Audio > Track > Audio Volume' is 101; it must be from 0 to 100/,
				],
				['poll', publish(image, { poll: oneAnswer }), /^'Poll > Answers > Poll Options' contains 1 option/],
				[
					'both',
					publish(image, { poll: twoAnswers, isCommentPromptUsed: true }),
					/^'Poll' cannot be used together with 'Comment Prompt'/,
				],
				[
					'prompt',
					publish({ ...image, caption: '' }, { isCommentPromptUsed: true }),
					/^'Comment Prompt' needs a 'Caption'/,
				],
			]);
		});
	} else {
		it.each([
			['account', 'discover', { username: 'lumen.bikes' }],
			['hashtag', 'search', { hashtag: 'pottery' }],
			['hashtag', 'getMedia', { hashtagId: '17843000000000001' }],
			['mention', 'get', { mediaId: UNKNOWN }],
			['mention', 'reply', { mediaId: UNKNOWN, text: 'Thank you!' }],
			['media', 'delete', { mediaId: UNKNOWN }],
			['collaboration', 'getInvites', {}],
			['collaboration', 'respond', { inviteMediaId: UNKNOWN }],
		])('%s > %s reports that it needs Facebook Login', async (name, operation, parameters) => {
			stage.sandbox.world.requests.clear();
			const workflow = workflowWithErrorBranch(
				runner.nextPath(`${name}-${operation}`),
				resource(name)(operation, parameters),
				credential,
			);
			await stage.api.activate(await stage.api.createWorkflow(workflow));
			expect(await stage.api.callWebhook(workflow.name)).toEqual({
				status: 200,
				body: [
					containing({
						error: expect.stringContaining('Facebook Login'),
						details: containing({ retryable: false }),
					}),
				],
			});
			expect(stage.sandbox.world.requests.list()).toEqual([]);
		});
	}

	it('refuses invalid inputs of users, messaging profiles and requests before anything is sent', async () => {
		const profile = resource('messagingProfile');
		const request = resource('api');
		const button = { type: 'postback', title: 'Book', payload: 'BOOK' };
		const question = { question: 'Open?', payload: '' };
		await runner.expectToRefuse([
			['user', resource('user')('get', { userId: 'mira_k' }), /^'User ID' is not an ID: 'mira_k'/],
			[
				'profile read',
				profile('get', { account: byId("={{ 'pottery' }}") }),
				/^'Account' is not an ID: 'pottery'/,
			],
			['nothing set', profile('set'), /^'Ice Breakers' and 'Persistent Menu' are both empty/],
			[
				'five questions',
				profile('set', { iceBreakers: { iceBreaker: Array(5).fill(question) } }),
				/^'Ice Breakers' contains 5 ice breakers; Instagram takes up to 4/,
			],
			[
				'menu item without title',
				profile('set', { persistentMenu: { menuItem: [button, { ...button, title: '' }] } }),
				/^'Persistent Menu 2 > Title' is empty/,
			],
			['nothing deleted', profile('delete', { profileProperties: [] }), /^'Properties to Delete' is empty/],
			['path', request('request', { path: 'me/media' }), /^'Path' must begin with '\/'/],
			[
				'query',
				request('request', { path: '/me', query: "={{ '{ fields' }}" }),
				/^'Query' is not valid JSON/,
			],
			['token', request('request', { path: '/me', query: '{ "access_token": "EAAG" }' }), /^'Query' /],
			[
				'body',
				request('request', { method: 'POST', path: '/me', body: '[]' }),
				/^'Body' must be a JSON object/,
			],
		]);
	});

	it('Token: inspects and refreshes the token', async () => {
		const of = resource('token');
		const steps = [
			{ name: 'inspected', parameters: of('inspect') },
			{ name: 'refreshed', parameters: of('refresh') },
		];
		const state = {
			loginMethod: login,
			isValid: true,
			accounts: expect.arrayContaining([containing({ id: ACCOUNTS[login] })]) as unknown,
			expiresAt: text,
		};
		expect(await runner.call({ steps }, credential, {})).toEqual([
			{
				status: 200,
				body: [
					{
						inspected: [containing(state)],
						refreshed: [
							containing({ ...state, refreshed: false, reason: expect.stringContaining('24 hours') }),
						],
					},
				],
			},
		]);
		const unconnected = await stage.api.createCredential('Not connected', 'instagramOAuth2Api', {
			...LOGINS[login],
		});
		expect(await runner.call({ steps }, unconnected, {})).toEqual([
			{
				status: 200,
				body: [
					containing({
						error: expect.stringMatching(/^The credential is not connected\. Open the credential in n8n/),
						details: containing({ retryable: false }),
					}),
				],
			},
		]);
	});

	it('leaves no token or secret in the log and the database', () => {
		expect(stage.leaks()).toEqual([]);
	});
});
