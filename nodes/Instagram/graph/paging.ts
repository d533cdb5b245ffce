import type { IDataObject } from 'n8n-workflow';

import { GraphError } from './errors/GraphError';
import { toError } from '../shared/toError';
import type { GraphPage, PageOptions } from './types';

/** Meta's default is 25; 100 is the most that media edges give. */
export const PAGE_SIZE = 100;

function isObject(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null;
}

function text(value: unknown): string | undefined {
	return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The cursor in a `next` URL; the URL itself is never followed: it holds the token, and could name any host. */
function cursorIn(next: string): string | undefined {
	return URL.canParse(next) ? (new URL(next).searchParams.get('after') ?? undefined) : undefined;
}

/**
 * Reads a page of an edge.
 *
 * @param answer `{ data, paging }`
 * @param followCursors whether a cursor without a `next` leads on (tags, mentions, business discovery)
 * @see https://developers.facebook.com/docs/graph-api/results
 */
export function readPage<T>(answer: unknown, followCursors = false): GraphPage<T> {
	const { data, paging } = isObject(answer) ? answer : ({} as IDataObject);
	const records = Array.isArray(data) ? (data as T[]) : [];
	const { next: nextUrl, cursors } = isObject(paging) ? paging : ({} as IDataObject);
	const after = isObject(cursors) ? text((cursors as IDataObject).after) : undefined;
	const url = text(nextUrl);
	// Where a cursor is all there is, an empty page is the only sign of the end.
	const leadsOn = url !== undefined || (followCursors && records.length > 0);
	const next = leadsOn ? (after ?? (url === undefined ? undefined : cursorIn(url))) : undefined;
	return next === undefined ? { records } : { records, next };
}

/**
 * Reads a page and, where Meta finds the answer too large, one of half the size, down to a single record.
 *
 * @param read reads at most `size` records; a GraphError that says `smallerPage` makes it be called with half of them
 * @returns what was read, and the size with which that was possible
 */
async function readInSmallerPages<T>(
	size: number,
	read: (size: number) => Promise<T>,
): Promise<{ answer: T; size: number }> {
	for (let some = size; ; some = Math.floor(some / 2)) {
		try {
			return { answer: await read(some), size: some };
		} catch (error) {
			if (!(error instanceof GraphError) || error.retry !== 'smallerPage' || some < 2) throw toError(error);
		}
	}
}

/** How many records of an edge go into one answer, where Meta has found a page of it too large. */
export class PageSizes {
	private readonly largest = new Map<string, number>();

	/**
	 * Reads a page of an edge: not larger than one that was possible before, and smaller where Meta finds it too large.
	 *
	 * @param edge its path
	 */
	async read<T>(edge: string, size: number, read: (size: number) => Promise<T>): Promise<T> {
		const wanted = Math.min(size, this.largest.get(edge) ?? Infinity);
		const found = await readInSmallerPages(wanted, read);
		if (found.size < wanted) this.largest.set(edge, found.size);
		return found.answer;
	}
}

/**
 * Yields records across pages. Stops at the limit without fetching another page, at the last page, and at a cursor
 * that it has already followed. Short and empty pages are passed over. Pages that Meta finds too large are halved, and stay
 * so.
 *
 * @param fetchPage reads the page after a cursor, with at most `size` records
 */
export async function* recordsOf<T>(
	fetchPage: (after: string | undefined, size: number) => Promise<GraphPage<T>>,
	{ limit = Infinity, pageSize = PAGE_SIZE, after }: PageOptions = {},
): AsyncGenerator<T> {
	const followed = new Set(after === undefined ? [] : [after]);
	let left = limit;
	let cursor = after;
	let largest = pageSize;
	while (left > 0) {
		const from = cursor;
		const wanted = Math.min(largest, left);
		const { answer, size } = await readInSmallerPages(wanted, async (some) => await fetchPage(from, some));
		if (size < wanted) largest = size;
		const { records, next } = answer;
		for (const record of records) {
			yield record;
			left -= 1;
			if (left <= 0) return;
		}
		if (next === undefined || followed.has(next)) return;
		followed.add(next);
		cursor = next;
	}
}
