/** Lets a limited number of tasks run at once; the others wait, first in, first out. */
export interface Semaphore {
	/** Waits for a permit. Resolves with the function that releases it. */
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

/** Lets one caller at a time work under a key, first come, first served. Keys do not wait for each other. */
export class KeyedMutex {
	/** The hold of the latest caller by key. Resolves when that caller releases the key. */
	private readonly latest = new Map<string, Promise<void>>();

	/**
	 * Waits until all earlier callers have released the key.
	 *
	 * @returns releases the key; must be called
	 */
	async acquire(key: string): Promise<() => void> {
		const before = this.latest.get(key);
		let end: () => void = () => undefined;
		const hold = new Promise<void>((resolve) => (end = resolve));
		this.latest.set(key, hold);
		await before;
		return () => {
			if (this.latest.get(key) === hold) this.latest.delete(key);
			end();
		};
	}

	/** Runs `work` while no other caller holds the key. */
	async runExclusive<T>(key: string, work: () => Promise<T>): Promise<T> {
		const release = await this.acquire(key);
		try {
			return await work();
		} finally {
			release();
		}
	}

	clear(): void {
		this.latest.clear();
	}
}
