import { commentIdProperty, commentText } from '../../descriptions/comment';
import { withTarget } from '../targetErrors';
import type { Operation } from '../operation';
import { commentTarget, readCommentText, writeComment } from './shared';

/**
 * Replies to a comment on a post of the account. A reply to a reply becomes one to the comment above it.
 * https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-comment/replies
 */
export const reply: Operation = {
	properties: [commentIdProperty, commentText],
	async execute(run) {
		const comment = commentTarget(run);
		const text = readCommentText(run.parameter('text', ''));
		const edge = `/${comment.id}/replies`;
		return await withTarget(
			comment,
			async () => await writeComment(run, { path: edge, form: { message: text }, text, listedAt: edge }),
		);
	},
};
