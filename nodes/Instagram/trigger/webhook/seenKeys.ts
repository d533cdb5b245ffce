import { createHash } from 'crypto';

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

/**
 * Remembers by key what a trigger has seen, in the process and in the workflow's static data. The process remembers it
 * until n8n restarts. The static data, with the latest keys, survive a restart and are shared with other processes, unless
 * two of them write at the same moment or an execution that started earlier overwrites them.
 */
export class SeenKeys {
	/** By trigger; the most recently called trigger is last. */
	private readonly byTrigger = new Map<string, Seen>();

	constructor(private readonly limits: SeenLimits) {}

	/** Empties the memory of the process. */
	clear(): void {
		this.byTrigger.clear();
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

	private serialize(seen: Seen): string {
		return [...seen]
			.slice(-this.limits.maxStored)
			.map(([key, seconds]) => `${key}:${seconds.toString(36)}`)
			.join(' ');
	}

	/**
	 * Returns the values whose key the trigger has not seen before, the first of each key, and remembers the keys.
	 *
	 * @param keyOf a key of {@link digestKey}; `undefined` for values that are always returned and never remembered
	 * @param nodeKey identifies the trigger
	 * @param stored the string that the last call returned
	 * @param now milliseconds since the epoch
	 * @returns the values, and the string to store
	 */
	filterUnseen<T>(
		values: readonly T[],
		keyOf: (value: T) => string | undefined,
		{ nodeKey, stored, now }: { nodeKey: string; stored: unknown; now: number },
	): { events: T[]; stored: string } {
		const seconds = Math.floor(now / 1000);
		const seen = mergeSeen(this.byTrigger.get(nodeKey) ?? new Map<string, number>(), parse(stored));
		this.evictExpired(seen, seconds);
		const events = values.filter((value) => {
			const key = keyOf(value);
			if (key === undefined) return true;
			if (seen.has(key)) return false;
			seen.set(key, seconds);
			return true;
		});
		this.evictExpired(seen, seconds);
		this.byTrigger.delete(nodeKey);
		this.byTrigger.set(nodeKey, seen);
		this.evictTriggers(seconds);
		return { events, stored: this.serialize(seen) };
	}

	/** Number of remembered keys by trigger. */
	counts(): ReadonlyMap<string, number> {
		return new Map([...this.byTrigger].map(([nodeKey, { size }]) => [nodeKey, size]));
	}
}
