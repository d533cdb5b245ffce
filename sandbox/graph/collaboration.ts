import type { Account } from '../model';
import type { Answer, AuthorizedCall } from './call';
import { invalidParameter, noSuchObject } from './errors';
import type { Readers } from './fields';
import { parseFields, pick } from './fields';
import { page } from './pages';
import { route } from './route';

function list(call: AuthorizedCall, { id }: Account): Answer {
	const { world, parameters } = call;
	const asked = parseFields(parameters.fields ?? 'media_id,media_owner_username,caption,media_url');
	const own = world.engagement.invites.filter(({ accountId }) => accountId === id);
	const body = page(call, own, ({ media }) => {
		const readers: Readers = {
			media_id: () => media.id,
			media_owner_username: () => media.username,
			caption: () => media.caption,
			media_url: () => world.files.address('/media/pottery-1.jpg'),
		};
		return pick(asked, readers, 'ShadowIGUserCollaborationInvites');
	});
	return { status: 200, body };
}

function answer({ world, parameters, method }: AuthorizedCall, { id }: Account): Answer {
	const { media_id: mediaId = '', accept } = parameters;
	if (accept !== 'true' && accept !== 'false') throw invalidParameter('The parameter accept is required');
	const { engagement } = world;
	const invite = engagement.invites.find(({ accountId, media }) => accountId === id && media.id === mediaId);
	if (!invite) throw noSuchObject(mediaId, method);
	engagement.invites = engagement.invites.filter((one) => one !== invite);
	if (accept === 'true') engagement.collaborations.add(`${id}:${mediaId}`);
	world.touch();
	return { status: 200, body: { success: true } };
}

/** Invites to collaborate on posts of others, which an account accepts or declines. */
export const collaborationRoutes = [
	route({
		method: 'GET',
		path: '/{account}/collaboration_invites',
		login: 'facebook',
		permission: 'basic',
		endpoint: 'invites',
		handle: list,
	}),
	route({
		method: 'POST',
		path: '/{account}/collaboration_invites',
		login: 'facebook',
		permission: 'basic',
		parameters: ['media_id', 'accept'],
		endpoint: 'invite-answer',
		handle: answer,
	}),
];
