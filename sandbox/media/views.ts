import { choose, type Motif, SHADOW } from './motif';
import { below, circle, ellipse, hex, line, mix, ring, vertical, type Colour, type Layer } from './shapes';

/** A bicycle by the water. */
export const bike: Motif = (variant) => {
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

/** Hills at night. */
export const studio: Motif = (variant) => {
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

/** The sun over the sea. */
export const sea: Motif = (variant) => {
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
