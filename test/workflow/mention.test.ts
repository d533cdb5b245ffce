import { useSandbox } from '../jest/sandbox';
import { useVirtualTime } from '../jest/virtualTime';
import type { Login } from '../../tools/n8n-harness/arrange';
import {
	ACCOUNT,
	counts,
	failures,
	connectedCredential,
	withAccessToken,
	restartN8n,
	run,
} from '../../tools/n8n-harness/arrange';

const sandbox = useSandbox();
useVirtualTime(sandbox);
beforeEach(restartN8n);

/** A credential with all permissions. */
const connect = async (login: Login = 'instagram') =>
	await connectedCredential(sandbox.get(), login, 'accessToken');

const mention = (operation: string, parameters: object) => ({
	resource: 'mention',
	operation,
	...parameters,
});
const tolerant = { onError: 'continueRegularOutput' } as const;

function mentions() {
	const all = sandbox
		.get()
		.world.engagement.mentions.filter(({ accountId }) => accountId === ACCOUNT.facebook);
	const inCaption = all.find(({ comment }) => !comment)!;
	const inComment = all.find(({ comment }) => comment)!;
	return { media: inCaption.media, commented: inComment.media, comment: inComment.comment! };
}

const written = () =>
	[...sandbox.get().world.engagement.comments.values()].filter(
		({ accountId }) => accountId === ACCOUNT.facebook,
	);

describe('mention.get', () => {
	it('reads the post whose caption mentions the account', async () => {
		const connected = await connect('facebook');
		const { media } = mentions();
		const { json } = await run(connected, mention('get', { mediaId: media.id }));
		expect(json).toEqual([
			{
				id: media.id,
				caption: media.caption,
				comments_count: media.comments,
				like_count: media.likes,
				media_type: 'IMAGE',
				media_url: expect.any(String),
				permalink: expect.stringContaining(media.shortcode),
				timestamp: expect.any(String),
				username: media.username,
			},
		]);
	});

	it('reads the comment that mentions the account, with its post', async () => {
		const connected = await connect('facebook');
		const { comment, commented } = mentions();
		const { json } = await run(connected, mention('get', { commentId: comment.id }));
		expect(json).toEqual([
			{
				id: comment.id,
				text: comment.text,
				timestamp: expect.any(String),
				username: comment.username,
				like_count: comment.likes,
				media: { id: commented.id, media_url: expect.any(String) },
			},
		]);
	});

	it('explains a mention that does not exist', async () => {
		const connected = await connect('facebook');
		const [post] = sandbox.get().world.postsOf(ACCOUNT.facebook);
		const { last } = await run(
			connected,
			mention('get', { mediaId: '={{ $json.media ?? "" }}', commentId: '={{ $json.comment ?? "" }}' }),
			{
				items: [{ media: post!.id }, { comment: '17858893999999999' }, { media: 'abc' }, {}],
				...tolerant,
			},
		);
		expect(failures(last.outputs[0]!).map(({ error }) => error)).toEqual([
			expect.stringMatching(/^'Media' is \d+, but Meta does not find a post that mentions the account/),
			expect.stringMatching(
				/^'Comment ID' is \d+, but Meta does not find a comment that mentions the account/,
			),
			expect.stringMatching(/^'Media' is not an ID: 'abc'/),
			expect.stringMatching(/^'Media' is empty/),
		]);
	});

	it('names the missing permission', async () => {
		const permissions = ['instagram_basic', 'pages_show_list'];
		const connected = await withAccessToken(sandbox.get(), 'facebook', { permissions });
		const { last } = await run(connected, mention('get', { mediaId: mentions().media.id }), tolerant);
		expect(failures(last.outputs[0]!)[0]?.error).toContain("The call needs 'Manage Comments'");
	});
});

describe('mention.reply', () => {
	it('comments on the post, or replies to the comment', async () => {
		const connected = await connect('facebook');
		const { media, comment, commented } = mentions();
		const onPost = await run(connected, mention('reply', { mediaId: media.id, text: 'Thank you!' }));
		const onComment = await run(
			connected,
			mention('reply', { mediaId: commented.id, commentId: comment.id, text: 'We do!' }),
		);
		expect(written()).toMatchObject([
			{ id: onPost.json[0]!.id, mediaId: media.id, text: 'Thank you!' },
			{ id: onComment.json[0]!.id, mediaId: commented.id, parentId: comment.id, text: 'We do!' },
		]);
	});

	it('does not write twice after a lost answer', async () => {
		const connected = await connect('facebook');
		sandbox.get().world.faults.add({ endpoint: 'mention-reply', action: 'reset-after' });
		const { last } = await run(
			connected,
			mention('reply', { mediaId: mentions().media.id, text: 'Thank you!' }),
			{ ...tolerant, retryOnFail: true },
		);
		expect(failures(last.outputs[0]!)).toMatchObject([
			{
				error: expect.stringMatching(/^The comment may already have been posted/),
				details: { retryable: false },
			},
		]);
		expect(written()).toHaveLength(1);
	});

	it('explains a mention that was removed, and an empty text', async () => {
		const connected = await connect('facebook');
		const { last } = await run(
			connected,
			mention('reply', { mediaId: '17920112999999999', text: '={{ $json.text }}' }),
			{ items: [{ text: 'Hi' }, { text: '' }], ...tolerant },
		);
		expect(failures(last.outputs[0]!).map(({ error }) => error)).toEqual([
			expect.stringMatching(/^'Media' is \d+, but Meta does not find a post that mentions the account/),
			expect.stringMatching(/^'Text' is empty/),
		]);
	});
});

describe('mention, Instagram Login', () => {
	it.each([
		['mention', 'get', 'Mention > Get'],
		['mention', 'reply', 'Mention > Reply'],
		['hashtag', 'search', 'Hashtag > Search'],
		['hashtag', 'getMedia', 'Hashtag > Get Media'],
		['account', 'discover', 'Account > Discover'],
	])('does not offer %s.%s, and nothing is sent', async (resource, operation, name) => {
		const connected = await connect();
		const { last } = await run(
			connected,
			{ resource, operation, mediaId: '1', text: 'Hi', hashtag: 'a', hashtagId: '1', username: 'a' },
			tolerant,
		);
		expect(failures(last.outputs[0]!)).toMatchObject([
			{
				error: expect.stringMatching(
					new RegExp(`^'Operation' is ${name}, which Meta offers with Facebook Login only`),
				),
				details: { retryable: false },
			},
		]);
		expect(counts(sandbox.get())).toEqual({});
	});
});
