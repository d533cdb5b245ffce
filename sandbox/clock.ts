/** The sandbox's own time: real time plus an offset, so that tokens can age without waiting. */
export class SandboxClock {
	private offset = 0;
	private frozenAt: number | undefined;
	private readonly watchers = new Set<() => void>();

	/** Milliseconds since the epoch. */
	now(): number {
		return (this.frozenAt ?? Date.now()) + this.offset;
	}

	/** How far ahead of the machine's clock this one is, in milliseconds. */
	get offsetMilliseconds(): number {
		return this.now() - Date.now();
	}

	/** Moves time forward (or back, with a negative number). */
	advance(milliseconds: number): void {
		this.offset += milliseconds;
		this.notify();
	}

	/** Stops time at `at` (default: now); from here it only moves by {@link advance}. */
	freeze(at: number = this.now()): void {
		this.frozenAt = at;
		this.offset = 0;
		this.notify();
	}

	/** Back to real time. */
	reset(): void {
		this.frozenAt = undefined;
		this.offset = 0;
		this.notify();
	}

	/** Calls `watcher` whenever time is moved, not while it passes; returns how to stop. */
	watch(watcher: () => void): () => void {
		this.watchers.add(watcher);
		return () => this.watchers.delete(watcher);
	}

	private notify(): void {
		for (const watcher of this.watchers) watcher();
	}
}
