import type { PublishedMedia } from '../model';
import { allow, requirePermission } from './authorize';
import type { Answer, AuthorizedCall, Route } from './call';
import { invalidParameter, noSuchObject } from './errors';
import { requireReadableMedia } from './containerState';
import { visible } from './media';
import { mediaInsights } from './mediaInsights';

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

function done(body: unknown): Answer {
	return { status: 200, body };
}

/** What can be done with a published media: its figures, its comments on or off, its deletion (Facebook Login). */
export function mediaActionRoute(call: AuthorizedCall, id: string, edge: string): Route | undefined {
	const { method, loginMethod, parameters } = call;
	const media = visible(call, id);
	if (!media) return undefined;
	if (method === 'GET' && edge === 'insights') {
		const work = () => {
			allow(call, 'metric', 'breakdown', 'period');
			requireReadableMedia(call, media);
			return done(mediaInsights(call, media, parameters));
		};
		return { endpoint: 'insights', work };
	}
	if (method === 'POST' && edge === '') {
		const work = () => {
			allow(call, 'comment_enabled');
			requirePermission(call, 'comments');
			switchComments(call, media);
			return done({ success: true });
		};
		return { endpoint: 'update', work };
	}
	if (method === 'DELETE' && edge === '' && loginMethod === 'facebook') {
		const work = () => {
			allow(call);
			requirePermission(call, 'delete');
			// Carousels are deleted as a whole.
			if (media.parentId !== undefined) throw noSuchObject(id, method);
			remove(call, media);
			return done({ success: true, deleted_id: id });
		};
		return { endpoint: 'delete', work };
	}
	return undefined;
}
