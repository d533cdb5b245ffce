import { timeOf } from '../../graph/timestamp';
import { advance, begin, newIn, startOf } from './timeCursor';
import type { Cursor } from './timeCursor';
import { countsFrom, cursorFrom, fieldsOf } from './stored';
import { alongWith, MEDIA_WITH_COMMENTS, threadOf } from './commentThread';
import type { ListedMedia } from './commentThread';
import type { Edge, Found, Source } from './types';

/** How far comments have been told. */
interface CommentsState {
	readonly cursor: Cursor;
	/** By post: the number of comments and replies when they had been told. */
	readonly counts: Readonly<Record<string, number>>;
}

function stateFrom(stored: unknown): CommentsState | undefined {
	const { cursor: storedCursor, counts } = fieldsOf(stored);
	const cursor = cursorFrom(storedCursor);
	return cursor && { cursor, counts: countsFrom(counts) };
}

/** Each comes with comments and their replies, so not more of them at once. */
const POSTS_PER_REQUEST = 25;

async function watchedMedia({ graph, path, mediaWatched }: Source): Promise<ListedMedia[]> {
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

function countOf({ comments_count: count = 0 }: ListedMedia): number {
	return count;
}

/** What was there before the trigger began, or before an old post came back into the watched ones, is not looked for. */
function countBefore(media: ListedMedia, before: CommentsState | undefined): number {
	if (!before) return countOf(media);
	const isNewPost = !(timeOf(media.timestamp) < before.cursor.since);
	return before.counts[media.id] ?? (isNewPost ? 0 : countOf(media));
}

/**
 * Comments and replies on the newest posts.
 * https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-media/comments
 */
export const comments: Edge = {
	async changes(source, stored) {
		const before = stateFrom(stored);
		const cursor = before?.cursor ?? { since: startOf(source.now), known: {} };
		const media = await watchedMedia(source);
		const listed: Found[] = [];
		for (const one of media) {
			listed.push(...(await threadOf(source, one, cursor, countBefore(one, before))));
		}
		const counts = Object.fromEntries(media.map((one) => [one.id, countOf(one)]));
		if (!before) return { found: [], state: { cursor: begin(source.now, listed), counts } };
		return { found: newIn(cursor, listed), state: { cursor: advance(cursor, listed), counts } };
	},

	async newest(source) {
		const listed = (await watchedMedia(source)).flatMap((media) => alongWith(source, media));
		return listed.sort((one, other) => other.at - one.at);
	},
};
