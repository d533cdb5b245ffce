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

const LOGINS: Login[] = ['instagram', 'facebook'];

const operation = (name: string, parameters: object = {}) => ({
	resource: 'comment',
	operation: name,
	...parameters,
});
const engagement = () => sandbox.get().world.engagement;
const newestPost = (login: Login = 'instagram') => sandbox.get().world.postsOf(ACCOUNT[login])[0]!;
const aComment = (login: Login = 'instagram') => engagement().commentsOn(newestPost(login).id)[1]!;

/** @returns the ID of a comment that has as many more replies */
function aCommentWithReplies(count: number): string {
	const { id, mediaId, at } = aComment();
	for (let index = 0; index < count; index += 1) {
		const text = `R${index}`;
		engagement().addComment({ mediaId, parentId: id, text, username: 'mira_k', fromId: '1', at });
	}
	return id;
}
const media = (value: string, mode = 'id') => ({ mediaId: { __rl: true, mode, value } });
const tolerant = { onError: 'continueRegularOutput' } as const;

/** Comments of a follower, so that there is something to page through. */
function addComments(count: number): void {
	const mediaId = newestPost().id;
	const at = newestPost().publishedAt;
	for (let index = 0; index < count; index += 1) {
		engagement().addComment({
			mediaId,
			text: `No. ${index}`,
			username: 'mira_k',
			fromId: '1',
			at: at + index,
		});
	}
}

describe.each(LOGINS)('comment, %s Login', (login) => {
	it('creates a comment on a post and replies to it', async () => {
		const connected = await connect(login);
		const created = await run(
			connected,
			operation('create', { ...media(newestPost(login).id), text: 'Open until six.\nSee you!' }),
		);
		const id = created.json[0]!.id as string;
		expect(created.json).toEqual([{ id }]);
		expect(engagement().comments.get(id)).toMatchObject({
			text: 'Open until six.\nSee you!',
			accountId: ACCOUNT[login],
		});
		const replied = await run(connected, operation('reply', { commentId: id, text: '❤️' }));
		expect(engagement().repliesTo(id)).toMatchObject([{ id: replied.json[0]!.id, text: '❤️' }]);
	});

	it('reads a comment', async () => {
		const connected = await connect(login);
		const { id, text, username, fromId } = aComment(login);
		const { json } = await run(connected, operation('get', { commentId: id }));
		expect(json).toEqual([
			{
				id,
				text,
				username,
				from: { id: fromId, username },
				timestamp: expect.stringMatching(/\+0000$/),
				like_count: expect.any(Number),
				hidden: false,
			},
		]);
	});

	it('hides, unhides and deletes a comment', async () => {
		const connected = await connect(login);
		const { id } = aComment(login);
		expect((await run(connected, operation('hide', { commentId: id }))).json).toEqual([{ id, hidden: true }]);
		expect(engagement().comments.get(id)?.hidden).toBe(true);
		expect((await run(connected, operation('unhide', { commentId: id }))).json).toEqual([
			{ id, hidden: false },
		]);
		expect(engagement().comments.get(id)?.hidden).toBe(false);
		expect((await run(connected, operation('delete', { commentId: id }))).json).toEqual([
			{ deleted: true, id },
		]);
		expect(engagement().comments.has(id)).toBe(false);
	});
});

describe('comment.get', () => {
	it.each<Login>(['facebook', 'instagram'])(
		'reads the comments of many items in order (%s Login)',
		async (login) => {
			const connected = await connect(login);
			const ids = engagement()
				.commentsOn(newestPost(login).id)
				.map(({ id }) => id);
			const { json } = await run(connected, operation('get', { commentId: '={{ $json.comment }}' }), {
				items: ids.map((comment) => ({ comment })),
			});
			expect(json.map(({ id }) => id)).toEqual(ids);
			expect(counts(sandbox.get())).toEqual({ 'comment-read': 4 });
		},
	);
});

describe('comment.getMany', () => {
	it('returns one item per comment, newest first, with the chosen fields', async () => {
		const connected = await connect();
		const { json, last } = await run(
			connected,
			operation('getMany', { ...media(newestPost().id), fields: ['text', 'media'] }),
		);
		expect(json).toEqual(
			engagement()
				.commentsOn(newestPost().id)
				.map(({ id, text }) => ({ id, text, media: { id: newestPost().id, media_product_type: 'FEED' } })),
		);
		expect(json).toHaveLength(4);
		expect(last.outputs[0]?.[3]?.pairedItem).toEqual({ item: 0 });
	});

	it('reads pages of 50, and no more pages than the limit needs', async () => {
		const connected = await connect();
		addComments(120);
		const parameters = operation('getMany', media(newestPost().id));
		expect((await run(connected, { ...parameters, returnAll: true })).json).toHaveLength(124);
		expect(counts(sandbox.get())).toEqual({ comments: 3 });
		sandbox.get().world.requests.clear();
		expect((await run(connected, { ...parameters, limit: 60 })).json).toHaveLength(60);
		expect(
			sandbox
				.get()
				.world.requests.list()
				.map(({ query }) => query.limit),
		).toEqual(['50', '10']);
	});

	it('returns the replies without a call per comment', async () => {
		const connected = await connect();
		const { json } = await run(
			connected,
			operation('getMany', { ...media(newestPost().id), includeReplies: true, fields: ['text'] }),
		);
		expect(json.map(({ id, replies }) => ({ id, replies }))).toEqual(
			engagement()
				.commentsOn(newestPost().id)
				.map(({ id }) => ({
					id,
					replies: engagement()
						.repliesTo(id)
						.map((reply) => ({ id: reply.id, text: reply.text })),
				})),
		);
		expect(json.flatMap(({ replies }) => replies)).toHaveLength(3);
		expect(counts(sandbox.get())).toEqual({ comments: 1 });
	});

	it('reads further replies of a comment that has more than one page', async () => {
		const connected = await connect();
		const id = aCommentWithReplies(70);
		const { json } = await run(
			connected,
			operation('getMany', { ...media(newestPost().id), includeReplies: true }),
		);
		const total = engagement().repliesTo(id).length;
		expect(json.find((comment) => comment.id === id)?.replies).toHaveLength(total);
		expect(counts(sandbox.get())).toEqual({ comments: 1, replies: 1 });
	});

	it('returns the comments although one was deleted before its further replies were read', async () => {
		const connected = await connect();
		const id = aCommentWithReplies(70);
		sandbox.get().world.faults.add({ endpoint: 'replies', action: 'error', code: 100, subcode: 33 });
		const { json } = await run(
			connected,
			operation('getMany', { ...media(newestPost().id), includeReplies: true }),
		);
		expect(json).toHaveLength(engagement().commentsOn(newestPost().id).length);
		expect(json.find((comment) => comment.id === id)?.replies).toHaveLength(50);
	});

	it('finds a post by its URL', async () => {
		const connected = await connect();
		const url = `https://www.instagram.com/p/${newestPost().shortcode}/`;
		const { json } = await run(connected, operation('getMany', { ...media(url, 'url'), limit: 1 }));
		expect(json).toMatchObject([{ id: engagement().commentsOn(newestPost().id)[0]!.id }]);
	});
});

describe('comment.create after a lost answer', () => {
	const create = (text = 'Only once') => operation('create', { ...media(newestPost().id), text });
	const ours = () =>
		engagement()
			.commentsOn(newestPost().id)
			.filter(({ accountId }) => accountId !== undefined);

	it.each(['reset-after', 'truncated'] as const)(
		'finds the comment instead of writing it again (%s)',
		async (action) => {
			const connected = await connect();
			sandbox.get().world.faults.add({ endpoint: 'comment', action });
			const { json } = await run(connected, create());
			expect(ours()).toHaveLength(1);
			expect(json).toEqual([{ id: ours()[0]!.id }]);
			expect(counts(sandbox.get()).comment).toBe(1);
		},
	);

	it('finds a reply among the replies', async () => {
		const connected = await connect('facebook');
		sandbox.get().world.faults.add({ endpoint: 'reply', action: 'reset-after' });
		const { id } = aComment('facebook');
		const { json } = await run(connected, operation('reply', { commentId: id, text: 'Yes' }));
		expect(json).toEqual([
			{
				id: engagement()
					.repliesTo(id)
					.find(({ text }) => text === 'Yes')!.id,
			},
		]);
	});

	it('reports an unknown outcome, and does not write again with Retry on Fail', async () => {
		const connected = await connect();
		sandbox.get().world.faults.add({ endpoint: 'comment', action: 'reset-before' });
		const { error } = await run(connected, create(), { retryOnFail: true });
		expect(error?.message).toMatch(/^The comment may already have been posted/);
		expect(counts(sandbox.get()).comment).toBe(1);
		expect(ours()).toEqual([]);
		restartN8n();
		sandbox.get().world.faults.add({ endpoint: 'comment', action: '5xx' });
		const { last } = await run(connected, create('Another'), tolerant);
		expect(failures(last.outputs[0]!)).toMatchObject([
			{
				error: expect.stringMatching(/^The comment may already have been posted.*appear twice\.$/),
				details: { retryable: false },
			},
		]);
	});

	it.each(['{}', 'true', '[]', '{"id":null}', '{"success":true}', 'null'])(
		'looks for the comment after an answer without an ID (%s)',
		async (text) => {
			const connected = await connect();
			sandbox.get().world.faults.add({ endpoint: 'comment', action: 'answer', text, workDone: true });
			expect((await run(connected, create())).json).toEqual([{ id: ours()[0]!.id }]);
			sandbox.get().world.faults.add({ endpoint: 'comment', action: 'answer', text });
			const { last } = await run(connected, create('Another'), tolerant);
			expect(failures(last.outputs[0]!)).toMatchObject([
				{
					error: expect.stringMatching(/^The comment may already have been posted/),
					details: { retryable: false },
				},
			]);
		},
	);

	it("looks for the comment after an answer of a proxy instead of Meta's", async () => {
		const connected = await connect();
		sandbox.get().world.faults.add({
			endpoint: 'comment',
			action: 'answer',
			status: 403,
			text: '{"error":"blocked by policy"}',
			workDone: true,
		});
		expect((await run(connected, create())).json).toEqual([{ id: ours()[0]!.id }]);
	});

	it('writes once with Retry on Fail, even if the text differs at each evaluation', async () => {
		const connected = await connect();
		sandbox.get().world.faults.add({ endpoint: 'comment', action: 'error', code: 100, nth: 2 });
		await run(connected, create('={{ $json.text + " " + Math.random() }}'), {
			items: [{ text: 'one' }, { text: 'two' }],
			retryOnFail: true,
		});
		expect(
			ours()
				.map(({ text }) => text.slice(0, 3))
				.sort(),
		).toEqual(['one', 'two']);
	});

	it('does not mistake the same text of another item for its own', async () => {
		const connected = await connect();
		sandbox.get().world.faults.add({ endpoint: 'comment', action: 'reset-after', nth: 2 });
		const { json } = await run(connected, create('Thanks!'), { items: [{}, {}] });
		expect(new Set(json.map(({ id }) => id)).size).toBe(2);
		expect(ours()).toHaveLength(2);
	});

	it('writes only the missing comments with Retry on Fail', async () => {
		const connected = await connect();
		sandbox.get().world.faults.add({ endpoint: 'comment', action: 'error', code: 100, nth: 2 });
		const { json } = await run(connected, create('={{ $json.text }}'), {
			items: [{ text: 'one' }, { text: 'two' }],
			retryOnFail: true,
		});
		expect(json).toHaveLength(2);
		expect(
			ours()
				.map(({ text }) => text)
				.sort(),
		).toEqual(['one', 'two']);
	});
});

describe('repeatable comment operations', () => {
	it.each([
		['hide', 'hide'],
		['unhide', 'hide'],
		['delete', 'comment-delete'],
	])('%s is sent again after a lost answer', async (name, endpoint) => {
		const connected = await connect();
		sandbox.get().world.faults.add({ endpoint, action: 'reset-after' });
		const { id } = aComment();
		const { status, json } = await run(connected, operation(name, { commentId: id }));
		expect(status).toBe('success');
		expect(json).toMatchObject([{ id }]);
	});

	it('delete is sent again after a failed connection', async () => {
		const connected = await connect();
		sandbox.get().world.faults.add({ endpoint: 'comment-delete', action: 'reset-before' });
		const { id } = aComment();
		expect((await run(connected, operation('delete', { commentId: id }))).json).toEqual([
			{ deleted: true, id },
		]);
		expect(engagement().comments.has(id)).toBe(false);
	});
});

describe('comment operations with bad input', () => {
	it.each<[string, string, object, RegExp]>([
		['no text', 'create', { text: '  ' }, /^'Text' is empty/],
		['text that is an object', 'create', { text: '={{ { a: 1 } }}' }, /^'Text' must be text/],
		['too long a text', 'create', { text: 'a'.repeat(2201) }, /^'Text' has 2,201 characters/],
		['no comment id', 'reply', { commentId: '={{ null }}', text: 'Hi' }, /^'Comment ID' is empty/],
		['a username as comment id', 'get', { commentId: 'mira_k' }, /^'Comment ID' is not an ID: 'mira_k'/],
		['no media', 'getMany', { mediaId: '={{ "" }}' }, /^'Media' is empty/],
		[
			'an unknown field',
			'get',
			{ commentId: '1', fields: ['shoe_size'] },
			/^'Fields' has 'shoe_size', which is not a field of a comment/,
		],
		[
			'a field of the other login',
			'get',
			{ commentId: '1', fields: ['legacy_instagram_comment_id'] },
			/^'Fields' has 'legacy_instagram_comment_id', which Meta offers with Facebook Login only/,
		],
		['a limit of 0', 'getMany', { limit: 0 }, /^'Limit' must be a whole number/],
	])('send nothing for %s', async (_what, name, parameters, message) => {
		const connected = await connect();
		const { error } = await run(connected, operation(name, { ...media('18010274000000001'), ...parameters }));
		expect(error?.message).toMatch(message);
		expect(counts(sandbox.get())).toEqual({});
	});

	it('explain a comment ID in place of a media ID', async () => {
		const connected = await connect();
		const { id } = aComment();
		const { last } = await run(connected, operation('getMany', media(id)), tolerant);
		const [failure] = failures(last.outputs[0]!);
		expect(failure?.error).toMatch(new RegExp(`^'Media' is ${id}, which is not the ID of`));
		expect(failure?.details).toMatchObject({ code: 100, retryable: false });
	});

	it.each(['get', 'hide', 'delete', 'reply'])('%s explains that the comment was deleted', async (name) => {
		const connected = await connect();
		const { id } = aComment();
		engagement().deleteComment(id);
		const { last } = await run(connected, operation(name, { commentId: id, text: 'Hi' }), tolerant);
		const [failure] = failures(last.outputs[0]!);
		expect(failure?.error).toMatch(/^'Comment ID' is \d+, but Meta does not find a comment with this ID/);
		expect(failure?.error).toContain('It may have been deleted');
		expect(failure?.details).toMatchObject({ code: 100, subcode: 33, retryable: false });
	});

	it('explain a media ID in place of a comment ID', async () => {
		const connected = await connect();
		const { error } = await run(connected, operation('get', { commentId: newestPost().id }));
		expect(error?.message).toMatch(/^'Comment ID' is \d+, which is not the ID of a comment/);
	});

	it.each<[Login, string]>([
		['instagram', 'instagram_business_basic'],
		['facebook', 'instagram_basic'],
	])('name the missing permission (%s Login)', async (login, permission) => {
		const permissions = [permission, 'pages_show_list'];
		const connected = await withAccessToken(sandbox.get(), login, { permissions });
		const ids = { ...media(newestPost(login).id), commentId: aComment(login).id, text: 'Hi' };
		for (const name of ['create', 'reply', 'get', 'getMany', 'hide', 'unhide', 'delete']) {
			const { last } = await run(connected, operation(name, ids), tolerant);
			expect(failures(last.outputs[0]!)).toMatchObject([
				{
					error: expect.stringContaining("The call needs 'Manage Comments'"),
					details: { code: 10 },
				},
			]);
		}
	});
});
