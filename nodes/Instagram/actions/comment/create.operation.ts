import { commentText } from '../../descriptions/comment';
import { accountLocator } from '../../descriptions/account';
import { mediaLocator } from '../../descriptions/media';
import { mediaTarget, resolveMedia } from '../mediaId';
import { withTarget } from '../targetErrors';
import type { Operation } from '../operation';
import { readCommentText, writeComment } from './shared';

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
		return await withTarget(
			mediaTarget(mediaId),
			async () => await writeComment(run, { path: edge, form: { message: text }, text, listedAt: edge }),
		);
	},
};
