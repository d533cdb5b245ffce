import type { DocumentedLimit } from '../parameters/readers';
import { USERNAME_CHARACTERS } from '../parameters/usernames';

const MEDIA_REFERENCE =
	'https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/media';
const PUBLISHING_GUIDE = 'https://developers.facebook.com/docs/instagram-platform/content-publishing';
const COLLABORATORS =
	'https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-media/collaborators';
const PRODUCT_TAGGING =
	'https://developers.facebook.com/docs/instagram-platform/instagram-api-with-facebook-login/product-tagging';
const AUDIO_API =
	'https://developers.facebook.com/documentation/instagram-platform/content-publishing/audio-api';
const CAPTION_ADD_ONS =
	'https://developers.facebook.com/documentation/instagram-platform/content-publishing/caption-add-ons';
const ERROR_CODES =
	'https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/error-codes';

const MIB = 1024 * 1024;

function limit(min: number, max: number, source = MEDIA_REFERENCE, seen = '2026-09-11'): DocumentedLimit {
	return { min, max, source, seen };
}

/** All limits that a post is checked against before anything is sent. */
export const LIMITS = {
	captionCharacters: limit(0, 2200),
	/**
	 * Other sources name 5 hashtags and 3 mentions (2026), but no rejection by Meta is known. Beyond the numbers here it
	 * returns 36004/2207010.
	 */
	captionHashtags: limit(0, 30),
	captionMentions: limit(0, 20),
	altTextCharacters: limit(0, 1000),
	carouselItems: limit(2, 10, PUBLISHING_GUIDE),
	/** The publishing guide says 3; the greatest documented number counts. */
	collaborators: limit(0, 5, COLLABORATORS),
	/** Beyond it Meta returns subcode 2207040. */
	userTags: limit(0, 20, ERROR_CODES, '2026-09-19'),
	/** The reference of the call says 5; the greatest documented number counts. */
	imageProductTags: limit(0, 20, PRODUCT_TAGGING),
	reelProductTags: limit(0, 30, PRODUCT_TAGGING),
	sponsors: limit(0, 2),
	/** Share of the width or height, from the top left corner. */
	tagCoordinate: limit(0, 1),
	/** Milliseconds. A reel is at most 15 minutes long, so there is no later frame. */
	thumbOffset: limit(0, 15 * 60 * 1000),
	/** Of a reel's audio, and of its own sound. Meta's page does not state it; two public clients do. */
	volume: limit(0, 100, AUDIO_API, '2026-06-16'),
	pollOptions: limit(2, 4, CAPTION_ADD_ONS, '2026-09-28'),
	usernameCharacters: USERNAME_CHARACTERS,

	// Bytes. Meta writes "MB"; the larger unit, so that no file that Meta takes is rejected here.
	imageBytes: limit(1, 8 * MIB),
	reelBytes: limit(1, 300 * MIB),
	storyVideoBytes: limit(1, 100 * MIB),

	// Length of videos in seconds. Meta's pages do not state it for the videos of a carousel.
	reelSeconds: limit(3, 15 * 60),
	storyVideoSeconds: limit(3, 60),
} as const;

/** Bytes of an image that this node turns into a smaller JPEG: its own limit, not Meta's. */
export const SOURCE_IMAGE_BYTES = { min: 1, max: 64 * MIB };
