import { LIMITS } from '../../limits';
import { decodeImage, encodeJpeg } from './codecs';
import { insertSegments, profileSegments, readColorProfile } from './colorProfile';
import { draw } from './draw';
import type { ImageInfo } from './imageInfo';
import { readImageInfo, uprightSize } from './imageInfo';
import type { Color } from './pixels';
import { flatten, ImageError, upright } from './pixels';
import type { ImageFit, Size } from './shape';
import { fittedLayout, hasRatio, scaledLayout } from './shape';

/** More takes too much of n8n's memory and time: a pixel needs about 20 bytes while it is worked on. */
const MAX_MEGAPIXELS = 16;

/** What should become of an image. */
export interface ImageTarget {
	fit: ImageFit;
	/** Width divided by height. Without `fit` it is not used. */
	ratio: number;
	/** What is behind transparency, and beside the image where it is padded. */
	background: Color;
}

function assertMegapixels({ width, height }: Size): void {
	const megapixels = (width * height) / 1e6;
	if (megapixels <= MAX_MEGAPIXELS) return;
	throw new ImageError(
		`cannot be used: the image has ${width} x ${height} pixels, which is ${megapixels.toFixed(1)} megapixels; this node works on up to ${MAX_MEGAPIXELS}`,
		"Make it smaller first, for example with n8n's Edit Image node. Instagram shows at most 1440 pixels in width.",
	);
}

/** Whether an image can be given to Meta as it is, byte for byte. */
export function isReady(info: ImageInfo, { fit, ratio }: ImageTarget): boolean {
	return info.kind === 'jpeg' && (fit === 'none' || hasRatio(uprightSize(info), ratio));
}

/**
 * Turns an image into a JPEG of a shape that Meta takes: decodes it, turns it upright, lays it on a background, and
 * fits and scales it. Its color profile is kept. Takes about half a second for two megapixels, during which the process does nothing else.
 *
 * @param bytes the whole file
 * @param mustChange whether it cannot be used as it is although its shape fits: it has too many bytes
 * @returns the JPEG; `undefined` where the file can be used as it is
 * @throws ImageError if it is damaged, too large, too narrow, CMYK, or of a kind that cannot be decoded
 */
export function prepareImage(bytes: Uint8Array, target: ImageTarget, mustChange = false): Buffer | undefined {
	const info = readImageInfo(bytes);
	if (!info) throw new ImageError('cannot be used: it is not a JPEG, PNG, GIF or BMP image');
	if (!mustChange && isReady(info, target)) return undefined;
	assertMegapixels(info);
	const { fit, ratio, background } = target;
	const layoutOf = (size: Size) =>
		fit === 'none' || hasRatio(size, ratio) ? scaledLayout(size) : fittedLayout(size, ratio, fit);
	// Before the image is decoded, which takes long.
	const layout = layoutOf(uprightSize(info));
	const pixels = upright(decodeImage(bytes, info), info.orientation);
	flatten(pixels, background);
	const isAsItIs =
		layout.canvas.width === pixels.width && layout.canvas.height === pixels.height && fit === 'none';
	const segments = profileSegments(readColorProfile(bytes, info.kind));
	const jpeg = encodeJpeg(
		isAsItIs ? pixels : draw(pixels, layout, background),
		LIMITS.imageBytes.max - segments.length,
	);
	return insertSegments(jpeg, segments);
}
