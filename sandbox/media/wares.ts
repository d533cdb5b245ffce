import { choose, type Motif, SHADOW } from './motif';
import {
	below,
	both,
	box,
	circle,
	ellipse,
	hex,
	horizontal,
	line,
	mix,
	ring,
	turned,
	vertical,
	type Colour,
	type Layer,
} from './shapes';

/** A vessel on a shelf. */
export const pottery: Motif = (variant) => {
	const [wallTop, wallBottom, glaze, band] = choose(
		[
			['#e9dfd3', '#cfbfae', '#3f6f7d', '#e6ddd0'],
			['#c7d3cf', '#9fb2ad', '#c8643c', '#f1d9b8'],
			['#f0cfae', '#d99f77', '#f4eee4', '#54413a'],
			['#3c4a58', '#27323d', '#e2a54a', '#7c3f2c'],
			['#dcd6ea', '#b6aacd', '#55507e', '#e8cf7a'],
			['#f3e3d4', '#dcae95', '#7d9a72', '#f7f2e7'],
		] as const,
		variant,
	).map(hex) as [Colour, Colour, Colour, Colour];
	const tall = variant % 2 === 0;
	const top = tall ? -0.32 : -0.06;
	const radius = tall
		? (t: number) =>
				0.075 +
				0.105 * Math.sin(Math.PI * Math.pow(t, 0.8)) +
				0.03 * t -
				0.035 * Math.sin(Math.PI * Math.min(1, t * 4))
		: (t: number) => 0.3 * Math.sqrt(1 - t * t * 0.78) * (1 - 0.1 * t);
	const body = turned(0, top, 0.26, radius);
	const shade = horizontal(mix(glaze, [255, 255, 255], 0.28), mix(glaze, [0, 0, 0], 0.5), -0.22, 0.26);
	const mouth = radius(0);
	return {
		background: vertical(wallTop, wallBottom, -0.6, 0.2),
		layers: [
			{
				shape: below(() => 0.19),
				paint: vertical(mix(wallBottom, [90, 60, 40], 0.45), mix(wallBottom, [40, 25, 20], 0.6), 0.19, 0.6),
			},
			{ shape: ellipse(0.1, 0.275, 0.3, 0.045), paint: SHADOW, opacity: 0.5, softness: 0.05 },
			{ shape: body, paint: shade },
			{ shape: both(body, box(0, top + 0.2, 1, 0.035)), paint: band, opacity: 0.9 },
			{ shape: both(body, box(0, top + 0.245, 1, 0.012)), paint: band, opacity: 0.7 },
			{ shape: ellipse(0, top + 0.004, mouth, mouth * 0.2), paint: mix(glaze, [0, 0, 0], 0.62) },
			{
				shape: both(body, ellipse(-0.09, 0.03, 0.022, 0.15)),
				paint: [255, 255, 255],
				opacity: 0.28,
				softness: 0.03,
			},
		],
	};
};

/** Loaves on a board. */
export const bakery: Motif = (variant) => {
	const [cloth, board] = choose(
		[
			['#d8cbb6', '#8b5e3c'],
			['#4c5b57', '#a8794d'],
			['#e7d3c4', '#6f4a33'],
			['#29303a', '#9b6b43'],
		] as const,
		variant,
	).map(hex) as [Colour, Colour];
	const crust = hex('#b06a2c');
	const light = hex('#e9b873');
	const loaf = (cx: number, cy: number, rx: number, ry: number): Layer[] => [
		{ shape: ellipse(cx + 0.03, cy + 0.04, rx, ry), paint: SHADOW, opacity: 0.5, softness: 0.06 },
		{
			shape: ellipse(cx, cy, rx, ry),
			paint: (x, y) => mix(light, crust, Math.hypot((x - cx + 0.05) / rx, (y - cy + 0.05) / ry)),
		},
		...[-0.5, 0, 0.5].map((at): Layer => ({
			shape: both(
				ellipse(cx, cy, rx, ry),
				line(cx + at * rx - 0.03, cy - ry * 0.6, cx + at * rx + 0.05, cy + ry * 0.55, 0.018),
			),
			paint: hex('#f6dfb4'),
			opacity: 0.85,
			softness: 0.01,
		})),
	];
	const items =
		variant % 2 === 0
			? loaf(0, 0, 0.31, 0.17)
			: [...loaf(-0.17, -0.1, 0.14, 0.12), ...loaf(0.16, -0.08, 0.15, 0.12), ...loaf(0, 0.14, 0.15, 0.12)];
	return {
		background: (x, y) =>
			mix(cloth, mix(cloth, [0, 0, 0], 0.2), 0.5 + 0.5 * Math.sin((x + y) * 90) * Math.sin((x - y) * 90)),
		layers: [
			{ shape: box(0.02, 0.03, 0.84, 0.56, 0.06), paint: SHADOW, opacity: 0.45, softness: 0.06 },
			{
				shape: box(0, 0, 0.84, 0.56, 0.06),
				paint: (x, y) =>
					mix(board, mix(board, [255, 230, 200], 0.25), 0.5 + 0.5 * Math.sin(y * 60 + Math.sin(x * 9) * 2)),
			},
			...items,
			...Array.from({ length: 26 }, (_, index): Layer => ({
				shape: circle(
					Math.sin(index * 12.9 + variant) * 0.4,
					Math.sin(index * 78.2) * 0.25,
					0.004 + (index % 3) * 0.002,
				),
				paint: [255, 250, 240],
				opacity: 0.7,
			})),
		],
	};
};

/** A cup from above. */
export const coffee: Motif = (variant) => {
	const [table, cup] = choose(
		[
			['#7a5440', '#f5f0e8'],
			['#d9d2c5', '#3f6570'],
			['#49403d', '#e9b9a0'],
			['#b8c4b1', '#fbfaf5'],
		] as const,
		variant,
	).map(hex) as [Colour, Colour];
	const crema = hex('#a8652f');
	const milk = hex('#f7e7cd');
	return {
		background: (x, y) =>
			mix(table, mix(table, [0, 0, 0], 0.3), 0.5 + 0.5 * Math.sin(x * 40 + Math.sin(y * 7) * 1.5)),
		layers: [
			{ shape: circle(0.03, 0.04, 0.385), paint: SHADOW, opacity: 0.45, softness: 0.08 },
			{ shape: circle(0, 0, 0.375), paint: mix(cup, [255, 255, 255], 0.35) },
			{ shape: ring(0, 0, 0.33, 0.008), paint: mix(cup, [0, 0, 0], 0.18), opacity: 0.6 },
			{ shape: line(0.2, -0.2, 0.31, -0.31, 0.06), paint: mix(cup, [0, 0, 0], 0.12) },
			{ shape: circle(0.015, 0.02, 0.255), paint: SHADOW, opacity: 0.35, softness: 0.04 },
			{
				shape: circle(0, 0, 0.25),
				paint: horizontal(mix(cup, [255, 255, 255], 0.3), mix(cup, [0, 0, 0], 0.15), -0.25, 0.25),
			},
			{ shape: circle(0, 0, 0.215), paint: (x, y) => mix(crema, hex('#5b3015'), Math.hypot(x, y) / 0.26) },
			...[0.13, 0.1, 0.07, 0.04].map((size, index): Layer => ({
				shape: ellipse(0, 0.07 - index * 0.055, size, size * 0.72),
				paint: index % 2 === 0 ? milk : crema,
				opacity: 0.92,
				softness: 0.008,
			})),
			{ shape: line(0, 0.16, 0, -0.15, 0.012), paint: crema, opacity: 0.75, softness: 0.01 },
		],
	};
};
