import { Inflate } from 'pako';

import type { Pixels } from './pixels';

/** Samples per pixel by color type: gray, RGB, palette, gray with alpha, RGB with alpha. */
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

const PALETTE = 3;

/** Bits per sample by color type. */
const DEPTHS: Readonly<Record<number, readonly number[]>> = {
	0: [1, 2, 4, 8, 16],
	2: [8, 16],
	3: [1, 2, 4, 8],
	4: [8, 16],
	6: [8, 16],
};

/** A part of the rows and columns: first column, first row, and the steps to the next ones. */
type Pass = readonly [left: number, top: number, stepX: number, stepY: number];

const WHOLE: readonly Pass[] = [[0, 0, 1, 1]];

const ADAM7: readonly Pass[] = [
	[0, 0, 8, 8],
	[4, 0, 8, 8],
	[0, 4, 4, 8],
	[2, 0, 4, 4],
	[0, 2, 2, 4],
	[1, 0, 2, 2],
	[0, 1, 1, 2],
];

interface Png {
	width: number;
	height: number;
	depth: number;
	colorType: number;
	passes: readonly Pass[];
	/** Red, green and blue of each entry. */
	palette: Uint8Array;
	/** Alpha of the palette's entries, or the one color that is transparent. */
	transparency: Uint8Array;
	/** Compressed. */
	data: Uint8Array[];
}

/** Reads the chunks that say how the image looks. Others, such as color profiles and texts, may be broken. */
function readChunks(bytes: Uint8Array): Png {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const none = new Uint8Array(0);
	const chunks: Record<string, Uint8Array> = {};
	const data: Uint8Array[] = [];
	for (let at = 8; ;) {
		const length = view.getUint32(at);
		const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
		const content = bytes.subarray(at + 8, at + 8 + length);
		if (type === 'IEND') break;
		if (type === 'IDAT') data.push(content);
		else chunks[type] ??= content;
		at += 12 + length;
	}
	const [depth = 0, colorType = 0, , , interlace] = (chunks.IHDR ?? none).subarray(8);
	if (!DEPTHS[colorType]?.includes(depth)) throw new Error('Unknown color type');
	return {
		width: view.getUint32(16),
		height: view.getUint32(20),
		depth,
		colorType,
		passes: interlace === 1 ? ADAM7 : WHOLE,
		palette: chunks.PLTE ?? none,
		transparency: chunks.tRNS ?? none,
		data,
	};
}

/** Inflates to exactly as many bytes as the header promises: compressed data may hold a thousand times more. */
class BoundedInflate extends Inflate {
	readonly bytes: Uint8Array;

	private length = 0;

	constructor(length: number) {
		super();
		this.bytes = new Uint8Array(length);
	}

	override onData(chunk: Uint8Array): void {
		// set() throws a RangeError where there is more than promised.
		this.bytes.set(chunk, this.length);
		this.length += chunk.length;
	}

	get isComplete(): boolean {
		return this.err === 0 && this.length === this.bytes.length;
	}
}

function inflate(data: readonly Uint8Array[], length: number): Uint8Array {
	const inflator = new BoundedInflate(length);
	for (const part of data) inflator.push(part);
	if (!inflator.isComplete) throw new Error('Less data than promised');
	return inflator.bytes;
}

/** The value between the neighbors that is nearest to `left + up - corner`. */
function paeth(left: number, up: number, corner: number): number {
	const [toLeft, toUp, toCorner] = [
		Math.abs(up - corner),
		Math.abs(left - corner),
		Math.abs(left + up - 2 * corner),
	];
	if (toLeft <= toUp && toLeft <= toCorner) return left;
	return toUp <= toCorner ? up : corner;
}

/** Undoes the filter of a row in place. */
function unfilter(filter: number, row: Uint8Array, above: Uint8Array, bytesPerPixel: number): void {
	if (filter > 4) throw new Error('Unknown filter');
	if (filter === 0) return;
	for (let at = 0; at < row.length; at += 1) {
		const left = at < bytesPerPixel ? 0 : row[at - bytesPerPixel]!;
		const up = above[at]!;
		if (filter === 1) row[at]! += left;
		else if (filter === 2) row[at]! += up;
		else if (filter === 3) row[at]! += (left + up) >> 1;
		else row[at]! += paeth(left, up, at < bytesPerPixel ? 0 : above[at - bytesPerPixel]!);
	}
}

/** The colors of all values that one sample of up to 8 bits can have, four bytes each; for gray and palettes. */
function tableOf({ colorType, depth, palette, transparency }: Png): Uint8Array {
	const table = new Uint8Array(4 << depth);
	const most = (1 << depth) - 1;
	const key = transparency[1];
	for (let value = 0; value <= most; value += 1) {
		const gray = Math.round((value * 255) / most);
		const [red, green, blue] =
			colorType === PALETTE
				? [0, 1, 2].map((channel) => palette[value * 3 + channel] ?? 0)
				: [gray, gray, gray];
		const alpha = colorType === PALETTE ? (transparency[value] ?? 255) : value === key ? 0 : 255;
		table.set([red!, green!, blue!, alpha], value * 4);
	}
	return table;
}

type RowWriter = (row: Uint8Array, x: number, to: number) => void;

/** How one pixel of a row is written into the image. */
function writerOf(png: Png, rgba: Uint8Array): RowWriter {
	const { colorType, depth, transparency } = png;
	if (depth <= 8 && (colorType === 0 || colorType === PALETTE)) {
		const table = tableOf(png);
		const mask = (1 << depth) - 1;
		return (row, x, to) => {
			const bit = x * depth;
			const from = ((row[bit >> 3]! >> (8 - depth - (bit & 7))) & mask) * 4;
			for (let channel = 0; channel < 4; channel += 1) rgba[to + channel] = table[from + channel]!;
		};
	}
	// Of 16 bits, the first byte is what a JPEG can show.
	const step = depth >> 3;
	const channels = CHANNELS[colorType]!;
	const [green, blue] = channels < 3 ? [0, 0] : [step, 2 * step];
	const alpha = channels % 2 === 0 ? (channels - 1) * step : undefined;
	const colors = channels < 3 ? 1 : 3;
	const hasKey = alpha === undefined && transparency.length >= colors * 2;
	const isKey = (row: Uint8Array, from: number) => {
		for (let channel = 0; channel < colors; channel += 1) {
			const at = from + channel * step;
			const value = step === 1 ? row[at]! : row[at]! * 256 + row[at + 1]!;
			if (value !== transparency[channel * 2]! * 256 + transparency[channel * 2 + 1]!) return false;
		}
		return true;
	};
	return (row, x, to) => {
		const from = x * channels * step;
		rgba[to] = row[from]!;
		rgba[to + 1] = row[from + green]!;
		rgba[to + 2] = row[from + blue]!;
		rgba[to + 3] = alpha !== undefined ? row[from + alpha]! : hasKey && isKey(row, from) ? 0 : 255;
	};
}

/**
 * Decodes a PNG of any color type, depth and interlace. fast-png 6 inflates without a limit, reads interlaced images of
 * fewer than 8 bits wrongly, and fails over broken texts and profiles.
 *
 * @throws Error or RangeError if the file is damaged, or has more or less data than its header says
 * @see https://www.w3.org/TR/png-3/
 */
export function decodePng(bytes: Uint8Array): Pixels {
	const png = readChunks(bytes);
	const { width, height, depth, colorType, passes } = png;
	const bits = CHANNELS[colorType]! * depth;
	const sizes = passes.map(([left, top, stepX, stepY]) => ({
		rows: left < width ? Math.max(0, Math.ceil((height - top) / stepY)) : 0,
		columns: Math.max(0, Math.ceil((width - left) / stepX)),
	}));
	const rowLengths = sizes.map(({ columns }) => Math.ceil((columns * bits) / 8));
	const data = inflate(
		png.data,
		sizes.reduce((sum, { rows }, pass) => sum + rows * (rowLengths[pass]! + 1), 0),
	);
	const rgba = new Uint8Array(width * height * 4);
	const write = writerOf(png, rgba);
	let at = 0;
	for (const [pass, [left, top, stepX, stepY]] of passes.entries()) {
		const { rows, columns } = sizes[pass]!;
		const length = rowLengths[pass]!;
		let above: Uint8Array = new Uint8Array(length);
		for (let y = 0; y < rows; y += 1) {
			const row = data.subarray(at + 1, at + 1 + length);
			unfilter(data[at]!, row, above, Math.max(1, bits >> 3));
			const to = ((top + y * stepY) * width + left) * 4;
			for (let x = 0; x < columns; x += 1) write(row, x, to + x * stepX * 4);
			above = row;
			at += length + 1;
		}
	}
	return { width, height, rgba };
}
