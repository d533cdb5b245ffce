import type { IDataObject } from 'n8n-workflow';

import { resolveAccount } from '../../accounts';
import { commentText } from '../../descriptions/comment';
import { accountLocator } from '../../descriptions/locators';
import { writeOnce } from '../comment/writeOnce';
import { readCommentText } from '../comment/text';
import { loginOnly } from '../loginOnly';
import { resolveMedia } from '../mediaId';
import { about } from '../objectOf';
import { locatorValue } from '../parameters';
import { mentionOf, mentioningComment, mentioningCommentId, mentioningMedia } from './mentionParameters';

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
		const account = await resolveAccount(run.connection, locatorValue(run, 'account'));
		return await about(
			mentionOf(mediaId, commentId),
			async () =>
				await writeOnce(run, {
					path: `/${account}/mentions`,
					form: { media_id: mediaId, comment_id: commentId, message: text },
					text,
				}),
		);
	},
});
