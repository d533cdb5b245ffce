import { cancelledError, GraphError } from './errors/explain';
import { BoundedMap } from '../shared/processState';
import { toError } from '../shared/toError';
import type { Clock } from './types';

/** The execution that reads. */
export interface Reader {
	readonly clock: Pick<Clock, 'now'>;
	readonly signal?: AbortSignal;
}

interface Entry<T> {
	value: Promise<T>;
	/** Milliseconds since the epoch. */
	readAt: number;
	hasFailed?: boolean;
}

async function untilCancelled<T>(value: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
	if (!signal) return await value;
	let cancel = (): void => undefined;
	const cancelled = new Promise<never>((_resolve, reject) => {
		cancel = () => reject(cancelledError(false));
	});
	// Without a listener, a late rejection would count as unhandled.
	cancelled.catch(() => undefined);
	signal.addEventListener('abort', cancel, { once: true });
	if (signal.aborted) cancel();
	try {
		return await Promise.race([value, cancelled]);
	} finally {
		signal.removeEventListener('abort', cancel);
	}
}

/**
 * Cache with age for reads. Executions that ask for the same key at the same time share one read. If the execution that
 * started the read is cancelled, the others read again.
 */
export class ReadCache<T> {
	private readonly entries: BoundedMap<string, Entry<T>>;

	/**
	 * @param maxEntries drops the oldest entry beyond this number
	 * @param maxErrorAge how long an error is returned without another read, in milliseconds
	 */
	constructor(
		maxEntries: number,
		private readonly maxErrorAge = 0,
	) {
		this.entries = new BoundedMap(maxEntries);
	}

	/**
	 * @param maxAge milliseconds; older entries are read again
	 * @throws GraphError of kind `cancelled` if this reader is cancelled, and the errors of `read`
	 */
	async get(key: string, { clock, signal }: Reader, maxAge: number, read: () => Promise<T>): Promise<T> {
		for (;;) {
			const now = clock.now();
			const known = this.entries.get(key);
			const limit = known?.hasFailed ? this.maxErrorAge : maxAge;
			// A read in the future: the clock was set back.
			if (!known || known.readAt > now || now - known.readAt >= limit)
				return await this.begin(key, now, read());
			try {
				return await untilCancelled(known.value, signal);
			} catch (error) {
				const isOtherCancelled =
					error instanceof GraphError && error.kind === 'cancelled' && !signal?.aborted;
				if (!isOtherCancelled) throw toError(error);
				this.drop(key, known);
			}
		}
	}

	has(key: string): boolean {
		return this.entries.has(key);
	}

	delete(key: string): void {
		this.entries.delete(key);
	}

	clear(): void {
		this.entries.clear();
	}

	private async begin(key: string, readAt: number, value: Promise<T>): Promise<T> {
		const entry: Entry<T> = { value, readAt };
		this.entries.set(key, entry);
		try {
			return await value;
		} catch (error) {
			entry.hasFailed = true;
			if (this.maxErrorAge === 0) this.drop(key, entry);
			throw toError(error);
		}
	}

	private drop(key: string, entry: Entry<T>): void {
		if (this.entries.get(key) === entry) this.entries.delete(key);
	}
}
