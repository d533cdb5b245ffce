/** The run has stopped at an earlier item, so this one is not carried on. Never shown: the earlier item's error is. */
export class StoppedError extends Error {
	override readonly name = 'StoppedError';
}

/**
 * Lets items that are under way side by side do one thing in the order of the input, per account: posts are published in
 * that order, because it is the order of the account's feed. Items of different accounts do not wait for each other.
 */
export class Turns {
	private readonly left = new Set<number>();

	private first = 0;

	private stoppedAt = Number.POSITIVE_INFINITY;

	private waiting: Array<{ index: number; go: () => void; stop: (error: Error) => void }> = [];

	/** Account that an item has named, by its index; '' is the credential's own. */
	private readonly accounts = new Map<number, string>();

	/** What '' turned out to be. */
	private own?: string;

	/** @param onWait called when an item begins to wait */
	constructor(private readonly onWait: (index: number) => void = () => undefined) {}

	/**
	 * Says which account an item acts on. Until then it may be any, so that all later items wait for it.
	 *
	 * @param account its id, or '' for the credential's own, which {@link resolve} tells
	 */
	join(index: number, account: string): void {
		this.accounts.set(index, account);
		this.settle();
	}

	/** Says which one the credential's own account is; it is the same for all items. */
	resolve(account: string): void {
		this.own = account;
		this.settle();
	}

	/**
	 * Resolves when every earlier item of the same account has had its turn or needs none any more.
	 *
	 * @throws StoppedError if the run stops at an earlier item
	 */
	async wait(index: number): Promise<void> {
		await new Promise<void>((go, stop) => {
			this.waiting.push({ index, go, stop });
			this.settle();
			if (this.waiting.some((item) => item.index === index)) this.onWait(index);
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

	private accountOf(index: number): string | undefined {
		const account = this.accounts.get(index);
		return account === '' ? this.own : account;
	}

	/** Whether an earlier item may act on the same account and has not left yet. */
	private isHeld(index: number): boolean {
		const account = this.accountOf(index);
		for (let earlier = this.first; earlier < index; earlier += 1) {
			if (this.left.has(earlier)) continue;
			const other = this.accountOf(earlier);
			if (account === other || account === undefined || other === undefined) return true;
		}
		return false;
	}

	private settle(): void {
		const waiting = this.waiting;
		this.waiting = [];
		for (const item of waiting) {
			if (this.isStopped(item.index)) item.stop(new StoppedError('The run has stopped at an earlier item'));
			else if (this.isHeld(item.index)) this.waiting.push(item);
			else item.go();
		}
	}
}
