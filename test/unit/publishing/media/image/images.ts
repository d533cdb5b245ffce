import { readFileSync } from 'node:fs';
import path from 'node:path';
import { crc32, deflateSync } from 'node:zlib';

import { decodeImage } from '../../../../../nodes/Instagram/publishing/media/image/codecs';
import { readImageInfo } from '../../../../../nodes/Instagram/publishing/media/image/imageInfo';
import type { Pixels } from '../../../../../nodes/Instagram/publishing/media/image/pixels';

/** One frame of ffmpeg's test image, 32 x 24, in many formats. */
export function imageFile(name: string): Buffer {
	return readFileSync(path.join(__dirname, 'files', name));
}

export function decoded(bytes: Uint8Array): Pixels {
	const info = readImageInfo(bytes);
	if (!info) throw new Error('Not an image that can be decoded');
	return decodeImage(bytes, info);
}

/** The mean difference of two images of the same size, on a scale of 0 to 255. */
export function differenceOf(one: Pixels, other: Pixels): number {
	if (one.width !== other.width || one.height !== other.height) return Infinity;
	const sum = one.rgba.reduce((total, value, at) => total + Math.abs(value - other.rgba[at]!), 0);
	return sum / one.rgba.length;
}

export function chunk(type: string, data: Buffer): Buffer {
	const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
	const frame = Buffer.alloc(8);
	frame.writeUInt32BE(data.length, 0);
	frame.writeUInt32BE(crc32(body) >>> 0, 4);
	return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** First column, first row, and steps of the seven passes of an interlaced PNG (PNG specification, 8.2). */
export const ADAM7 = [
	[0, 0, 8, 8],
	[4, 0, 8, 8],
	[0, 4, 4, 8],
	[2, 0, 4, 4],
	[0, 2, 2, 4],
	[1, 0, 2, 2],
	[0, 1, 1, 2],
] as const;

export interface PngOptions {
	colorType: 0 | 2 | 6;
	isInterlaced?: boolean;
	/** The data of other chunks before the image, by type. */
	chunks?: Readonly<Record<string, Buffer>>;
}

/** Writes an 8-bit PNG pixel by pixel, for variants that ffmpeg does not write. */
export function pngOf({ width, height, rgba }: Pixels, options: PngOptions): Buffer {
	const { colorType, isInterlaced = false, chunks = {} } = options;
	const channels = { 0: 1, 2: 3, 6: 4 }[colorType];
	const rows: number[][] = [];
	for (const [left, top, stepX, stepY] of isInterlaced ? ADAM7 : ([[0, 0, 1, 1]] as const)) {
		for (let y = top; y < height && left < width; y += stepY) {
			const row = [0];
			for (let x = left; x < width; x += stepX) {
				const at = (y * width + x) * 4;
				row.push(...rgba.subarray(at, at + channels));
			}
			rows.push(row);
		}
	}
	const header = Buffer.alloc(13);
	header.writeUInt32BE(width, 0);
	header.writeUInt32BE(height, 4);
	header.set([8, colorType, 0, 0, isInterlaced ? 1 : 0], 8);
	return Buffer.concat([
		Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
		chunk('IHDR', header),
		...Object.entries(chunks).map(([type, data]) => chunk(type, data)),
		chunk('IDAT', deflateSync(Buffer.from(rows.flat()))),
		chunk('IEND', Buffer.alloc(0)),
	]);
}

/** EXIF data that contains only the orientation. */
export function exifOf(orientation: number): Buffer {
	const tiff = Buffer.from('MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0', 'latin1');
	tiff.writeUInt16BE(orientation, 18);
	return tiff;
}

/** Inserts EXIF data into a JPEG. */
export function turned(jpeg: Buffer, orientation: number): Buffer {
	const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), exifOf(orientation)]);
	const head = Buffer.from([0xff, 0xe1, 0, body.length + 2]);
	return Buffer.concat([jpeg.subarray(0, 2), head, body, jpeg.subarray(2)]);
}
