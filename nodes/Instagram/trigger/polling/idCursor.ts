import type { Dated } from './timeCursor';
import { fieldsOf, startTime } from './timeCursor';

/**
 * How far a list has been read that is not sorted by the records' own times: an account can be tagged in a post that is
 * years old. The cursor therefore keeps the IDs at the top of the list.
 */
export interface IdCursor {
	/**
	 * When the cursor was created, in milliseconds since the epoch. A record published later cannot have been returned
	 * before.
	 */
	readonly since: number;
	/** In the order of the list, from the top. */
	readonly seen: readonly string[];
	/** Whether `seen` contains every record that was ever listed. */
	readonly isComplete: boolean;
}

/** Maximum number of IDs in a cursor. */
export const MAX_IDS = 500;

function cursorFrom(since: number, ids: Iterable<string>, isComplete: boolean): IdCursor {
	const seen = [...new Set(ids)];
	return {
		since,
		seen: seen.slice(0, MAX_IDS),
		isComplete: isComplete && seen.length <= MAX_IDS,
	};
}

/** Reads a stored cursor; returns `undefined` if it is malformed. */
export function readIdCursor(stored: unknown): IdCursor | undefined {
	const { since, seen, isComplete } = fieldsOf(stored);
	if (typeof since !== 'number' || !Array.isArray(seen)) return undefined;
	return {
		since,
		seen: seen.filter((id): id is string => typeof id === 'string'),
		isComplete: isComplete === true,
	};
}

/**
 * Creates a cursor that starts now: existing records count as seen.
 *
 * @param existing from the top of the list
 * @param isComplete whether `existing` reaches the end of the list
 */
export function startIdCursor(now: number, existing: readonly Dated[], isComplete: boolean): IdCursor {
	return cursorFrom(
		startTime(now),
		existing.map(({ id }) => id),
		isComplete,
	);
}

/**
 * Returns the records that were added since, from the lowest up. An unseen record above a seen one is new. An unseen
 * record below all seen ones may have been evicted from the cursor, so it is new only if it is younger than the cursor.
 *
 * @param listed from the top of the list
 */
export function addedSince<T extends Dated>(
	{ since, seen, isComplete }: IdCursor,
	listed: readonly T[],
): T[] {
	const seenIds = new Set(seen);
	const lowest = listed.reduce((last, { id }, index) => (seenIds.has(id) ? index : last), -1);
	const added = listed.filter(
		({ id, at }, index) => !seenIds.has(id) && (isComplete || index < lowest || at >= since),
	);
	return [...new Map(added.map((one) => [one.id, one])).values()].reverse();
}

/** Returns the cursor for the next poll, once everything in `listed` has been returned. */
export function advanceIdCursor({ since, seen, isComplete }: IdCursor, listed: readonly Dated[]): IdCursor {
	return cursorFrom(since, [...listed.map(({ id }) => id), ...seen], isComplete);
}
