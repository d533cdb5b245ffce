import type { InstagramEvent } from './eventTypes';
import { EVENT_TABLE } from './eventTypes';
import { processStore } from '../../shared/processState';
import type { Unseen } from './seenKeys';
import { digestKey, SeenKeys } from './seenKeys';

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
	return digestKey(identityOf(event));
}

/** Meta redelivers for 36 hours until it gets a 200; one more hour for clock differences and deliveries in flight. */
const RETENTION_SECONDS = 37 * 60 * 60;

const seenEvents = processStore(
	new SeenKeys({
		retentionSeconds: RETENTION_SECONDS,
		maxPerTrigger: 10_000,
		maxTotal: 100_000,
		maxStored: 1000,
	}),
);

/**
 * Returns the events that the trigger has not seen before, each once, and remembers them.
 *
 * @param nodeKey identifies the trigger: each trigger starts its own workflow, so each must see an event once
 * @param stored the string that was stored last
 * @param now milliseconds since the epoch
 */
export function filterUnseen(
	events: readonly InstagramEvent[],
	memory: { nodeKey: string; stored: unknown; now: number },
): Unseen<InstagramEvent> {
	return seenEvents.filterUnseen(events, eventKey, memory);
}

/** Number of remembered events by trigger. */
export function seenCounts(): ReadonlyMap<string, number> {
	return seenEvents.counts();
}
