import { COMMENT_FIELDS, commentFields, commentIdProperty } from '../../descriptions/comment';
import { readObject } from '../../graph/readObject';
import { askedFields } from '../askedFields';
import { withTarget } from '../targetErrors';
import type { Operation } from '../operation';
import { flattenEdges } from '../../parameters/flattenEdges';
import { commentTarget } from './shared';

/** One comment or reply. */
export const get: Operation = {
	properties: [commentIdProperty, commentFields],
	concurrent: true,
	async execute(run) {
		const comment = commentTarget(run);
		const fields = askedFields(run, COMMENT_FIELDS, {
			name: 'fields',
			label: 'Fields',
			of: 'a comment',
		}).join(',');
		const read = { id: comment.id, fields, permission: 'comments' } as const;
		return flattenEdges(await withTarget(comment, async () => await readObject(run.connection.graph, read)));
	},
};
