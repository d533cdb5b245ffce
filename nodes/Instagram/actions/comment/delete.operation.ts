import type { GraphCall } from '../../graph/types';
import { GraphError } from '../../graph/errors/explain';
import { toError } from '../../shared/toError';
import { withTarget } from '../targetErrors';
import type { ItemRun } from '../operation';
import { defineOperation } from '../operation';
import { commentCall, commentId, commentTarget } from './shared';

/** Time for Meta to finish what it was doing when the connection broke. */
const ASK_AGAIN_AFTER_MS = 2_000;

/** Deletes, and where no clear answer came, deletes again: what is not there any more then has been deleted. */
async function deleted({ connection }: ItemRun, call: GraphCall): Promise<void> {
	let isUnclear = false;
	try {
		await connection.graph.call({ ...call, repeatable: false });
		return;
	} catch (error) {
		if (!(error instanceof GraphError) || error.retry !== 'sameRequest') throw toError(error);
		isUnclear = error.outcome === 'unknown';
	}
	await connection.clock.sleep(ASK_AGAIN_AFTER_MS);
	try {
		await connection.graph.call(call);
	} catch (error) {
		if (!isUnclear || !(error instanceof GraphError) || error.kind !== 'notFound') throw toError(error);
	}
}

export const deleteComment = defineOperation({
	name: 'Delete',
	action: 'Delete comment',
	description: 'Delete a comment for good',
	parameters: [commentId],
	concurrent: true,
	async execute(run) {
		const target = commentTarget(run.read(commentId));
		const call = commentCall(run, { method: 'DELETE', path: `/${target.id}`, repeatable: true });
		await withTarget(target, async () => await deleted(run, call));
		return { deleted: true, id: target.id };
	},
});
