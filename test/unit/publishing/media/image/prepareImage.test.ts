import fc from 'fast-check';

import { readImageInfo } from '../../../../../nodes/Instagram/publishing/media/image/imageInfo';
import type { Color, Pixels } from '../../../../../nodes/Instagram/publishing/media/image/pixels';
import { WHITE } from '../../../../../nodes/Instagram/publishing/media/image/pixels';
import type { ImageTarget } from '../../../../../nodes/Instagram/publishing/media/image/prepareImage';
import { prepareImage } from '../../../../../nodes/Instagram/publishing/media/image/prepareImage';
import type { ImageRatio } from '../../../../../nodes/Instagram/publishing/media/image/shape';
import {
	fittedLayout,
	hasRatio,
	ratioFor,
} from '../../../../../nodes/Instagram/publishing/media/image/shape';
import { decoded, imageFile, pngOf, turned } from './images';

const target = (change: Partial<ImageTarget> = {}): ImageTarget => ({
	fit: 'none',
	ratio: 1,
	background: WHITE,
	...change,
});

function filled(width: number, height: number, ...color: number[]): Pixels {
	const rgba = new Uint8Array(width * height * 4);
	for (let at = 0; at < rgba.length; at += 4) rgba.set(color, at);
	return { width, height, rgba };
}

const png = (pixels: Pixels) => pngOf(pixels, { colorType: 6 });

/** The color at a position of the result, rounded to the precision of a JPEG. */
function colorAt({ width, rgba }: Pixels, x: number, y: number): number[] {
	const at = (y * width + x) * 4;
	return [...rgba.subarray(at, at + 3)].map((value) => Math.round(value / 16) * 16);
}

function prepared(bytes: Buffer, change: Partial<ImageTarget> = {}): Pixels {
	const jpeg = prepareImage(bytes, target(change));
	if (!jpeg) throw new Error('It was left as it is');
	return decoded(jpeg);
}

describe('prepareImage', () => {
	it('returns a JPEG byte for byte when no fitting is requested', () => {
		expect(prepareImage(imageFile('rgb.jpg'), target())).toBeUndefined();
		expect(prepareImage(turned(imageFile('rgb.jpg'), 6), target())).toBeUndefined();
	});

	it('returns a JPEG unchanged when its upright aspect ratio is allowed', () => {
		expect(prepareImage(imageFile('rgb.jpg'), target({ fit: 'crop', ratio: 4 / 3 }))).toBeUndefined();
		const portrait = turned(imageFile('rgb.jpg'), 6);
		expect(prepareImage(portrait, target({ fit: 'pad', ratio: 3 / 4 }))).toBeUndefined();
	});

	it.each([
		'rgb.png',
		'rgb16.png',
		'palette.png',
		'gray.png',
		'mono.png',
		'animated.gif',
		'rgb24.bmp',
		'palette.bmp',
	])('converts %s to a JPEG of the same size', (name) => {
		const jpeg = prepareImage(imageFile(name), target());
		expect(jpeg && readImageInfo(jpeg)).toMatchObject({ kind: 'jpeg', width: 32, height: 24 });
	});

	it('composes transparent pixels on the background', () => {
		const half = png(filled(16, 16, 255, 0, 0, 128));
		expect(colorAt(prepared(half), 8, 8)).toEqual([256, 128, 128]);
		expect(colorAt(prepared(half, { background: [0, 0, 0] }), 8, 8)).toEqual([128, 0, 0]);
		expect(colorAt(prepared(png(filled(16, 16, 255, 0, 0, 0))), 8, 8)).toEqual([256, 256, 256]);
	});

	it('pads both sides with the background', () => {
		const blue: Color = [0, 0, 255];
		const wide = prepared(png(filled(200, 40, 255, 255, 255, 255)), {
			fit: 'pad',
			ratio: 1,
			background: blue,
		});
		expect([wide.width, wide.height]).toEqual([200, 200]);
		expect([10, 190].map((y) => colorAt(wide, 100, y))).toEqual([
			[0, 0, 256],
			[0, 0, 256],
		]);
		expect(colorAt(wide, 100, 100)).toEqual([256, 256, 256]);
	});

	it('crops both sides', () => {
		const wide = filled(300, 100, 255, 0, 0, 255);
		for (let y = 0; y < 100; y += 1) {
			for (let x = 100; x < 200; x += 1) wide.rgba.set([0, 0, 255, 255], (y * 300 + x) * 4);
		}
		const cropped = prepared(png(wide), { fit: 'crop', ratio: 1 });
		expect([cropped.width, cropped.height]).toEqual([100, 100]);
		for (const x of [2, 50, 97]) expect(colorAt(cropped, x, 50)).toEqual([0, 0, 256]);
	});

	it('applies the orientation when it encodes again', () => {
		const portrait = prepared(turned(imageFile('rgb.jpg'), 6), { fit: 'crop', ratio: 1 });
		expect([portrait.width, portrait.height]).toEqual([24, 24]);
		expect(prepared(turned(imageFile('rgb.jpg'), 6), { fit: 'pad', ratio: 0.5 })).toMatchObject({
			width: 24,
			height: 48,
		});
	});

	it('limits images to a width of 1440 pixels', () => {
		expect(prepared(png(filled(2880, 4, 0, 0, 0, 255)))).toMatchObject({ width: 1440, height: 2 });
	});

	it('averages fine lines when it downscales', () => {
		const lines = filled(2880, 100, 0, 0, 0, 255);
		for (let at = 0; at < lines.rgba.length; at += 8) lines.rgba.set([255, 255, 255], at);
		expect(colorAt(prepared(png(lines)), 700, 20)).toEqual([128, 128, 128]);
	});

	it.each<[string, Buffer, Partial<ImageTarget>, RegExp]>([
		[
			'20 megapixels',
			pngOf({ ...filled(1, 1, 0, 0, 0, 255) }, { colorType: 6 }),
			{},
			/5000 x 4000 pixels, which is 20\.0 megapixels/,
		],
		[
			'1 x 5000 pixels',
			png(filled(1, 5000, 0, 0, 0, 255)),
			{ fit: 'pad' },
			/^cannot be brought into shape: the image has 1 x 5000/,
		],
		['a PDF', Buffer.from('%PDF-1.7'), {}, /^cannot be used: it is not a JPEG, PNG, GIF or BMP image$/],
		['half a PNG', imageFile('rgb.png').subarray(0, 200), {}, /PNG image is damaged or cut off$/],
	])('throws for %s', (what, bytes, change, message) => {
		const file = Buffer.from(bytes);
		if (what === '20 megapixels') {
			file.writeUInt32BE(5000, 16);
			file.writeUInt32BE(4000, 20);
		}
		expect(() => prepareImage(file, target(change))).toThrow(message);
	});
});

describe('ratioFor', () => {
	it.each<[string, number, number, ImageRatio, boolean, number]>([
		['keeps what the feed takes', 1000, 1000, 'nearest', false, 1],
		['brings a portrait to 4:5', 1000, 2000, 'nearest', false, 0.8],
		['brings a panorama to 1.91:1', 3000, 1000, 'nearest', false, 1.91],
		['fills the screen with a story', 1000, 1000, 'nearest', true, 9 / 16],
		['takes the ratio that was chosen', 1000, 1000, '3:4', true, 0.75],
	])('%s', (_what, width, height, ratio, isStory, expected) => {
		expect(ratioFor({ width, height }, ratio, isStory)).toBeCloseTo(expected);
	});
});

describe('hasRatio', () => {
	it.each([
		[1080, 1350, 0.8, true],
		[819, 1024, 0.8, true],
		[1080, 1360, 0.8, false],
		[1440, 754, 1.91, true],
		[1440, 748, 1.91, false],
	])('compares %d x %d with %d', (width, height, ratio, expected) => {
		expect(hasRatio({ width, height }, ratio)).toBe(expected);
	});
});

describe('fittedLayout', () => {
	it('never exceeds the shapes that Meta documents, not even by a part of a pixel', () => {
		for (let width = 100; width < 1500; width += 1) {
			for (const fit of ['pad', 'crop'] as const) {
				const tall = fittedLayout({ width, height: width * 3 }, 0.8, fit).canvas;
				expect(tall.width / tall.height).toBeGreaterThanOrEqual(0.8);
				const wide = fittedLayout({ width: width * 3, height: width }, 1.91, fit).canvas;
				expect(wide.width / wide.height).toBeLessThanOrEqual(1.91);
			}
		}
	});

	const size = fc.record({
		width: fc.integer({ min: 1, max: 6000 }),
		height: fc.integer({ min: 1, max: 6000 }),
	});

	it('gives every image the aspect ratio within the image and the canvas, without distortion', () => {
		fc.assert(
			fc.property(
				size,
				fc.constantFrom(0.5625, 0.75, 0.8, 1, 1.91),
				fc.constantFrom('pad', 'crop'),
				(of, ratio, fit) => {
					fc.pre(Math.max(of.width / of.height, of.height / of.width) <= 20);
					const { source, canvas, target: drawn } = fittedLayout(of, ratio, fit);
					expect(canvas.width).toBeLessThanOrEqual(1440);
					if (canvas.width > 100) expect(hasRatio(canvas, ratio)).toBe(true);
					expect(source.x + source.width).toBeLessThanOrEqual(of.width + 1e-6);
					expect(source.y + source.height).toBeLessThanOrEqual(of.height + 1e-6);
					expect(drawn.x + drawn.width).toBeLessThanOrEqual(canvas.width);
					expect(drawn.y + drawn.height).toBeLessThanOrEqual(canvas.height);
					if (Math.min(drawn.width, drawn.height) > 100) {
						const stretch = drawn.width / source.width / (drawn.height / source.height);
						expect(Math.abs(stretch - 1)).toBeLessThan(0.02);
					}
				},
			),
		);
	});
});
