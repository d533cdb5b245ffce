import { commentText } from '../../descriptions/comment';
import { accountLocator } from '../../descriptions/locators';
import { mediaLocator } from '../../descriptions/mediaLocator';
import { mediaObject, resolveMedia } from '../mediaId';
import { about } from '../objectOf';
import type { Operation } from '../operation';
import { readCommentText } from './text';
import { writeOnce } from './writeOnce';

/**
 * Comments on a post of the account.
 * https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-media/comments
 */
export const create: Operation = {
	properties: [accountLocator, mediaLocator, commentText],
	async execute(run) {
		const text = readCommentText(run.parameter('text', ''));
		const mediaId = await resolveMedia(run);
		const edge = `/${mediaId}/comments`;
		return await about(
			mediaObject(mediaId),
			async () => await writeOnce(run, { path: edge, form: { message: text }, text, listedAt: edge }),
		);
	},
};
