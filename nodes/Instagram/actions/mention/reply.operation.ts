import type { IDataObject } from 'n8n-workflow';

import { resolveAccount } from '../../connection/accounts';
import { commentText } from '../../descriptions/comment';
import { accountLocator } from '../../descriptions/account';
import { readCommentText, writeComment } from '../comment/shared';
import { loginOnly } from '../operation';
import { resolveMedia } from '../mediaId';
import { withTarget } from '../targetErrors';
import { readLocator } from '../parameters';
import { mentionTarget, mentioningComment, mentioningCommentId, mentioningMedia } from './shared';

/**
 * Comments where the account was mentioned: under the post, or under the comment that mentions it.
 * https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/mentions
 */
export const reply = loginOnly('facebook', 'Mention > Reply', {
	properties: [accountLocator, mentioningMedia, mentioningComment, commentText],
	async execute(run): Promise<IDataObject> {
		const text = readCommentText(run.parameter('text', ''));
		const commentId = mentioningCommentId(run);
		const mediaId = await resolveMedia(run, 'tags');
		const account = await resolveAccount(run.connection, readLocator(run, 'account'));
		return await withTarget(
			mentionTarget(mediaId, commentId),
			async () =>
				await writeComment(run, {
					path: `/${account}/mentions`,
					form: { media_id: mediaId, comment_id: commentId, message: text },
					text,
				}),
		);
	},
});
