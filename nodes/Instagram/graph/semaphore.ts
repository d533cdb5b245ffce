/** Lets a limited number of tasks run at once; the others wait, first in, first out. */
export interface Semaphore {
	/** Resolves when there is room, with the function that gives the permit back. */
	acquire(): Promise<() => void>;
}

/** @param permits how many tasks may run at once, at least 1 */
export function createSemaphore(permits: number): Semaphore {
	let free = Math.max(1, permits);
	const waiting: Array<() => void> = [];

	function release(): void {
		const next = waiting.shift();
		if (next) next();
		else free += 1;
	}

	return {
		async acquire() {
			if (free > 0) free -= 1;
			else await new Promise<void>((resolve) => waiting.push(resolve));
			return release;
		},
	};
}
