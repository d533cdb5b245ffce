import type { Account, PublishedMedia } from '../model';
import type { Answer, AuthorizedCall } from './call';
import { commentsAlong } from './comments';
import { requireReadableMedia } from './containerState';
import { invalidParameter, MetaRefusal, noSuchObject } from './errors';
import type { Readers } from './fields';
import { innerFields, parseFields, pick } from './fields';
import { mediaInsights } from './mediaInsights';
import { page } from './pages';
import { timestamp } from './publicMedia';
import { fixedRoute, route } from './route';

const STORY_LIFE = 24 * 3600_000;

const TYPES = { image: 'IMAGE', video: 'VIDEO', carousel: 'CAROUSEL_ALBUM' } as const;

function pathOf({ productType, shortcode }: PublishedMedia, username: string): string {
	if (productType === 'STORY') return `stories/${username}/${shortcode}/`;
	return productType === 'REELS' ? `reel/${shortcode}/` : `p/${shortcode}/`;
}

/** Fields that graph.facebook.com has and graph.instagram.com does not. */
function facebookReaders(call: AuthorizedCall, media: PublishedMedia): Readers {
	if (call.loginMethod === 'instagram') return {};
	return {
		legacy_instagram_media_id: () => media.id.slice(0, 16),
		media_audio_type: () => (media.productType === 'REELS' ? 'ORIGINAL_SOUND' : undefined),
		reposts_count: () => 0,
		saved_count: () => 0,
		shares_count: () => 0,
		total_comments_count: () => media.comments,
		total_like_count: () => media.likes,
		total_views_count: () => media.likes * 10,
		insights: ({ modifiers }) => mediaInsights(call, media, modifiers),
	};
}

function readersOf(call: AuthorizedCall, media: PublishedMedia): Readers {
	const { world } = call;
	const account = world.accounts.get(media.accountId);
	const username = account?.username ?? media.username ?? '';
	return {
		id: () => media.id,
		caption: () => media.caption,
		media_type: () => TYPES[media.kind],
		media_product_type: () => media.productType,
		media_url: () => (media.file ? world.files.address(media.file.filePath) : undefined),
		thumbnail_url: () =>
			media.kind === 'video' && media.file ? world.files.address(media.file.picturePath) : undefined,
		permalink: () => {
			if (media.parentId)
				throw invalidParameter('Tried accessing nonexisting field (permalink) on node type (ShadowIGMedia)');
			return `https://www.instagram.com/${pathOf(media, username)}`;
		},
		shortcode: () => media.shortcode,
		timestamp: () => timestamp(media.publishedAt),
		username: () => username,
		owner: () => ({ id: media.accountId }),
		like_count: () => media.likes,
		comments_count: () => media.comments,
		comments: (asked) => commentsAlong(call, media.id, asked),
		alt_text: () => media.altText,
		is_ai_generated: () => media.isAiGenerated ?? false,
		is_comment_enabled: () => !media.commentsOff,
		is_shared_to_feed: () => (media.productType === 'REELS' ? (media.shareToFeed ?? true) : undefined),
		children: (asked) =>
			media.childIds.length === 0
				? undefined
				: {
						data: media.childIds.flatMap((id) => {
							const child = world.media.get(id);
							return child ? [pick(innerFields(asked, 'id'), readersOf(call, child), 'ShadowIGMedia')] : [];
						}),
					},
		...facebookReaders(call, media),
	};
}

function describe(call: AuthorizedCall, media: PublishedMedia, fields: string): Record<string, unknown> {
	return pick(parseFields(fields), readersOf(call, media), 'ShadowIGMedia');
}

function list(call: AuthorizedCall, posts: PublishedMedia[]): Record<string, unknown> {
	return page(call, posts, (media) => describe(call, media, call.parameters.fields ?? 'id'));
}

function isStory({ productType }: PublishedMedia): boolean {
	return productType === 'STORY';
}

/** The posts in which an account is tagged. The answer has cursors, but no `next`. */
function tagged(call: AuthorizedCall, { id }: Account): Answer {
	const posts = [...call.world.media.values()].filter(({ taggedAccountIds }) =>
		taggedAccountIds?.includes(id),
	);
	const body = list(call, posts.reverse());
	delete (body.paging as { next?: string } | undefined)?.next;
	return { status: 200, body };
}

/** The lists of posts below an account, and a published media. */
export const mediaRoutes = [
	route({
		method: 'GET',
		path: '/{account}/media',
		permission: 'basic',
		parameters: ['since', 'until'],
		endpoint: 'list',
		handle: (call, { id }) => {
			const posts = call.world.postsOf(id).filter((media) => !isStory(media));
			return { status: 200, body: list(call, posts) };
		},
	}),
	route({
		method: 'GET',
		path: '/{account}/stories',
		permission: 'basic',
		endpoint: 'stories',
		handle: (call, { id }) => {
			const since = call.world.clock.now() - STORY_LIFE;
			const posts = call.world.postsOf(id).filter((media) => isStory(media) && media.publishedAt > since);
			return { status: 200, body: list(call, posts) };
		},
	}),
	route({
		method: 'GET',
		path: '/{account}/tags',
		permission: 'comments',
		endpoint: 'tags',
		handle: tagged,
	}),
	fixedRoute({
		method: 'GET',
		path: '/',
		when: ({ parameters }) => parameters.ids !== undefined,
		parameters: ['ids'],
		endpoint: 'multi',
		// Refused on both hosts since v26.0, also for older versions in the URL.
		handle: () => {
			throw new MetaRefusal(100, 'The ids query parameter is deprecated in v26.0+.', { status: 500 });
		},
	}),
	route({
		method: 'GET',
		path: '/{media}',
		permission: 'basic',
		endpoint: 'read',
		handle: (call, media) => {
			requireReadableMedia(call, media);
			return { status: 200, body: describe(call, media, call.parameters.fields ?? 'id') };
		},
	}),
	route({
		method: 'GET',
		path: '/{any}',
		endpoint: 'read',
		handle: ({ method }, id) => {
			throw noSuchObject(id, method);
		},
	}),
];
