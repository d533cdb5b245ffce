import { commentIdProperty } from '../../descriptions/comment';
import { COMMENT_FIELDS, commentFields } from '../../descriptions/commentFields';
import { readObject } from '../../graph/readObject';
import { askedFields } from '../askedFields';
import { about } from '../objectOf';
import type { Operation } from '../operation';
import { withPlainEdges } from '../plainEdges';
import { commentOf } from './commentCall';

/** One comment or reply. */
export const get: Operation = {
	properties: [commentIdProperty, commentFields],
	concurrent: true,
	async execute(run) {
		const comment = commentOf(run);
		const fields = askedFields(run, COMMENT_FIELDS, {
			name: 'fields',
			label: 'Fields',
			of: 'a comment',
		}).join(',');
		const read = { id: comment.id, fields, permission: 'comments' } as const;
		return withPlainEdges(await about(comment, async () => await readObject(run.connection.graph, read)));
	},
};
