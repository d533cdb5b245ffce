import type { Pixels } from './pixels';
import { ImageError } from './pixels';

/** Compression values of the header (Microsoft, BITMAPINFOHEADER). */
const RGB = 0;
const BIT_FIELDS = 3;
const COMPRESSIONS: Readonly<Record<number, string>> = {
	1: 'RLE compression',
	2: 'RLE compression',
	[BIT_FIELDS]: 'unusual color masks',
	4: 'JPEG compression',
	5: 'PNG compression',
};

/** Masks that 32-bit bitmaps use for blue, green, red; others are not decoded. */
const USUAL_MASKS = [0x00ff0000, 0x0000ff00, 0x000000ff];

const DECODED_BITS = [1, 4, 8, 24, 32];

/** Size of the header that Windows writes. OS/2 wrote a shorter one. */
const HEADER_SIZE = 40;

interface BmpHeader {
	width: number;
	height: number;
	isTopDown: boolean;
	bits: number;
	/** Offset of the palette; four bytes per entry: blue, green, red, unused. */
	palette: number;
	/** Offset of the first row. */
	pixels: number;
}

function unsupportedError(what: string): ImageError {
	return new ImageError(
		`cannot be used: it is a BMP image with ${what}, which this node does not decode`,
		"It decodes BMP images of Windows without compression, with 1, 4, 8, 24 or 32 bits per pixel. Save the image so, or as JPEG or PNG, for example with n8n's Edit Image node.",
	);
}

/**
 * Reads the header of a Windows bitmap. A negative height means that the rows run from the top.
 *
 * @throws ImageError if it is of a kind that cannot be decoded; RangeError if the file is cut off
 */
export function readBmpHeader(view: DataView): BmpHeader {
	const headerSize = view.getUint32(14, true);
	if (headerSize < HEADER_SIZE) throw unsupportedError('an OS/2 header');
	const height = view.getInt32(22, true);
	const bits = view.getUint16(28, true);
	if (!DECODED_BITS.includes(bits)) throw unsupportedError(`${bits} bits per pixel`);
	const compression = view.getUint32(30, true);
	const hasUsualMasks =
		compression === BIT_FIELDS &&
		bits === 32 &&
		USUAL_MASKS.every((mask, index) => view.getUint32(54 + 4 * index, true) === mask);
	if (compression !== RGB && !hasUsualMasks) {
		throw unsupportedError(COMPRESSIONS[compression] ?? `compression ${compression}`);
	}
	return {
		width: view.getInt32(18, true),
		height: Math.abs(height),
		isTopDown: height < 0,
		bits,
		palette: 14 + headerSize,
		pixels: view.getUint32(10, true),
	};
}

/**
 * Decodes a Windows bitmap: 1, 4 or 8 bits with a palette, 24 or 32 bits, uncompressed. The fourth byte of 32 bits is
 * padding in most files, so it is not read as transparency. fast-bmp 4 reads neither palettes nor rows from the top.
 *
 * @throws ImageError if it is of another kind; RangeError if the file is cut off
 * @see https://learn.microsoft.com/windows/win32/api/wingdi/ns-wingdi-bitmapinfoheader
 */
export function decodeBmp(bytes: Uint8Array): Pixels {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const { width, height, isTopDown, bits, palette, pixels } = readBmpHeader(view);
	const rowLength = Math.ceil((width * bits) / 32) * 4;
	const rgba = new Uint8Array(width * height * 4);
	for (let y = 0; y < height; y += 1) {
		const row = pixels + (isTopDown ? y : height - 1 - y) * rowLength;
		for (let x = 0; x < width; x += 1) {
			const bit = x * bits;
			const index =
				bits > 8
					? 0
					: (view.getUint8(row + Math.floor(bit / 8)) >> (8 - bits - (bit % 8))) & ((1 << bits) - 1);
			const from = bits > 8 ? row + bit / 8 : palette + index * 4;
			const to = (y * width + x) * 4;
			rgba[to] = view.getUint8(from + 2);
			rgba[to + 1] = view.getUint8(from + 1);
			rgba[to + 2] = view.getUint8(from);
			rgba[to + 3] = 255;
		}
	}
	return { width, height, rgba };
}
