import { deflateSync } from 'node:zlib';

import { readColorProfile } from '../../../../../nodes/Instagram/publishing/media/image/colorProfile';
import { WHITE } from '../../../../../nodes/Instagram/publishing/media/image/pixels';
import type { ImageTarget } from '../../../../../nodes/Instagram/publishing/media/image/prepareImage';
import { prepareImage } from '../../../../../nodes/Instagram/publishing/media/image/prepareImage';
import { decoded, imageFile, pngOf } from './images';

const AS_IT_IS: ImageTarget = { fit: 'none', ratio: 1, background: WHITE };

const RED = { width: 2, height: 1, rgba: Uint8Array.of(200, 0, 0, 255, 200, 0, 0, 255) };

/** As much of an ICC profile as is looked at, and some bytes. */
function profile(colors: string, length: number): Buffer {
	const bytes = Buffer.alloc(length, 'abcdefg');
	bytes.write(colors, 16, 'latin1');
	bytes.write('acsp', 36, 'latin1');
	return bytes;
}

/** A JPEG with a profile in segments of so many bytes, the last one first. */
function withProfile(jpeg: Buffer, bytes: Buffer, partBytes: number): Buffer {
	const count = Math.ceil(bytes.length / partBytes);
	const segments = Array.from({ length: count }, (_, index) => {
		const data = bytes.subarray(index * partBytes, (index + 1) * partBytes);
		const head = Buffer.from('\xff\xe2\0\0ICC_PROFILE\0\0\0', 'latin1');
		head.writeUInt16BE(head.length - 2 + data.length, 2);
		head[16] = index + 1;
		head[17] = count;
		return Buffer.concat([head, data]);
	});
	return Buffer.concat([jpeg.subarray(0, 2), ...segments.reverse(), jpeg.subarray(2)]);
}

const readProfile = (jpeg: Buffer | undefined) =>
	Buffer.from(readColorProfile(jpeg ?? Buffer.alloc(0), 'jpeg'));

describe('prepareImage and the color profile', () => {
	const crop: ImageTarget = { fit: 'crop', ratio: 1, background: WHITE };
	const P3 = profile('RGB ', 150_000);
	const pngWith = (iCCP: Buffer) => pngOf(RED, { colorType: 6, chunks: { iCCP } });

	it.each([65_519, 30_000, 1_000])('keeps that of a JPEG in segments of %d bytes', (partBytes) => {
		const jpeg = withProfile(imageFile('rgb.jpg'), P3, partBytes);
		const cropped = prepareImage(jpeg, crop);
		expect(readProfile(cropped).equals(P3)).toBe(true);
		expect(decoded(cropped ?? Buffer.alloc(0))).toMatchObject({ width: 24, height: 24 });
	});

	it('keeps that of a PNG', () => {
		const png = pngWith(Buffer.concat([Buffer.from('Display P3\0\0', 'latin1'), deflateSync(P3)]));
		expect(readProfile(prepareImage(png, AS_IT_IS)).equals(P3)).toBe(true);
	});

	it.each([
		['of a gray image', profile('GRAY', 500)],
		['that is none', Buffer.alloc(500)],
		['that is too large', profile('RGB ', 1024 * 1024 + 1)],
	])('leaves out one %s', (_what, bytes) => {
		const png = pngWith(Buffer.concat([Buffer.from('x\0\0', 'latin1'), deflateSync(bytes)]));
		expect(readProfile(prepareImage(png, AS_IT_IS))).toHaveLength(0);
	});

	it('leaves out a broken one, and there is none without', () => {
		expect(readProfile(prepareImage(pngWith(Buffer.from('x\0\0broken')), AS_IT_IS))).toHaveLength(0);
		expect(readProfile(prepareImage(imageFile('rgb.jpg'), crop))).toHaveLength(0);
	});
});
