import { readObject } from '../../graph/readObject';
import { flattenEdges } from '../../parameters/flattenEdges';
import { defineOperation } from '../operation';
import { withTarget } from '../targetErrors';
import { commentId, commentTarget, fields } from './shared';

export const get = defineOperation({
	name: 'Get',
	action: 'Get comment',
	description: 'Retrieve a comment or reply',
	parameters: [commentId, fields],
	concurrent: true,
	async execute({ connection, read }) {
		const target = commentTarget(read(commentId));
		const query = { id: target.id, fields: read(fields).join(','), permission: 'comments' } as const;
		return flattenEdges(await withTarget(target, async () => await readObject(connection.graph, query)));
	},
});
