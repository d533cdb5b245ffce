import { InputError } from '../input';
import type { MediaFormat } from './fileKind';

export type { MediaFormat } from './fileKind';

interface FormatRule {
	/** What Meta takes, for messages. */
	takes: string;
	/** Extensions and types that Meta takes. */
	extensions: readonly string[];
	mimeTypes: readonly string[];
	/** Extensions of the same kind of file that it refuses. */
	refused: readonly string[];
}

/**
 * The file types of both formats. An extension in neither list passes: a URL need not show what it leads to.
 *
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/media
 */
export const FORMATS: Readonly<Record<MediaFormat, FormatRule>> = {
	image: {
		takes: 'JPEG images only',
		extensions: ['jpg', 'jpeg'],
		mimeTypes: ['image/jpeg', 'image/jpg', 'image/pjpeg'],
		refused: ['png', 'gif', 'webp', 'heic', 'heif', 'avif', 'tif', 'tiff', 'bmp', 'svg', 'mpo', 'jps', 'psd'],
	},
	video: {
		takes: 'MP4 and MOV videos only',
		extensions: ['mp4', 'mov'],
		mimeTypes: ['video/mp4', 'video/quicktime', 'video/x-m4v'],
		refused: ['avi', 'webm', 'mkv', 'wmv', 'flv', 'mpg', 'mpeg', '3gp', 'ogv', 'm2ts'],
	},
};

export const OTHER: Readonly<Record<MediaFormat, MediaFormat>> = { image: 'video', video: 'image' };

/** What to do where a file of one format stands in a field for the other. */
export const MISPLACED: Readonly<Record<MediaFormat, string>> = {
	image: 'Videos are published as a reel, a video story or a video item of a carousel.',
	video: 'Images are published as an image, an image story or an image item of a carousel.',
};

function has(format: MediaFormat, extension: string): boolean {
	return FORMATS[format].extensions.includes(extension) || FORMATS[format].refused.includes(extension);
}

/**
 * Refuses a path whose extension shows a file that Meta does not take here.
 *
 * @param path the path of a URL, without its query
 * @throws InputError that names the type
 */
export function refuseExtension(path: string, format: MediaFormat, parameter: string): void {
	const extension = /\.([A-Za-z0-9]+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
	if (has(OTHER[format], extension)) {
		throw new InputError(
			parameter,
			`must lead to ${article(format)}, but ends in .${extension}, which is ${article(OTHER[format])}`,
			MISPLACED[format],
		);
	}
	if (FORMATS[format].refused.includes(extension)) {
		throw new InputError(
			parameter,
			`ends in .${extension}; Instagram takes ${FORMATS[format].takes}`,
			'Convert the file first, then use the URL of the converted file.',
		);
	}
}

export function article(format: MediaFormat): string {
	return format === 'image' ? 'an image' : 'a video';
}
