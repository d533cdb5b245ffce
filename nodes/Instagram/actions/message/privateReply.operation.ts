import { accountLocator } from '../../descriptions/locators';
import { privateReplyText, repliedCommentId } from '../../descriptions/message';
import { commentOf } from '../comment/commentCall';
import { about } from '../objectOf';
import type { Operation } from '../operation';
import { sendOnce } from './sendOnce';
import { readMessageText } from './text';

/**
 * Answers a comment with a message to its writer.
 * https://developers.facebook.com/docs/instagram-platform/private-replies
 */
export const privateReply: Operation = {
	properties: [accountLocator, repliedCommentId, privateReplyText],
	async execute(run) {
		const comment = commentOf(run);
		const text = readMessageText(run.parameter('text', ''));
		return await about(
			comment,
			async () => await sendOnce(run, { comment_id: comment.id }, { message: { text }, text }),
		);
	},
};
