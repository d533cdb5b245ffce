import type { PublishedMedia } from '../model';
import type { AuthorizedCall } from './call';
import { invalidParameter, noSuchObject } from './errors';
import { requireReadableMedia } from './containerState';
import { mediaInsights } from './mediaInsights';
import { route } from './route';

function remove({ world }: AuthorizedCall, media: PublishedMedia): void {
	for (const id of [media.id, ...media.childIds]) world.media.delete(id);
	world.touch();
}

function switchComments({ world, parameters }: AuthorizedCall, media: PublishedMedia): void {
	const enabled = parameters.comment_enabled;
	if (enabled !== 'true' && enabled !== 'false') {
		throw invalidParameter('The parameter comment_enabled is required and must be true or false');
	}
	media.commentsOff = enabled === 'false';
	world.touch();
}

/** What can be done with a published media: its insights, comments on or off, deletion. */
export const mediaActionRoutes = [
	route({
		method: 'GET',
		path: '/{media}/insights',
		parameters: ['metric', 'breakdown', 'period'],
		endpoint: 'insights',
		handle: (call, media) => {
			requireReadableMedia(call, media);
			return { status: 200, body: mediaInsights(call, media, call.parameters) };
		},
	}),
	route({
		method: 'POST',
		path: '/{media}',
		permission: 'comments',
		parameters: ['comment_enabled'],
		endpoint: 'update',
		handle: (call, media) => {
			switchComments(call, media);
			return { status: 200, body: { success: true } };
		},
	}),
	route({
		method: 'DELETE',
		path: '/{media}',
		login: 'facebook',
		permission: 'delete',
		endpoint: 'delete',
		handle: (call, media) => {
			// Carousels are deleted as a whole.
			if (media.parentId !== undefined) throw noSuchObject(media.id, call.method);
			remove(call, media);
			return { status: 200, body: { success: true, deleted_id: media.id } };
		},
	}),
];
