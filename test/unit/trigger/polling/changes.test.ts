import { GraphError } from '../../../../nodes/Instagram/graph/errors/explain';
import { InputError } from '../../../../nodes/Instagram/parameters/inputError';
import { pollError } from '../../../../nodes/Instagram/trigger/polling/poll';
import { detectChanges, readSample } from '../../../../nodes/Instagram/trigger/polling/changes';

import { readEventFilter } from '../../../../nodes/Instagram/trigger/eventFilter';
import type { PolledName } from '../../../../nodes/Instagram/trigger/polling/types';
import { ACCOUNT, FakeMeta } from '../../../doubles/fakeMeta';

const wanted = (...events: PolledName[]) => ({ events, includeEcho: false, filter: readEventFilter({}) });
const ids = (found: Array<{ id: string }>) => found.map(({ id }) => id);

describe('detectChanges', () => {
	it('starts now and returns nothing existing', async () => {
		const meta = new FakeMeta();
		const { id } = meta.post();
		meta.comment(id);
		meta.tag();
		const { records, failures, state } = await detectChanges(
			meta.source(),
			wanted('comments', 'media', 'mentions'),
			undefined,
		);
		expect({ records, failures }).toEqual({ records: [], failures: [] });
		expect(state).toMatchObject({
			accountId: ACCOUNT.id,
			version: 1,
			comments: { posts: { [id]: { count: 1 } } },
			media: { seen: { [id]: meta.now * 1000 } },
			mentions: { isComplete: true },
		});
	});

	it('advances the state only of events that could be read', async () => {
		const meta = new FakeMeta();
		meta.post();
		const events = wanted('comments', 'media');
		const { state } = await detectChanges(meta.source(), events, undefined);
		meta.now += 60;
		const post = meta.post();
		const { id } = meta.comment(post.id);
		meta.failing = new Set([0]);
		const second = await detectChanges(meta.source(), events, state);
		expect(ids(second.records)).toEqual([post.id]);
		expect(second.failures).toHaveLength(1);
		expect(second.state.comments).toEqual(state.comments);
		meta.failing.clear();
		expect(ids((await detectChanges(meta.source(), events, second.state)).records)).toEqual([id]);
	});

	it('returns a comment before a reply of the same second', async () => {
		const meta = new FakeMeta();
		const post = meta.post();
		const { state } = await detectChanges(meta.source(), wanted('comments'), undefined);
		const { id: parentId } = meta.comment(post.id);
		const { id } = meta.comment(post.id, { parentId });
		expect(ids((await detectChanges(meta.source(), wanted('comments'), state)).records)).toEqual([
			parentId,
			id,
		]);
	});

	it('drops the state of events that are no longer chosen', async () => {
		const meta = new FakeMeta();
		const { state } = await detectChanges(meta.source(), wanted('comments', 'media'), undefined);
		expect(Object.keys((await detectChanges(meta.source(), wanted('media'), state)).state)).toEqual([
			'version',
			'at',
			'accountId',
			'media',
		]);
	});

	it("treats a tag by the account itself as the account's own", async () => {
		const meta = new FakeMeta();
		const { state } = await detectChanges(meta.source(), wanted('mentions'), undefined);
		const { id } = meta.tag(meta.now, ACCOUNT.username);
		expect((await detectChanges(meta.source(), wanted('mentions'), state)).records).toEqual([]);
		const all = { ...wanted('mentions'), includeEcho: true };
		expect(ids((await detectChanges(meta.source(), all, state)).records)).toEqual([id]);
	});
});

describe('detectChanges > number of calls', () => {
	it('makes one call per event if nothing has changed, for any number of records', async () => {
		const meta = new FakeMeta();
		for (let index = 0; index < 4; index += 1) {
			const { id } = meta.post(meta.now - 10_000_000 + index);
			for (let number = 0; number < 40; number += 1) {
				const above = meta.comment(id, { at: meta.now - 1_000_000 + number });
				for (let reply = 0; reply < number % 30; reply += 1)
					meta.comment(id, { parentId: above.id, at: above.at });
			}
			meta.tag(meta.now - 5_000_000);
		}
		const events = wanted('comments', 'media', 'mentions');
		const { state } = await detectChanges(meta.source(), events, undefined);
		const quiet = meta.source();
		await detectChanges(quiet, events, state);
		expect(meta.calls.sort()).toEqual(['/me/media', '/me/media', '/me/tags']);
	});

	it('stops searching for a reply after a thousand comments', async () => {
		const meta = new FakeMeta();
		const { id } = meta.post(meta.now - 10_000_000);
		for (let number = 0; number < 1000; number += 1) meta.comment(id, { at: meta.now - 500_000 + number });
		const { state } = await detectChanges(meta.source(), wanted('comments'), undefined);
		meta.comment(id, { parentId: meta.comments[0]!.id });
		const source = meta.source();
		await detectChanges(source, wanted('comments'), state);
		expect(meta.calls).toHaveLength(21);
	});

	it('finds new replies to old comments of two posts that together need more calls than one poll makes', async () => {
		const meta = new FakeMeta();
		const posts = [1, 2].map((age) => meta.post(meta.now - age * 10_000_000));
		const lastReplies = posts.map(({ id }) => {
			const comments = Array.from({ length: 25 }, (_, number) => {
				const comment = meta.comment(id, { at: meta.now - 500_000 - number });
				for (let reply = 0; reply < 30; reply += 1)
					meta.comment(id, { parentId: comment.id, at: comment.at });
				return comment;
			});
			return { id, parentId: comments.at(-1)?.id };
		});
		const { state } = await detectChanges(meta.source(), wanted('comments'), undefined);
		meta.now += 60;
		const expected = lastReplies.map(({ id, parentId }) => meta.comment(id, { parentId }).id);
		const first = await detectChanges(meta.source(), wanted('comments'), state);
		expect(meta.calls.length).toBeLessThanOrEqual(41);
		meta.now += 60;
		const second = await detectChanges(meta.source(), wanted('comments'), first.state);
		expect([...ids(first.records), ...ids(second.records)].sort()).toEqual(expected.sort());
	});

	it('stops if a list repeats its cursor', async () => {
		const meta = new FakeMeta();
		const { graph, ...source } = meta.source();
		const next = 'https://graph.instagram.com/?after=same';
		const page = async <T>() => ({
			records: [{ id: '1', timestamp: new Date(meta.now * 1000).toISOString() }] as T[],
			next,
		});
		const { failures } = await detectChanges(
			{ ...source, graph: { ...graph, page } },
			wanted('media', 'mentions'),
			undefined,
		);
		expect(failures).toEqual([]);
	});
});

describe('readSample', () => {
	it("returns the newest record of each event that is not the account's own", async () => {
		const meta = new FakeMeta();
		const post = meta.post();
		const { id } = meta.comment(post.id, { at: meta.now - 5 });
		meta.comment(post.id, { username: ACCOUNT.username });
		expect(ids(await readSample(meta.source(), wanted('comments', 'media', 'mentions')))).toEqual([
			id,
			post.id,
		]);
	});

	it('returns nothing if there is nothing', async () => {
		expect(await readSample(new FakeMeta().source(), wanted('comments', 'media', 'mentions'))).toEqual([]);
	});
});

describe('commentsOf > comments that are not embedded', () => {
	/** A post with more comments than are embedded; the last one is the oldest. */
	function busyPost(meta: FakeMeta, count = 12) {
		const post = meta.post(meta.now - 90_000);
		const comments = Array.from({ length: count }, (_, index) =>
			meta.comment(post.id, { at: meta.now - 10_000 - index * 60 }),
		);
		return { post, comments };
	}

	const detect = async (meta: FakeMeta, last?: unknown) =>
		await detectChanges(meta.source(), wanted('comments'), last);

	it.each<[string, number[]]>([
		['the newest comment was deleted', [0]],
		['several were deleted', [0, 2, 3]],
		['an old one was deleted, and the count has fallen', [9, 10]],
	])('finds a reply to an old comment although %s', async (_what, deleted) => {
		const meta = new FakeMeta(4);
		const { post, comments } = busyPost(meta);
		const { state } = await detect(meta);
		meta.now += 60;
		for (const index of deleted) meta.delete(comments[index]!.id);
		const reply = meta.comment(post.id, { parentId: comments.at(-1)!.id });
		expect(ids((await detect(meta, state)).records)).toEqual([reply.id]);
	});

	it('finds the newest of many replies although one of them was deleted', async () => {
		const meta = new FakeMeta(4);
		const { post, comments } = busyPost(meta, 1);
		const replies = Array.from({ length: 6 }, (_, index) =>
			meta.comment(post.id, { parentId: comments[0]!.id, at: meta.now - 9000 + index }),
		);
		const { state } = await detect(meta);
		meta.now += 60;
		meta.delete(replies[0]!.id);
		meta.delete(replies[1]!.id);
		const reply = meta.comment(post.id, { parentId: comments[0]!.id });
		expect(ids((await detect(meta, state)).records)).toEqual([reply.id]);
	});

	it('does not read further if deletions among the newest comments explain the count', async () => {
		const meta = new FakeMeta(4);
		const { comments } = busyPost(meta);
		const { state } = await detect(meta);
		meta.now += 60;
		meta.delete(comments[1]!.id);
		expect((await detect(meta, state)).records).toEqual([]);
		expect(meta.calls).toEqual(['/me/media']);
	});

	it('makes a limited number of calls, and continues with the remaining posts at the next poll', async () => {
		const meta = new FakeMeta(4);
		const posts = Array.from({ length: 5 }, () => busyPost(meta, 100));
		let { state } = await detect(meta);
		meta.now += 60;
		const replies = posts.map(({ post, comments }) => meta.comment(post.id, { parentId: comments[50]!.id }));
		const returned: string[] = [];
		for (let poll = 0; poll < 4; poll += 1) {
			const changes = await detect(meta, state);
			expect(meta.calls.length).toBeLessThanOrEqual(45);
			returned.push(...ids(changes.records));
			({ state } = changes);
			meta.now += 60;
		}
		expect(returned.sort()).toEqual(replies.map(({ id }) => id).sort());
	});
});

describe('pollError', () => {
	const node = {
		id: '1',
		name: 'Polling',
		type: 'instagramPollingTrigger',
		typeVersion: 1,
		position: [0, 0] as [number, number],
		parameters: {},
	};

	it("puts the remedy into the message, and Meta's code into the description", () => {
		const error = new GraphError({
			kind: 'permission',
			message: 'Not allowed',
			description: 'Allow it.',
			retry: 'never',
			outcome: 'refused',
			code: 10,
			httpCode: 400,
			fbtraceId: 'Abc',
		});
		expect(pollError(node, error)).toMatchObject({
			name: 'NodeApiError',
			message: 'Not allowed. Allow it.',
			description: "Meta's code 10, trace Abc",
			httpCode: '400',
		});
	});

	it('is a NodeOperationError for an invalid parameter', () => {
		const { name, message } = pollError(node, new InputError('Events', 'is empty', 'Choose some.'));
		expect({ name, message }).toEqual({
			name: 'NodeOperationError',
			message: "'Events' is empty. Choose some.",
		});
	});

	it('has no code if there was no response', () => {
		const error = new GraphError({
			kind: 'network',
			message: 'No answer',
			description: 'Try later.',
			retry: 'sameRequest',
			outcome: 'unknown',
		});
		expect(pollError(node, error)).toMatchObject({ name: 'NodeApiError', message: 'No answer. Try later.' });
	});
});
