import { timeOf } from '../../graph/answer';
import type { GraphCall, GraphClient, GraphPage } from '../../graph/types';

interface Timed {
	timestamp?: string;
}

/** How far a list is read. */
export interface Reach {
	/** Milliseconds since the epoch: a page that ends before it is the last one read. */
	since: number;
	pageSize: number;
	/** Pages to read at most; all if left out. */
	pages?: number;
}

/** Whether what comes after a page can still be as young as wanted. */
function leadsFurther<T extends Timed>({ records, next }: GraphPage<T>, since: number): boolean {
	const last = records.at(-1);
	return next !== undefined && (last === undefined || !(timeOf(last.timestamp) < since));
}

/**
 * Reads a list that Meta returns newest first, from after `start` back to a time.
 *
 * @param start the page that is known already, or nothing to begin at the top
 * @returns the records and the number of pages that were read now, and the cursor of the rest
 */
export async function readSince<T extends Timed>(
	graph: GraphClient,
	call: GraphCall,
	start: GraphPage<T> | undefined,
	{ since, pageSize, pages = Infinity }: Reach,
): Promise<GraphPage<T> & { read: number }> {
	const records: T[] = [];
	const followed = new Set<string>();
	let page = start;
	let read = 0;
	while (read < pages && (page === undefined || leadsFurther(page, since))) {
		const after = page?.next;
		if (after !== undefined && followed.has(after)) return { records, read };
		if (after !== undefined) followed.add(after);
		page = await graph.page<T>(call, { pageSize, after });
		records.push(...page.records);
		read += 1;
	}
	return { records, next: page?.next, read };
}

/** A record of a list that Meta gives newest first. */
export interface Dated {
	readonly id: string;
	/** Milliseconds since the epoch; Meta tells whole seconds. */
	readonly at: number;
}

/**
 * How far a list has been read. A time alone would skip what appears late or in the same second, or repeat it; so the
 * last hour stays open, and the IDs of the known records in it are kept.
 */
export interface TimeCursor {
	/** What is older is of no interest. Milliseconds since the epoch, by Meta's clock. */
	readonly since: number;
	/** All records from `since` on that are known, with their times. */
	readonly known: Readonly<Record<string, number>>;
}

/** A record may appear in the list this much later than its time says. */
const OVERLAP_MS = 60 * 60 * 1000;

/** Meta's clock and ours may differ by this much. */
const CLOCK_SKEW_MS = 2 * 60 * 1000;

/** What n8n stores stays small: with more records than this in the last hour, the overlap becomes shorter. */
export const KNOWN_AT_MOST = 2_000;

/** Static data can be edited by hand: what is no object has no fields. */
export function fieldsOf(stored: unknown): Record<string, unknown> {
	return typeof stored === 'object' && stored !== null ? (stored as Record<string, unknown>) : {};
}

/** Reads a stored cursor; `undefined` if it is malformed. */
export function readTimeCursor(stored: unknown): TimeCursor | undefined {
	const { since, known } = fieldsOf(stored);
	if (typeof since !== 'number') return undefined;
	const times = Object.entries(fieldsOf(known)).filter(
		(entry): entry is [string, number] => typeof entry[1] === 'number',
	);
	return { since, known: Object.fromEntries(times) };
}

/** Where a cursor that begins now is open from. */
export function startTime(now: number): number {
	return now - CLOCK_SKEW_MS;
}

function knownFrom(since: number, times: Readonly<Record<string, number>>): TimeCursor {
	const open = Object.entries(times).filter(([, at]) => at >= since);
	if (open.length <= KNOWN_AT_MOST) return { since, known: Object.fromEntries(open) };
	const newestFirst = open.sort(([, one], [, other]) => other - one);
	const later = newestFirst[KNOWN_AT_MOST - 1]?.[1] ?? since;
	// Keep all of one second, or the others of that second would be returned again.
	return { since: later, known: Object.fromEntries(newestFirst.filter(([, at]) => at >= later)) };
}

function timesOf(records: readonly Dated[]): Record<string, number> {
	return Object.fromEntries(records.map(({ id, at }) => [id, at]));
}

/** A cursor that begins now: what is there already is known. */
export function begin(now: number, present: readonly Dated[]): TimeCursor {
	return knownFrom(startTime(now), timesOf(present));
}

/** Whether a record is unknown. */
export function isNew({ since, known }: TimeCursor, { id, at }: Dated): boolean {
	return at >= since && !Object.hasOwn(known, id);
}

/**
 * Returns the unknown records, each once, oldest first.
 *
 * @param listed newest first, back to `cursor.since`
 */
export function unseenIn<T extends Dated>(cursor: TimeCursor, listed: readonly T[]): T[] {
	const byId = new Map(listed.filter((one) => isNew(cursor, one)).map((one) => [one.id, one]));
	return [...byId.values()].reverse().sort((one, other) => one.at - other.at);
}

/** The cursor after everything listed was returned. */
export function advance({ since, known }: TimeCursor, listed: readonly Dated[]): TimeCursor {
	const times = { ...known, ...timesOf(listed) };
	const newest = listed.reduce((latest, { at }) => (at > latest ? at : latest), since);
	return knownFrom(Math.max(since, newest - OVERLAP_MS), times);
}
