import type { Dated } from './timeCursor';
import { fieldsOf, startTime } from './timeCursor';

/**
 * How far a list was read whose order is not that of the records' times: an account may be tagged in a post that is years
 * old. So the IDs at its top are kept.
 */
export interface IdCursor {
	/** When it began: what was published later cannot have been returned before. Milliseconds since the epoch. */
	readonly since: number;
	/** In the order of the list, from the top. */
	readonly known: readonly string[];
	/** Whether `known` has everything that was ever listed. */
	readonly whole: boolean;
}

/** How many IDs are kept. */
export const LISTED_AT_MOST = 500;

function kept(since: number, ids: Iterable<string>, whole: boolean): IdCursor {
	const known = [...new Set(ids)];
	return {
		since,
		known: known.slice(0, LISTED_AT_MOST),
		whole: whole && known.length <= LISTED_AT_MOST,
	};
}

/** Reads a stored cursor; `undefined` if it is malformed. */
export function readIdCursor(stored: unknown): IdCursor | undefined {
	const { since, known, whole } = fieldsOf(stored);
	if (typeof since !== 'number' || !Array.isArray(known)) return undefined;
	return {
		since,
		known: known.filter((id): id is string => typeof id === 'string'),
		whole: whole === true,
	};
}

/**
 * A cursor that begins now: what is there already is known.
 *
 * @param present from the top
 * @param whole whether `present` goes down to the end of the list
 */
export function beginIds(now: number, present: readonly Dated[], whole: boolean): IdCursor {
	return kept(
		startTime(now),
		present.map(({ id }) => id),
		whole,
	);
}

/**
 * Returns the records that were added, from the lowest up. An unknown record above a known one was added; what is below
 * all known ones may have been forgotten, unless it is younger than the cursor.
 *
 * @param read from the top
 */
export function addedSince<T extends Dated>({ since, known, whole }: IdCursor, read: readonly T[]): T[] {
	const seen = new Set(known);
	const lowest = read.reduce((last, { id }, index) => (seen.has(id) ? index : last), -1);
	const added = read.filter(({ id, at }, index) => !seen.has(id) && (whole || index < lowest || at >= since));
	return [...new Map(added.map((one) => [one.id, one])).values()].reverse();
}

/** The cursor after everything read was returned. */
export function advanceIds({ since, known, whole }: IdCursor, read: readonly Dated[]): IdCursor {
	return kept(since, [...read.map(({ id }) => id), ...known], whole);
}
