import type { IDataObject } from 'n8n-workflow';

import { accounts } from '../../connection/accounts';
import { decimalIdIn } from '../../graph/answer';
import type { GraphCall, GraphParameters } from '../../graph/types';
import { InputError, readId } from '../../parameters/inputError';
import { readText } from '../../parameters/readers';
import { countCharacters } from '../../publishing/caption';
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

/** The comment that an item names. @throws InputError if that is no id */
export function commentTarget({ parameter }: ItemRun): Target {
	return {
		parameter: 'Comment ID',
		id: readId(parameter('commentId', ''), 'Comment ID'),
		kind: 'a comment',
		nodeType: /comment/i,
		hint: "Comment > Get Many lists the comments on a post with their IDs; comments on other accounts' posts cannot be reached.",
	};
}

/** What the Instagram app takes. Meta's pages on the API state no limit, so nothing that it takes is refused here. */
const MAX_CHARACTERS = 2200;

/**
 * Reads the text of a comment or reply, with its line breaks and spaces as they are.
 *
 * @throws InputError if it is empty, no text or too long
 */
export function readCommentText(value: unknown): string {
	const text = value === undefined || value === null ? '' : readText(value, 'Text');
	if (text.trim() === '') throw new InputError('Text', 'is empty', 'Enter what the comment should say.');
	const characters = countCharacters(text);
	if (characters > MAX_CHARACTERS) {
		throw new InputError(
			'Text',
			`has ${characters.toLocaleString('en-US')} characters; Instagram takes up to ${MAX_CHARACTERS.toLocaleString('en-US')} in a comment`,
		);
	}
	return text;
}

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
