/** A decoded image: four bytes per pixel (red, green, blue, alpha), row by row from the top left corner. */
export interface Pixels {
	width: number;
	height: number;
	rgba: Uint8Array;
}

/** A colour without transparency: red, green and blue from 0 to 255. */
export type Color = readonly [red: number, green: number, blue: number];

export const WHITE: Color = [255, 255, 255];

/** The image cannot be prepared. The message completes a sentence that begins with the parameter's label. */
export class ImageError extends Error {
	override readonly name = 'ImageError';

	constructor(
		message: string,
		readonly description?: string,
	) {
		super(message);
	}
}

/** Lays an image with transparency on a background, in place. Instagram shows JPEGs only, which have none. */
export function flatten({ rgba }: Pixels, background: Color): void {
	for (let at = 0; at < rgba.length; at += 4) {
		const alpha = rgba[at + 3]!;
		if (alpha === 255) continue;
		for (let channel = 0; channel < 3; channel += 1) {
			const color = rgba[at + channel]! * alpha + background[channel]! * (255 - alpha);
			rgba[at + channel] = Math.round(color / 255);
		}
		rgba[at + 3] = 255;
	}
}

/** Where the pixel at (x, y) of the upright image is in the stored one, by EXIF orientation (TIFF 6.0, tag 274). */
const SOURCE_OF: Readonly<
	Record<number, (x: number, y: number, width: number, height: number) => [x: number, y: number]>
> = {
	2: (x, y, width) => [width - 1 - x, y],
	3: (x, y, width, height) => [width - 1 - x, height - 1 - y],
	4: (x, y, _width, height) => [x, height - 1 - y],
	5: (x, y) => [y, x],
	6: (x, y, _width, height) => [y, height - 1 - x],
	7: (x, y, width, height) => [width - 1 - y, height - 1 - x],
	8: (x, y, width) => [width - 1 - y, x],
};

/** Whether an orientation exchanges width and height. */
export function isTurned(orientation: number): boolean {
	return orientation >= 5 && orientation <= 8;
}

/**
 * Turns and mirrors an image so that it is upright without its EXIF data, which is lost when it is encoded again.
 *
 * @param orientation EXIF orientation; 1 and unknown values leave the image as it is
 */
export function upright(pixels: Pixels, orientation: number): Pixels {
	const sourceOf = SOURCE_OF[orientation];
	if (!sourceOf) return pixels;
	const [width, height] = isTurned(orientation)
		? [pixels.height, pixels.width]
		: [pixels.width, pixels.height];
	const from = new Uint32Array(pixels.rgba.buffer, pixels.rgba.byteOffset, pixels.width * pixels.height);
	const to = new Uint32Array(width * height);
	for (let y = 0; y < height; y += 1) {
		for (let x = 0; x < width; x += 1) {
			const [sourceX, sourceY] = sourceOf(x, y, pixels.width, pixels.height);
			to[y * width + x] = from[sourceY * pixels.width + sourceX]!;
		}
	}
	return { width, height, rgba: new Uint8Array(to.buffer) };
}
