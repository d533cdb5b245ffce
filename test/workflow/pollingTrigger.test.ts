import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { FOLLOWERS } from '../../sandbox/seedEngagement';
import type { Comment } from '../../sandbox/engagement';
import { logs, PollingWorkflow } from '../../tools/n8n-harness';
import { useSandbox } from '../jest/sandbox';
import { useVirtualTime } from '../jest/virtualTime';
import type { Connected, Login } from '../../tools/n8n-harness/arrange';
import {
	ACCOUNT,
	withConsent,
	counts,
	connectedCredential,
	withAccessToken,
	restartN8n,
} from '../../tools/n8n-harness/arrange';

const sandbox = useSandbox();
const time = useVirtualTime(sandbox);
beforeEach(restartN8n);

const LOGINS: Login[] = ['instagram', 'facebook'];
const EVENTS = ['comments', 'mentions', 'media'];
const MINUTE = 60_000;

const connect = async (login: Login = 'instagram') =>
	await connectedCredential(sandbox.get(), login, 'accessToken');
const world = () => sandbox.get().world;
const posts = (login: Login = 'instagram') =>
	world()
		.postsOf(ACCOUNT[login])
		.filter(({ productType }) => productType !== 'STORY');

/** A workflow with the polling trigger. */
function polling(
	{ credentials, reference, authentication }: Connected,
	parameters: INodeParameters = {},
	staticData?: IDataObject,
): PollingWorkflow {
	const node = {
		type: 'instagramPollingTrigger',
		parameters: { authentication, events: EVENTS, ...parameters },
		credentials: reference,
	};
	return new PollingWorkflow({ credentials, node }, staticData);
}

/** The same, active for a minute. */
async function activated(connected: Connected, parameters: INodeParameters = {}): Promise<PollingWorkflow> {
	const workflow = polling(connected, parameters);
	expect(await workflow.activate()).toEqual({ items: null, besides: [] });
	time.advance(MINUTE);
	return workflow;
}

function comment(mediaId: string, text: string, more: Partial<Comment> = {}): Comment {
	const { id: fromId, username } = FOLLOWERS[1]!;
	return world().engagement.addComment({ mediaId, text, username, fromId, at: world().clock.now(), ...more });
}

/** Another account's post in which the account is tagged. */
function tag(login: Login): string {
	const other = [...world().media.values()].find(
		({ accountId, parentId, taggedAccountIds }) =>
			accountId !== ACCOUNT[login] && !parentId && !taggedAccountIds,
	)!;
	other.taggedAccountIds = [ACCOUNT[login]];
	return other.id;
}

/** The account publishes something outside n8n. */
function publish(login: Login, caption: string): string {
	const [like] = posts(login);
	const id = world().ids.next('media');
	const publishedAt = world().clock.now();
	world().media.set(id, { ...like!, id, shortcode: `new${id.slice(-8)}`, caption, publishedAt });
	return id;
}

const texts = (items: IDataObject[] | null) => (items ?? []).map(({ text }) => text);

describe.each(LOGINS)('Instagram Polling Trigger > %s Login', (login) => {
	it('starts now, and returns each new event once, oldest first', async () => {
		const connected = await connect(login);
		const workflow = await activated(connected);
		const post = posts(login)[1]!;
		const written = comment(post.id, 'Do you ship?');
		time.advance(2000);
		const media = publish(login, 'Fresh from the kiln');
		time.advance(1000);
		const reply = comment(post.id, 'I would like to know, too.', { parentId: written.id });
		const mention = tag(login);
		const { items } = await workflow.poll();
		expect(items).toEqual([
			expect.objectContaining({ event: 'mentions', accountId: ACCOUNT[login], media_id: mention }),
			{
				event: 'comments',
				accountId: ACCOUNT[login],
				time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/),
				id: written.id,
				from: { id: FOLLOWERS[1]!.id, username: FOLLOWERS[1]!.username },
				text: 'Do you ship?',
				media: { id: post.id, media_product_type: post.productType },
			},
			expect.objectContaining({
				event: 'media',
				accountId: ACCOUNT[login],
				id: media,
				caption: 'Fresh from the kiln',
				media_type: expect.any(String),
				permalink: expect.stringMatching(/^https:\/\/www\.instagram\.com\//),
			}),
			expect.objectContaining({ event: 'comments', id: reply.id, parent_id: written.id }),
		]);
		expect((await workflow.poll()).items).toBeNull();
	});

	it('returns one sample of each event on manual execution, without changing the state', async () => {
		const connected = await connect(login);
		tag(login);
		const workflow = polling(connected);
		const { items } = await workflow.poll({ mode: 'manual' });
		expect(items?.map(({ event }) => event).sort()).toEqual(['comments', 'media', 'mentions']);
		expect(workflow.state).toEqual({});
		await workflow.activate();
		time.advance(MINUTE);
		const { state } = workflow;
		comment(posts(login)[0]!.id, 'New');
		expect(texts((await workflow.poll({ mode: 'manual' })).items)).toContain('New');
		expect(workflow.state).toEqual(state);
		expect(texts((await workflow.poll()).items)).toEqual(['New']);
	});

	it('makes three calls for all events', async () => {
		const workflow = await activated(await connect(login));
		world().requests.clear();
		await workflow.poll();
		expect(counts(sandbox.get())).toEqual({ list: 2, tags: 1 });
	});

	it('renews the token', async () => {
		const connected = await withConsent(sandbox.get(), login, undefined, ['comments']);
		const workflow = polling(connected);
		await workflow.activate();
		const { saves } = connected.credentials;
		expect(saves.at(-1)?.via).toBe('updateCredentialsOauthTokenData');
		for (let days = 0; days < 150; days += 30) {
			time.advance(30 * 24 * 60 * MINUTE);
			comment(posts(login)[0]!.id, `Day ${days}`);
			expect(texts((await workflow.poll()).items)).toEqual([`Day ${days}`]);
		}
	});
});

describe('Instagram Polling Trigger > restart of n8n', () => {
	it('repeats and skips nothing', async () => {
		const workflow = await activated(await connect());
		const [post] = posts();
		comment(post!.id, 'One');
		expect(texts((await workflow.poll()).items)).toEqual(['One']);
		expect((await workflow.poll()).items).toBeNull();
		comment(post!.id, 'Two');
		restartN8n();
		expect(texts((await workflow.restart()).items)).toEqual(['Two']);
		expect((await workflow.poll()).items).toBeNull();
		restartN8n();
		expect((await workflow.restart()).items).toBeNull();
	});

	it('works before anything was found', async () => {
		const workflow = await activated(await connect());
		await workflow.poll();
		restartN8n();
		comment(posts()[0]!.id, 'While n8n was down');
		time.advance(3 * 60 * MINUTE);
		expect(texts((await workflow.restart()).items)).toEqual(['While n8n was down']);
	});
});

describe("Instagram Polling Trigger > account's own activity", () => {
	const own = () => ({
		username: world().accounts.get(ACCOUNT.instagram)!.username,
		fromId: ACCOUNT.instagram,
		accountId: ACCOUNT.instagram,
	});

	it('is ignored by default', async () => {
		const workflow = await activated(await connect());
		comment(posts()[0]!.id, 'Thank you!', own());
		comment(posts()[0]!.id, 'Nice');
		expect(texts((await workflow.poll()).items)).toEqual(['Nice']);
	});

	it('is returned with Include Echo', async () => {
		const workflow = await activated(await connect(), { options: { includeEcho: true } });
		comment(posts()[0]!.id, 'Thank you!', own());
		expect(texts((await workflow.poll()).items)).toEqual(['Thank you!']);
	});
});

describe('Instagram Polling Trigger > records far down the list', () => {
	it('finds a reply to an old comment by the number of comments', async () => {
		const [post] = posts();
		const old = comment(post!.id, 'An old one', { at: post!.publishedAt });
		for (let index = 0; index < 120; index += 1)
			comment(post!.id, `No. ${index}`, { at: post!.publishedAt + index });
		const workflow = await activated(await connect(), { events: ['comments'] });
		world().requests.clear();
		await workflow.poll();
		expect(counts(sandbox.get())).toEqual({ list: 1 });
		comment(post!.id, 'Still there?', { parentId: old.id });
		expect(texts((await workflow.poll()).items)).toEqual(['Still there?']);
		world().requests.clear();
		expect((await workflow.poll()).items).toBeNull();
		expect(counts(sandbox.get())).toEqual({ list: 1 });
	});

	it('reads many new comments back to where the last poll ended', async () => {
		const [post] = posts();
		const workflow = await activated(await connect(), { events: ['comments'] });
		for (let index = 0; index < 90; index += 1) comment(post!.id, `No. ${index}`);
		world().requests.clear();
		const { items } = await workflow.poll();
		expect(texts(items)).toEqual(Array.from({ length: 90 }, (_, index) => `No. ${index}`));
		expect(counts(sandbox.get())).toEqual({ list: 1, comments: 2 });
	});

	it('checks only the configured number of posts', async () => {
		const options = { events: ['comments'], options: { mediaWatched: 1 } };
		const workflow = await activated(await connect(), options);
		comment(posts()[1]!.id, 'Not seen');
		comment(posts()[0]!.id, 'Seen');
		expect(texts((await workflow.poll()).items)).toEqual(['Seen']);
	});
});

describe('Instagram Polling Trigger > failures', () => {
	const oneTime = { action: 'error', code: 190, subcode: 460 } as const;

	it('loses nothing, and reports the error to n8n', async () => {
		const workflow = await activated(await connect());
		comment(posts()[0]!.id, 'Patience');
		world().faults.add({ endpoint: 'list', ...oneTime });
		world().faults.add({ endpoint: 'list', ...oneTime });
		const failed = await workflow.poll();
		expect(failed.items).toBeNull();
		expect(failed.error?.name).toBe('NodeApiError');
		expect(failed.error?.message).toMatch(/[.!]$/);
		expect(failed.error).toMatchObject({ description: expect.stringContaining("Meta's code 190/460") });
		expect(texts((await workflow.poll()).items)).toEqual(['Patience']);
		expect((await workflow.poll()).items).toBeNull();
	});

	it('returns the other events if one fails, and that one at the next poll', async () => {
		const connected = await connect();
		const workflow = await activated(connected);
		const mention = tag('instagram');
		comment(posts()[0]!.id, 'All the same');
		world().faults.add({ endpoint: 'tags', action: 'error', code: 10 });
		const first = await workflow.poll();
		expect(texts(first.items)).toEqual(['All the same']);
		expect(first.besides).toMatchObject([{ name: 'NodeApiError', message: expect.any(String) }]);
		const { items, besides } = await workflow.poll();
		expect(items).toMatchObject([{ event: 'mentions', media_id: mention }]);
		expect(besides).toEqual([]);
	});

	it('does not report a temporary error', async () => {
		const workflow = await activated(await connect());
		comment(posts()[0]!.id, 'Here');
		world().faults.add({ endpoint: 'list', action: '5xx' });
		expect(texts((await workflow.poll()).items)).toEqual(['Here']);
	});

	it('rejects the activation if a permission is missing, and names it', async () => {
		const connected = await withAccessToken(sandbox.get(), 'instagram', {
			permissions: ['instagram_business_basic'],
		});
		const { error } = await polling(connected, { events: ['comments'] }).activate();
		expect(error?.message).toContain("The call needs 'Manage Comments'");
	});
});

describe('Instagram Polling Trigger > state', () => {
	it('starts again if the account changes', async () => {
		const other = ACCOUNT.facebook;
		const [post] = world().postsOf(other);
		const workflow = await activated(await connect());
		comment(post!.id, 'Before');
		const connected = await connectedCredential(sandbox.get(), 'instagram', 'accessToken', [other]);
		const moved = polling(connected, {}, JSON.parse(workflow.saved) as IDataObject);
		expect(await moved.activate()).toEqual({ items: null, besides: [] });
		comment(post!.id, 'After');
		expect(texts((await moved.poll()).items)).toEqual(['After']);
	});

	it('starts now for an event that is added later', async () => {
		const connected = await connect();
		const workflow = await activated(connected, { events: ['media'] });
		comment(posts()[0]!.id, 'Before');
		const more = polling(connected, {}, JSON.parse(workflow.saved) as IDataObject);
		expect((await more.activate()).items).toBeNull();
		comment(posts()[0]!.id, 'After');
		expect(texts((await more.poll()).items)).toEqual(['After']);
	});

	it('is not changed by two concurrent polls', async () => {
		const workflow = await activated(await connect());
		comment(posts()[0]!.id, 'Only once');
		const runs = await Promise.all([workflow.poll(), workflow.poll()]);
		expect(runs.flatMap(({ items }) => items ?? [])).toHaveLength(1);
		expect((await workflow.poll()).items).toBeNull();
	});

	it('starts again if the stored state is malformed', async () => {
		const state = {
			version: 1,
			at: 1,
			accountId: ACCOUNT.instagram,
			comments: 'x',
			media: null,
			mentions: [],
		};
		const workflow = polling(await connect(), {}, { 'node:Polling': { state } });
		expect((await workflow.activate()).items).toBeNull();
		comment(posts()[0]!.id, 'Found');
		expect(texts((await workflow.poll()).items)).toEqual(['Found']);
	});
});

describe('Instagram Polling Trigger > older static data saved by an earlier execution', () => {
	it('does not make the trigger return anything again', async () => {
		const workflow = await activated(await connect());
		// An execution that starts now ends minutes later, and n8n saves the static data that it started with.
		const before = workflow.saved;
		comment(posts()[0]!.id, 'First');
		expect(texts((await workflow.poll()).items)).toEqual(['First']);
		time.advance(MINUTE);
		comment(posts()[0]!.id, 'Second');
		expect(texts((await workflow.poll()).items)).toEqual(['Second']);
		workflow.saved = before;
		time.advance(MINUTE);
		expect((await workflow.restart()).items).toBeNull();
		workflow.saved = '{}';
		comment(posts()[0]!.id, 'Third');
		expect(texts((await workflow.restart()).items)).toEqual(['Third']);
	});

	it.each<[string, unknown]>([
		['text', 'x'],
		['of another version', { version: 2, at: 1, accountId: ACCOUNT.instagram }],
		['without a time', { version: 1, accountId: ACCOUNT.instagram }],
		['of an older form', { accountId: ACCOUNT.instagram, comments: { cursor: { since: 0, seen: {} } } }],
	])('starts again with a state that is %s', async (_name, state) => {
		const workflow = polling(await connect(), {}, { 'node:Polling': { state } as never });
		expect(await workflow.activate()).toEqual({ items: null, besides: [] });
		comment(posts()[0]!.id, 'Found');
		expect(texts((await workflow.poll()).items)).toEqual(['Found']);
	});
});

describe('Instagram Polling Trigger > deleted comment', () => {
	/** A post with so many comments that the oldest are not on the pages that every poll reads. */
	function busyPost() {
		const post = posts()[0]!;
		const written = Array.from({ length: 80 }, (_, index) =>
			comment(post.id, `No. ${index}`, { at: post.publishedAt + index * 1000 }),
		);
		return { post, oldest: written[0]!, newest: written.at(-1)! };
	}

	it('does not hide a reply to an old comment, whichever comment was deleted', async () => {
		const { post, oldest, newest } = busyPost();
		const workflow = await activated(await connect(), { events: ['comments'] });
		world().engagement.deleteComment(newest.id);
		comment(post.id, 'Still there?', { parentId: oldest.id });
		expect(texts((await workflow.poll()).items)).toEqual(['Still there?']);
		expect((await workflow.poll()).items).toBeNull();
	});

	it('causes additional calls once, not at every poll', async () => {
		const { newest } = busyPost();
		const workflow = await activated(await connect(), { events: ['comments'] });
		world().engagement.deleteComment(newest.id);
		world().requests.clear();
		expect((await workflow.poll()).items).toBeNull();
		expect(counts(sandbox.get())).toEqual({ list: 1 });
	});
});

describe('Instagram Polling Trigger > filters', () => {
	it('leaves out comments by text, post and parent, and nothing else', async () => {
		const [post, other] = [posts()[0]!, posts()[1]!];
		const options = { textContains: 'link, price', wholeWords: true, mediaIds: post.id, ignoreReplies: true };
		const workflow = await activated(await connect(), { options });
		const parent = comment(post.id, 'The LINK, please');
		comment(post.id, 'blinking lights');
		comment(other.id, 'link?');
		comment(post.id, 'link', { parentId: parent.id });
		publish('instagram', 'Nothing of that kind');
		tag('instagram');
		const from = logs.lines.length;
		const { items } = await workflow.poll();
		expect(items?.map(({ event, text }) => [event, text]).sort()).toEqual([
			['comments', 'The LINK, please'],
			['media', undefined],
			['mentions', undefined],
		]);
		expect(logs.lines.slice(from)).toContainEqual(
			expect.objectContaining({
				level: 'debug',
				message:
					'Instagram Polling Trigger: the options left out 3 events (Media IDs 1, Ignore Replies 1, Text Contains 1).',
			}),
		);
		expect((await workflow.poll()).items).toBeNull();
	});

	it('shows a sample that passes', async () => {
		const post = posts()[0]!;
		comment(post.id, 'What is the price?');
		time.advance(1000);
		comment(post.id, 'Lovely');
		const workflow = polling(await connect(), { events: ['comments'], options: { textContains: 'price' } });
		expect(texts((await workflow.poll({ mode: 'manual' })).items)).toEqual(['What is the price?']);
	});
});

describe('Instagram Polling Trigger > invalid parameters', () => {
	it.each<[string, INodeParameters, RegExp]>([
		['no events', { events: [] }, /^'Events' must be one or more of comments, media, mentions/],
		['an unknown event', { events: ['comments', 'likes'] }, /^'Events' must be one or more of/],
		['events that are nothing', { events: '={{ null }}' }, /^'Events' must be one or more of/],
		['no posts', { options: { mediaWatched: 0 } }, /^'Posts to Watch' must be a whole number from 1 to 100/],
		['half a post', { options: { mediaWatched: 2.5 } }, /^'Posts to Watch' must be a whole number/],
		['too many posts', { options: { mediaWatched: 101 } }, /^'Posts to Watch' must be a whole number/],
		[
			'a URL as post',
			{ options: { mediaIds: 'https://www.instagram.com/p/a/' } },
			/^'Media IDs' is not an ID/,
		],
		['no word', { options: { textContains: ',' } }, /^'Text Contains' contains no word/],
		['a name as account', { account: { __rl: true, mode: 'id', value: 'north' } }, /^'Account' is not an ID/],
	])('sends nothing for %s', async (_what, parameters, message) => {
		const connected = await connect();
		restartN8n();
		world().requests.clear();
		const { error } = await polling(connected, parameters).activate();
		expect(error?.message).toMatch(message);
		expect(error?.name).toBe('NodeOperationError');
		expect(counts(sandbox.get())).toEqual({});
	});

	it('accepts comma-separated events from an expression', async () => {
		const workflow = await activated(await connect(), { events: '={{ "comments, media" }}' });
		comment(posts()[0]!.id, 'Yes');
		expect(texts((await workflow.poll()).items)).toEqual(['Yes']);
	});
});
