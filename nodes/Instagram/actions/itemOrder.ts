/** The run has stopped at an earlier item, so this one is not carried on. Never shown: the earlier item's error is. */
export class StoppedError extends Error {
	override readonly name = 'StoppedError';
}

/**
 * Lets items that are under way side by side do one thing in the order of the input, per account: posts are published in
 * that order, because it is the order of the account's feed. Items of different accounts do not wait for each other.
 */
export class ItemOrder {
	private readonly finished = new Set<number>();

	private first = 0;

	private abortedAt = Number.POSITIVE_INFINITY;

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
		this.resolveWaiting();
	}

	/** Says which one the credential's own account is; it is the same for all items. */
	resolve(account: string): void {
		this.own = account;
		this.resolveWaiting();
	}

	/**
	 * Resolves when every earlier item of the same account has had its turn or needs none any more.
	 *
	 * @throws StoppedError if the run stops at an earlier item
	 */
	async waitForTurn(index: number): Promise<void> {
		await new Promise<void>((go, stop) => {
			this.waiting.push({ index, go, stop });
			this.resolveWaiting();
			if (this.waiting.some((item) => item.index === index)) this.onWait(index);
		});
	}

	/** The item needs its turn no more; every item leaves, whatever became of it, and may do so early. */
	done(index: number): void {
		if (index >= this.first) this.finished.add(index);
		while (this.finished.delete(this.first)) this.first += 1;
		this.resolveWaiting();
	}

	/** The run stops at this item: earlier ones still go, later ones do not. */
	abortAfter(index: number): void {
		this.abortedAt = Math.min(this.abortedAt, index);
		this.resolveWaiting();
	}

	/** Whether the run has stopped before this item. */
	isAborted(index: number): boolean {
		return index > this.abortedAt;
	}

	private accountOf(index: number): string | undefined {
		const account = this.accounts.get(index);
		return account === '' ? this.own : account;
	}

	/** Whether an earlier item may act on the same account and has not left yet. */
	private isHeld(index: number): boolean {
		const account = this.accountOf(index);
		for (let earlier = this.first; earlier < index; earlier += 1) {
			if (this.finished.has(earlier)) continue;
			const other = this.accountOf(earlier);
			if (account === other || account === undefined || other === undefined) return true;
		}
		return false;
	}

	private resolveWaiting(): void {
		const waiting = this.waiting;
		this.waiting = [];
		for (const item of waiting) {
			if (this.isAborted(item.index)) item.stop(new StoppedError('The run has stopped at an earlier item'));
			else if (this.isHeld(item.index)) this.waiting.push(item);
			else item.go();
		}
	}
}
