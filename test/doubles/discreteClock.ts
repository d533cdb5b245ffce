/** A clock without real waits: it jumps to the next event, so that runs with a seed are reproducible. */
export class DiscreteClock {
	private time = 0;

	private readonly sleepers: Array<{ at: number; wake: () => void }> = [];

	now(): number {
		return this.time;
	}

	async sleep(milliseconds: number): Promise<void> {
		await new Promise<void>((wake) => this.sleepers.push({ at: this.time + milliseconds, wake }));
	}

	/** Advances the time until the work is done. */
	async run<T>(work: Promise<T>): Promise<T> {
		let isDone = false;
		void work.catch(() => undefined).finally(() => (isDone = true));
		for (;;) {
			await new Promise(setImmediate);
			if (isDone) return await work;
			const next = this.sleepers.sort((a, b) => a.at - b.at).shift();
			if (!next) throw new Error('Everybody waits, and nothing will happen any more');
			this.time = Math.max(this.time, next.at);
			next.wake();
		}
	}
}
