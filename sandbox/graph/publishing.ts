import type { Account, Container, PublishedMedia } from '../model';
import type { World } from '../world';
import { postsInWindow } from './accounts';
import type { Answer, AuthorizedCall } from './call';
import { finishedAt, statusOf } from './containerState';
import { mediaNotFound, mediaNotReady, MetaRefusal } from './errors';
import { route } from './route';

function publish(call: AuthorizedCall, account: Account): Answer {
	const { world, parameters } = call;
	const container = world.containers.get(parameters.creation_id ?? '');
	if (!container) throw new MetaRefusal(24, 'The requested resource does not exist', { subcode: 2207008 });
	if (container.accountId !== account.id || container.isCarouselItem) throw mediaNotFound(container.id);
	const { republish, notReadySeconds } = world.behaviour;
	const status = statusOf(world, container);
	if (status === 'PUBLISHED' && republish !== 'postsAgain')
		throw republish === 'notReady' ? mediaNotReady() : mediaNotFound(container.id);
	if (status === 'EXPIRED')
		throw new MetaRefusal(24, 'The requested resource does not exist', { subcode: 2207008 });
	if (status !== 'FINISHED' && status !== 'PUBLISHED') throw mediaNotReady();
	if (status === 'FINISHED' && world.clock.now() < finishedAt(world, container) + notReadySeconds * 1000)
		throw mediaNotReady();
	if (postsInWindow(call, account.id) >= world.behaviour.quotaTotal) {
		throw new MetaRefusal(9, 'Application request limit reached', {
			subcode: 2207042,
			userMessage:
				'You reached the maximum number of posts that is allowed to be published by Content Publishing API.',
		});
	}
	return { status: 200, body: { id: makeLive(world, container).id } };
}

/** Makes a container a post, and its children those of an album. */
function makeLive(world: World, container: Container): PublishedMedia {
	const publishedAt = world.clock.now();
	const live = (one: Container, parentId?: string) => {
		const { kind, productType, accountId, caption, altText, isAiGenerated, shareToFeed, file } = one;
		const media = world.addMedia({
			accountId,
			containerId: one.id,
			kind,
			productType,
			caption,
			altText,
			isAiGenerated,
			shareToFeed,
			file,
			childIds: [],
			publishedAt,
			likes: 0,
			comments: 0,
			...(parentId ? { parentId } : {}),
		});
		one.publishedAt ??= publishedAt;
		one.mediaId ??= media.id;
		return media;
	};
	const media = live(container);
	media.childIds = container.childIds.flatMap((id) => {
		const child = world.containers.get(id);
		return child ? [live(child, media.id).id] : [];
	});
	if (!media.file) media.file = world.media.get(media.childIds[0] ?? '')?.file;
	return media;
}

export const publishingRoutes = [
	route({
		method: 'POST',
		path: '/{account}/media_publish',
		permission: 'publish',
		parameters: ['creation_id'],
		endpoint: 'publish',
		handle: publish,
	}),
];
