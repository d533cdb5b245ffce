import { commentText } from '../../descriptions/comment';
import { defineOperation } from '../operation';
import { withTarget } from '../targetErrors';
import { commentId, commentTarget, writeComment } from './shared';

/**
 * Meta turns a reply to a reply into one to the comment above it.
 *
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-comment/replies
 */
export const reply = defineOperation({
	name: 'Reply',
	action: 'Reply to comment',
	description: 'Reply publicly to a comment',
	parameters: [commentId, commentText],
	async execute(run) {
		const comment = commentTarget(run.read(commentId));
		const text = run.read(commentText);
		const edge = `/${comment.id}/replies`;
		return await withTarget(
			comment,
			async () => await writeComment(run, { path: edge, form: { message: text }, text, listedAt: edge }),
		);
	},
});
