import { GifReader } from 'omggif';

import { readBmpHeader } from './bmp';
import { ImageError, isTurned } from './pixels';
import type { Size } from './shape';

/** Kinds of image that can be turned into a JPEG. */
export type ImageKind = 'jpeg' | 'png' | 'gif' | 'bmp';

/** What the headers of an image say. */
export interface ImageInfo {
	kind: ImageKind;
	/** Pixels as stored, before the orientation is applied. */
	width: number;
	height: number;
	/** EXIF orientation, 1 to 8; 1 where there is none. */
	orientation: number;
	/** Color components of a JPEG: 1 is gray, 3 is color, 4 is CMYK. */
	components?: number;
	/** What is unusual about the coding of a JPEG that cannot be decoded here. */
	coding?: string;
}

const SIGNATURES: ReadonlyArray<readonly [ImageKind, readonly number[]]> = [
	['jpeg', [0xff, 0xd8, 0xff]],
	['png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
	['gif', [0x47, 0x49, 0x46, 0x38]],
	['bmp', [0x42, 0x4d]],
];

const NAMES: Readonly<Record<ImageKind, string>> = { jpeg: 'JPEG', png: 'PNG', gif: 'GIF', bmp: 'BMP' };

/** The file ends before the image does, or its parts contradict each other. */
export function damagedError(kind: ImageKind): ImageError {
	return new ImageError(
		`cannot be used: the ${NAMES[kind]} image is damaged or cut off`,
		'Look at the node before this one: the file was probably not downloaded or written to its end.',
	);
}

/** The kind of an image by its first bytes; `undefined` for all that cannot be decoded here. */
function imageKindOf(bytes: Uint8Array): ImageKind | undefined {
	return SIGNATURES.find(([, signature]) => signature.every((byte, at) => bytes[at] === byte))?.[0];
}

function viewOf(bytes: Uint8Array): DataView {
	return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Start-of-frame markers; C4, C8 and CC are no frames (ITU-T T.81, table B.1). */
function isFrame(marker: number): boolean {
	return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

/** Baseline, extended and progressive images with Huffman coding and 8 bits are what cameras write. */
function codingOf(frame: number, bits: number): Pick<ImageInfo, 'coding'> {
	if (frame > 0xc2) return { coding: 'lossless, hierarchical or arithmetic coding' };
	return bits === 8 ? {} : { coding: `${bits} bits per color` };
}

const ORIENTATION_TAG = 0x0112;

/** Reads the orientation from TIFF data, as in EXIF; 1 if it cannot be read. */
function orientationIn(tiff: Uint8Array): number {
	const view = viewOf(tiff);
	const isLittleEndian = tiff[0] === 0x49;
	const directory = view.getUint32(4, isLittleEndian);
	const count = view.getUint16(directory, isLittleEndian);
	for (let index = 0; index < count; index += 1) {
		const entry = directory + 2 + index * 12;
		if (view.getUint16(entry, isLittleEndian) !== ORIENTATION_TAG) continue;
		const orientation = view.getUint16(entry + 8, isLittleEndian);
		return orientation >= 1 && orientation <= 8 ? orientation : 1;
	}
	return 1;
}

function readOrientation(tiff: Uint8Array): number {
	try {
		return orientationIn(tiff);
	} catch {
		// Cameras and editors write broken EXIF data. The image itself is fine.
		return 1;
	}
}

function jpegInfo(bytes: Uint8Array): ImageInfo {
	const view = viewOf(bytes);
	let orientation = 1;
	for (let at = 2; at + 9 < bytes.length;) {
		if (bytes[at] !== 0xff) throw damagedError('jpeg');
		const marker = bytes[at + 1]!;
		if (marker === 0xff) {
			at += 1;
			continue;
		}
		if (isFrame(marker)) {
			return {
				kind: 'jpeg',
				width: view.getUint16(at + 7),
				height: view.getUint16(at + 5),
				orientation,
				components: bytes[at + 9],
				...codingOf(marker, bytes[at + 4]!),
			};
		}
		const length = view.getUint16(at + 2);
		const isExif = marker === 0xe1 && String.fromCharCode(...bytes.subarray(at + 4, at + 10)) === 'Exif\0\0';
		if (isExif) orientation = readOrientation(bytes.subarray(at + 10, at + 2 + length));
		at += 2 + length;
	}
	throw damagedError('jpeg');
}

/** A PNG has to reach its last chunk: a decoder would fill the missing part with black. */
function pngInfo(bytes: Uint8Array): ImageInfo {
	const view = viewOf(bytes);
	let orientation = 1;
	for (let at = 8; at + 12 <= bytes.length;) {
		const length = view.getUint32(at);
		const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
		if (type === 'eXIf') orientation = readOrientation(bytes.subarray(at + 8, at + 8 + length));
		if (type === 'IEND') {
			return { kind: 'png', width: view.getUint32(16), height: view.getUint32(20), orientation };
		}
		at += 12 + length;
	}
	throw damagedError('png');
}

/** The size of a GIF with its whole first frame, which may be larger than its header says. */
export function gifSize(bytes: Uint8Array): { width: number; height: number } {
	const reader = new GifReader(bytes);
	const { x, y, width, height } = reader.frameInfo(0);
	return { width: Math.max(reader.width, x + width), height: Math.max(reader.height, y + height) };
}

function gifInfo(bytes: Uint8Array): ImageInfo {
	return { kind: 'gif', ...gifSize(bytes), orientation: 1 };
}

function bmpInfo(bytes: Uint8Array): ImageInfo {
	const { width, height } = readBmpHeader(viewOf(bytes));
	return { kind: 'bmp', width, height, orientation: 1 };
}

const READERS: Readonly<Record<ImageKind, (bytes: Uint8Array) => ImageInfo>> = {
	jpeg: jpegInfo,
	png: pngInfo,
	gif: gifInfo,
	bmp: bmpInfo,
};

/**
 * Reads what the headers of an image say, without decoding it.
 *
 * @returns `undefined` for a kind of file that cannot be decoded here
 * @throws ImageError if the file is damaged, cut off, or a BMP of a kind that cannot be decoded
 */
export function readImageInfo(bytes: Uint8Array): ImageInfo | undefined {
	const kind = imageKindOf(bytes);
	if (!kind) return undefined;
	let info: ImageInfo;
	try {
		info = READERS[kind](bytes);
	} catch (error) {
		throw error instanceof ImageError ? error : damagedError(kind);
	}
	if (info.width < 1 || info.height < 1) throw damagedError(kind);
	return info;
}

/** The size of an image as people see it. */
export function uprightSize({ width, height, orientation }: ImageInfo): Size {
	return isTurned(orientation) ? { width: height, height: width } : { width, height };
}
