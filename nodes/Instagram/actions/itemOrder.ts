/** The run stopped at an earlier item. Never shown to users: n8n shows the error of the earlier item. */
export class StoppedError extends Error {
	override readonly name = 'StoppedError';
}

/**
 * An ordered gate: concurrent items of one account pass it in the order of the input. Posts are published in that order,
 * because it is the order of the account's feed. Items of different accounts do not wait for each other.
 */
export class ItemOrder {
	private readonly finished = new Set<number>();

	private first = 0;

	private abortedAt = Number.POSITIVE_INFINITY;

	private waiting: Array<{ index: number; go: () => void; stop: (error: Error) => void }> = [];

	/** Account of each item that has joined, by index; '' is the credential's own. */
	private readonly accounts = new Map<number, string>();

	/** The account that '' stands for, once it is known. */
	private own?: string;

	/** @param onWait called when an item starts waiting */
	constructor(private readonly onWait: (index: number) => void = () => undefined) {}

	/**
	 * Sets the account of an item. Until then it may be any account, so all later items wait for it.
	 *
	 * @param account its ID, or '' for the credential's own; see {@link resolve}
	 */
	join(index: number, account: string): void {
		this.accounts.set(index, account);
		this.resolveWaiting();
	}

	/** Sets the ID of the credential's own account, which is the same for all items. */
	resolve(account: string): void {
		this.own = account;
		this.resolveWaiting();
	}

	/**
	 * Resolves when every earlier item of the same account is done.
	 *
	 * @throws StoppedError if the run stops at an earlier item
	 */
	async waitForEarlierItems(index: number): Promise<void> {
		await new Promise<void>((go, stop) => {
			this.waiting.push({ index, go, stop });
			this.resolveWaiting();
			if (this.waiting.some((item) => item.index === index)) this.onWait(index);
		});
	}

	/** Lets later items pass. Called for every item, also after a failure; an item may call it early. */
	done(index: number): void {
		if (index >= this.first) this.finished.add(index);
		while (this.finished.delete(this.first)) this.first += 1;
		this.resolveWaiting();
	}

	/** Stops the run at this item: earlier items still pass, later ones fail. */
	abortAfter(index: number): void {
		this.abortedAt = Math.min(this.abortedAt, index);
		this.resolveWaiting();
	}

	/** Whether the run has stopped at an earlier item. */
	isAborted(index: number): boolean {
		return index > this.abortedAt;
	}

	private accountOf(index: number): string | undefined {
		const account = this.accounts.get(index);
		return account === '' ? this.own : account;
	}

	/** Whether an earlier item may have the same account and is not done. */
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
