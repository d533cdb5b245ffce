import type { IDataObject } from 'n8n-workflow';

import type { Connection } from '../connection/connect';
import { GraphError } from '../graph/errors/explain';
import type { GraphCall } from '../graph/types';
import { toError } from '../shared/toError';
import type { Target } from './targetErrors';
import { withTarget } from './targetErrors';

/** The call without its method; it is sent again where that is safe. */
type DeleteCall = Omit<GraphCall, 'method' | 'repeatable'>;

/** Waits before the second, third and fourth attempt. The first lets Meta finish a deletion whose connection broke. */
const RETRY_AFTER_MS = [2_000, 2_000, 4_000];

async function sendDeletion({ graph, clock }: Connection, call: DeleteCall): Promise<void> {
	let mayBeDeleted = false;
	for (let attempt = 0; ; attempt += 1) {
		try {
			// For the client it is not repeatable: to it, a missing object is an error.
			await graph.call({ ...call, method: 'DELETE', repeatable: false });
			return;
		} catch (error) {
			if (!(error instanceof GraphError)) throw toError(error);
			if (mayBeDeleted && error.kind === 'notFound') return;
			const waitMs = RETRY_AFTER_MS[attempt];
			if (error.retry !== 'sameRequest' || waitMs === undefined) throw toError(error);
			mayBeDeleted ||= error.outcome === 'unknown';
			await clock.sleep(waitMs);
		}
	}
}

/**
 * Deletes an object; retries after transient errors. If Meta does not find the object after an attempt with an unknown
 * outcome, that attempt has deleted it.
 *
 * @returns the item of the operation
 * @throws GraphError; it names the parameter if there is no such object
 */
export async function deleteTarget(
	connection: Connection,
	target: Target,
	call: DeleteCall,
): Promise<IDataObject> {
	await withTarget(target, async () => await sendDeletion(connection, call));
	return { deleted: true, id: target.id };
}
