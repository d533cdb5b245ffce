import type { GraphParameters } from '../graph/types';
import type { Limit } from '../parameters/readers';
import { LIMITS, SOURCE_IMAGE_BYTES } from './limits';
import type { MediaFormat } from './media/formats';
import type { TagPosition } from './tags';

/** What a container is for. Meta takes different parameters for each. */
export type Placement =
	'image' | 'reel' | 'imageStory' | 'videoStory' | 'carousel' | 'carouselImage' | 'carouselVideo';

/** The placements of whole posts. */
export const POSTS: readonly Placement[] = ['image', 'reel', 'imageStory', 'videoStory', 'carousel'];
/** Those that have a caption. */
export const FEED_POSTS: readonly Placement[] = ['image', 'reel', 'carousel'];

/** A placement whose container has a file of its own. */
type FilePlacement = Exclude<Placement, 'carousel'>;

interface PlacementRule {
	/** For messages: `a reel`. */
	one: string;
	/** For messages: `reels`. */
	many: string;
	/** Instagram shows a user tag at a position on photos, but not on videos. */
	userTagPosition: TagPosition;
}

export interface FileRule {
	format: MediaFormat;
	/** Parameters that the placement itself needs. */
	parameters: GraphParameters;
	/** Bytes. */
	size: Limit;
	/** Allowed length of a video. */
	seconds?: Limit;
}

export const PLACEMENTS: Readonly<Record<Placement, PlacementRule>> = {
	image: { one: 'an image post', many: 'image posts', userTagPosition: 'required' },
	reel: { one: 'a reel', many: 'reels', userTagPosition: 'none' },
	imageStory: { one: 'a story', many: 'stories', userTagPosition: 'optional' },
	videoStory: { one: 'a story', many: 'stories', userTagPosition: 'optional' },
	carousel: { one: 'a carousel', many: 'carousels', userTagPosition: 'none' },
	carouselImage: { one: 'an image of a carousel', many: 'images of a carousel', userTagPosition: 'required' },
	carouselVideo: { one: 'a video of a carousel', many: 'videos of a carousel', userTagPosition: 'none' },
};

/**
 * The file of a container, and the parameters that go with it. Meta takes `VIDEO` for carousel items only, and assumes an image without
 * `media_type`.
 *
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/media (2026-09-11)
 */
export const FILE_RULES: Readonly<Record<FilePlacement, FileRule>> = {
	image: { format: 'image', parameters: {}, size: SOURCE_IMAGE_BYTES },
	reel: {
		format: 'video',
		parameters: { media_type: 'REELS' },
		size: LIMITS.reelBytes,
		seconds: LIMITS.reelSeconds,
	},
	imageStory: {
		format: 'image',
		parameters: { media_type: 'STORIES' },
		size: SOURCE_IMAGE_BYTES,
	},
	videoStory: {
		format: 'video',
		parameters: { media_type: 'STORIES' },
		size: LIMITS.storyVideoBytes,
		seconds: LIMITS.storyVideoSeconds,
	},
	carouselImage: {
		format: 'image',
		parameters: { is_carousel_item: true },
		size: SOURCE_IMAGE_BYTES,
	},
	carouselVideo: {
		format: 'video',
		parameters: { media_type: 'VIDEO', is_carousel_item: true },
		size: LIMITS.reelBytes,
	},
};
