import type { Pixels } from './pixels';

/** Compression values of the header (Microsoft, BITMAPINFOHEADER). */
const RGB = 0;
const BIT_FIELDS = 3;

/** Masks that 32-bit bitmaps use for blue, green, red; others are not decoded. */
const USUAL_MASKS = [0x00ff0000, 0x0000ff00, 0x000000ff];

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

function readHeader(view: DataView): BmpHeader {
	const headerSize = view.getUint32(14, true);
	const height = view.getInt32(22, true);
	const bits = view.getUint16(28, true);
	const compression = view.getUint32(30, true);
	const masks = [54, 58, 62].map((at) => (compression === BIT_FIELDS ? view.getUint32(at, true) : 0));
	const isSupported =
		headerSize >= 40 &&
		(compression === RGB ||
			(compression === BIT_FIELDS && bits === 32 && masks.every((mask, at) => mask === USUAL_MASKS[at]))) &&
		[1, 4, 8, 24, 32].includes(bits);
	if (!isSupported) throw new Error('Unsupported bitmap');
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
 * @throws Error or RangeError where the file is damaged or of another kind
 * @see https://learn.microsoft.com/windows/win32/api/wingdi/ns-wingdi-bitmapinfoheader
 */
export function decodeBmp(bytes: Uint8Array): Pixels {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const { width, height, isTopDown, bits, palette, pixels } = readHeader(view);
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
