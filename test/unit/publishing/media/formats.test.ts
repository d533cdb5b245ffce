import { LIMITS } from '../../../../nodes/Instagram/publishing/limits';
import type { MediaFormat } from '../../../../nodes/Instagram/publishing/media/formats';
import { formatOf, assertBinary } from '../../../../nodes/Instagram/publishing/media/checks';
import { inputErrorOf } from '../../../doubles/inputErrorOf';

const MIB = 1024 * 1024;

function check(mimeType: string, format: MediaFormat, size?: number): void {
	const limit = format === 'image' ? LIMITS.imageBytes : LIMITS.reelBytes;
	assertBinary({ propertyName: 'data', mimeType, size }, format, limit, 'Input Binary Field');
}

describe('assertBinary: type', () => {
	it.each([
		['image/jpeg', 'image'],
		['IMAGE/JPEG; charset=binary', 'image'],
		['application/octet-stream', 'image'],
		['', 'video'],
		['video/mp4', 'video'],
		['video/quicktime', 'video'],
	] as const)('accepts %j as %s', (mimeType, format) => {
		expect(() => check(mimeType, format)).not.toThrow();
	});

	it.each([
		['image/png', 'image', 'Instagram takes JPEG images only'],
		['video/webm', 'video', 'Instagram takes MP4 and MOV videos only'],
		['video/mp4', 'image', "'data' contains a video (video/mp4)"],
		['image/jpeg', 'video', "'data' contains an image (image/jpeg)"],
	] as const)('rejects %s as %s', (mimeType, format, complaint) => {
		const error = inputErrorOf(() => check(mimeType, format));
		expect(error.parameter).toBe('Input Binary Field');
		expect(error.message).toContain(complaint);
	});

	it('names the node that converts an image', () => {
		const { description } = inputErrorOf(() => check('image/png', 'image'));
		expect(description).toBe("Convert it with n8n's Edit Image node (Format: JPEG).");
		expect(inputErrorOf(() => check('video/webm', 'video')).description).toContain('MP4');
	});

	it('derives the format from the first part of the MIME type', () => {
		expect(formatOf('image/png')).toBe('image');
		expect(formatOf('Video/mp4')).toBe('video');
		expect(formatOf('text/plain')).toBeUndefined();
		expect(formatOf('')).toBeUndefined();
	});
});

describe('assertBinary: size', () => {
	it.each([
		['image', 1],
		['image', 8 * MIB],
		['video', 300 * MIB],
	] as const)('accepts an %s of %i bytes', (format, size) => {
		expect(() => check(format === 'image' ? 'image/jpeg' : 'video/mp4', format, size)).not.toThrow();
	});

	it.each([
		['image', 0, 'an empty file'],
		['image', 8 * MIB + MIB / 2, '8.5 MB; Instagram takes up to 8 MB'],
		['video', 301 * MIB, '301 MB; Instagram takes up to 300 MB'],
	] as const)('rejects an %s of %i bytes', (format, size, complaint) => {
		const run = () => check(format === 'image' ? 'image/jpeg' : 'video/mp4', format, size);
		expect(inputErrorOf(run).message).toContain(complaint);
	});

	it('rejects one byte above the limit', () => {
		expect(inputErrorOf(() => check('image/jpeg', 'image', 8 * MIB + 1)).parameter).toBe(
			'Input Binary Field',
		);
	});
});
