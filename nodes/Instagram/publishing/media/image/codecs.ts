import { convertIndexedToRgb, decode as decodePngData } from 'fast-png';
import { decode as decodeJpegData, encode as encodeJpegData } from 'jpeg-js';
import { GifReader } from 'omggif';

import { decodeBmp } from './bmp';
import type { ImageInfo, ImageKind } from './imageInfo';
import { damagedError } from './imageInfo';
import type { Pixels } from './pixels';
import { ImageError } from './pixels';

/** Quality of the JPEGs that are made, of 100. Instagram compresses them again. */
const JPEG_QUALITY = 92;

/** Most of what a decoder may hold, in MiB. A JPEG of 16 megapixels takes about 250. */
const MEMORY_MIB = 512;

type DecodedPng = ReturnType<typeof decodePngData>;

/** Converts values of any bit depth to 0 to 255. */
function scaleOf(depth: number): (value: number) => number {
	if (depth === 16) return (value) => value >> 8;
	const most = (1 << depth) - 1;
	return (value) => Math.round((value * 255) / most);
}

/** Grayscale of fewer than 8 bits comes packed, each row beginning with a new byte. */
function unpacked({ data, width, height, depth, channels }: DecodedPng): ArrayLike<number> {
	if (depth >= 8) return data;
	const rowLength = Math.ceil((width * channels * depth) / 8);
	const values = new Uint8Array(width * height * channels);
	for (let at = 0; at < values.length; at += 1) {
		const bit = (at % width) * depth;
		const byte = data[Math.floor(at / width) * rowLength + Math.floor(bit / 8)]!;
		values[at] = (byte >> (8 - depth - (bit % 8))) & ((1 << depth) - 1);
	}
	return values;
}

function decodePng(bytes: Uint8Array): Pixels {
	const png = decodePngData(bytes);
	const { width, height, palette, transparency } = png;
	const isIndexed = palette !== undefined;
	const values: ArrayLike<number> = isIndexed ? convertIndexedToRgb(png) : unpacked(png);
	const pixels = width * height;
	const channels = values.length / pixels;
	if (!Number.isInteger(channels)) throw damagedError('png');
	const scale = scaleOf(isIndexed ? 8 : png.depth);
	const colors = channels < 3 ? 1 : 3;
	const hasAlpha = channels === 2 || channels === 4;
	const rgba = new Uint8Array(pixels * 4);
	for (let at = 0; at < pixels; at += 1) {
		const from = at * channels;
		for (let channel = 0; channel < 3; channel += 1) {
			rgba[at * 4 + channel] = scale(values[from + (colors === 1 ? 0 : channel)]!);
		}
		// A PNG without an alpha channel can name one color that is transparent (tRNS).
		const isKeyed =
			!isIndexed &&
			transparency !== undefined &&
			transparency.length >= colors &&
			Array.from({ length: colors }, (_none, channel) => channel).every(
				(channel) => values[from + channel] === transparency[channel],
			);
		rgba[at * 4 + 3] = hasAlpha ? scale(values[from + channels - 1]!) : isKeyed ? 0 : 255;
	}
	return { width, height, rgba };
}

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
 * @throws ImageError if it is damaged, cut off, CMYK, or a BMP of a kind that is not decoded
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
	} catch (error) {
		throw error instanceof ImageError ? error : damagedError(kind);
	}
}

/** Encodes an image without transparency as a JPEG. */
export function encodeJpeg({ width, height, rgba }: Pixels): Buffer {
	return encodeJpegData({ width, height, data: rgba }, JPEG_QUALITY).data;
}
