import { readPage } from '../../graph/paging';
import { timeOf } from '../../graph/timestamp';
import type { GraphCall } from '../../graph/types';
import type { Cursor } from './timeCursor';
import { isNew } from './timeCursor';
import { readBack } from './readSince';
import type { Found, Source } from './types';

interface ListedComment {
	id: string;
	text?: string;
	timestamp?: string;
	username?: string;
	from?: { id?: string; username?: string };
	/** Meta's envelope. */
	replies?: unknown;
}

/** A post as the list of media gives it. */
export interface ListedMedia {
	id: string;
	media_product_type?: string;
	timestamp?: string;
	/** Replies are counted, too. */
	comments_count?: number;
	/** Meta's envelope. */
	comments?: unknown;
}

/** How many comments, and replies to each, come along with a post. Meta refuses requests for too much data. */
const ALONG = 25;

/** The most that Meta gives at once. */
const PAGE_SIZE = 50;

/** Pages of a post that are read for replies to older comments. */
const OLDER_PAGES = 20;

const REPLY_FIELDS = 'id,text,timestamp,username,from';
const COMMENT_FIELDS = `${REPLY_FIELDS},replies.limit(${ALONG}){${REPLY_FIELDS}}`;

/** Meta's `fields` parameter for posts with what is said below them. */
export const MEDIA_WITH_COMMENTS = `id,media_product_type,timestamp,comments_count,comments.limit(${ALONG}){${COMMENT_FIELDS}}`;

function listCall({ path }: Source, edge: string, fields: string): GraphCall {
	return {
		method: 'GET',
		path: edge,
		query: { fields },
		repeatable: true,
		accountId: path,
		permission: 'comments',
	};
}

/** The item has the fields of the webhook. */
function found(source: Source, media: ListedMedia, comment: ListedComment, parentId?: string): Found[] {
	const { id, text, timestamp, username, from = { username } } = comment;
	const { account } = source;
	const at = timeOf(timestamp);
	if (Number.isNaN(at)) return [];
	const { id: mediaId, media_product_type: productType } = media;
	return [
		{
			id,
			at,
			isOwn: from.id === account.id || (username ?? from.username) === account.username,
			item: {
				event: 'comments',
				accountId: account.id,
				time: new Date(at).toISOString(),
				id,
				from,
				text: text ?? '',
				...(parentId === undefined ? {} : { parent_id: parentId }),
				media: { id: mediaId, ...(productType ? { media_product_type: productType } : {}) },
			},
		},
	];
}

/** Newest first: within one second, a reply is newer than its comment. */
function withReplies(source: Source, media: ListedMedia, comments: ListedComment[]): Found[] {
	return comments.flatMap((comment) => [
		...readPage<ListedComment>(comment.replies).records.flatMap((reply) =>
			found(source, media, reply, comment.id),
		),
		...found(source, media, comment),
	]);
}

/** What has come along with a post. */
export function alongWith(source: Source, media: ListedMedia): Found[] {
	return withReplies(source, media, readPage<ListedComment>(media.comments).records);
}

/** The replies that did not fit in with their comments. */
async function furtherReplies(
	source: Source,
	media: ListedMedia,
	comments: ListedComment[],
): Promise<Found[]> {
	const replies: Found[] = [];
	for (const { id, replies: along } of comments) {
		const { next: after } = readPage<ListedComment>(along);
		if (after === undefined) continue;
		const call = listCall(source, `/${id}/replies`, REPLY_FIELDS);
		const rest = source.graph.records<ListedComment>(call, { pageSize: PAGE_SIZE, after });
		for await (const reply of rest) replies.push(...found(source, media, reply, id));
	}
	return replies;
}

/**
 * The comments and replies of a post that may be new. Meta lists comments by their own age: a reply to an old comment
 * stands far below. That there is one shows in the post's number of comments, and only then is the rest read.
 *
 * @param countBefore the number of comments when the post was last looked at
 * @throws GraphError
 */
export async function threadOf(
	source: Source,
	media: ListedMedia,
	cursor: Cursor,
	countBefore: number,
): Promise<Found[]> {
	const call = listCall(source, `/${media.id}/comments`, COMMENT_FIELDS);
	const along = readPage<ListedComment>(media.comments);
	const reach = { since: cursor.since, pageSize: PAGE_SIZE };
	const more = await readBack(source.graph, call, along, reach);
	const comments = [...along.records, ...more.records];
	const recent = withReplies(source, media, comments);
	const explained = recent.filter((one) => isNew(cursor, one)).length;
	if ((media.comments_count ?? 0) - countBefore <= explained) return recent;

	const start = { records: [], next: more.next };
	const all = { since: -Infinity, pageSize: PAGE_SIZE, pages: OLDER_PAGES };
	const { records: older } =
		more.next === undefined ? { records: [] } : await readBack<ListedComment>(source.graph, call, start, all);
	return [
		...recent,
		...withReplies(source, media, older),
		...(await furtherReplies(source, media, [...comments, ...older])),
	];
}
