import type { IDataObject } from 'n8n-workflow';

import { commentIdProperty } from '../../descriptions/comment';
import { withTarget } from '../targetErrors';
import type { Operation } from '../operation';
import { commentCall, commentTarget } from './shared';

/**
 * Hides a comment from everybody but its writer, or shows it again. Doing it twice does no harm.
 * https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-comment
 */
function visibility(hidden: boolean): Operation {
	return {
		properties: [commentIdProperty],
		concurrent: true,
		async execute(run): Promise<IDataObject> {
			const comment = commentTarget(run);
			const call = commentCall(run, {
				method: 'POST',
				path: `/${comment.id}`,
				form: { hide: hidden },
				repeatable: true,
			});
			await withTarget(comment, async () => await run.connection.graph.call(call));
			return { id: comment.id, hidden };
		},
	};
}

export const hide = visibility(true);

export const unhide = visibility(false);
