import { encodeJpeg } from '../../../../../nodes/Instagram/publishing/media/image/codecs';
import { readImageInfo } from '../../../../../nodes/Instagram/publishing/media/image/imageInfo';
import { ImageError, upright } from '../../../../../nodes/Instagram/publishing/media/image/pixels';
import { decoded, differenceOf, exifOf, imageFile, pngOf, turned } from './images';

const reference = decoded(imageFile('rgb.png'));

/** Red, green / blue, white / black, gray: no two adjacent pixels are alike. */
const SIX = {
	width: 2,
	height: 3,
	rgba: Uint8Array.from(
		[
			[255, 0, 0, 255],
			[0, 255, 0, 128],
			[0, 0, 255, 0],
			[255, 255, 255, 255],
			[0, 0, 0, 255],
			[128, 128, 128, 64],
		].flat(),
	),
};

describe('decodeImage', () => {
	it.each(['rgb16.png', 'rgb24.bmp', 'rgb32.bmp'])(
		'decodes %s to the same image as the 8-bit file',
		(name) => {
			expect(differenceOf(decoded(imageFile(name)), reference)).toBeLessThan(0.6);
		},
	);

	it.each(['palette.png', 'animated.gif', 'rgb.jpg'])('decodes %s, which is slightly lossy', (name) => {
		expect(differenceOf(decoded(imageFile(name)), reference)).toBeLessThan(8);
	});

	it.each([
		['palette.bmp', 'palette.png'],
		['mono.bmp', 'mono.png'],
	])('decodes %s and %s to the same image', (one, other) => {
		expect(differenceOf(decoded(imageFile(one)), decoded(imageFile(other)))).toBe(0);
	});

	it('decodes grayscale to equal red, green and blue', () => {
		const { rgba } = decoded(imageFile('gray.png'));
		for (let at = 0; at < rgba.length; at += 4) {
			expect([rgba[at + 1], rgba[at + 2], rgba[at + 3]]).toEqual([rgba[at], rgba[at], 255]);
		}
	});

	it('decodes bitmaps with top-down rows', () => {
		const bottomUp = imageFile('rgb24.bmp');
		const topDown = Buffer.from(bottomUp);
		const start = bottomUp.readUInt32LE(10);
		topDown.writeInt32LE(-24, 22);
		for (let row = 0; row < 24; row += 1) {
			bottomUp.copy(topDown, start + row * 96, start + (23 - row) * 96, start + (24 - row) * 96);
		}
		expect(differenceOf(decoded(topDown), reference)).toBe(0);
	});

	it.each([false, true])('preserves the transparency of a PNG (interlaced: %s)', (isInterlaced) => {
		expect(decoded(pngOf(SIX, { colorType: 6, isInterlaced }))).toEqual(SIX);
	});

	it('decodes the single transparent color of a PNG without an alpha channel', () => {
		const png = pngOf(SIX, { colorType: 2, chunks: { tRNS: Buffer.from([0, 255, 0, 255, 0, 255]) } });
		const { rgba } = decoded(png);
		expect([3, 7, 11, 15].map((at) => rgba[at])).toEqual([255, 255, 255, 0]);
	});

	it.each(['rgb.png', 'animated.gif', 'rgb24.bmp', 'rgb.jpg'])(
		'throws that %s is damaged when it is truncated at any point',
		(name) => {
			const bytes = imageFile(name);
			for (const length of [30, 60, Math.floor(bytes.length / 2), bytes.length - 40]) {
				expect(() => decoded(bytes.subarray(0, length))).toThrow(/image is damaged or cut off$/);
			}
		},
	);

	it.each<[string, (bytes: Buffer) => void]>([
		['2 bits per pixel', (bytes) => bytes.writeUInt16LE(2, 28)],
		['RLE compression', (bytes) => bytes.writeUInt32LE(2, 30)],
		['PNG compression', (bytes) => bytes.writeUInt32LE(5, 30)],
		['compression 11', (bytes) => bytes.writeUInt32LE(11, 30)],
		['an OS/2 header', (bytes) => bytes.writeUInt32LE(12, 14)],
	])('throws for a BMP with %s, and says so', (what, change) => {
		const bytes = Buffer.from(imageFile('rgb24.bmp'));
		change(bytes);
		expect(() => decoded(bytes)).toThrow(
			new ImageError(`cannot be used: it is a BMP image with ${what}, which this node does not decode`),
		);
	});

	it.each<[string, number[], number[]]>([
		['5 bits per color', [], [0x7c00, 0x03e0, 0x001f]],
		['5, 6 and 5 bits by masks', [0xf800, 0x07e0, 0x001f], [0xf800, 0x07e0, 0x001f]],
	])('decodes bitmaps of 16 bits with %s', (_what, masks, pixels) => {
		const head = Buffer.alloc(54 + masks.length * 4);
		head.write('BM', 0, 'latin1');
		head.writeUInt32LE(head.length, 10);
		head.writeUInt32LE(40, 14);
		head.writeInt32LE(3, 18);
		head.writeInt32LE(1, 22);
		head.writeUInt16LE(16, 28);
		head.writeUInt32LE(masks.length > 0 ? 3 : 0, 30);
		for (const [at, mask] of masks.entries()) head.writeUInt32LE(mask, 54 + at * 4);
		const row = Buffer.alloc(8);
		for (const [at, pixel] of pixels.entries()) row.writeUInt16LE(pixel, at * 2);
		expect([...decoded(Buffer.concat([head, row])).rgba]).toEqual(
			[
				[255, 0, 0, 255],
				[0, 255, 0, 255],
				[0, 0, 255, 255],
			].flat(),
		);
	});

	it('decodes a first frame that lies beyond the edge of its GIF, without mixing its rows', () => {
		const bytes = Buffer.from(imageFile('animated.gif'));
		bytes.writeUInt16LE(20, 6);
		bytes.writeUInt16LE(10, 8);
		expect(decoded(bytes)).toEqual(decoded(imageFile('animated.gif')));
	});

	it('returns the size of a GIF with its first frame, so that a huge frame is refused before it is decoded', () => {
		const bytes = Buffer.from(imageFile('animated.gif'));
		const frame = bytes.indexOf(Buffer.from([0x2c, 0, 0, 0, 0, 32, 0, 24, 0]));
		bytes.writeUInt16LE(65535, frame + 5);
		bytes.writeUInt16LE(65535, frame + 7);
		expect(readImageInfo(bytes)).toMatchObject({ width: 65535, height: 65535 });
	});

	it.each<[string, number, number]>([
		['12 bits per color', 4, 12],
		['lossless, hierarchical or arithmetic coding', 1, 0xc9],
	])('throws for a JPEG with %s', (coding, at, value) => {
		const bytes = Buffer.from(imageFile('rgb.jpg'));
		bytes[bytes.indexOf(Buffer.from([0xff, 0xc0])) + at] = value;
		expect(() => decoded(bytes)).toThrow(new ImageError(`cannot be used: it is a JPEG with ${coding}`));
	});

	it('throws for a CMYK JPEG', () => {
		const bytes = Buffer.from(imageFile('rgb.jpg'));
		const frame = bytes.indexOf(Buffer.from([0xff, 0xc0]));
		bytes[frame + 9] = 4;
		expect(() => decoded(bytes)).toThrow(
			new ImageError('cannot be used: it is a JPEG in CMYK colors, as for printing'),
		);
	});
});

describe('encodeJpeg', () => {
	it('writes a JPEG that decodes to the same image', () => {
		const jpeg = encodeJpeg(reference);
		expect(readImageInfo(jpeg)).toEqual({
			kind: 'jpeg',
			width: 32,
			height: 24,
			orientation: 1,
			components: 3,
		});
		expect(differenceOf(decoded(jpeg), reference)).toBeLessThan(8);
	});
});

describe('encodeJpeg and its limit', () => {
	it('lowers the quality until the file is small enough, and throws where that does not help', () => {
		const best = encodeJpeg(reference);
		const smaller = encodeJpeg(reference, best.length - 1);
		expect(smaller.length).toBeLessThan(best.length);
		expect(differenceOf(decoded(smaller), reference)).toBeLessThan(20);
		expect(() => encodeJpeg(reference, 100)).toThrow(/^cannot be used: as a JPEG, the image is larger than/);
	});
});

describe('readImageInfo', () => {
	it.each(['rgb.png', 'animated.gif', 'rgb24.bmp', 'rgb.jpg'])('returns the size of %s', (name) => {
		expect(readImageInfo(imageFile(name))).toMatchObject({ width: 32, height: 24, orientation: 1 });
	});

	it.each([1, 3, 6, 8])('returns orientation %d of a JPEG and of a PNG', (orientation) => {
		expect(readImageInfo(turned(imageFile('rgb.jpg'), orientation))).toMatchObject({ orientation });
		const png = pngOf(SIX, { colorType: 6, chunks: { eXIf: exifOf(orientation) } });
		expect(readImageInfo(png)).toMatchObject({ orientation });
	});

	it('ignores broken EXIF data', () => {
		const bytes = turned(imageFile('rgb.jpg'), 6);
		bytes.writeUInt32BE(0xffffff, 16);
		expect(readImageInfo(bytes)).toMatchObject({ orientation: 1 });
		expect(readImageInfo(turned(imageFile('rgb.jpg'), 77))).toMatchObject({ orientation: 1 });
	});

	it.each(['%PDF-1.7', 'RIFF....WEBPVP8 ', '....ftypheic', '<html>', ''])(
		'returns undefined for %p',
		(start) => {
			expect(readImageInfo(Buffer.from(start, 'latin1'))).toBeUndefined();
		},
	);
});

describe('upright', () => {
	const letters = (orientation: number) => {
		const { width, height, rgba } = upright({ ...SIX, rgba: Uint8Array.from(SIX.rgba) }, orientation);
		const names = Array.from({ length: 6 }, (_none, at) => {
			const pixel = rgba.subarray(at * 4, at * 4 + 4).join();
			const found = [0, 1, 2, 3, 4, 5].findIndex(
				(of) => SIX.rgba.subarray(of * 4, of * 4 + 4).join() === pixel,
			);
			return 'ABCDEF'[found];
		});
		return `${width}x${height} ${names.join('')}`;
	};

	// The image is AB / CD / EF. Orientation 6 is a camera held with its right side up: turn it clockwise.
	it.each([
		[1, '2x3 ABCDEF'],
		[2, '2x3 BADCFE'],
		[3, '2x3 FEDCBA'],
		[4, '2x3 EFCDAB'],
		[5, '3x2 ACEBDF'],
		[6, '3x2 ECAFDB'],
		[7, '3x2 FDBECA'],
		[8, '3x2 BDFACE'],
		[9, '2x3 ABCDEF'],
	])('applies orientation %d', (orientation, expected) => {
		expect(letters(orientation)).toBe(expected);
	});
});
