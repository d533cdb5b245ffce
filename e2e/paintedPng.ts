import { encode } from 'fast-png';

/** A PNG with a gradient from top to bottom, which compresses well. */
export function paintedPng(width: number, height: number): Buffer {
	const data = Uint8Array.from({ length: width * height * 3 }, (_, index) => {
		const row = Math.floor(index / 3 / width) / height;
		return [120 + 100 * row, 150, 220 - 100 * row][index % 3] ?? 0;
	});
	return Buffer.from(encode({ width, height, data, channels: 3 }));
}
