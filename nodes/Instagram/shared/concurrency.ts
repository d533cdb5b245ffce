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

/** Lets one caller at a time work under a key, first come, first served. Keys do not wait for each other. */
export class KeyedMutex {
	/** By key, the latest caller's hold; it ends when that caller releases it. */
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

	/** Does the work while nobody else does any under the same key. */
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
