import type { Color, Pixels } from './pixels';
import type { Layout } from './shape';

/** The part of each source pixel that falls on one target pixel. */
interface Share {
	from: number;
	weights: Float64Array;
}

/** For each target pixel of one axis, the mean of the source pixels that it covers. */
function sharesOf(start: number, length: number, target: number, size: number): Share[] {
	const step = length / target;
	return Array.from({ length: target }, (_none, index) => {
		const begin = start + index * step;
		const end = begin + Math.max(step, 1);
		const from = Math.min(size - 1, Math.floor(begin));
		const to = Math.min(size, Math.max(from + 1, Math.ceil(end - 1e-9)));
		const weights = new Float64Array(to - from);
		let sum = 0;
		for (let at = from; at < to; at += 1) {
			const weight = Math.max(0, Math.min(at + 1, end) - Math.max(at, begin));
			weights[at - from] = weight;
			sum += weight;
		}
		return {
			from,
			weights: sum > 0 ? weights.map((weight) => weight / sum) : weights.fill(1 / weights.length),
		};
	});
}

/** Shrinks or enlarges along the rows. Three channels, as numbers with fractions. */
function scaleRows(
	{ width, height, rgba }: Pixels,
	columns: Share[],
	top: number,
	bottom: number,
): Float32Array {
	const scaled = new Float32Array(columns.length * (bottom - top) * 3);
	let to = 0;
	for (let y = top; y < Math.min(bottom, height); y += 1) {
		for (const { from, weights } of columns) {
			let [red, green, blue] = [0, 0, 0];
			for (let index = 0; index < weights.length; index += 1) {
				const at = (y * width + from + index) * 4;
				const weight = weights[index]!;
				red += rgba[at]! * weight;
				green += rgba[at + 1]! * weight;
				blue += rgba[at + 2]! * weight;
			}
			scaled[to] = red;
			scaled[to + 1] = green;
			scaled[to + 2] = blue;
			to += 3;
		}
	}
	return scaled;
}

/**
 * Draws an image without transparency as a layout says. Each pixel is the mean of those that it covers: text and edges
 * stay clean where an image shrinks.
 */
export function draw(pixels: Pixels, { source, canvas, target }: Layout, background: Color): Pixels {
	const rgba = new Uint8Array(canvas.width * canvas.height * 4);
	for (let at = 0; at < rgba.length; at += 4) rgba.set([...background, 255], at);
	const columns = sharesOf(source.x, source.width, target.width, pixels.width);
	const rows = sharesOf(source.y, source.height, target.height, pixels.height);
	const top = rows[0]!.from;
	const last = rows[rows.length - 1]!;
	const scaled = scaleRows(pixels, columns, top, last.from + last.weights.length);
	for (const [row, { from, weights }] of rows.entries()) {
		for (let column = 0; column < target.width; column += 1) {
			const to = ((target.y + row) * canvas.width + target.x + column) * 4;
			for (let channel = 0; channel < 3; channel += 1) {
				let sum = 0;
				for (let index = 0; index < weights.length; index += 1) {
					sum += scaled[((from - top + index) * target.width + column) * 3 + channel]! * weights[index]!;
				}
				rgba[to + channel] = Math.round(sum);
			}
		}
	}
	return { width: canvas.width, height: canvas.height, rgba };
}
