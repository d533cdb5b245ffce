import type { FieldRow } from '../parameters/fieldPicker';

/**
 * Fields of other accounts' media. Which of them Meta returns depends on the access path: business discovery, a hashtag
 * or a mention.
 */
const ROWS = {
	caption: { name: 'Caption', value: 'caption', description: 'Text of the post' },
	children: {
		name: 'Children',
		value: 'children',
		expansion: 'children{id,media_type,media_url}',
		description: 'Images and videos of a carousel',
	},
	comments_count: { name: 'Comments Count', value: 'comments_count', description: 'Number of comments' },
	like_count: {
		name: 'Like Count',
		value: 'like_count',
		description: 'Number of likes. Missing if the owner hides it.',
	},
	media_product_type: {
		name: 'Media Product Type',
		value: 'media_product_type',
		description: 'Where the media appears: FEED or REELS',
	},
	media_type: { name: 'Media Type', value: 'media_type', description: 'IMAGE, VIDEO or CAROUSEL_ALBUM' },
	media_url: {
		name: 'Media URL',
		value: 'media_url',
		description: 'URL of the file. It expires after a few days and is missing for carousels.',
	},
	permalink: { name: 'Permalink', value: 'permalink', description: 'URL of the post on Instagram' },
	thumbnail_url: {
		name: 'Thumbnail URL',
		value: 'thumbnail_url',
		description: 'URL of the preview image; for videos only',
	},
	timestamp: { name: 'Timestamp', value: 'timestamp', description: 'Publication time (UTC)' },
	username: {
		name: 'Username',
		value: 'username',
		description: 'Username of the account that published the post',
	},
	view_count: { name: 'View Count', value: 'view_count', description: 'Number of views; for reels only' },
} as const satisfies Record<string, FieldRow>;

function rows(...names: Array<keyof typeof ROWS>): readonly FieldRow[] {
	return names.map((name) => ROWS[name]);
}

/** https://developers.facebook.com/docs/instagram-platform/instagram-api-with-facebook-login/business-discovery */
export const DISCOVERED_MEDIA_FIELDS = rows(
	'caption',
	'children',
	'comments_count',
	'like_count',
	'media_product_type',
	'media_type',
	'media_url',
	'permalink',
	'thumbnail_url',
	'timestamp',
	'username',
	'view_count',
);

/** https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-hashtag/recent-media */
export const HASHTAG_MEDIA_FIELDS = rows(
	'caption',
	'children',
	'comments_count',
	'like_count',
	'media_type',
	'media_url',
	'permalink',
	'timestamp',
);

/** https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/mentioned_media */
export const MENTIONED_MEDIA_FIELDS = rows(
	'caption',
	'comments_count',
	'like_count',
	'media_type',
	'media_url',
	'permalink',
	'timestamp',
	'username',
);
