import { setTimeout as delay } from 'node:timers/promises';

/** Real time in which more requests than are needed can still come. */
const MORE_MS = 100;

/** Holds answers back until enough requests wait for theirs, so that a test sees how many come at once. */
export class Gate {
	private needed = 0;

	private readonly waiting: Array<() => void> = [];

	/** Holds all answers until `count` requests wait, and for a moment more; then it is open until the next `hold`. */
	hold(count: number): void {
		this.needed = count;
	}

	/** Resolves when the request may be answered. */
	async pass(): Promise<void> {
		if (this.needed === 0) return;
		const opened = new Promise<void>((resolve) => this.waiting.push(resolve));
		if (this.waiting.length === this.needed) void delay(MORE_MS).then(() => this.open());
		await opened;
	}

	private open(): void {
		this.needed = 0;
		for (const go of this.waiting.splice(0)) go();
	}
}
