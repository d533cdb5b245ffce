import { encode } from 'jpeg-js';
import type { Picture } from './motif';
import { MOTIFS } from './motifs';
import type { Layer } from './shapes';

export interface PictureSize {
	width: number;
	height: number;
}

const TILE = 20;

/** Draws a motif as RGBA rows, tile by tile: most layers touch few tiles. */
export function drawPixels(motif: string, variant: number, size: PictureSize): Buffer {
	const draw = MOTIFS[motif];
	if (!draw) throw new Error(`No motif ${motif}`);
	const picture = draw(variant);
	const pixels = Buffer.alloc(size.width * size.height * 4, 255);
	for (let top = 0; top < size.height; top += TILE) {
		for (let left = 0; left < size.width; left += TILE) {
			drawTile(pixels, size, picture, left, top);
		}
	}
	return pixels;
}

function layersNear(layers: readonly Layer[], x: number, y: number, reach: number): Layer[] {
	// Some shapes overstate their distance a little (ellipses), hence twice the reach.
	return layers.filter((layer) => layer.shape(x, y) <= reach * 2 + (layer.softness ?? 0));
}

function drawTile(
	pixels: Buffer,
	{ width, height }: PictureSize,
	{ background, layers }: Picture,
	left: number,
	top: number,
): void {
	const unit = 1 / width;
	const middleX = (left + TILE / 2 - width / 2) * unit;
	const middleY = (top + TILE / 2 - height / 2) * unit;
	const near = layersNear(layers, middleX, middleY, TILE * unit * 0.75);
	for (let row = top; row < Math.min(top + TILE, height); row += 1) {
		const y = (row + 0.5 - height / 2) * unit;
		for (let column = left; column < Math.min(left + TILE, width); column += 1) {
			const x = (column + 0.5 - width / 2) * unit;
			let [red, green, blue] = background(x, y);
			for (const layer of near) {
				const edge = layer.softness ?? unit;
				const distance = layer.shape(x, y);
				if (distance > edge / 2) continue;
				const cover = Math.min(1, 0.5 - distance / edge) * (layer.opacity ?? 1);
				const paint = typeof layer.paint === 'function' ? layer.paint(x, y) : layer.paint;
				red += (paint[0] - red) * cover;
				green += (paint[1] - green) * cover;
				blue += (paint[2] - blue) * cover;
			}
			// A little grain and darker corners: less like a drawing, more like a photograph.
			const grain = ((Math.imul(column * 374761393 + row * 668265263, 1274126177) >>> 24) - 128) * 0.04;
			const light = 1 - 0.28 * (x * x + (y * y * width) / height);
			const at = (row * width + column) * 4;
			pixels[at] = clamp(red * light + grain);
			pixels[at + 1] = clamp(green * light + grain);
			pixels[at + 2] = clamp(blue * light + grain);
		}
	}
}

function clamp(value: number): number {
	return value < 0 ? 0 : value > 255 ? 255 : value;
}

/** A motif as a JPEG file. */
export function drawJpeg(motif: string, variant: number, size: PictureSize): Buffer {
	return encode({ data: drawPixels(motif, variant, size), ...size }, 82).data;
}
