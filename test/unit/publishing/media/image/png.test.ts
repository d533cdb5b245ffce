import { deflateSync } from 'node:zlib';

import { decodePng } from '../../../../../nodes/Instagram/publishing/media/image/png';
import { ADAM7, chunk, exifOf, imageFile, pngOf } from './images';

interface Sketch {
	colorType: 0 | 2 | 3 | 4 | 6;
	depth: 1 | 2 | 4 | 8 | 16;
	isInterlaced?: boolean;
	width?: number;
	height?: number;
	palette?: number[][];
	tRNS?: number[];
	/** Chunks before the image data. */
	before?: Buffer[];
	/** Bytes after the promised image data. */
	extra?: number;
}

const CHANNELS = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** A sample of the test image: all values occur, and neighbors differ. */
function sampleAt({ depth, palette }: Sketch, x: number, y: number, channel: number): number {
	const value = (x * 37 + y * 101 + channel * 59) * 257;
	return palette ? (x + y) % palette.length : value % 2 ** depth;
}

function packed(samples: number[], depth: number): number[] {
	if (depth === 16) return samples.flatMap((sample) => [sample >> 8, sample & 255]);
	const bits = samples.map((sample) => sample.toString(2).padStart(depth, '0')).join('');
	return (bits.match(/.{1,8}/g) ?? []).map((byte) => parseInt(byte.padEnd(8, '0'), 2));
}

function predicted(filter: number, left: number, up: number, corner: number): number {
	const distances = [left, up, corner].map((value) => Math.abs(left + up - corner - value));
	const nearest = [left, up, corner][distances.indexOf(Math.min(...distances))]!;
	return [0, left, up, Math.floor((left + up) / 2), nearest][filter]!;
}

/** Writes a PNG with all five filters. */
function written(sketch: Sketch): Buffer {
	const { colorType, depth, isInterlaced, width = 13, height = 11, palette, tRNS, before = [] } = sketch;
	const step = Math.max(1, (CHANNELS[colorType] * depth) / 8);
	const data: number[] = [];
	for (const [left, top, stepX, stepY] of isInterlaced ? ADAM7 : ([[0, 0, 1, 1]] as const)) {
		let above: number[] = [];
		for (let y = top; y < height && left < width; y += stepY) {
			const samples: number[] = [];
			for (let x = left; x < width; x += stepX) {
				for (let channel = 0; channel < CHANNELS[colorType]; channel += 1) {
					samples.push(sampleAt(sketch, x, y, channel));
				}
			}
			const row = packed(samples, depth);
			const filter = ((y / stepY) % 5) | 0;
			data.push(
				filter,
				...row.map((byte, at) => {
					const by = predicted(filter, row[at - step] ?? 0, above[at] ?? 0, above[at - step] ?? 0);
					return (byte - by) & 255;
				}),
			);
			above = row;
		}
	}
	const header = Buffer.alloc(13);
	header.writeUInt32BE(width, 0);
	header.writeUInt32BE(height, 4);
	header.set([depth, colorType, 0, 0, isInterlaced ? 1 : 0], 8);
	const compressed = deflateSync(Buffer.concat([Buffer.from(data), Buffer.alloc(sketch.extra ?? 0)]));
	const half = compressed.length >> 1;
	return Buffer.concat([
		Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
		chunk('IHDR', header),
		...before,
		...(palette ? [chunk('PLTE', Buffer.from(palette.flat()))] : []),
		...(tRNS ? [chunk('tRNS', Buffer.from(tRNS))] : []),
		...[compressed.subarray(0, half), compressed.subarray(half)].map((part) => chunk('IDAT', part)),
		chunk('IEND', Buffer.alloc(0)),
	]);
}

/** What a viewer shows. */
function shown(sketch: Sketch): number[] {
	const { colorType, depth, width = 13, height = 11, palette, tRNS } = sketch;
	const to8 = (sample: number) =>
		depth === 16 ? sample >> 8 : Math.round((sample * 255) / (2 ** depth - 1));
	const rgba: number[] = [];
	for (let y = 0; y < height; y += 1) {
		for (let x = 0; x < width; x += 1) {
			const [one = 0, two = 0, three = 0, four = 0] = [0, 1, 2, 3].map((channel) =>
				sampleAt(sketch, x, y, channel),
			);
			const keys = (tRNS ?? []).flatMap((byte, at, all) => (at % 2 ? [all[at - 1]! * 256 + byte] : []));
			if (palette) rgba.push(...palette[one]!, tRNS?.[one] ?? 255);
			else if (colorType === 0) rgba.push(to8(one), to8(one), to8(one), keys[0] === one ? 0 : 255);
			else if (colorType === 4) rgba.push(to8(one), to8(one), to8(one), to8(two));
			else {
				const isKey = keys.length > 0 && [one, two, three].every((sample, at) => keys[at] === sample);
				rgba.push(to8(one), to8(two), to8(three), colorType === 6 ? to8(four) : isKey ? 0 : 255);
			}
		}
	}
	return rgba;
}

const SKETCHES: Sketch[] = (
	[
		[0, 1],
		[0, 2],
		[0, 4],
		[0, 8],
		[0, 16],
		[2, 8],
		[2, 16],
		[4, 8],
		[4, 16],
		[6, 8],
		[6, 16],
	] as const
).map(([colorType, depth]) => ({ colorType, depth }));

const PALETTES: Sketch[] = ([1, 2, 4, 8] as const).map((depth) => ({
	colorType: 3,
	depth,
	palette: Array.from({ length: Math.min(2 ** depth, 200) }, (_none, at) => [at, 255 - at, (at * 7) % 256]),
	tRNS: [0, 128],
}));

const KEYED: Sketch[] = [
	{ colorType: 0, depth: 2, tRNS: [0, 1] },
	{ colorType: 0, depth: 8, tRNS: [0, 37] },
	{ colorType: 0, depth: 16, tRNS: [37, 37] },
	{ colorType: 2, depth: 8, tRNS: [0, 0, 0, 59, 0, 118] },
	{ colorType: 2, depth: 16, tRNS: [0, 0, 59, 59, 118, 118] },
];

const all = [...SKETCHES, ...PALETTES, ...KEYED].flatMap((sketch) => [
	sketch,
	{ ...sketch, isInterlaced: true },
	{ ...sketch, isInterlaced: true, width: 1, height: 3 },
]);

describe('decodePng', () => {
	it.each(
		all.map((sketch) => [JSON.stringify({ ...sketch, palette: sketch.palette?.length }), sketch] as const),
	)('decodes %s', (_name, sketch) => {
		expect([...decodePng(written(sketch)).rgba]).toEqual(shown(sketch));
	});

	it('is not disturbed by broken texts and color profiles', () => {
		const sketch: Sketch = {
			colorType: 2,
			depth: 8,
			before: [
				chunk('iCCP', Buffer.from('no profile')),
				chunk('tEXt', Buffer.alloc(200, 0x93)),
				chunk('pHYs', Buffer.from([1])),
				chunk('gAMA', Buffer.alloc(0)),
				chunk('eXIf', exifOf(1)),
			],
		};
		expect([...decodePng(written(sketch)).rgba]).toEqual(shown(sketch));
	});

	it('stops at data that holds more than the header promises, without inflating it', () => {
		const bomb = written({ colorType: 6, depth: 8, width: 2, height: 2, extra: 50_000_000 });
		expect(bomb.length).toBeLessThan(100_000);
		const before = process.memoryUsage().arrayBuffers;
		expect(() => decodePng(bomb)).toThrow('out of bounds');
		expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20_000_000);
	});

	it('throws where there is less data than the header promises', () => {
		const png = pngOf({ width: 2, height: 2, rgba: new Uint8Array(16) }, { colorType: 6 });
		png.writeUInt32BE(4000, 16);
		png.writeUInt32BE(4000, 20);
		expect(() => decodePng(png)).toThrow('Less data than promised');
	});

	it.each([
		[0, 3],
		[2, 4],
		[5, 8],
		[6, 1],
	])('throws for color type %d with %d bits', (colorType, depth) => {
		const png = Buffer.from(imageFile('rgb.png'));
		png.set([depth, colorType], 24);
		expect(() => decodePng(png)).toThrow('Unknown color type');
	});
});
