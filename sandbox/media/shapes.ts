/** Red, green, blue; 0 to 255. */
export type Colour = readonly [number, number, number];

/**
 * How far a point is outside of a shape (negative: inside). The picture is 1 wide; x runs from -0.5 to 0.5 and y
 * downwards from the middle.
 */
export type Shape = (x: number, y: number) => number;

/** A shape and what it is painted with. `softness` blurs its edge, for shadows and light. */
export interface Layer {
	shape: Shape;
	paint: Colour | ((x: number, y: number) => Colour);
	opacity?: number;
	softness?: number;
}

export const circle =
	(cx: number, cy: number, r: number): Shape =>
	(x, y) =>
		Math.hypot(x - cx, y - cy) - r;

export const ellipse =
	(cx: number, cy: number, rx: number, ry: number): Shape =>
	(x, y) =>
		(Math.hypot((x - cx) / rx, (y - cy) / ry) - 1) * Math.min(rx, ry);

export const ring =
	(cx: number, cy: number, r: number, thickness: number): Shape =>
	(x, y) =>
		Math.abs(Math.hypot(x - cx, y - cy) - r) - thickness / 2;

export const box =
	(cx: number, cy: number, width: number, height: number, radius = 0): Shape =>
	(x, y) => {
		const dx = Math.abs(x - cx) - width / 2 + radius;
		const dy = Math.abs(y - cy) - height / 2 + radius;
		return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - radius;
	};

export const line =
	(x1: number, y1: number, x2: number, y2: number, thickness: number): Shape =>
	(x, y) => {
		const dx = x2 - x1;
		const dy = y2 - y1;
		const along = Math.min(1, Math.max(0, ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy)));
		return Math.hypot(x - x1 - dx * along, y - y1 - dy * along) - thickness / 2;
	};

/** Everything below a horizon. */
export const below =
	(horizon: (x: number) => number): Shape =>
	(x, y) =>
		horizon(x) - y;

/** A turned body: as wide as `radius` says at each height. */
export const turned =
	(cx: number, top: number, bottom: number, radius: (t: number) => number): Shape =>
	(x, y) => {
		const t = (y - top) / (bottom - top);
		const side = Math.abs(x - cx) - radius(Math.min(1, Math.max(0, t)));
		return Math.max(side, top - y, y - bottom);
	};

/** Only where both are. */
export const both =
	(one: Shape, other: Shape): Shape =>
	(x, y) =>
		Math.max(one(x, y), other(x, y));

export function mix(one: Colour, other: Colour, share: number): Colour {
	const t = Math.min(1, Math.max(0, share));
	return [
		one[0] + (other[0] - one[0]) * t,
		one[1] + (other[1] - one[1]) * t,
		one[2] + (other[2] - one[2]) * t,
	];
}

/** From `#rrggbb`. */
export function hex(text: string): Colour {
	const value = Number.parseInt(text.slice(1), 16);
	return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

export const vertical =
	(top: Colour, bottom: Colour, from: number, to: number) =>
	(_x: number, y: number): Colour =>
		mix(top, bottom, (y - from) / (to - from));

export const horizontal =
	(left: Colour, right: Colour, from: number, to: number) =>
	(x: number): Colour =>
		mix(left, right, (x - from) / (to - from));
