import { account } from '../../descriptions/account';
import { readId } from '../../parameters/inputError';
import { defineParameter } from '../../parameters/parameter';
import { commentTarget } from '../comment/shared';
import { defineOperation } from '../operation';
import { withTarget } from '../targetErrors';
import { contentParameters, readDraft } from './draft';
import { sendMessage } from './sendMessage';

const commentId = defineParameter(
	{
		displayName: 'Comment ID',
		name: 'commentId',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. 17858893269000001',
		description:
			'ID of the comment whose author gets the message (digits only), from Comment > Get Many or a Comment event of the Instagram Trigger. Instagram accepts one private reply per comment, within 7 days; on a live video only during the broadcast.',
	},
	readId,
);

/**
 * Meta documents texts only. Projects have sent buttons too (ChatbotX PR #1018, 2026), so each type is sent and Meta
 * decides.
 *
 * @see https://developers.facebook.com/docs/instagram-platform/private-replies
 */
export const privateReply = defineOperation({
	name: 'Private Reply',
	action: 'Reply privately to comment',
	description: 'Reply to a comment with a message to its author',
	parameters: [account, commentId, ...contentParameters],
	async execute(run) {
		const target = commentTarget(run.read(commentId));
		const draft = await readDraft(run);
		return await withTarget(target, async () => await sendMessage(run, { comment_id: target.id }, draft));
	},
});
