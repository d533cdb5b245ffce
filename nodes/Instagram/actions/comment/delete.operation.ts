import { deleteTarget } from '../deleteTarget';
import { defineOperation } from '../operation';
import { commentCall, commentId, commentTarget } from './shared';

export const deleteComment = defineOperation({
	name: 'Delete',
	action: 'Delete comment',
	description: 'Permanently delete a comment',
	parameters: [commentId],
	concurrent: true,
	deletes: true,
	async execute(run) {
		const target = commentTarget(run.read(commentId));
		const call = commentCall(run, { method: 'DELETE', path: `/${target.id}`, repeatable: false });
		return await deleteTarget(run.connection, target, call);
	},
});
