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

/** A picture of a motif: what lies behind, and the layers from back to front. */
export interface Picture {
	background: (x: number, y: number) => Colour;
	layers: Layer[];
}

type Motif = (variant: number) => Picture;

function choose<T>(list: readonly T[], variant: number): T {
	const chosen = list[variant % list.length];
	if (chosen === undefined) throw new Error('An empty list to choose from');
	return chosen;
}

const SHADOW: Colour = [20, 16, 18];

const pottery: Motif = (variant) => {
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

const bakery: Motif = (variant) => {
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

const bike: Motif = (variant) => {
	const [sky, ground, frame, sun] = choose(
		[
			['#f7c9a9', '#b5654a', '#22304a', '#fff1cf'],
			['#a7d3d8', '#3f7f86', '#d1483c', '#fdf6df'],
			['#f4e0a6', '#d08b3d', '#2d5d4e', '#ffffff'],
			['#c9bfe6', '#6d5ba3', '#f2c14e', '#fbf0ff'],
		] as const,
		variant,
	).map(hex) as [Colour, Colour, Colour, Colour];
	const tyre = hex('#1d1b20');
	const wheel = (cx: number): Layer[] => [
		...Array.from({ length: 8 }, (_, index): Layer => {
			const angle = (index * Math.PI) / 8;
			const dx = Math.cos(angle) * 0.15;
			const dy = Math.sin(angle) * 0.15;
			return { shape: line(cx - dx, 0.13 - dy, cx + dx, 0.13 + dy, 0.003), paint: tyre, opacity: 0.55 };
		}),
		{ shape: ring(cx, 0.13, 0.158, 0.02), paint: tyre },
		{ shape: circle(cx, 0.13, 0.016), paint: frame },
	];
	const bar = (x1: number, y1: number, x2: number, y2: number, thickness = 0.022): Layer => ({
		shape: line(x1, y1, x2, y2, thickness),
		paint: frame,
	});
	return {
		background: vertical(mix(sky, [255, 255, 255], 0.25), sky, -0.5, 0.25),
		layers: [
			{ shape: circle(0.12, -0.14, 0.2), paint: sun, opacity: 0.9, softness: 0.02 },
			{ shape: below((x) => 0.16 + 0.03 * Math.sin(x * 5 + variant)), paint: mix(sky, ground, 0.55) },
			{ shape: below(() => 0.27), paint: ground },
			{ shape: ellipse(0, 0.292, 0.4, 0.016), paint: SHADOW, opacity: 0.45, softness: 0.03 },
			...wheel(-0.235),
			...wheel(0.235),
			bar(-0.235, 0.13, -0.02, 0.135),
			bar(-0.235, 0.13, -0.09, -0.07, 0.016),
			bar(-0.02, 0.135, -0.105, -0.115),
			bar(-0.09, -0.07, 0.165, -0.06),
			bar(-0.02, 0.135, 0.17, -0.045),
			bar(0.155, -0.13, 0.235, 0.13),
			{ shape: line(-0.15, -0.125, -0.06, -0.12, 0.03), paint: tyre },
			{ shape: line(0.155, -0.13, 0.21, -0.155, 0.02), paint: tyre },
			{ shape: ring(-0.02, 0.135, 0.03, 0.012), paint: tyre },
		],
	};
};

const coffee: Motif = (variant) => {
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

const studio: Motif = (variant) => {
	const [top, low, moon, hill] = choose(
		[
			['#0d1b3d', '#53528f', '#fdf3cf', '#141a33'],
			['#1a0f2e', '#8c3f6b', '#ffd9a8', '#1d1030'],
			['#052f35', '#2f8f83', '#f4fff2', '#06262b'],
			['#20120f', '#b4532f', '#ffe9c7', '#24100b'],
		] as const,
		variant,
	).map(hex) as [Colour, Colour, Colour, Colour];
	return {
		background: vertical(top, low, -0.6, 0.35),
		layers: [
			...Array.from({ length: 40 }, (_, index): Layer => ({
				shape: circle(
					Math.sin(index * 91.7) * 0.5,
					-0.1 + Math.sin(index * 47.3 + variant) * 0.5,
					0.0015 + (index % 4) * 0.0007,
				),
				paint: [255, 255, 255],
				opacity: 0.75,
			})),
			{ shape: circle(0.14 - 0.1 * variant * 0.5, -0.13, 0.24), paint: moon, opacity: 0.16, softness: 0.16 },
			{ shape: circle(0.14 - 0.1 * variant * 0.5, -0.13, 0.125), paint: moon },
			{ shape: below((x) => 0.08 + 0.06 * Math.sin(x * 7 + variant)), paint: mix(low, hill, 0.35) },
			{ shape: below((x) => 0.17 + 0.07 * Math.sin(x * 5 + 2 + variant)), paint: mix(low, hill, 0.68) },
			{ shape: below((x) => 0.3 + 0.05 * Math.sin(x * 9 + 4)), paint: hill },
		],
	};
};

const sea: Motif = (variant) => {
	const [top, low, sun, water] = choose(
		[
			['#ff9a76', '#ffd9a0', '#fff4d6', '#205072'],
			['#6a89cc', '#f8c291', '#ffffff', '#0a3d62'],
			['#f6b7d2', '#fde9c9', '#fffdf2', '#3c6e71'],
		] as const,
		variant,
	).map(hex) as [Colour, Colour, Colour, Colour];
	return {
		background: vertical(top, low, -0.8, 0.1),
		layers: [
			{ shape: circle(0, -0.02, 0.34), paint: sun, opacity: 0.3, softness: 0.2 },
			{ shape: circle(0, -0.02, 0.17), paint: sun },
			...[0, 1, 2, 3, 4].map((row): Layer => ({
				shape: below(
					(x) =>
						0.07 + row * 0.13 + (0.012 + row * 0.005) * Math.sin(x * (16 - row * 2) + row * 1.7 + variant),
				),
				paint: mix(mix(water, sun, 0.35), mix(water, [0, 0, 0], 0.25), row / 4),
				opacity: 0.85,
			})),
		],
	};
};

export const MOTIFS: Record<string, Motif> = { pottery, bakery, bike, coffee, studio, sea };
