import type { PublishedMedia } from '../sandbox/model';
import { chainWorkflow, type Step } from './chain';
import { LOGINS, Stage, type LoginMethod } from './stage';
import { workflowWithErrorBranch, type UsedCredential } from './workflows';

const ACCOUNTS: Record<LoginMethod, string> = {
	instagram: '17841400000000001',
	facebook: '17841400000000003',
};

const PERMISSIONS = ['publish', 'comments', 'insights', 'messages', 'deleteMedia'];

/** A person who wrote to every account two hours ago. */
const RECENT = '17841499000000101';
/** A person who wrote three days ago, too long ago for an answer. */
const QUIET = '17841499000000103';

const UNKNOWN = '17895690000000001';

const id: unknown = expect.stringMatching(/^\d+$/);
const text: unknown = expect.any(String);
const number: unknown = expect.any(Number);
const containing = (fields: object): unknown => expect.objectContaining(fields);

/** A field of the webhook's body, read from any node. */
const given = (name: string) => `={{ $('Webhook').first().json.body.${name} }}`;
/** The first item of an earlier step. */
const from = (step: string, field: string) => `={{ $('${step}').first().json.${field} }}`;
const account = { __rl: true, mode: 'id', value: given('account') };
const media = { __rl: true, mode: 'id', value: given('media') };

/** The test of a resource: a workflow, its input and its output. */
interface Work {
	steps: Step[];
	given: Record<string, unknown>;
	/** The items of each step. */
	items: Record<string, unknown>;
	/** A value in `given` that Meta or the node rejects, and the failed item. */
	refused: { given: Record<string, unknown>; error: RegExp; details: object };
	/** Checks the state of the sandbox afterwards. */
	changed?: (items: Record<string, Array<Record<string, unknown>>>) => void;
}

const only = {
	facebook: <T>(login: LoginMethod, some: T[]): T[] => (login === 'facebook' ? some : []),
};

describe.each(['instagram', 'facebook'] as const)('everyday operations with %s login', (login) => {
	let stage: Stage;
	let credential: UsedCredential;
	let paths = 0;

	beforeAll(async () => {
		stage = await Stage.open(`everyday-${login}`);
		credential = await stage.connectedCredential(login, PERMISSIONS);
	}, 300_000);

	afterAll(async () => await stage?.close(), 60_000);

	const world = () => stage.sandbox.world;
	const talk = () => world().engagement;
	const newestPost = (): PublishedMedia => world().postsOf(ACCOUNTS[login])[0]!;

	function nextPath(name: string): string {
		paths += 1;
		return `${name}-${login}-${paths}`;
	}

	const resource =
		(name: string) =>
		(operation: string, parameters: object = {}) => ({
			resource: name,
			operation,
			...parameters,
		});

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
		const before = talk().commentsOn(post.id);
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
				expect(talk().comments.get(String(created?.[0]?.id))?.text).toBe('Open today 👋');
				expect(talk().comments.has(String(replied?.[0]?.id))).toBe(false);
			},
		};
	}

	function messageWork(): Work {
		const of = resource('message');
		const comment = talk().commentsOn(newestPost().id)[1]!;
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

	async function call(steps: Step[], used: UsedCredential, ...bodies: object[]) {
		const workflow = chainWorkflow(nextPath('work'), steps, used);
		await stage.api.activate(await stage.api.createWorkflow(workflow));
		const answers = [];
		for (const body of bodies) answers.push(await stage.api.callWebhook(workflow.name, body));
		return answers;
	}

	/** Runs a workflow with valid input, and then with rejected input. */
	async function expectToWork(work: Work): Promise<void> {
		const body = { account: ACCOUNTS[login], ...work.given };
		const [done, failed] = await call(work.steps, credential, body, { ...body, ...work.refused.given });
		expect(done).toEqual({ status: 200, body: [work.items] });
		work.changed?.((done?.body as Array<Parameters<NonNullable<Work['changed']>>[0]>)[0]!);
		expect(failed).toEqual({
			status: 200,
			body: [
				containing({
					error: expect.stringMatching(work.refused.error),
					details: containing(work.refused.details),
				}),
			],
		});
	}

	it('Account: reads the profile, all accounts, the publishing limit and insights', async () =>
		await expectToWork(accountWork()));
	it('Comment: creates, replies to, lists, reads, hides, shows and deletes comments', async () =>
		await expectToWork(commentWork()));
	it('Message: sends, marks as seen, lists, reads and replies privately', async () =>
		await expectToWork(messageWork()));
	it('Container: creates, reads and publishes a container', async () => await expectToWork(containerWork()));
	it('Media: lists and reads posts, reads insights, turns comments off and deletes a post', async () =>
		await expectToWork(mediaWork()));

	if (login === 'facebook') {
		it('Hashtag: searches a hashtag and lists its posts', async () => {
			const of = resource('hashtag');
			await expectToWork({
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
			const mention = talk().mentions.find((one) => one.accountId === ACCOUNTS.facebook && !one.comment)!;
			await expectToWork({
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
	} else {
		it.each([
			['account', 'discover', { username: 'lumen.bikes' }],
			['hashtag', 'search', { hashtag: 'pottery' }],
			['hashtag', 'getMedia', { hashtagId: '17843000000000001' }],
			['mention', 'get', { mediaId: UNKNOWN }],
			['mention', 'reply', { mediaId: UNKNOWN, text: 'Thank you!' }],
			['media', 'delete', { mediaId: UNKNOWN }],
		])('%s > %s reports that it needs Facebook Login', async (name, operation, parameters) => {
			stage.sandbox.world.requests.clear();
			const workflow = workflowWithErrorBranch(
				nextPath(`${name}-${operation}`),
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
		expect(await call(steps, credential, {})).toEqual([
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
		expect(await call(steps, unconnected, {})).toEqual([
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
