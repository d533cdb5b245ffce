import { createHash } from 'crypto';

import { BoundedMap } from '../../shared/processState';

/** Hexadecimal digits: the chance that two of a million values share a key is one in 37 million. */
const KEY_LENGTH = 16;

/** Returns a key of 16 hexadecimal digits for a value of JSON. */
export function digestKey(identity: unknown): string {
	return createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, KEY_LENGTH);
}

/** When each key was first seen, in seconds since the epoch; the latest is last. */
type Seen = Map<string, number>;

/** `<key>:<seconds, base 36>`, space-separated. A single string, because n8n wraps every stored object. */
const ENTRY = /^([0-9a-f]{16}):([0-9a-z]{1,8})$/;

function parse(stored: unknown): Seen {
	const entries = typeof stored === 'string' ? stored.split(' ') : [];
	return new Map(
		entries.flatMap((entry) => {
			const [, key, seconds] = ENTRY.exec(entry) ?? [];
			return key && seconds ? [[key, parseInt(seconds, 36)] as const] : [];
		}),
	);
}

/** Adds keys that another process, or this one before its restart, has stored. */
function mergeSeen(known: Seen, stored: Seen): Seen {
	const isKnown = [...stored.keys()].every((key) => known.has(key));
	if (isKnown) return known;
	return new Map([...stored, ...known].sort(([, one], [, other]) => one - other));
}

interface SeenLimits {
	/** How long a key is remembered. */
	readonly retentionSeconds: number;
	/** Keys to remember per trigger. */
	readonly maxPerTrigger: number;
	/** Keys to remember for all triggers together, about 100 bytes each. */
	readonly maxTotal: number;
	/**
	 * Keys to store in the workflow's static data, about 24 bytes each. n8n reads them on every call of the webhook, and
	 * writes them on every delivery with a new key.
	 */
	readonly maxStored: number;
}

/** How long n8n may take to store an execution. After that, its start counts as failed. */
const START_SECONDS = 60;

const MAX_STARTING = 10_000;

/** Values that were not seen before. */
export interface Unseen<T> {
	events: T[];
	/** Whether a value was left out because the execution for an earlier delivery of it is being started. */
	isStarting: boolean;
	/**
	 * Remembers the values for good. Call it once the execution for them is stored, or once it does not matter any more
	 * whether it is. Until then, they are left out for a minute only. May be called more than once.
	 *
	 * @returns the string to store: the latest confirmed keys, also those of other calls
	 */
	confirm: () => string;
}

/**
 * Remembers by key what a trigger has seen, in the process and in the workflow's static data. The process remembers it
 * until n8n restarts. The static data, with the latest keys, survive a restart and are shared with other processes, unless
 * two of them write at the same moment, or an execution overwrites them. An execution that saves static data itself does
 * so even for its own event: n8n 2.41 has loaded them for it before the trigger's are saved.
 */
export class SeenKeys {
	/** Confirmed keys by trigger; the most recently called trigger is last. */
	private readonly byTrigger = new Map<string, Seen>();

	/**
	 * Keys that are not confirmed, by trigger and key, and since when, in seconds since the epoch. Of too many, as while
	 * n8n's database is gone, the oldest are forgotten: their values are needed again.
	 */
	private readonly starting = new BoundedMap<string, number>(MAX_STARTING);

	constructor(private readonly limits: SeenLimits) {}

	/** Empties the memory of the process. */
	clear(): void {
		this.byTrigger.clear();
		this.starting.clear();
	}

	private evictExpired(seen: Seen, now: number): void {
		let tooMany = seen.size - this.limits.maxPerTrigger;
		for (const [key, seconds] of seen) {
			if (tooMany <= 0 && now - seconds <= this.limits.retentionSeconds) return;
			seen.delete(key);
			tooMany -= 1;
		}
	}

	/** Evicts triggers without recent keys, such as those of deleted workflows. */
	private evictTriggers(now: number): void {
		let size = [...this.byTrigger.values()].reduce((sum, seen) => sum + seen.size, 0);
		for (const [nodeKey, seen] of this.byTrigger) {
			this.evictExpired(seen, now);
			if (seen.size > 0 && size <= this.limits.maxTotal) return;
			size -= seen.size;
			this.byTrigger.delete(nodeKey);
		}
	}

	private remember(nodeKey: string, seen: Seen, now: number): void {
		this.evictExpired(seen, now);
		this.byTrigger.delete(nodeKey);
		this.byTrigger.set(nodeKey, seen);
		this.evictTriggers(now);
	}

	private serialize(seen: Seen): string {
		return [...seen]
			.slice(-this.limits.maxStored)
			.map(([key, seconds]) => `${key}:${seconds.toString(36)}`)
			.join(' ');
	}

	/**
	 * Returns the values whose key the trigger has not seen before, the first of each key, and remembers the keys for a
	 * minute, or for good once they are confirmed.
	 *
	 * @param keyOf a key of {@link digestKey}; `undefined` for values that are always returned and never remembered
	 * @param nodeKey identifies the trigger
	 * @param stored the string that was stored last
	 * @param now milliseconds since the epoch
	 */
	filterUnseen<T>(
		values: readonly T[],
		keyOf: (value: T) => string | undefined,
		{ nodeKey, stored, now }: { nodeKey: string; stored: unknown; now: number },
	): Unseen<T> {
		const seconds = Math.floor(now / 1000);
		const seen = mergeSeen(this.byTrigger.get(nodeKey) ?? new Map<string, number>(), parse(stored));
		this.evictExpired(seen, seconds);
		const added = new Set<string>();
		let isStarting = false;
		const events = values.filter((value) => {
			const key = keyOf(value);
			if (key === undefined) return true;
			if (seen.has(key) || added.has(key)) return false;
			const since = this.starting.get(`${nodeKey} ${key}`);
			if (since !== undefined && Math.abs(seconds - since) < START_SECONDS) {
				isStarting = true;
				return false;
			}
			added.add(key);
			this.starting.set(`${nodeKey} ${key}`, seconds);
			return true;
		});
		this.remember(nodeKey, seen, seconds);
		return {
			events,
			isStarting,
			confirm: () => {
				// Meanwhile, other deliveries may have added keys, or the trigger may have been evicted.
				const latest = this.byTrigger.get(nodeKey) ?? seen;
				for (const key of added) {
					this.starting.delete(`${nodeKey} ${key}`);
					if (!latest.has(key)) latest.set(key, seconds);
				}
				this.remember(nodeKey, latest, seconds);
				return this.serialize(latest);
			},
		};
	}

	/** Number of remembered keys by trigger. */
	counts(): ReadonlyMap<string, number> {
		return new Map([...this.byTrigger].map(([nodeKey, { size }]) => [nodeKey, size]));
	}
}
