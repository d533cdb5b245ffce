import type { GraphCall } from '../../graph/types';
import { GraphError } from '../../graph/errors/explain';
import { toError } from '../../shared/toError';
import { withTarget } from '../targetErrors';
import type { ItemRun } from '../operation';
import { defineOperation } from '../operation';
import { commentCall, commentId, commentTarget } from './shared';

/** Lets Meta finish a deletion whose connection broke. */
const RETRY_AFTER_MS = 2_000;

/** Deletes; if the outcome is unknown, deletes again: a comment that is missing then was deleted the first time. */
async function deleteOnce({ connection }: ItemRun, call: GraphCall): Promise<void> {
	let isUnknown = false;
	try {
		await connection.graph.call({ ...call, repeatable: false });
		return;
	} catch (error) {
		if (!(error instanceof GraphError) || error.retry !== 'sameRequest') throw toError(error);
		isUnknown = error.outcome === 'unknown';
	}
	await connection.clock.sleep(RETRY_AFTER_MS);
	try {
		await connection.graph.call(call);
	} catch (error) {
		if (!isUnknown || !(error instanceof GraphError) || error.kind !== 'notFound') throw toError(error);
	}
}

export const deleteComment = defineOperation({
	name: 'Delete',
	action: 'Delete comment',
	description: 'Permanently delete a comment',
	parameters: [commentId],
	concurrent: true,
	deletes: true,
	async execute(run) {
		const target = commentTarget(run.read(commentId));
		const call = commentCall(run, { method: 'DELETE', path: `/${target.id}`, repeatable: true });
		await withTarget(target, async () => await deleteOnce(run, call));
		return { deleted: true, id: target.id };
	},
});
