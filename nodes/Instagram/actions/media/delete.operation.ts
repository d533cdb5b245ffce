import { account } from '../../descriptions/account';
import { media } from '../../descriptions/media';
import { deleteTarget } from '../deleteTarget';
import { mediaTarget, resolveMedia } from '../mediaId';
import { defineOperation } from '../operation';

/** @see https://developers.facebook.com/docs/instagram-platform/reference/instagram-media (since 2025-12-03) */
export const deleteMedia = defineOperation({
	name: 'Delete',
	action: 'Delete media',
	description: 'Permanently delete a post, reel or story',
	only: 'facebook',
	parameters: [account, media],
	concurrent: true,
	deletes: true,
	async execute(run) {
		const id = await resolveMedia(run);
		const call = { path: `/${id}`, permission: 'deleteMedia' } as const;
		return await deleteTarget(run.connection, mediaTarget(id), call);
	},
});
