import { timeOf } from '../../graph/answer';
import type { ListedMedia, PostState } from './commentThread';
import { commentsOf, embeddedComments, MEDIA_WITH_COMMENTS, OLDER_PAGES } from './commentThread';
import type { TimeCursor } from './timeCursor';
import {
	advanceTimeCursor,
	startTimeCursor,
	fieldsOf,
	readTimeCursor,
	startTime,
	unseenIn,
} from './timeCursor';
import type { PollContext, PolledEdge, PolledRecord } from './types';

/** How far comments have been read. */
interface CommentsState {
	readonly cursor: TimeCursor;
	/** The watched posts by ID. */
	readonly posts: Readonly<Record<string, PostState>>;
}

function isPostState(value: unknown): value is PostState {
	const { count, listed } = fieldsOf(value);
	return typeof count === 'number' && typeof listed === 'string';
}

function readState(stored: unknown): CommentsState | undefined {
	const { cursor: storedCursor, posts } = fieldsOf(stored);
	const cursor = readTimeCursor(storedCursor);
	const valid = Object.entries(fieldsOf(posts)).filter((entry): entry is [string, PostState] =>
		isPostState(entry[1]),
	);
	return cursor && { cursor, posts: Object.fromEntries(valid) };
}

/** Each post comes with comments and their replies; Meta rejects requests for too much data. */
const POSTS_PER_REQUEST = 25;

async function watchedMedia({ graph, path, mediaWatched }: PollContext): Promise<ListedMedia[]> {
	const media: ListedMedia[] = [];
	const newest = graph.records<ListedMedia>(
		{
			method: 'GET',
			path: `/${path}/media`,
			query: { fields: MEDIA_WITH_COMMENTS },
			repeatable: true,
			accountId: path,
			permission: 'comments',
		},
		{ limit: mediaWatched, pageSize: POSTS_PER_REQUEST },
	);
	for await (const one of newest) media.push(one);
	return media;
}

/**
 * A post published since the last poll had no comments at that time. An old post that is watched again has no previous
 * state, so its older comments are not searched.
 */
function stateBefore(media: ListedMedia, before: CommentsState | undefined): PostState | undefined {
	if (!before) return undefined;
	const isNewPost = !(timeOf(media.timestamp) < before.cursor.since);
	return before.posts[media.id] ?? (isNewPost ? { count: 0, listed: '' } : undefined);
}

/**
 * Comments and replies on the newest posts.
 *
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-media/comments
 */
export const comments: PolledEdge = {
	async changes(context, stored) {
		const before = readState(stored);
		const cursor = before?.cursor ?? { since: startTime(context.now), seen: {} };
		const budget = { left: OLDER_PAGES };
		const listed: PolledRecord[] = [];
		const posts: Record<string, PostState> = {};
		for (const media of await watchedMedia(context)) {
			const { records, state } = await commentsOf(context, media, cursor, stateBefore(media, before), budget);
			listed.push(...records);
			posts[media.id] = state;
		}
		if (!before) return { records: [], state: { cursor: startTimeCursor(context.now, listed), posts } };
		return { records: unseenIn(cursor, listed), state: { cursor: advanceTimeCursor(cursor, listed), posts } };
	},

	async newest(context) {
		const listed = (await watchedMedia(context)).flatMap((media) => embeddedComments(context, media));
		return listed.sort((one, other) => other.at - one.at);
	},
};
