import { account } from '../../descriptions/account';
import { media } from '../../descriptions/media';
import { GraphError } from '../../graph/errors/explain';
import type { GraphClient } from '../../graph/types';
import { toError } from '../../shared/toError';
import { mediaTarget, resolveMedia } from '../mediaId';
import { defineOperation } from '../operation';
import { withTarget } from '../targetErrors';

/** Whether a media is gone after a deletion whose outcome is unknown. */
async function isGone(graph: GraphClient, id: string): Promise<boolean> {
	try {
		await graph.call({ method: 'GET', path: `/${id}`, query: { fields: 'id' }, repeatable: true });
		return false;
	} catch (error) {
		return error instanceof GraphError && error.kind === 'notFound';
	}
}

async function deleteOnce(graph: GraphClient, id: string): Promise<void> {
	try {
		// Not repeatable: Meta would answer a second deletion with an error that there is no such media.
		await graph.call({ method: 'DELETE', path: `/${id}`, repeatable: false, permission: 'deleteMedia' });
	} catch (error) {
		const isUnknown = error instanceof GraphError && error.outcome === 'unknown';
		if (!isUnknown || !(await isGone(graph, id))) throw toError(error);
	}
}

/** @see https://developers.facebook.com/docs/instagram-platform/reference/instagram-media (since 2025-12-03) */
export const deleteMedia = defineOperation({
	name: 'Delete',
	action: 'Delete media',
	description: 'Permanently delete a post, reel or story',
	only: 'facebook',
	parameters: [account, media],
	concurrent: true,
	deletes: true,
	async execute(run) {
		const id = await resolveMedia(run);
		await withTarget(mediaTarget(id), async () => await deleteOnce(run.connection.graph, id));
		return { deleted: true, id };
	},
});
