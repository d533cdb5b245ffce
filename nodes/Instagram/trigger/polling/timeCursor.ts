import { timeOf } from '../../graph/answer';
import type { GraphCall, GraphClient, GraphPage } from '../../graph/types';

interface Timed {
	timestamp?: string;
}

/** How much of a list to read. */
export interface ReadRange {
	/** Milliseconds since the epoch. Reading stops after the first page that ends before this time. */
	since: number;
	pageSize: number;
	/** Maximum number of pages, at least 1; unlimited if omitted. */
	pages?: number;
}

/** Whether the pages after this one can contain records from `since` on. */
function hasMoreSince<T extends Timed>({ records, next }: GraphPage<T>, since: number): boolean {
	const last = records.at(-1);
	return next !== undefined && (last === undefined || !(timeOf(last.timestamp) < since));
}

/**
 * Reads a list that Meta returns newest first, back to a given time.
 *
 * @param start a page that was already read: reading continues after it; `undefined` starts at the top
 * @returns the records and the number of pages read by this call, and the cursor of the remaining pages
 * @throws GraphError
 */
export async function readSince<T extends Timed>(
	graph: GraphClient,
	call: GraphCall,
	start: GraphPage<T> | undefined,
	{ since, pageSize, pages = Infinity }: ReadRange,
): Promise<GraphPage<T> & { read: number }> {
	const records: T[] = [];
	let read = 0;
	let next = start?.next;
	if (start && !hasMoreSince(start, since)) return { records, next, read };
	for await (const page of graph.pages<T>(call, { pageSize, after: next })) {
		records.push(...page.records);
		read += 1;
		next = page.next;
		if (read >= pages || !hasMoreSince(page, since)) break;
	}
	return { records, next, read };
}

/** A record with an ID and a time. */
export interface Dated {
	readonly id: string;
	/** Milliseconds since the epoch; Meta's times are in whole seconds. */
	readonly at: number;
}

/**
 * How far a list that is sorted by time has been read. A time alone would skip or repeat records that appear late or
 * in the same second. So the last hour is read again each time, and the cursor keeps the IDs seen in it.
 */
export interface TimeCursor {
	/** Older records are ignored. Milliseconds since the epoch, by Meta's clock. */
	readonly since: number;
	/** The records from `since` on that were seen: their times by ID. */
	readonly seen: Readonly<Record<string, number>>;
}

/** Meta may list a record this much later than the record's own time. */
const OVERLAP_MS = 60 * 60 * 1000;

/** Allowed difference between Meta's clock and ours. */
const MAX_CLOCK_SKEW_MS = 2 * 60 * 1000;

/** Limits what n8n stores: with more records than this in the last hour, the overlap becomes shorter. */
export const MAX_SEEN = 2_000;

/** The fields of a stored object. Static data can be edited by hand, so anything but an object has none. */
export function fieldsOf(stored: unknown): Record<string, unknown> {
	return typeof stored === 'object' && stored !== null ? (stored as Record<string, unknown>) : {};
}

/** Reads a stored cursor; returns `undefined` if it is malformed. */
export function readTimeCursor(stored: unknown): TimeCursor | undefined {
	const { since, seen } = fieldsOf(stored);
	if (typeof since !== 'number') return undefined;
	const times = Object.entries(fieldsOf(seen)).filter(
		(entry): entry is [string, number] => typeof entry[1] === 'number',
	);
	return { since, seen: Object.fromEntries(times) };
}

/** `since` of a cursor that starts now. */
export function startTime(now: number): number {
	return now - MAX_CLOCK_SKEW_MS;
}

function cursorFrom(since: number, times: Readonly<Record<string, number>>): TimeCursor {
	const open = Object.entries(times).filter(([, at]) => at >= since);
	if (open.length <= MAX_SEEN) return { since, seen: Object.fromEntries(open) };
	const newestFirst = open.sort(([, one], [, other]) => other - one);
	const later = newestFirst[MAX_SEEN - 1]?.[1] ?? since;
	// Keep all of one second, or the others of that second would be returned again.
	return { since: later, seen: Object.fromEntries(newestFirst.filter(([, at]) => at >= later)) };
}

function timesOf(records: readonly Dated[]): Record<string, number> {
	return Object.fromEntries(records.map(({ id, at }) => [id, at]));
}

/** Creates a cursor that starts now: existing records count as seen. */
export function startTimeCursor(now: number, existing: readonly Dated[]): TimeCursor {
	return cursorFrom(startTime(now), timesOf(existing));
}

/** Whether a record has not been seen. */
export function isNew({ since, seen }: TimeCursor, { id, at }: Dated): boolean {
	return at >= since && !Object.hasOwn(seen, id);
}

/**
 * Returns the records that have not been seen, each once, oldest first.
 *
 * @param listed newest first, back to `cursor.since`
 */
export function unseenIn<T extends Dated>(cursor: TimeCursor, listed: readonly T[]): T[] {
	const byId = new Map(listed.filter((one) => isNew(cursor, one)).map((one) => [one.id, one]));
	return [...byId.values()].reverse().sort((one, other) => one.at - other.at);
}

/** Returns the cursor for the next poll, once everything in `listed` has been returned. */
export function advanceTimeCursor({ since, seen }: TimeCursor, listed: readonly Dated[]): TimeCursor {
	const times = { ...seen, ...timesOf(listed) };
	const newest = listed.reduce((latest, { at }) => (at > latest ? at : latest), since);
	return cursorFrom(Math.max(since, newest - OVERLAP_MS), times);
}
