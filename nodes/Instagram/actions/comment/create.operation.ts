import { account } from '../../descriptions/account';
import { commentText } from '../../descriptions/comment';
import { media } from '../../descriptions/media';
import { mediaTarget, resolveMedia } from '../mediaId';
import { defineOperation } from '../operation';
import { withTarget } from '../targetErrors';
import { writeComment } from './shared';

/** @see https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-media/comments */
export const create = defineOperation({
	name: 'Create',
	action: 'Create comment',
	description: "Comment on one of the account's posts",
	parameters: [account, media, commentText],
	async execute(run) {
		const text = run.read(commentText);
		const mediaId = await resolveMedia(run);
		const edge = `/${mediaId}/comments`;
		return await withTarget(
			mediaTarget(mediaId),
			async () => await writeComment(run, { path: edge, form: { message: text }, text, listedAt: edge }),
		);
	},
});
