import type { Account } from '../model';
import type { Answer, AuthorizedCall } from './call';
import { invalidParameter, noSuchObject } from './errors';
import { route } from './route';

/** The post or comment to like. Stories cannot be liked. @throws MetaRefusal where it is none, or both are given */
function likedId({ world, parameters, method }: AuthorizedCall): string {
	const { media_id: mediaId, comment_id: commentId } = parameters;
	if ((mediaId === undefined) === (commentId === undefined))
		throw invalidParameter('Requires exactly one of the params: media_id, comment_id');
	const { comments, mentions } = world.engagement;
	const media = world.media.get(mediaId ?? '');
	const isPost = media ? media.productType !== 'STORY' : mentions.some((one) => one.media.id === mediaId);
	if (mediaId !== undefined ? !isPost : !comments.has(commentId ?? ''))
		throw noSuchObject(mediaId ?? commentId ?? '', method);
	return mediaId ?? commentId ?? '';
}

function like(call: AuthorizedCall, { id }: Account): Answer {
	const { likes } = call.world.engagement;
	const key = `${id}:${likedId(call)}`;
	if (call.method === 'POST') likes.add(key);
	else likes.delete(key);
	call.world.touch();
	return { status: 200, body: { success: true } };
}

/** Likes of an account on posts and comments. */
export const likeRoutes = (['POST', 'DELETE'] as const).map((method) =>
	route({
		method,
		path: '/{account}/likes',
		login: 'facebook',
		permission: 'engagement',
		parameters: ['media_id', 'comment_id'],
		endpoint: method === 'POST' ? 'like' : 'unlike',
		handle: like,
	}),
);
