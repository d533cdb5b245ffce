import { readImageInfo, uprightSize } from './image/imageInfo';
import type { Size } from './image/shape';
import type { FileType } from './signatures';
import { detectFileType } from './signatures';

/** Facts from the first bytes of a file. */
export interface FileHeader {
	/** `undefined` if the type is unknown. */
	kind?: FileType;
	/** Set if the file is truncated: the missing part. */
	missing?: string;
	/** Length of a video, if the bytes contain it. */
	seconds?: number;
	/** Pixels of a JPEG as people see it, if the bytes contain them. */
	pixels?: Size;
}

/** Bytes to read from the start of a file. A JPEG's headers and a video's atoms begin within them. */
export const HEADER_BYTES = 64 * 1024;

function view(bytes: Uint8Array): DataView {
	return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

const END_OF_JPEG = Buffer.from([0xff, 0xd9]);

/** Markers of a JPEG file that have no length: TEM and the restart markers. */
function hasNoLength(marker: number): boolean {
	return marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);
}

/** Follows the segments of a JPEG file up to its picture. ITU-T T.81, annex B. */
function missingFromJpeg(start: Uint8Array, size: number): string | undefined {
	const bytes = view(start);
	const isWhole = start.length >= size;
	let at = 2;
	while (at + 4 <= start.length) {
		const marker = bytes.getUint8(at + 1);
		if (bytes.getUint8(at) !== 0xff) return undefined;
		if (marker === 0xda) {
			if (!isWhole) return undefined;
			return Buffer.from(start).lastIndexOf(END_OF_JPEG) > at ? undefined : 'the end of the picture';
		}
		if (marker === 0xff) at += 1;
		else at += 2 + (hasNoLength(marker) ? 0 : bytes.getUint16(at + 2));
		if (at > size) return 'the picture itself';
	}
	return at >= size || isWhole ? 'the picture itself' : undefined;
}

/** Long EXIF data can push the size of a JPEG beyond the first bytes. */
function pixelsOf(start: Uint8Array): Size | undefined {
	try {
		const info = readImageInfo(start);
		return info && uprightSize(info);
	} catch {
		return undefined;
	}
}

interface Atom {
	type: string;
	/** Start and end of its content, in bytes from the start of the file. */
	from: number;
	to: number;
}

/** The atoms with a header within the bytes. ISO/IEC 14496-12, 4.2. */
function atomsIn(start: Uint8Array, from: number, to: number): Atom[] {
	const bytes = view(start);
	const atoms: Atom[] = [];
	for (let at = from; at + 16 <= Math.min(start.length, to);) {
		const short = bytes.getUint32(at);
		const size = short === 1 ? Number(bytes.getBigUint64(at + 8)) : short === 0 ? to - at : short;
		if (size < 8) break;
		const type = String.fromCharCode(...start.subarray(at + 4, at + 8));
		atoms.push({ type, from: at + (short === 1 ? 16 : 8), to: at + size });
		at += size;
	}
	return atoms;
}

/** Reads the length of a video from its movie header. ISO/IEC 14496-12, 8.2.2. */
function secondsOf(start: Uint8Array, moov: Atom): number | undefined {
	const header = atomsIn(start, moov.from, moov.to).find(({ type }) => type === 'mvhd');
	if (!header || header.from + 32 > start.length) return undefined;
	const bytes = view(start);
	const isLong = bytes.getUint8(header.from) === 1;
	const scale = bytes.getUint32(header.from + (isLong ? 20 : 12));
	const length = isLong ? Number(bytes.getBigUint64(header.from + 24)) : bytes.getUint32(header.from + 16);
	// 0 or all ones if the length was unknown when the file was written.
	const isKnown = scale > 0 && length > 0 && length < (isLong ? Number.MAX_SAFE_INTEGER : 0xffffffff);
	return isKnown ? length / scale : undefined;
}

function readVideoHeader(start: Uint8Array, size: number): Omit<FileHeader, 'kind'> {
	const atoms = atomsIn(start, 0, size);
	const moov = atoms.find(({ type }) => type === 'moov');
	const last = atoms.at(-1);
	const seconds = moov && secondsOf(start, moov);
	if (!last || last.to > size) return { missing: 'part of the video', seconds };
	if (!moov && last.to >= size) return { missing: "the video's index", seconds };
	return { seconds };
}

/**
 * Reads from the first bytes of a file its real type, whether it is truncated, the length of a video, and the size of a
 * JPEG.
 *
 * @param start the first {@link HEADER_BYTES}, or the whole file if it is smaller
 * @param size bytes of the whole file, if known
 */
export function readFileHeader(start: Uint8Array, size = Number.POSITIVE_INFINITY): FileHeader {
	const kind = detectFileType(start);
	if (!kind?.isSupported) return { kind };
	return kind.format === 'video'
		? { kind, ...readVideoHeader(start, size) }
		: { kind, missing: missingFromJpeg(start, size), pixels: pixelsOf(start) };
}
