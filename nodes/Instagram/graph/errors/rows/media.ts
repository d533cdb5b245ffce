import type { ErrorRow } from '../row';
import { observed, PUBLISHING_CODES } from '../row';

/** One error with several codes, also without a subcode. */
export const NOT_FETCHED = {
	kind: 'mediaFetch',
	message: 'Meta could not fetch the media from its URL',
	remedy:
		'Meta sometimes fails to fetch a file that it can fetch a moment later, so try again with a new container. If this persists, check that the URL opens the file itself in a private browser window, without a login. For a file from n8n, the n8n instance must be reachable from the internet under its configured URL.',
	retry: 'newContainer',
} as const;

/** Files that Meta cannot fetch or does not take. Subcodes 2207xxx are unique, with any code. */
export const MEDIA_ROWS: readonly ErrorRow[] = [
	{
		code: -2,
		subcode: 2207003,
		kind: 'mediaFetch',
		message: 'Meta took too long to download the media',
		remedy:
			'Try again. If this persists, check the media URL, and put the file on a faster server or make it smaller.',
		retry: 'sameRequest',
		...PUBLISHING_CODES,
	},
	{
		code: -1,
		subcode: 2207053,
		kind: 'mediaFetch',
		message: 'Instagram could not import the video, without giving a reason',
		remedy: 'Try again with a new container. If this persists, encode the video again (MP4, H264, AAC).',
		retry: 'newContainer',
		outcome: 'unknown',
		...PUBLISHING_CODES,
	},
	{
		code: 352,
		subcode: 2207026,
		kind: 'validation',
		message: 'Instagram does not take the format of this video',
		remedy:
			'Use MP4 or MOV with H264 or HEVC video and AAC sound, 23 to 60 frames a second, at most 1920 pixels wide, without edit lists and with the moov atom first.',
		retry: 'never',
		...PUBLISHING_CODES,
	},
	{
		code: 9004,
		subcode: 2207052,
		...NOT_FETCHED,
		...observed('gitroomhq/postiz-app PR #1900; inovector/mixpost #197'),
	},
	{
		code: 36000,
		subcode: 2207004,
		kind: 'validation',
		message: 'The image is larger than 8 MB',
		remedy: 'Make the image smaller, or save it with a higher JPEG compression.',
		retry: 'never',
		...PUBLISHING_CODES,
	},
	{
		code: 36001,
		subcode: 2207005,
		kind: 'validation',
		message: 'Instagram does not take the format of this image',
		remedy:
			"Save the image as JPEG, for example with n8n's Edit Image node. Renaming the file is not enough.",
		retry: 'never',
		...PUBLISHING_CODES,
	},
	{
		code: 36001,
		subcode: 2207084,
		kind: 'validation',
		message: 'Instagram could not convert this image to JPEG',
		remedy:
			"On some days Meta converts no images at all: try again with a new container. If this persists, save the image as JPEG, for example with n8n's Edit Image node.",
		retry: 'newContainer',
		...observed('public code', '2026-08-15'),
	},
	{
		code: 36003,
		subcode: 2207009,
		kind: 'validation',
		message: 'Instagram does not take the aspect ratio of this image',
		remedy:
			"Add the option 'Image Fit' (Crop or Pad, with 'Image Ratio' Nearest): this node then brings the image into a shape that Meta documents, 4:5 (portrait) to 1.91:1 (landscape).",
		retry: 'never',
		...PUBLISHING_CODES,
	},
	{
		subcode: 2207076,
		kind: 'mediaFetch',
		message: 'Meta read the URL but could not import the video',
		remedy:
			'Try again with a new container. If this persists, check that the media URL is complete, and encode the video again (MP4, H264, AAC); 9:16 is best for a reel.',
		retry: 'newContainer',
		...observed('public code'),
	},
	{
		subcode: 2207077,
		kind: 'mediaFetch',
		message: 'Meta could not download the video',
		remedy:
			'Check that the media URL opens the file itself in a private browser window, then try again with a new container.',
		retry: 'newContainer',
		...observed('public code'),
	},
	{
		subcode: 2207082,
		kind: 'mediaFetch',
		message: 'Instagram could not import the media',
		remedy:
			"Try again with a new container. If this persists, encode or save the file again. A reel with 'Audio' whose video has no sound needs 'Video Volume' 0.",
		retry: 'newContainer',
		...observed('gitroomhq/postiz-app PR #2033'),
	},
];
