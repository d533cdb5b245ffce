import { parseUrl } from '../../parameters/publicUrl';
import type { MediaFormat } from './signatures';

export type { MediaFormat } from './signatures';

interface FormatRule {
	/** What Meta documents that it takes, for messages. */
	takes: string;
	/** Extensions and MIME types of those files. */
	extensions: readonly string[];
	mimeTypes: readonly string[];
	/** Extensions of other files of the same kind. */
	otherExtensions: readonly string[];
	/** What to do with another file of the same kind. */
	convert: string;
}

/**
 * The file types of both formats. Whether Meta takes PNG and WebP is contested: its page says JPEG only, but PNG was
 * published in production. A binary file is checked; a URL is sent, and Meta decides.
 *
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/media (2026-09-11)
 */
export const FORMATS: Readonly<Record<MediaFormat, FormatRule>> = {
	image: {
		takes: 'JPEG images only',
		extensions: ['jpg', 'jpeg'],
		mimeTypes: ['image/jpeg', 'image/jpg', 'image/pjpeg'],
		otherExtensions: [
			'png',
			'gif',
			'webp',
			'heic',
			'heif',
			'avif',
			'tif',
			'tiff',
			'bmp',
			'svg',
			'mpo',
			'jps',
			'psd',
		],
		convert: "Convert it with n8n's Edit Image node (Format: JPEG).",
	},
	video: {
		takes: 'MP4 and MOV videos only',
		extensions: ['mp4', 'mov'],
		mimeTypes: ['video/mp4', 'video/quicktime', 'video/x-m4v'],
		otherExtensions: ['avi', 'webm', 'mkv', 'wmv', 'flv', 'mpg', 'mpeg', '3gp', 'ogv', 'm2ts'],
		convert: 'Convert it to MP4 (H264, AAC) before this node.',
	},
};

export const OTHER: Readonly<Record<MediaFormat, MediaFormat>> = { image: 'video', video: 'image' };

/** Remedy for a file of one format in a field for the other. */
export const MISPLACED: Readonly<Record<MediaFormat, string>> = {
	image: 'Videos are published as a reel, a video story or a video item of a carousel.',
	video: 'Images are published as an image, an image story or an image item of a carousel.',
};

/** Whether an extension belongs to a format, including files that Meta does not take. */
function isExtensionOf(format: MediaFormat, extension: string): boolean {
	return (
		FORMATS[format].extensions.includes(extension) || FORMATS[format].otherExtensions.includes(extension)
	);
}

/** The name of a format with its article, for messages. */
export function article(format: MediaFormat): string {
	return format === 'image' ? 'an image' : 'a video';
}

/** The lower-case extension of the file that a URL names; empty where it has none. */
function extensionOf(url: string): string {
	return /\.([A-Za-z0-9]+)$/.exec(parseUrl(url)?.pathname ?? '')?.[1]?.toLowerCase() ?? '';
}

/** The format that the extension of a URL names; `undefined` where it names none. */
export function formatOfUrl(url: string): MediaFormat | undefined {
	const extension = extensionOf(url);
	return (['image', 'video'] as const).find((format) => isExtensionOf(format, extension));
}

/**
 * Explains by its extension what may be wrong with the URL of a file that Meta has rejected.
 *
 * @param format expected format of the file
 * @returns sentences for a message; `undefined` if the extension is not unusual
 */
export function describeAddress(url: string, format: MediaFormat): string | undefined {
	const extension = extensionOf(url);
	if (isExtensionOf(OTHER[format], extension)) {
		return `The address ends in .${extension}, as ${article(OTHER[format])} does, but ${article(format)} is needed here. ${MISPLACED[format]}`;
	}
	if (!FORMATS[format].otherExtensions.includes(extension)) return undefined;
	return `The address ends in .${extension}; Meta documents ${FORMATS[format].takes}. If the file is what its name says: ${FORMATS[format].convert}`;
}
