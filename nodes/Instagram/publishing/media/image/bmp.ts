import type { Pixels } from './pixels';
import { ImageError } from './pixels';

/** Compression values of the header (Microsoft, BITMAPINFOHEADER). */
const RGB = 0;
const BIT_FIELDS = 3;
const ALPHA_BIT_FIELDS = 6;

/** Compressions that are not decoded. */
const COMPRESSIONS: Readonly<Record<number, string>> = {
	1: 'RLE compression',
	2: 'RLE compression',
	4: 'JPEG compression',
	5: 'PNG compression',
};

const PALETTE_BITS = [1, 4, 8];

/** Size of the header that Windows writes. OS/2 wrote a shorter one. */
const HEADER_SIZE = 40;

/** Bits of red, green and blue where the header does not say. */
const USUAL_MASKS: Readonly<Record<number, readonly number[]>> = {
	16: [0x7c00, 0x03e0, 0x001f],
	24: [0xff0000, 0x00ff00, 0x0000ff],
	32: [0xff0000, 0x00ff00, 0x0000ff],
};

interface BmpHeader {
	width: number;
	height: number;
	isTopDown: boolean;
	bits: number;
	/** Bits of red, green and blue; empty where there is a palette. */
	masks: readonly number[];
	/** Offset of the palette; four bytes per entry: blue, green, red, unused. */
	palette: number;
	/** Offset of the first row. */
	pixels: number;
}

function unsupportedError(what: string): ImageError {
	return new ImageError(
		`cannot be used: it is a BMP image with ${what}, which this node does not decode`,
		"It decodes BMP images of Windows without compression, with 1, 4, 8, 16, 24 or 32 bits per pixel. Save the image so, or as JPEG or PNG, for example with n8n's Edit Image node.",
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
	if (!PALETTE_BITS.includes(bits) && !(bits in USUAL_MASKS))
		throw unsupportedError(`${bits} bits per pixel`);
	const compression = view.getUint32(30, true);
	const hasMasks = (compression === BIT_FIELDS || compression === ALPHA_BIT_FIELDS) && bits in USUAL_MASKS;
	if (compression !== RGB && !hasMasks) {
		throw unsupportedError(COMPRESSIONS[compression] ?? `compression ${compression}`);
	}
	return {
		width: view.getInt32(18, true),
		height: Math.abs(height),
		isTopDown: height < 0,
		bits,
		masks: hasMasks ? [54, 58, 62].map((at) => view.getUint32(at, true)) : (USUAL_MASKS[bits] ?? []),
		palette: 14 + headerSize,
		pixels: view.getUint32(10, true),
	};
}

/** Converts the bits of a mask to 0 to 255. */
function channelOf(mask: number): (pixel: number) => number {
	if (mask === 0) return () => 0;
	const shift = 31 - Math.clz32(mask & -mask);
	const most = mask >>> shift;
	return (pixel) => Math.round((((pixel & mask) >>> shift) * 255) / most);
}

/** How the value of one pixel is read from a row. */
function readerOf(view: DataView, bits: number): (row: number, x: number) => number {
	if (bits === 32) return (row, x) => view.getUint32(row + x * 4, true);
	if (bits === 24)
		return (row, x) => view.getUint16(row + x * 3, true) | (view.getUint8(row + x * 3 + 2) << 16);
	if (bits === 16) return (row, x) => view.getUint16(row + x * 2, true);
	const mask = (1 << bits) - 1;
	return (row, x) => (view.getUint8(row + ((x * bits) >> 3)) >> (8 - bits - ((x * bits) & 7))) & mask;
}

/**
 * Decodes a Windows bitmap without compression: 1, 4 or 8 bits with a palette, 16, 24 or 32 bits. The fourth byte of 32
 * bits is padding in most files, so it is not read as transparency. fast-bmp 4 reads neither palettes nor rows from the
 * top.
 *
 * @throws ImageError if it is of another kind; Error or RangeError if it is damaged
 * @see https://learn.microsoft.com/windows/win32/api/wingdi/ns-wingdi-bitmapinfoheader
 */
export function decodeBmp(bytes: Uint8Array): Pixels {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const { width, height, isTopDown, bits, masks, palette, pixels } = readBmpHeader(view);
	const rowLength = Math.ceil((width * bits) / 32) * 4;
	const pixelAt = readerOf(view, bits);
	const channels = masks.map(channelOf);
	const rgba = new Uint8Array(width * height * 4);
	for (let y = 0; y < height; y += 1) {
		const row = pixels + (isTopDown ? y : height - 1 - y) * rowLength;
		for (let x = 0; x < width; x += 1) {
			const value = pixelAt(row, x);
			const to = (y * width + x) * 4;
			for (let channel = 0; channel < 3; channel += 1) {
				rgba[to + channel] = channels[channel]?.(value) ?? view.getUint8(palette + value * 4 + 2 - channel);
			}
			rgba[to + 3] = 255;
		}
	}
	return { width, height, rgba };
}
