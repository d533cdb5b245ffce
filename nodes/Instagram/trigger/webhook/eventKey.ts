import { createHash } from 'crypto';

import { EVENT_TABLE } from './eventTypes';
import type { InstagramEvent } from './state';

/** Hexadecimal digits: that any two of a million events are taken for the same has a chance of one in 37 million. */
const LENGTH = 16;

function at(event: InstagramEvent, path: string): unknown {
	return path
		.split('.')
		.reduce<unknown>((value, name) => (value as Record<string, unknown> | null | undefined)?.[name], event);
}

/** What is the same of an event however often it is delivered. */
function essence(event: InstagramEvent): unknown[] {
	const { key = [], part } = EVENT_TABLE[event.event];
	const fields = key.map((path) => at(event, path) ?? null);
	const hasIds = key.some((path, index) => path !== 'time' && fields[index] !== null);
	if (hasIds) return [event.event, event.accountId, ...fields];
	// A message has a time of its own; that of a change is its batch's.
	return [part === undefined ? { ...event, time: null } : event];
}

/**
 * Stands for an event: the same for each delivery of it, another one for any other event. By the ids that Meta gives
 * it; where it has none, by all that it says.
 */
export function eventKey(event: InstagramEvent): string {
	return createHash('sha256')
		.update(JSON.stringify(essence(event)))
		.digest('hex')
		.slice(0, LENGTH);
}
