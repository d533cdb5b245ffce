import type { Account, PublishedMedia } from '../model';
import type { Purpose } from './authorize';
import { allow, requirePermission } from './authorize';
import type { AuthorizedCall, Route } from './call';
import { commentsAlong } from './comments';
import { containerFor, describeContainer, requireReadable, requireReadableMedia } from './containerState';
import { invalidParameter, MetaRefusal, noSuchObject } from './errors';
import type { Readers } from './fields';
import { innerFields, parseFields, pick } from './fields';
import { mediaInsights } from './mediaInsights';
import { page } from './pages';

const STORY_LIFE = 24 * 3600_000;

const TYPES = { image: 'IMAGE', video: 'VIDEO', carousel: 'CAROUSEL_ALBUM' } as const;

/** 2026-11-22T08:00:00+0000 */
function timestamp(at: number): string {
	return new Date(at).toISOString().replace(/\.\d{3}Z$/, '+0000');
}

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

/** A published media as far as the token may see it. */
export function visible({ world, token }: AuthorizedCall, id: string): PublishedMedia | undefined {
	const media = world.media.get(id);
	return media && token.accountIds.includes(media.accountId) ? media : undefined;
}

function describe(call: AuthorizedCall, media: PublishedMedia, fields: string): Record<string, unknown> {
	return pick(parseFields(fields), readersOf(call, media), 'ShadowIGMedia');
}

/** Rows, parameters and permission of a list below an account. */
interface List {
	endpoint: string;
	parameters: string[];
	needs: Purpose;
	rows: (call: AuthorizedCall, account: Account) => PublishedMedia[];
	/** The answer has cursors, but no `next`. */
	withoutLinks?: true;
}

const LISTS: Record<string, List> = {
	media: {
		endpoint: 'list',
		parameters: ['since', 'until'],
		needs: 'basic',
		rows: ({ world }, { id }) => world.postsOf(id).filter(({ productType }) => productType !== 'STORY'),
	},
	stories: {
		endpoint: 'stories',
		parameters: [],
		needs: 'basic',
		rows: ({ world }, { id }) =>
			world
				.postsOf(id)
				.filter(({ productType }) => productType === 'STORY')
				.filter(({ publishedAt }) => publishedAt > world.clock.now() - STORY_LIFE),
	},
	tags: {
		endpoint: 'tags',
		parameters: [],
		needs: 'comments',
		rows: ({ world }, { id }) =>
			[...world.media.values()].filter(({ taggedAccountIds }) => taggedAccountIds?.includes(id)).reverse(),
		withoutLinks: true,
	},
};

/** The lists below an account: its posts, its living stories, the posts in which it is tagged. */
export function listRoute(call: AuthorizedCall, account: Account, edge: string): Route | undefined {
	const list = Object.hasOwn(LISTS, edge) ? LISTS[edge] : undefined;
	if (call.method !== 'GET' || !list) return undefined;
	return {
		endpoint: list.endpoint,
		work: () => {
			allow(call, ...list.parameters);
			requirePermission(call, list.needs);
			const body = page(call, list.rows(call, account), (media) =>
				describe(call, media, call.parameters.fields ?? 'id'),
			);
			if (list.withoutLinks) delete (body.paging as { next?: string } | undefined)?.next;
			return { status: 200, body };
		},
	};
}

/** An object by its id: a container or a published media. */
export function objectRoute(call: AuthorizedCall, id: string): Route | undefined {
	const { world, method, parameters } = call;
	if (method !== 'GET') return undefined;
	const container = containerFor(call, id);
	if (container) {
		return {
			endpoint: 'status',
			work: () => {
				allow(call);
				requireReadable(call, container.createdAt);
				return { status: 200, body: describeContainer(world, container, parameters.fields) };
			},
		};
	}
	return {
		endpoint: 'read',
		work: () => {
			allow(call);
			const media = visible(call, id);
			if (!media) throw noSuchObject(id, method);
			requirePermission(call, 'basic');
			requireReadableMedia(call, media);
			return { status: 200, body: describe(call, media, parameters.fields ?? 'id') };
		},
	};
}

/**
 * `?ids=A,B`: what Meta once answered with several objects, and has refused on both hosts since v26.0, whatever version the
 * URL says.
 */
export function multiRoute({ path, method, parameters }: AuthorizedCall): Route | undefined {
	if (path !== '/' || method !== 'GET' || parameters.ids === undefined) return undefined;
	return {
		endpoint: 'multi',
		work: () => {
			throw new MetaRefusal(100, 'The ids query parameter is deprecated in v26.0+.', { status: 500 });
		},
	};
}
