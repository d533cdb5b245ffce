import { commentIdProperty, commentText } from '../../descriptions/comment';
import { about } from '../objectOf';
import type { Operation } from '../operation';
import { commentOf } from './commentCall';
import { readCommentText } from './text';
import { writeOnce } from './writeOnce';

/**
 * Replies to a comment on a post of the account. A reply to a reply becomes one to the comment above it.
 * https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-comment/replies
 */
export const reply: Operation = {
	properties: [commentIdProperty, commentText],
	async execute(run) {
		const comment = commentOf(run);
		const text = readCommentText(run.parameter('text', ''));
		const edge = `/${comment.id}/replies`;
		return await about(
			comment,
			async () => await writeOnce(run, { path: edge, form: { message: text }, text, listedAt: edge }),
		);
	},
};
