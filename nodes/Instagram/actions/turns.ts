/** The run has stopped at an earlier item, so this one is not carried on. Never shown: the earlier item's error is. */
export class StoppedError extends Error {
	override readonly name = 'StoppedError';
}

/**
 * Lets items that are under way side by side do one thing in the order of the input: posts are published in that
 * order, because it is the order of the feed.
 */
export class Turns {
	private readonly left = new Set<number>();

	private first = 0;

	private stoppedAt = Number.POSITIVE_INFINITY;

	private waiting: Array<{ index: number; go: () => void; stop: (error: Error) => void }> = [];

	/**
	 * Resolves when every earlier item has had its turn or needs none any more.
	 *
	 * @throws StoppedError if the run stops at an earlier item
	 */
	async wait(index: number): Promise<void> {
		await new Promise<void>((go, stop) => {
			this.waiting.push({ index, go, stop });
			this.settle();
		});
	}

	/** The item needs its turn no more; every item leaves, whatever became of it, and may do so early. */
	leave(index: number): void {
		if (index >= this.first) this.left.add(index);
		while (this.left.delete(this.first)) this.first += 1;
		this.settle();
	}

	/** The run stops at this item: earlier ones still go, later ones do not. */
	stopAt(index: number): void {
		this.stoppedAt = Math.min(this.stoppedAt, index);
		this.settle();
	}

	/** Whether the run has stopped before this item. */
	isStopped(index: number): boolean {
		return index > this.stoppedAt;
	}

	private settle(): void {
		const waiting = this.waiting;
		this.waiting = [];
		for (const item of waiting) {
			if (this.isStopped(item.index)) item.stop(new StoppedError('The run has stopped at an earlier item'));
			else if (item.index <= this.first) item.go();
			else this.waiting.push(item);
		}
	}
}
