import { decode as decodeJpegData, encode as encodeJpegData } from 'jpeg-js';
import { GifReader } from 'omggif';

import { decodeBmp } from './bmp';
import type { ImageInfo, ImageKind } from './imageInfo';
import { damagedError } from './imageInfo';
import type { Pixels } from './pixels';
import { ImageError } from './pixels';
import { decodePng } from './png';

/** Quality of the JPEGs that are made, of 100. Instagram compresses them again. */
const JPEG_QUALITY = 92;

/** Most of what a decoder may hold, in MiB. A JPEG of 16 megapixels takes about 250. */
const MEMORY_MIB = 512;

/** The first frame of an animation; what it leaves free is transparent. */
function decodeGif(bytes: Uint8Array): Pixels {
	const reader = new GifReader(bytes);
	const { width, height } = reader;
	const rgba = new Uint8Array(width * height * 4);
	reader.decodeAndBlitFrameRGBA(0, rgba);
	return { width, height, rgba };
}

function decodeJpeg(bytes: Uint8Array): Pixels {
	const { width, height, data } = decodeJpegData(bytes, {
		useTArray: true,
		formatAsRGBA: true,
		tolerantDecoding: false,
		maxResolutionInMP: 17,
		maxMemoryUsageInMB: MEMORY_MIB,
	});
	return { width, height, rgba: data };
}

const DECODERS: Readonly<Record<ImageKind, (bytes: Uint8Array) => Pixels>> = {
	jpeg: decodeJpeg,
	png: decodePng,
	gif: decodeGif,
	bmp: decodeBmp,
};

/**
 * Decodes an image as it is stored, without turning it upright.
 *
 * @throws ImageError if it is damaged, cut off or CMYK
 */
export function decodeImage(bytes: Uint8Array, { kind, components }: ImageInfo): Pixels {
	if (components === 4) {
		throw new ImageError(
			'cannot be used: it is a JPEG in CMYK colors, as for printing',
			"Save it in RGB colors first, for example with n8n's Edit Image node.",
		);
	}
	try {
		return DECODERS[kind](bytes);
	} catch {
		throw damagedError(kind);
	}
}

/** Encodes an image without transparency as a JPEG. */
export function encodeJpeg({ width, height, rgba }: Pixels): Buffer {
	return encodeJpegData({ width, height, data: rgba }, JPEG_QUALITY).data;
}
