import { GraphError } from '../../graph/errors/explain';
import { readPage } from '../../graph/paging';
import { timeOf } from '../../graph/answer';
import type { GraphCall } from '../../graph/types';
import { toError } from '../../shared/toError';
import type { TimeCursor } from './timeCursor';
import { isNew, readSince } from './timeCursor';
import type { PollContext, PolledRecord } from './types';

interface ListedComment {
	id: string;
	text?: string;
	timestamp?: string;
	username?: string;
	from?: { id?: string; username?: string };
	/** Meta's paging envelope. */
	replies?: unknown;
}

/** A post as the list of media returns it. */
export interface ListedMedia {
	id: string;
	media_product_type?: string;
	timestamp?: string;
	/** Includes replies. */
	comments_count?: number;
	/** Meta's paging envelope. */
	comments?: unknown;
}

/** Number of comments, and of replies to each, to embed in a post. Meta rejects requests for too much data. */
const EMBEDDED = 25;

/** The most that Meta returns per page. */
const PAGE_SIZE = 50;

const REPLY_FIELDS = 'id,text,timestamp,username,from';
const COMMENT_FIELDS = `${REPLY_FIELDS},replies.limit(${EMBEDDED}){${REPLY_FIELDS}}`;

/** Meta's `fields` parameter for posts with their newest comments. */
export const MEDIA_WITH_COMMENTS = `id,media_product_type,timestamp,comments_count,comments.limit(${EMBEDDED}){${COMMENT_FIELDS}}`;

/** What the last poll saw of a post. */
export interface PostState {
	/** `comments_count`: comments and replies, counted by Meta. */
	count: number;
	/** The newest comments, each with its number of embedded replies: `id.replies`, space-separated, newest first. */
	listed: string;
}

/** Calls that the current poll may still make for replies to older comments. */
export interface PageBudget {
	left: number;
}

/** Maximum number of pages, over all posts, that one poll reads to find replies to older comments. */
export const OLDER_PAGES = 40;

/** The same for one post. */
const OLDER_PAGES_PER_POST = 20;

function listCall({ path }: PollContext, edge: string, fields: string): GraphCall {
	return {
		method: 'GET',
		path: edge,
		query: { fields },
		repeatable: true,
		accountId: path,
		permission: 'comments',
	};
}

/** The item has the same fields as the webhook's event. */
function recordsFrom(
	{ account }: PollContext,
	media: ListedMedia,
	comment: ListedComment,
	parentId?: string,
): PolledRecord[] {
	const { id, text, timestamp, username, from = { username } } = comment;
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

const repliesOf = ({ replies }: ListedComment) => readPage<ListedComment>(replies);

/** Newest first. Within one second, a reply is newer than its comment. */
function withReplies(context: PollContext, media: ListedMedia, comments: ListedComment[]): PolledRecord[] {
	return comments.flatMap((comment) => [
		...repliesOf(comment).records.flatMap((reply) => recordsFrom(context, media, reply, comment.id)),
		...recordsFrom(context, media, comment),
	]);
}

/** The comments embedded in a post, with their replies. */
export function embeddedComments(context: PollContext, media: ListedMedia): PolledRecord[] {
	return withReplies(context, media, readPage<ListedComment>(media.comments).records);
}

/** The state to store for a post. */
function postState(media: ListedMedia): PostState {
	const listed = readPage<ListedComment>(media.comments).records.map(
		(comment) => `${comment.id}.${repliesOf(comment).records.length}`,
	);
	return { count: media.comments_count ?? 0, listed: listed.join(' ') };
}

/**
 * Counts the comments and replies that were listed at the last poll and have been deleted since. Meta lists comments
 * newest first: a comment missing above one that is still listed was deleted; below that, newer ones may have pushed it
 * out of the page.
 *
 * @param isComplete whether `comments` contains all comments of the post
 */
function deletedSince(
	{ listed }: PostState,
	comments: readonly ListedComment[],
	isComplete: boolean,
): number {
	const before = listed === '' ? [] : listed.split(' ').map((entry) => entry.split('.'));
	const now = new Map(comments.map((comment) => [comment.id, comment]));
	const lastListed = before.reduce((last, [id = ''], index) => (now.has(id) ? index : last), -1);
	return before.slice(0, isComplete ? before.length : lastListed + 1).reduce((sum, [id = '', replies]) => {
		const comment = now.get(id);
		if (!comment) return sum + 1 + Number(replies);
		const { records, next } = repliesOf(comment);
		return next === undefined ? sum + Math.max(0, Number(replies) - records.length) : sum;
	}, 0);
}

/**
 * Reads the replies that were not embedded in their comments.
 *
 * @returns the replies, and whether some are left because the budget is spent
 */
async function furtherReplies(
	context: PollContext,
	media: ListedMedia,
	comments: ListedComment[],
	budget: PageBudget,
): Promise<{ replies: PolledRecord[]; isTruncated: boolean }> {
	const replies: PolledRecord[] = [];
	for (const comment of comments) {
		const { next: after } = repliesOf(comment);
		if (after === undefined) continue;
		if (budget.left <= 0) return { replies, isTruncated: true };
		const call = listCall(context, `/${comment.id}/replies`, REPLY_FIELDS);
		try {
			for await (const page of context.graph.pages<ListedComment>(call, { pageSize: PAGE_SIZE, after })) {
				replies.push(...page.records.flatMap((reply) => recordsFrom(context, media, reply, comment.id)));
				budget.left -= 1;
				if (budget.left <= 0 && page.next !== undefined) return { replies, isTruncated: true };
			}
		} catch (error) {
			// The comment was deleted since it was listed.
			if (!(error instanceof GraphError && error.objectMissing)) throw toError(error);
			budget.left -= 1;
		}
	}
	return { replies, isTruncated: false };
}

/**
 * Returns the comments and replies of a post that may be new. Meta lists comments by their own age, so a reply to an old
 * comment is far down the list. The post's number of comments shows that there may be one: if new comments and deletions
 * among the newest do not explain how the number has changed, the rest of the list is read.
 *
 * @param before the state after the last poll; without it, older comments are not searched
 * @returns the records, and the state for the next poll
 * @throws GraphError
 */
export async function commentsOf(
	context: PollContext,
	media: ListedMedia,
	cursor: TimeCursor,
	before: PostState | undefined,
	budget: PageBudget,
): Promise<{ records: PolledRecord[]; state: PostState }> {
	const call = listCall(context, `/${media.id}/comments`, COMMENT_FIELDS);
	const embedded = readPage<ListedComment>(media.comments);
	const reach = { since: cursor.since, pageSize: PAGE_SIZE };
	const more = await readSince(context.graph, call, embedded, reach);
	const comments = [...embedded.records, ...more.records];
	const recent = withReplies(context, media, comments);
	const state = postState(media);
	if (!before) return { records: recent, state };

	const added = recent.filter((one) => isNew(cursor, one)).length;
	const expected = before.count + added - deletedSince(before, comments, more.next === undefined);
	if (state.count === expected) return { records: recent, state };
	// The change is not explained and no calls are left: keep the old count, so that the next poll compares again.
	const isComplete = more.next === undefined && comments.every((one) => repliesOf(one).next === undefined);
	if (budget.left <= 0 && !isComplete) return { records: recent, state: { ...state, count: before.count } };

	const isShared = budget.left < OLDER_PAGES;
	const pages = Math.min(OLDER_PAGES_PER_POST, budget.left);
	const start = { records: [], next: more.next };
	const all = { since: -Infinity, pageSize: PAGE_SIZE, pages };
	const {
		records: older,
		read,
		next,
	} = more.next === undefined
		? { records: [], read: 0, next: undefined }
		: await readSince<ListedComment>(context.graph, call, start, all);
	budget.left -= read;
	const further = await furtherReplies(context, media, [...comments, ...older], budget);
	// The budget was spent on other posts: keep the old count, so that the next poll compares again. A post that alone needs
	// more than the budget would need it at every poll.
	const isTruncated =
		(next !== undefined && pages < OLDER_PAGES_PER_POST) || (further.isTruncated && isShared);
	return {
		records: [...recent, ...withReplies(context, media, older), ...further.replies],
		state: isTruncated ? { ...state, count: before.count } : state,
	};
}
