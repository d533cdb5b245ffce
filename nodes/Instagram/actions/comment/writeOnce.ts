import type { IDataObject } from 'n8n-workflow';

import { GraphError } from '../../graph/errors';
import { asError } from '../../graph/thrown';
import type { GraphParameters } from '../../graph/types';
import { Journal } from '../../publishing/journal';
import type { ItemRun } from '../operation';
import { commentCall } from './commentCall';
import { findWritten } from './findWritten';

/** A comment or reply to be written. */
export interface Comment {
	path: string;
	form: GraphParameters;
	text: string;
	/** Where it can be read again: `/{media-id}/comments` or `/{comment-id}/replies`. */
	listedAt?: string;
}

/** How far the comment of one item of one run has come. */
interface CommentEntry {
	/** When it was sent without a clear answer, milliseconds since the epoch. */
	sentAt?: number;
	id?: string;
}

/** What this process has written; n8n's Retry on Fail runs all items of a node again. */
const written = new Journal<CommentEntry>();

/** Comments that a run has written, so that none is taken for another item's. */
class CommentsOfRun {
	readonly ids = new Set<string>();
}

function entryOf({ context, itemIndex }: ItemRun, content: unknown): CommentEntry {
	return written.entry({
		executionId: context.getExecutionId(),
		nodeId: context.getNode().id,
		runIndex: context.getWorkflowDataProxy(itemIndex).$runIndex as number,
		itemIndex,
		content,
	});
}

/** The comment may be there or not, and running the item again could write it twice. */
function maybeWritten(reason: GraphError | undefined): GraphError {
	return new GraphError({
		kind: 'noAnswer',
		...reason,
		message: `The comment may have been written. ${reason?.message ?? 'An earlier try got no clear answer'}`,
		description:
			'Look at the post in the Instagram app before you run this again, or the comment may stand there twice.',
		retry: 'never',
		outcome: 'unknown',
	});
}

/** Sends a comment. @returns its id, or the error of an answer that does not tell whether it has been written */
async function send(run: ItemRun, { path, form }: Comment): Promise<string | GraphError> {
	const call = commentCall(run, { method: 'POST', path, form, repeatable: false });
	try {
		const { id } = await run.connection.graph.call<{ id: string }>(call);
		return id;
	} catch (error) {
		if (error instanceof GraphError && error.outcome === 'unknown') return error;
		throw asError(error);
	}
}

/**
 * Writes a comment or reply once. Where no clear answer comes, the newest ones are read for it; what cannot be found
 * there is reported, never sent again. What this execution has already written is returned.
 *
 * @throws GraphError that is not retryable where the comment may have been written
 */
export async function writeOnce(run: ItemRun, comment: Comment): Promise<IDataObject> {
	const { path, form, text, listedAt } = comment;
	const entry = entryOf(run, [path, form]);
	const others = run.shared(CommentsOfRun).ids;
	let reason: GraphError | undefined;
	if (entry.id === undefined && entry.sentAt === undefined) {
		const sentAt = run.connection.clock.now();
		const answer = await send(run, comment);
		if (answer instanceof GraphError) {
			entry.sentAt = sentAt;
			reason = answer;
		} else {
			entry.id = answer;
		}
	}
	if (entry.id === undefined && entry.sentAt !== undefined && listedAt !== undefined) {
		entry.id = await findWritten(run, { edge: listedAt, text, sentAt: entry.sentAt, others });
	}
	if (entry.id === undefined) throw maybeWritten(reason);
	others.add(entry.id);
	return { id: entry.id };
}
