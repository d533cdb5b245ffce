import { InputError } from '../input';
import { quoted } from './given';
import type { Limit } from './limits';
import type { BinaryFacts } from './types';

export type MediaFormat = 'image' | 'video';

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
const FORMATS: Readonly<Record<MediaFormat, FormatRule>> = {
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

const OTHER: Readonly<Record<MediaFormat, MediaFormat>> = { image: 'video', video: 'image' };

/** What to do where a file of one format stands in a field for the other. */
const MISPLACED: Readonly<Record<MediaFormat, string>> = {
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

function article(format: MediaFormat): string {
	return format === 'image' ? 'an image' : 'a video';
}

/** The format that a MIME type names, where it names one. */
export function formatOf(mimeType: string): MediaFormat | undefined {
	return (['image', 'video'] as const).find((format) => mimeType.toLowerCase().startsWith(`${format}/`));
}

/**
 * Refuses binary data that Meta does not take here, by its type and size. A type that names neither an image nor a
 * video (`application/octet-stream`) passes.
 *
 * @param size bytes that Meta allows
 * @throws InputError
 */
export function refuseBinary(binary: BinaryFacts, format: MediaFormat, size: Limit, parameter: string): void {
	const type = binary.mimeType.toLowerCase().split(';')[0]?.trim() ?? '';
	const where = `${quoted(binary.propertyName)} holds`;
	const found = formatOf(type);
	if (found === OTHER[format]) {
		throw new InputError(
			parameter,
			`must name ${article(format)}, but ${where} ${article(found)} (${type})`,
			MISPLACED[format],
		);
	}
	if (found && !FORMATS[format].mimeTypes.includes(type)) {
		const remedy = 'Convert the file in a node before this one.';
		throw new InputError(
			parameter,
			`cannot be used: ${where} ${type}; Instagram takes ${FORMATS[format].takes}`,
			remedy,
		);
	}
	if (binary.size === undefined) return;
	if (binary.size < size.min) throw new InputError(parameter, `cannot be used: ${where} an empty file`);
	if (binary.size > size.max) {
		const [is, most] = [binary.size, size.max].map((bytes) =>
			(bytes / 1024 / 1024).toFixed(1).replace(/\.0$/, ''),
		);
		throw new InputError(parameter, `cannot be used: ${where} ${is} MB; Instagram takes up to ${most} MB`);
	}
}
