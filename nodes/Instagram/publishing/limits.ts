/** A number that Meta's documentation states. Both bounds are allowed themselves. */
export interface Limit {
	readonly min: number;
	readonly max: number;
	/** The page that states it. */
	readonly source: string;
	/** The day of the copy of that page that was read. */
	readonly seen: string;
}

const MEDIA_REFERENCE =
	'https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/media';
const PUBLISHING_GUIDE = 'https://developers.facebook.com/docs/instagram-platform/content-publishing';
const ERROR_CODES =
	'https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/error-codes';

const MIB = 1024 * 1024;

function limit(min: number, max: number, source = MEDIA_REFERENCE, seen = '2026-09-11'): Limit {
	return { min, max, source, seen };
}

/** Every number that a post is checked against before anything is sent. */
export const LIMITS = {
	captionCharacters: limit(0, 2200),
	captionHashtags: limit(0, 30),
	captionMentions: limit(0, 20),
	altTextCharacters: limit(0, 1000),
	carouselItems: limit(2, 10, PUBLISHING_GUIDE),
	collaborators: limit(0, 3),
	/** Subcode 2207040 is the answer to more. */
	userTags: limit(0, 20, ERROR_CODES, '2026-09-19'),
	/**
	 * The reference of the call says 5. The product tagging guide says 20 for a post and 30 for a reel. Five is what
	 * both pages allow.
	 */
	productTags: limit(0, 5),
	sponsors: limit(0, 2),
	/** Share of the width or height, from the top left corner. */
	tagCoordinate: limit(0, 1),
	/** Milliseconds. A reel is at most 15 minutes long, so no frame lies beyond that. */
	thumbOffset: limit(0, 15 * 60 * 1000),
	/** Instagram's rule for new accounts; the API's own pages do not state it. */
	usernameCharacters: limit(1, 30, 'https://help.instagram.com', '2026-11-22'),

	// Bytes. Meta writes "MB"; read as the larger unit, so that nothing it takes is refused here.
	imageBytes: limit(1, 8 * MIB),
	reelBytes: limit(1, 300 * MIB),
	storyVideoBytes: limit(1, 100 * MIB),

	// Length of videos in seconds. Meta's pages do not state it for the videos of a carousel.
	reelSeconds: limit(3, 15 * 60),
	storyVideoSeconds: limit(3, 60),
} as const;
