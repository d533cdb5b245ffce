import type { IDataObject } from 'n8n-workflow';

import { accounts } from '../../connection/accounts';
import { decimalIdIn } from '../../graph/answer';
import type { GraphCall, GraphParameters } from '../../graph/types';
import type { FieldRow } from '../../parameters/fieldPicker';
import { fieldPicker } from '../../parameters/fieldPicker';
import { readId } from '../../parameters/inputError';
import { defineParameter } from '../../parameters/parameter';
import type { ItemRun } from '../operation';
import type { SentTrace } from '../sendOnce';
import { isSentText, sendOnce } from '../sendOnce';
import type { Target } from '../targetErrors';

/** A call about comments, with what all of them need. */
export function commentCall(
	{ connection }: ItemRun,
	call: Omit<GraphCall, 'permission' | 'accountId'>,
): GraphCall {
	const { loginMethod } = connection.settings;
	return { ...call, permission: 'comments', ...(loginMethod === 'instagram' ? { accountId: 'me' } : {}) };
}

/** The comment that an operation acts on. */
export const commentId = defineParameter(
	{
		displayName: 'Comment ID',
		name: 'commentId',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. 17858893269000001',
		description:
			"ID of a comment on one of the account's posts (digits only), from Comment > Get Many or a Comment event of the Instagram Trigger",
	},
	readId,
);

/** A comment, for errors about it. */
export function commentTarget(id: string): Target {
	return {
		parameter: commentId.property.displayName,
		id,
		kind: 'a comment',
		nodeType: /comment/i,
		hint: "Comment > Get Many lists the comments on a post with their IDs; comments on other accounts' posts cannot be accessed.",
	};
}

/**
 * Fields of a comment.
 * https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-comment
 */
export const COMMENT_FIELDS: readonly FieldRow[] = [
	{ name: 'From', value: 'from', description: 'ID and username of the author' },
	{ name: 'Hidden', value: 'hidden', description: 'Whether the comment is hidden' },
	{
		name: 'Legacy ID',
		value: 'legacy_instagram_comment_id',
		only: 'facebook',
		description: 'ID of the comment in older versions of the API. Facebook Login only.',
	},
	{ name: 'Like Count', value: 'like_count', description: 'Number of likes' },
	{
		name: 'Media',
		value: 'media',
		expansion: 'media{id,media_product_type}',
		description: 'ID and product type of the post that was commented on',
	},
	{ name: 'Parent ID', value: 'parent_id', description: 'ID of the comment that this one replies to' },
	{ name: 'Text', value: 'text', description: 'Text of the comment' },
	{ name: 'Timestamp', value: 'timestamp', description: 'Time of the comment (UTC)' },
	{
		name: 'User',
		value: 'user',
		description: 'ID of your account; for comments by your own account only',
	},
	{ name: 'Username', value: 'username', description: 'Username of the author' },
];

export const fields = fieldPicker(COMMENT_FIELDS, {
	of: 'a comment',
	default: ['text', 'timestamp', 'username', 'from', 'like_count', 'hidden'],
	toolDefault: ['text', 'timestamp', 'username'],
	description: 'Fields of the comment to return. The ID is always returned.',
});

/** A comment or reply to write. */
export interface Comment {
	path: string;
	form: GraphParameters;
	text: string;
	/** The edge that lists it: `/{media-id}/comments` or `/{comment-id}/replies`. */
	listedAt?: string;
}

interface ListedComment {
	id: string;
	text?: string;
	timestamp?: string;
	username?: string;
	from?: { id?: string; username?: string };
}

/** Comments come newest first. Meta does not document the order of replies, so more of them are read. */
const MAX_CANDIDATES = 200;

/** Identifies a comment: the edge that lists it, and its text. */
interface CommentTraits {
	listedAt: string;
	text: string;
}

/** Lists the comments by the connection's accounts that may be the one that was written. */
async function listWrittenComments(run: ItemRun, written: SentTrace & CommentTraits) {
	const own = new Set<string>();
	for await (const { id, username } of accounts(run.connection)) own.add(id).add(username);
	const call = commentCall(run, {
		method: 'GET',
		path: written.listedAt,
		query: { fields: 'id,text,timestamp,username,from' },
		repeatable: true,
	});
	const found: Array<{ id: string }> = [];
	const newest = run.connection.graph.records<ListedComment>(call, { limit: MAX_CANDIDATES, pageSize: 50 });
	for await (const { id, text, timestamp: time, username, from } of newest) {
		const writers = [username, from?.username, from?.id];
		if (isSentText({ id, text, time, writers }, written, own)) found.push({ id });
	}
	return found;
}

/**
 * Writes a comment or reply once. If the outcome is unknown, looks for it among the newest ones.
 *
 * @throws GraphError that is not retryable if the comment may have been written
 */
export async function writeComment(run: ItemRun, comment: Comment): Promise<IDataObject> {
	const { path, form, text, listedAt } = comment;
	const call = commentCall(run, { method: 'POST', path, form, repeatable: false });
	const { id } = await sendOnce<{ id: string }, CommentTraits>(run, {
		content: [path, form],
		send: async () => await run.connection.graph.call(call),
		traits: listedAt === undefined ? undefined : { listedAt, text },
		listCandidates: async (trace) => await listWrittenComments(run, trace),
		idOf: decimalIdIn,
		onUnknownOutcome: {
			what: 'The comment may already have been posted',
			description:
				'Check the post in the Instagram app before you run this again; otherwise the comment may appear twice.',
		},
	});
	return { id };
}
