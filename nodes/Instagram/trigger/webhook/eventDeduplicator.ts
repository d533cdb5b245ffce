import { eventKey } from './eventKey';
import type { InstagramEvent } from './state';

/** Meta delivers for 36 hours what was not answered with 200; one more for clocks and for what was under way. */
const KEPT_SECONDS = 37 * 60 * 60;

/** Events that the process remembers of a node. */
const IN_MEMORY = 10_000;

/**
 * Events that are stored with the workflow. n8n reads them for every call of the webhook and writes them for every
 * delivery with something new in it: some 24 bytes each.
 */
const STORED = 1000;

/** Event key -> when it was first seen, in seconds since the epoch; the latest last. */
type Seen = Map<string, number>;

/** What this process has seen, by node. */
const memory = new Map<string, Seen>();

/** `<key>:<seconds, base 36>`, apart by blanks: one text, because n8n wraps every object that is stored. */
const ENTRY = /^([0-9a-f]{16}):([0-9a-z]{1,8})$/;

function read(stored: unknown): Seen {
	const entries = typeof stored === 'string' ? stored.split(' ') : [];
	return new Map(
		entries.flatMap((entry) => {
			const [, key, seconds] = ENTRY.exec(entry) ?? [];
			return key && seconds ? [[key, parseInt(seconds, 36)] as const] : [];
		}),
	);
}

function written(seen: Seen): string {
	return [...seen]
		.slice(-STORED)
		.map(([key, seconds]) => `${key}:${seconds.toString(36)}`)
		.join(' ');
}

/** With what another process, or this one before its restart, has stored. */
function joined(known: Seen, stored: Seen): Seen {
	const isKnown = [...stored.keys()].every((key) => known.has(key));
	if (isKnown) return known;
	return new Map([...stored, ...known].sort(([, one], [, other]) => one - other));
}

function forgetOld(seen: Seen, now: number): void {
	let tooMany = seen.size - IN_MEMORY;
	for (const [key, seconds] of seen) {
		if (tooMany <= 0 && now - seconds <= KEPT_SECONDS) return;
		seen.delete(key);
		tooMany -= 1;
	}
}

/**
 * The events that the node has not seen before, each once; from now on it has.
 *
 * Two memories know what was seen: that of the process, and what is stored with the workflow. The first holds as long
 * as n8n runs; the second, the latest 1,000 events, carries over a restart and to other processes, except where two of
 * them write at the same moment or an execution that began before writes the workflow's data over it.
 *
 * @param nodeKey the trigger: each starts its own workflow, so each has to see an event once
 * @param stored what {@link firstSight} gave to store before
 * @param now milliseconds since the epoch
 * @returns the new ones, and the text to store if there are any
 */
export function firstSight(
	events: readonly InstagramEvent[],
	{ nodeKey, stored, now }: { nodeKey: string; stored: unknown; now: number },
): { events: InstagramEvent[]; stored: string } {
	const seconds = Math.floor(now / 1000);
	const seen = joined(memory.get(nodeKey) ?? new Map<string, number>(), read(stored));
	memory.set(nodeKey, seen);
	forgetOld(seen, seconds);
	const fresh = events.filter((event) => {
		const key = eventKey(event);
		if (seen.has(key)) return false;
		seen.set(key, seconds);
		return true;
	});
	forgetOld(seen, seconds);
	return { events: fresh, stored: written(seen) };
}

/** Forgets everything; for tests, which share a process. */
export function forgetSeen(): void {
	memory.clear();
}
