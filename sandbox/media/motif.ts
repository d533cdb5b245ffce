import type { Colour, Layer } from './shapes';

/** A picture of a motif: what lies behind, and the layers from back to front. */
export interface Picture {
	background: (x: number, y: number) => Colour;
	layers: Layer[];
}

/** Draws one of its variants. */
export type Motif = (variant: number) => Picture;

/** One of a list by number; beyond its end it begins again. */
export function choose<T>(list: readonly T[], variant: number): T {
	const chosen = list[variant % list.length];
	if (chosen === undefined) throw new Error('An empty list to choose from');
	return chosen;
}

export const SHADOW: Colour = [20, 16, 18];
