import { statusOf } from './graph/containerState';
import type { Account, PublishedMedia } from './model';
import { RECORDED_ANSWERS } from './recordedAnswers';
import { FOLLOWERS } from './seedEngagement';
import { INSTAGRAM_FIELDS } from './webhooks/fields';
import { webhooksView } from './webhooks/view';
import { SANDBOX_APPS } from './apps';
import type { World } from './world';

const LATEST = 200;
const LATEST_DELIVERIES = 20;

function accountView(world: World, account: Account) {
	const page = world.pages.get(account.pageId ?? '');
	return {
		id: account.id,
		username: account.username,
		name: account.name,
		biography: account.biography,
		followers: account.followers,
		picture: `/media/avatar-${account.motif}.jpg`,
		...(page ? { page: { id: page.id, name: page.name } } : {}),
	};
}

function postView(world: World, media: PublishedMedia) {
	return {
		id: media.id,
		accountId: media.accountId,
		containerId: media.containerId,
		kind: media.kind,
		productType: media.productType,
		caption: media.caption,
		altText: media.altText,
		picture: media.file?.picturePath,
		/** What Meta saw of its file; a carousel has those of its children. */
		...(media.kind === 'carousel' ? {} : { file: media.file?.facts }),
		children: media.childIds.flatMap((id) => world.media.get(id)?.file?.picturePath ?? []),
		childFiles: media.childIds.flatMap((id) => world.media.get(id)?.file?.facts ?? []),
		publishedAt: new Date(media.publishedAt).toISOString(),
		likes: media.likes,
	};
}

/** What the time is there, and whether anything has changed. */
export function timeView(world: World) {
	return {
		revision: world.revision,
		now: new Date(world.clock.now()).toISOString(),
		offsetSeconds: Math.round(world.clock.offsetMilliseconds / 1000),
	};
}

/** The world as the page and other processes see it: no secret in it. */
export function stateView(world: World) {
	const now = world.clock.now();
	return {
		...timeView(world),
		apps: {
			instagram: { appId: SANDBOX_APPS.instagram.appId, appSecret: SANDBOX_APPS.instagram.appSecret },
			facebook: {
				appId: SANDBOX_APPS.facebook.appId,
				appSecret: SANDBOX_APPS.facebook.appSecret,
				configurationId: SANDBOX_APPS.facebook.configurationId,
			},
		},
		redirectUris: [...world.redirectUris],
		behaviour: world.behaviour,
		recordedAnswers: Object.keys(RECORDED_ANSWERS),
		accounts: [...world.accounts.values()].map((account) => accountView(world, account)),
		/** Who comments and writes to the accounts. */
		people: FOLLOWERS,
		/** Who follows whom, as `account:person`. */
		followers: [...world.engagement.followers],
		posts: [...world.media.values()]
			.filter(({ parentId }) => parentId === undefined)
			.sort((one, other) => other.publishedAt - one.publishedAt)
			.map((media) => postView(world, media)),
		containers: [...world.containers.values()].reverse().map((container) => ({
			id: container.id,
			accountId: container.accountId,
			kind: container.kind,
			productType: container.productType,
			isCarouselItem: container.isCarouselItem,
			status: statusOf(world, container),
			createdAt: new Date(container.createdAt).toISOString(),
			mediaId: container.mediaId,
			parameters: container.parameters,
			file: container.file?.facts,
			...(container.upload
				? { upload: { received: container.upload.received, size: container.upload.size } }
				: {}),
		})),
		tokens: world.tokens
			.list()
			.reverse()
			.map((token) => ({
				fingerprint: token.fingerprint,
				loginMethod: token.loginMethod,
				kind: token.kind,
				person: token.personKey,
				permissions: token.permissions,
				accountIds: token.accountIds,
				issuedAt: new Date(token.issuedAt).toISOString(),
				remainingSeconds: token.expiresAt === null ? null : Math.round((token.expiresAt - now) / 1000),
				revokedWith: token.revokedWith,
			})),
		faults: world.faults.list(),
		refused: [...world.refused.values()],
		throttled: world.usage.throttled(),
		callsWhileThrottled: Object.fromEntries(world.usage.callsWhileThrottled),
		webhooks: webhooksView(world, LATEST_DELIVERIES),
		webhookFields: INSTAGRAM_FIELDS,
		requests: world.requests.latest(LATEST),
	};
}
