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

/** A call about comments: what all of them have in common. */
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
			"ID of a comment on one of the account's posts, digits only, as Comment > Get Many or a comment webhook gives it",
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
		hint: "Comment > Get Many lists the comments on a post with their IDs; comments on other accounts' posts cannot be reached.",
	};
}

/**
 * Fields of a comment.
 * https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-comment
 */
export const COMMENT_FIELDS: readonly FieldRow[] = [
	{ name: 'From', value: 'from', description: 'ID and username of who wrote it' },
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
		description: 'ID and kind of the post that it was written on',
	},
	{ name: 'Parent ID', value: 'parent_id', description: 'ID of the comment that it replies to' },
	{ name: 'Text', value: 'text', description: 'What was written' },
	{ name: 'Timestamp', value: 'timestamp', description: 'When it was written (UTC)' },
	{
		name: 'User',
		value: 'user',
		description: "Your account's ID, for comments that your own account has written",
	},
	{ name: 'Username', value: 'username', description: 'Username of who wrote it' },
];

export const fields = fieldPicker(COMMENT_FIELDS, {
	of: 'a comment',
	default: ['text', 'timestamp', 'username', 'from', 'like_count', 'hidden'],
	description: 'Fields of the comment to return. The ID is always returned.',
});

/** A comment or reply to be written. */
export interface Comment {
	path: string;
	form: GraphParameters;
	text: string;
	/** Where it can be read again: `/{media-id}/comments` or `/{comment-id}/replies`. */
	listedAt?: string;
}

interface ListedComment {
	id: string;
	text?: string;
	timestamp?: string;
	username?: string;
	from?: { id?: string; username?: string };
}

/** Comments come newest first; of replies Meta does not say, so more of them are read. */
const LOOKED_THROUGH = 200;

/** What tells a comment from others: where it stands, and its text. */
interface CommentTraits {
	listedAt: string;
	text: string;
}

/** The comments of the connection's own accounts that can be the one that was written. */
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
	const newest = run.connection.graph.records<ListedComment>(call, { limit: LOOKED_THROUGH, pageSize: 50 });
	for await (const { id, text, timestamp: time, username, from } of newest) {
		const writers = [username, from?.username, from?.id];
		if (isSentText({ id, text, time, writers }, written, own)) found.push({ id });
	}
	return found;
}

/**
 * Writes a comment or reply once. Where no clear answer comes, the newest ones are read for it.
 *
 * @throws GraphError that is not retryable where the comment may have been written
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
			what: 'The comment may have been written',
			description:
				'Look at the post in the Instagram app before you run this again, or the comment may stand there twice.',
		},
	});
	return { id };
}
