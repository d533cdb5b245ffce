import { detectFileType } from '../../../../nodes/Instagram/publishing/media/signatures';
import { readFileHeader, HEADER_BYTES } from '../../../../nodes/Instagram/publishing/media/headers';
import { jpeg, PNG, video } from './files';
import { imageFile, turned } from './image/images';

const start = (file: Buffer, size = file.length) => readFileHeader(file.subarray(0, HEADER_BYTES), size);
const bytes = (text: string) => Buffer.from(text, 'latin1');
const ftyp = (brand: string) => bytes(`\0\0\0\x18ftyp${brand}\0\0\0\0`);

describe('detectFileType', () => {
	it.each([
		['a JPEG image', jpeg()],
		['an MP4 or MOV video', video()],
		['an MP4 or MOV video', video({ brand: 'qt  ' })],
		['an MP4 or MOV video', video({ brand: 'iso5' })],
		['an MP4 or MOV video', bytes('\0\0\0\x08wide\0\0\0\0mdat')],
	])('recognizes %s', (name, file) => {
		expect(detectFileType(file)).toMatchObject({ name, isSupported: true });
	});

	it.each([
		['a PNG image', PNG],
		['a GIF image', bytes('GIF89a')],
		['a WebP image', bytes('RIFF\0\0\0\0WEBPVP8 ')],
		['an HEIC image', ftyp('heic')],
		['an HEIC image', ftyp('mif1')],
		['an AVIF image', ftyp('avif')],
		['an audio file', ftyp('M4A ')],
		['an audio file', bytes('ID3\x04')],
		['an AVI video', bytes('RIFF\0\0\0\0AVI LIST')],
		['a WebM or MKV video', bytes('\x1aE\xdf\xa3')],
		['a TIFF image', bytes('II*\0')],
		['a PDF file', bytes('%PDF-1.7')],
		['a ZIP file', bytes('PK\x03\x04')],
		['an SVG image', bytes('<?xml version="1.0"?>\n<svg xmlns="">')],
		['a web page or XML file', bytes('\n<!doctype html><title>Sign in</title>')],
		['a web page or XML file', bytes('\xef\xbb\xbf<html>')],
		['a JSON file', bytes('{"error": "not found"}')],
	])('recognizes %s as unsupported by Instagram', (name, file) => {
		const kind = detectFileType(file);
		expect(kind?.name).toBe(name);
		expect(kind?.isSupported).toBeUndefined();
	});

	it.each(['', 'hello', '\0\0\0\0\0\0\0\0\0\0\0\0'])('returns undefined for %j', (text) => {
		expect(detectFileType(bytes(text))).toBeUndefined();
	});
});

describe('readFileHeader: truncated JPEG files', () => {
	const whole = jpeg();
	const large = jpeg({ header: 60_000, data: 200_000 });

	it.each([
		['whole', whole, undefined],
		['with something after its end', Buffer.concat([whole, Buffer.alloc(99)]), undefined],
		['without its end', jpeg({ end: false }), 'the end of the picture'],
		['within its header', whole.subarray(0, 400), 'the picture itself'],
		['after its header', whole.subarray(0, 1004), 'the picture itself'],
		['after two bytes of it', Buffer.from([0xff, 0xd8, 0xff]), 'the picture itself'],
		['large', large, undefined],
		[
			'large, of which the end is not looked at',
			jpeg({ header: 60_000, data: 200_000, end: false }),
			undefined,
		],
		['spoilt inside', Buffer.concat([whole.subarray(0, 1004), Buffer.from('abcdefgh')]), undefined],
	])('reports what is missing from a JPEG: %s', (_what, file, missing) => {
		expect(start(file).missing).toBe(missing);
	});

	it('reports nothing when the file size is unknown', () => {
		expect(readFileHeader(large.subarray(0, 1000)).missing).toBeUndefined();
	});

	it('skips fill bytes and markers without a length', () => {
		const head = Buffer.from([0xff, 0xd8, 0xff, 0x01, 0xff, 0xff]);
		expect(start(Buffer.concat([head, whole.subarray(3)])).missing).toBeUndefined();
	});
});

describe('readFileHeader: the size of a JPEG', () => {
	const image = imageFile('rgb.jpg');

	it.each([
		['as it is', image, { width: 32, height: 24 }],
		['as it is shown, turned', turned(image, 6), { width: 24, height: 32 }],
		['which is damaged', jpeg(), undefined],
		['which ends before it', image.subarray(0, 30), undefined],
		['which is a PNG, and converted anyway', imageFile('rgb.png'), undefined],
	])('returns the size of an image %s', (_what, file, pixels) => {
		expect(start(file).pixels).toEqual(pixels);
	});
});

describe('readFileHeader: truncated videos', () => {
	const whole = video();

	it.each([
		['whole', whole, undefined],
		['with its index last', video({ order: 'index last' }), undefined],
		['with its index beyond what is looked at', video({ order: 'index last', data: 99_999 }), undefined],
		['within its pictures', whole.subarray(0, whole.length - 1), 'part of the video'],
		['within its index', whole.subarray(0, 80), 'part of the video'],
		['after a few bytes', whole.subarray(0, 12), 'part of the video'],
		['without an index', video({ order: 'no index' }), "the video's index"],
	])('reports what is missing from a video: %s', (_what, file, missing) => {
		expect(start(file).missing).toBe(missing);
	});

	it('detects truncation of a large file from its first bytes', () => {
		const large = video({ order: 'index last', data: 1_000_000 });
		expect(start(large).missing).toBeUndefined();
		expect(start(large, 900_000).missing).toBe('part of the video');
	});

	it('accepts a 64-bit size, and a last atom without a size', () => {
		const wide = Buffer.concat([video({ data: 0 }).subarray(0, 148), Buffer.alloc(16 + 500)]);
		wide.writeUInt32BE(1, 148);
		wide.write('mdat', 152, 'latin1');
		wide.writeBigUInt64BE(516n, 156);
		expect(start(wide)).toEqual({ kind: expect.anything(), seconds: 12 });
		wide.writeUInt32BE(0, 148);
		expect(start(wide).missing).toBeUndefined();
	});
});

describe('readFileHeader: video duration', () => {
	it.each([
		[{ seconds: 12 }, 12],
		[{ seconds: 1.5 }, 1.5],
		[{ seconds: 3600, version: 1 as const }, 3600],
		[{ seconds: 0 }, undefined],
		[{ order: 'no index' as const }, undefined],
	])('reads the duration: a video with %j has %p', (options, seconds) => {
		expect(start(video(options)).seconds).toBe(seconds);
	});

	it('returns undefined when the header marks the duration as unknown', () => {
		const file = video();
		file.writeUInt32BE(0xffffffff, file.indexOf('mvhd') + 4 + 16);
		expect(start(file).seconds).toBeUndefined();
	});
});
