import type { IDataObject } from 'n8n-workflow';

import { defineOperation } from '../operation';
import { withTarget } from '../targetErrors';
import { commentCall, commentId, commentTarget } from './shared';

/**
 * Hides or shows a comment; doing it twice does no harm.
 *
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-comment
 */
function visibility(hidden: boolean, texts: { name: string; action: string; description: string }) {
	return defineOperation({
		...texts,
		parameters: [commentId],
		concurrent: true,
		async execute(run): Promise<IDataObject> {
			const target = commentTarget(run.read(commentId));
			const call = commentCall(run, {
				method: 'POST',
				path: `/${target.id}`,
				form: { hide: hidden },
				repeatable: true,
			});
			await withTarget(target, async () => await run.connection.graph.call(call));
			return { id: target.id, hidden };
		},
	});
}

export const hide = visibility(true, {
	name: 'Hide',
	action: 'Hide comment',
	description: 'Hide a comment from everyone except its author',
});

export const unhide = visibility(false, {
	name: 'Unhide',
	action: 'Unhide comment',
	description: 'Show a hidden comment again',
});
