import { decode as decodeJpegData, encode as encodeJpegData } from 'jpeg-js';
import { GifReader } from 'omggif';

import { LIMITS } from '../../limits';
import { decodeBmp } from './bmp';
import type { ImageInfo, ImageKind } from './imageInfo';
import { damagedError, gifSize } from './imageInfo';
import type { Pixels } from './pixels';
import { ImageError } from './pixels';
import { decodePng } from './png';

/** Qualities of the JPEGs that are made, of 100: the first that is small enough. Instagram compresses them again. */
const JPEG_QUALITIES = [92, 75, 50];

/** Most of what a decoder may hold, in MiB. A JPEG of 16 megapixels takes about 250. */
const MEMORY_MIB = 512;

/** The first frame of an animation; what it leaves free is transparent. */
function decodeGif(bytes: Uint8Array): Pixels {
	const { width, height } = gifSize(bytes);
	// Frames may be larger than the image says; omggif would write their rows into each other.
	const whole = Uint8Array.from(bytes);
	new DataView(whole.buffer).setUint16(6, width, true);
	new DataView(whole.buffer).setUint16(8, height, true);
	const reader = new GifReader(whole);
	const rgba = new Uint8Array(width * height * 4);
	reader.decodeAndBlitFrameRGBA(0, rgba);
	return { width, height, rgba };
}

function decodeJpeg(bytes: Uint8Array): Pixels {
	const { width, height, data } = decodeJpegData(bytes, {
		useTArray: true,
		formatAsRGBA: true,
		tolerantDecoding: false,
		// Above the limit of `prepareImage`, which is checked before.
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
 * @throws ImageError if it is damaged, cut off, CMYK or coded in a way that is not decoded here
 */
export function decodeImage(bytes: Uint8Array, { kind, components, coding }: ImageInfo): Pixels {
	if (coding) {
		throw new ImageError(
			`cannot be used: it is a JPEG with ${coding}`,
			"Save it as a usual JPEG or a PNG first, for example with n8n's Edit Image node.",
		);
	}
	if (components === 4) {
		throw new ImageError(
			'cannot be used: it is a JPEG in CMYK colors, as for printing',
			"Save it in RGB colors first, for example with n8n's Edit Image node.",
		);
	}
	try {
		return DECODERS[kind](bytes);
	} catch (error) {
		throw error instanceof ImageError ? error : damagedError(kind);
	}
}

/**
 * Encodes an image without transparency as a JPEG.
 *
 * @param maxBytes what Meta takes; noise in a long image needs more
 * @throws ImageError where it does not become small enough
 */
export function encodeJpeg({ width, height, rgba }: Pixels, maxBytes = LIMITS.imageBytes.max): Buffer {
	for (const quality of JPEG_QUALITIES) {
		const { data } = encodeJpegData({ width, height, data: rgba }, quality);
		if (data.length <= maxBytes) return data;
	}
	throw new ImageError(
		`cannot be used: as a JPEG, the image is larger than ${LIMITS.imageBytes.max / 1024 / 1024} MB`,
		"Make it smaller first, for example with n8n's Edit Image node.",
	);
}
