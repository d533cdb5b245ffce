import type { Dated } from './timeCursor';
import { startOf } from './timeCursor';

/**
 * How far a list has been told whose order is not that of the records' times: an account may be tagged in a post that
 * is years old. So the ids at its top are kept.
 */
export interface Listing {
	/** When it began: what was published later cannot have been told before. Milliseconds since the epoch. */
	readonly since: number;
	/** As they stood in the list, from the top. */
	readonly known: readonly string[];
	/** Nothing that was ever listed is missing in `known`. */
	readonly whole: boolean;
}

/** How many ids are kept. */
export const LISTED_AT_MOST = 500;

function kept(since: number, ids: Iterable<string>, whole: boolean): Listing {
	const known = [...new Set(ids)];
	return {
		since,
		known: known.slice(0, LISTED_AT_MOST),
		whole: whole && known.length <= LISTED_AT_MOST,
	};
}

/**
 * A listing that begins now: what is there already has been told.
 *
 * @param present from the top
 * @param whole whether `present` goes down to the end of the list
 */
export function beginListing(now: number, present: readonly Dated[], whole: boolean): Listing {
	return kept(
		startOf(now),
		present.map(({ id }) => id),
		whole,
	);
}

/**
 * The records that have not been told, from the lowest up. One that is unknown although a known one stands below it
 * has been put in; what stands below all known ones may have been forgotten, unless it is younger than the listing.
 *
 * @param read from the top
 */
export function addedTo<T extends Dated>({ since, known, whole }: Listing, read: readonly T[]): T[] {
	const told = new Set(known);
	const lowest = read.reduce((last, { id }, index) => (told.has(id) ? index : last), -1);
	const added = read.filter(({ id, at }, index) => !told.has(id) && (whole || index < lowest || at >= since));
	return [...new Map(added.map((one) => [one.id, one])).values()].reverse();
}

/** The listing once everything read has been told. */
export function advanceListing({ since, known, whole }: Listing, read: readonly Dated[]): Listing {
	return kept(since, [...read.map(({ id }) => id), ...known], whole);
}
