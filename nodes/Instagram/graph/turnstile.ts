/** Lets a limited number in at once; the others wait in line. */
export interface Turnstile {
	/** Resolves when there is room, with the function to call on leaving. */
	enter(): Promise<() => void>;
}

/** @param places how many may be inside at once, at least 1 */
export function createTurnstile(places: number): Turnstile {
	let free = Math.max(1, places);
	const line: Array<() => void> = [];

	function leave(): void {
		const next = line.shift();
		if (next) next();
		else free += 1;
	}

	return {
		async enter() {
			if (free > 0) free -= 1;
			else await new Promise<void>((resolve) => line.push(resolve));
			return leave;
		},
	};
}
