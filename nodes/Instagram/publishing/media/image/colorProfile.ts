import { Inflate } from 'pako';

import type { ImageKind } from './imageInfo';

/** Profiles of cameras and screens have some kilobytes, of printers a megabyte or two. */
const MAX_BYTES = 1024 * 1024;

/** Of a JPEG's APP2 segment with a part of a profile (ICC.1:2022, annex B.4). */
const JPEG_SIGNATURE = 'ICC_PROFILE\0';

/** Before the data of a segment: signature, number of the part, number of parts. */
const PART_HEADER = JPEG_SIGNATURE.length + 2;

/** The most that a segment takes, without the two bytes of its length. */
const PART_BYTES = 0xffff - 2 - PART_HEADER;

function textAt(bytes: Uint8Array, start: number, end: number): string {
	return String.fromCharCode(...bytes.subarray(start, end));
}

function profileOfJpeg(bytes: Uint8Array): Uint8Array {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const parts: Array<{ number: number; data: Uint8Array }> = [];
	// Up to the image data (SOS).
	for (let at = 2; bytes[at + 1] !== 0xda;) {
		if (bytes[at + 1] === 0xff) {
			at += 1;
			continue;
		}
		const end = at + 2 + view.getUint16(at + 2);
		const data = bytes.subarray(at + 4, end);
		if (bytes[at + 1] === 0xe2 && textAt(data, 0, JPEG_SIGNATURE.length) === JPEG_SIGNATURE)
			parts.push({ number: data[JPEG_SIGNATURE.length] ?? 0, data: data.subarray(PART_HEADER) });
		at = end;
	}
	parts.sort((one, other) => one.number - other.number);
	return Buffer.concat(parts.map(({ data }) => data));
}

/** Stops at the largest profile: compressed data may hold a thousand times more. */
class ProfileInflate extends Inflate {
	// pako empties its own `chunks` at the end.
	readonly parts: Uint8Array[] = [];

	private length = 0;

	override onData(chunk: Uint8Array): void {
		this.length += chunk.length;
		if (this.length > MAX_BYTES) throw new RangeError('More than a profile');
		this.parts.push(chunk);
	}
}

/** The chunk iCCP: a name, a zero, the compression method, the data (PNG, third edition, 11.3.2.3). */
function profileOfPng(bytes: Uint8Array): Uint8Array {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	for (let at = 8; textAt(bytes, at + 4, at + 8) !== 'IDAT';) {
		const length = view.getUint32(at);
		if (textAt(bytes, at + 4, at + 8) === 'iCCP') {
			const content = bytes.subarray(at + 8, at + 8 + length);
			const inflate = new ProfileInflate();
			inflate.push(content.subarray(content.indexOf(0) + 2), true);
			return inflate.err === 0 ? Buffer.concat(inflate.parts) : new Uint8Array(0);
		}
		at += 12 + length;
	}
	return new Uint8Array(0);
}

/** Whether a profile describes colors as the JPEGs that are made here have them. That of a gray image does not. */
function isForRgb(profile: Uint8Array): boolean {
	return textAt(profile, 16, 20) === 'RGB ' && textAt(profile, 36, 40) === 'acsp';
}

/**
 * Reads the color profile (ICC) of an image. Without it, the colors of a phone's photo or of a screenshot, which are often
 * in Display P3, would look dull: their values are not those of sRGB.
 *
 * @returns empty where there is none that a color JPEG can have; a broken one does not fail the image
 * @see https://www.color.org/specification/ICC.1-2022-05.pdf
 */
export function readColorProfile(bytes: Uint8Array, kind: ImageKind): Uint8Array {
	const none = new Uint8Array(0);
	if (kind !== 'jpeg' && kind !== 'png') return none;
	try {
		const profile = kind === 'jpeg' ? profileOfJpeg(bytes) : profileOfPng(bytes);
		return profile.length <= MAX_BYTES && isForRgb(profile) ? profile : none;
	} catch {
		return none;
	}
}

/** The segments of a JPEG that contain a color profile; empty for an empty one. */
export function profileSegments(profile: Uint8Array): Buffer {
	const count = Math.ceil(profile.length / PART_BYTES);
	const segments = Array.from({ length: count }, (_, index) => {
		const data = profile.subarray(index * PART_BYTES, (index + 1) * PART_BYTES);
		const head = Buffer.alloc(4 + PART_HEADER);
		head.writeUInt16BE(0xffe2, 0);
		head.writeUInt16BE(2 + PART_HEADER + data.length, 2);
		head.write(JPEG_SIGNATURE, 4, 'latin1');
		head[4 + JPEG_SIGNATURE.length] = index + 1;
		head[5 + JPEG_SIGNATURE.length] = count;
		return Buffer.concat([head, data]);
	});
	return Buffer.concat(segments);
}

/** Puts segments behind the first one of a JPEG, which is its JFIF header. */
export function insertSegments(jpeg: Buffer, segments: Buffer): Buffer {
	const at = 4 + jpeg.readUInt16BE(4);
	return Buffer.concat([jpeg.subarray(0, at), segments, jpeg.subarray(at)]);
}
