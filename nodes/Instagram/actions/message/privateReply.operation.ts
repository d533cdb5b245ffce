import { accountLocator } from '../../descriptions/account';
import { privateReplyText, repliedCommentId } from '../../descriptions/message';
import { commentTarget } from '../comment/shared';
import { withTarget } from '../targetErrors';
import type { Operation } from '../operation';
import { sendMessage } from './sendOnce';
import { readMessageText } from './shared';

/**
 * Answers a comment with a message to its writer.
 * https://developers.facebook.com/docs/instagram-platform/private-replies
 */
export const privateReply: Operation = {
	properties: [accountLocator, repliedCommentId, privateReplyText],
	async execute(run) {
		const comment = commentTarget(run);
		const text = readMessageText(run.parameter('text', ''));
		return await withTarget(
			comment,
			async () => await sendMessage(run, { comment_id: comment.id }, { message: { text }, text }),
		);
	},
};
