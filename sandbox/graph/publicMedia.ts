import type { PublishedMedia } from '../model';
import type { PublicMedia } from '../engagement';
import type { AuthorizedCall } from './call';
import type { Readers } from './fields';
import { innerFields, pick } from './fields';

/** 2026-11-22T08:00:00+0000 */
export function timestamp(at: number): string {
	return new Date(at).toISOString().replace(/\.\d{3}Z$/, '+0000');
}

const TYPES = { image: 'IMAGE', video: 'VIDEO', carousel: 'CAROUSEL_ALBUM' } as const;

/** What others see of a post of this world. */
export function readersOfPost({ world }: AuthorizedCall, media: PublishedMedia): Readers {
	const account = world.accounts.get(media.accountId);
	return {
		id: () => media.id,
		caption: () => media.caption,
		comments_count: () => media.comments,
		like_count: () => media.likes,
		media_product_type: () => media.productType,
		media_type: () => TYPES[media.kind],
		media_url: () => (media.file ? world.files.address(media.file.filePath) : undefined),
		thumbnail_url: () =>
			media.kind === 'video' && media.file ? world.files.address(media.file.picturePath) : undefined,
		permalink: () => `https://www.instagram.com/p/${media.shortcode}/`,
		timestamp: () => timestamp(media.publishedAt),
		username: () => account?.username,
		view_count: () => (media.productType === 'REELS' ? media.likes * 12 : undefined),
		children: (asked) => {
			const children = media.childIds.flatMap((id) => world.media.get(id) ?? []);
			if (children.length === 0) return undefined;
			const row = (child: PublishedMedia) => {
				const { id, media_type, media_url } = readersOfPost({ world } as AuthorizedCall, child);
				return pick(
					innerFields(asked, 'id'),
					{ id: id!, media_type: media_type!, media_url: media_url! },
					'ShadowIGMedia',
				);
			};
			return { data: children.map(row) };
		},
	};
}

/** The same for a post by an account outside this world. */
export function readersOfPublic({ world }: AuthorizedCall, media: PublicMedia): Readers {
	return {
		id: () => media.id,
		caption: () => media.caption,
		comments_count: () => media.comments,
		like_count: () => media.likes,
		media_type: () => 'IMAGE',
		media_url: () => world.files.address('/media/pottery-1.jpg'),
		permalink: () => `https://www.instagram.com/p/${media.shortcode}/`,
		timestamp: () => timestamp(media.at),
		username: () => media.username,
		children: () => undefined,
		owner: () => undefined,
	};
}
