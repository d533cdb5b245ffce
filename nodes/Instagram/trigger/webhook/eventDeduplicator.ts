import { createHash } from 'crypto';

import type { InstagramEvent } from './eventTypes';
import { EVENT_TABLE } from './eventTypes';
import { processStore } from '../../shared/processState';

/** Hexadecimal digits: the chance that two of a million events share a key is one in 37 million. */
const KEY_LENGTH = 16;

function valueAt(event: InstagramEvent, path: string): unknown {
	return path
		.split('.')
		.reduce<unknown>((value, name) => (value as Record<string, unknown> | null | undefined)?.[name], event);
}

/** Returns the part of an event that is the same in each delivery. */
function identityOf(event: InstagramEvent): unknown[] {
	const { key = [], part } = EVENT_TABLE[event.event];
	const fields = key.map((path) => valueAt(event, path) ?? null);
	const hasIds = key.some((path, index) => path !== 'time' && fields[index] !== null);
	if (hasIds) return [event.event, event.accountId, ...fields];
	// A messaging event has its own time; the time of a change is that of its batch.
	return [part === undefined ? { ...event, time: null } : event];
}

/**
 * Returns a key that is the same for each delivery of an event and different for other events. It is derived from Meta's
 * IDs, or from all fields if an event has no IDs.
 */
export function eventKey(event: InstagramEvent): string {
	return createHash('sha256')
		.update(JSON.stringify(identityOf(event)))
		.digest('hex')
		.slice(0, KEY_LENGTH);
}

/** Meta redelivers for 36 hours until it gets a 200; one more hour for clock differences and deliveries in flight. */
const RETENTION_SECONDS = 37 * 60 * 60;

/** Events to remember per trigger. */
const MAX_PER_TRIGGER = 10_000;

/** Events to remember for all triggers together, about 100 bytes each. */
const MAX_TOTAL = 100_000;

/**
 * Events to store in the workflow's static data, about 24 bytes each. n8n reads them on every call of the webhook, and
 * writes them on every delivery with a new event.
 */
const MAX_STORED = 1000;

/** When each event was first seen, by key, in seconds since the epoch; the latest is last. */
type Seen = Map<string, number>;

/** Seen events by trigger; the most recently called trigger is last. */
const seenByTrigger = processStore(new Map<string, Seen>());

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

function serialize(seen: Seen): string {
	return [...seen]
		.slice(-MAX_STORED)
		.map(([key, seconds]) => `${key}:${seconds.toString(36)}`)
		.join(' ');
}

/** Adds events that another process, or this one before its restart, has stored. */
function mergeSeen(known: Seen, stored: Seen): Seen {
	const isKnown = [...stored.keys()].every((key) => known.has(key));
	if (isKnown) return known;
	return new Map([...stored, ...known].sort(([, one], [, other]) => one - other));
}

function evictExpired(seen: Seen, now: number): void {
	let tooMany = seen.size - MAX_PER_TRIGGER;
	for (const [key, seconds] of seen) {
		if (tooMany <= 0 && now - seconds <= RETENTION_SECONDS) return;
		seen.delete(key);
		tooMany -= 1;
	}
}

/** Evicts triggers without recent events, such as those of deleted workflows. */
function evictTriggers(now: number): void {
	let size = [...seenByTrigger.values()].reduce((sum, seen) => sum + seen.size, 0);
	for (const [nodeKey, seen] of seenByTrigger) {
		evictExpired(seen, now);
		if (seen.size > 0 && size <= MAX_TOTAL) return;
		size -= seen.size;
		seenByTrigger.delete(nodeKey);
	}
}

/**
 * Returns the events that the trigger has not seen before, each once, and remembers them.
 *
 * Seen events are kept in the process and in the workflow's static data. The process remembers them until n8n restarts.
 * The static data, with the latest 1,000 events, survive a restart and are shared with other processes, unless two of them
 * write at the same moment or an execution that started earlier overwrites them.
 *
 * @param nodeKey identifies the trigger: each trigger starts its own workflow, so each must see an event once
 * @param stored the string that the last call returned
 * @param now milliseconds since the epoch
 * @returns the new events, and the string to store if there are any
 */
export function filterUnseen(
	events: readonly InstagramEvent[],
	{ nodeKey, stored, now }: { nodeKey: string; stored: unknown; now: number },
): { events: InstagramEvent[]; stored: string } {
	const seconds = Math.floor(now / 1000);
	const seen = mergeSeen(seenByTrigger.get(nodeKey) ?? new Map<string, number>(), parse(stored));
	evictExpired(seen, seconds);
	const fresh = events.filter((event) => {
		const key = eventKey(event);
		if (seen.has(key)) return false;
		seen.set(key, seconds);
		return true;
	});
	evictExpired(seen, seconds);
	seenByTrigger.delete(nodeKey);
	seenByTrigger.set(nodeKey, seen);
	evictTriggers(seconds);
	return { events: fresh, stored: serialize(seen) };
}

/** Number of remembered events by trigger. */
export function seenCounts(): ReadonlyMap<string, number> {
	return new Map([...seenByTrigger].map(([nodeKey, { size }]) => [nodeKey, size]));
}
