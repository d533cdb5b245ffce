import type { IDataObject } from 'n8n-workflow';

import { resolveAccount } from '../../connection/accounts';
import { account } from '../../descriptions/account';
import { commentText } from '../../descriptions/comment';
import { writeComment } from '../comment/shared';
import { resolveMedia } from '../mediaId';
import { defineOperation } from '../operation';
import { withTarget } from '../targetErrors';
import { mentioningComment, mentioningMedia, mentionTarget } from './shared';

/**
 * Comments below the post, or below the comment that mentions the account.
 *
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/mentions
 */
export const reply = defineOperation({
	name: 'Reply',
	action: 'Reply to mention',
	description: 'Reply to a post or comment that mentions the account',
	only: 'facebook',
	parameters: [account, mentioningMedia, mentioningComment, commentText],
	async execute(run): Promise<IDataObject> {
		const text = run.read(commentText);
		const commentId = run.read(mentioningComment);
		const mediaId = await resolveMedia(run, mentioningMedia, 'tags');
		const accountId = await resolveAccount(run.connection, run.read(account));
		return await withTarget(
			mentionTarget(mediaId, commentId),
			async () =>
				await writeComment(run, {
					path: `/${accountId}/mentions`,
					form: { media_id: mediaId, comment_id: commentId, message: text },
					text,
				}),
		);
	},
});
