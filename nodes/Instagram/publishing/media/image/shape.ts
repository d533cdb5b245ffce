import { ImageError } from './pixels';

/** How an image is brought into shape: left as it is, put on a background, or cut. */
export type ImageFit = 'none' | 'pad' | 'crop';

/** Ratios that a user can choose, width to height. */
export const RATIOS = { '4:5': 4 / 5, '3:4': 3 / 4, '1:1': 1, '1.91:1': 1.91, '9:16': 9 / 16 } as const;

export type ImageRatio = keyof typeof RATIOS | 'nearest';

export interface Size {
	width: number;
	height: number;
}

/** What is drawn where: a part of the image, scaled into a part of the canvas. */
export interface Layout {
	source: Size & { x: number; y: number };
	canvas: Size;
	target: Size & { x: number; y: number };
}

/**
 * Shapes of images in the feed that Meta documents, width to height. It takes 3:4 as well by now, which no page says.
 *
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/media (2026-09-11)
 */
const FEED = { min: RATIOS['4:5'], max: RATIOS['1.91:1'] };

/** Meta scales wider images down to this width. */
const MAX_WIDTH = 1440;

/** An image that is more than this many times longer than wide would be a line after it is fitted. */
const LONGEST = 20;

/**
 * The shape that an image should get.
 *
 * @param ratio what the user chose
 * @param isStory whether it is for a story, which fills a phone's screen
 * @returns width divided by height
 */
export function ratioFor({ width, height }: Size, ratio: ImageRatio, isStory: boolean): number {
	if (ratio !== 'nearest') return RATIOS[ratio];
	if (isStory) return RATIOS['9:16'];
	return Math.min(FEED.max, Math.max(FEED.min, width / height));
}

/** Whether an image has a shape already, as exactly as whole pixels can. */
export function hasRatio({ width, height }: Size, ratio: number): boolean {
	return Math.abs(width - height * ratio) < 1 || Math.abs(height - width / ratio) < 1;
}

/** The canvas of a width, rounded towards the square: a limit of Meta's is not exceeded by a part of a pixel. */
function canvasOf(width: number, ratio: number): Size {
	const whole = Math.max(1, Math.min(MAX_WIDTH, Math.round(width)));
	const height = whole / ratio;
	return { width: whole, height: Math.max(1, ratio < 1 ? Math.floor(height) : Math.ceil(height)) };
}

/** An image as it is, at most as wide as Meta shows it. */
export function scaledLayout({ width, height }: Size): Layout {
	const scale = Math.min(1, MAX_WIDTH / width);
	const canvas = {
		width: Math.round(width * scale),
		height: Math.max(1, Math.round(height * scale)),
	};
	return { source: { x: 0, y: 0, width, height }, canvas, target: { x: 0, y: 0, ...canvas } };
}

/** Cuts what is too much, equally on both sides. */
function cropLayout({ width, height }: Size, ratio: number): Layout {
	const cut = width / height > ratio ? { width: height * ratio, height } : { width, height: width / ratio };
	const source = { x: (width - cut.width) / 2, y: (height - cut.height) / 2, ...cut };
	const canvas = canvasOf(cut.width, ratio);
	return { source, canvas, target: { x: 0, y: 0, ...canvas } };
}

/** Adds background, equally on both sides. */
function padLayout({ width, height }: Size, ratio: number): Layout {
	const whole = width / height > ratio ? width : height * ratio;
	const canvas = canvasOf(whole, ratio);
	const scale = Math.min(canvas.width / width, canvas.height / height);
	const target = {
		width: Math.max(1, Math.round(width * scale)),
		height: Math.max(1, Math.round(height * scale)),
	};
	return {
		source: { x: 0, y: 0, width, height },
		canvas,
		target: {
			x: Math.floor((canvas.width - target.width) / 2),
			y: Math.floor((canvas.height - target.height) / 2),
			...target,
		},
	};
}

/**
 * Lays an image out in another shape.
 *
 * @throws ImageError where nothing could be seen of it afterwards
 */
export function fittedLayout(size: Size, ratio: number, fit: 'pad' | 'crop'): Layout {
	const { width, height } = size;
	if (Math.max(width / height, height / width) > LONGEST) {
		throw new ImageError(
			`cannot be brought into shape: the image has ${width} x ${height} pixels`,
			`'Image Fit' takes images that are up to ${LONGEST} times as long as wide.`,
		);
	}
	return fit === 'crop' ? cropLayout(size, ratio) : padLayout(size, ratio);
}
