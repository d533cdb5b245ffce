import { commentIdProperty } from '../../descriptions/comment';
import { COMMENT_FIELDS, commentFields } from '../../descriptions/commentFields';
import { ObjectReader } from '../../graph/objectReader';
import { askedFields } from '../askedFields';
import { about } from '../objectOf';
import type { Operation } from '../operation';
import { commentOf } from './commentCall';

/** One comment or reply. The comments of many items are read together where Meta allows it. */
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
		const { graph, clock } = run.connection;
		return await about(
			comment,
			async () =>
				await run.shared(ObjectReader).read(graph, clock, { id: comment.id, fields, permission: 'comments' }),
		);
	},
};
