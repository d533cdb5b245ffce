import type { IDataObject } from 'n8n-workflow';

import { text } from './answer';
import { GraphError } from './errors/GraphError';
import { isObject } from '../shared/isObject';
import { toError } from '../shared/toError';
import type { GraphPage, PageOptions } from './types';

/** Meta's default is 25; media edges return at most 100. */
export const PAGE_SIZE = 100;

/** The cursor in a `next` URL. The URL itself is never followed: it contains the token, and could name any host. */
function cursorIn(next: string): string | undefined {
	return URL.canParse(next) ? (new URL(next).searchParams.get('after') ?? undefined) : undefined;
}

/**
 * Reads the answer that contains a page of an edge.
 *
 * @param answer `{ data, paging }`
 * @param followCursors whether to follow a cursor without a `next` (tags, mentions, business discovery)
 * @see https://developers.facebook.com/docs/graph-api/results
 */
export function readPage<T>(answer: unknown, followCursors = false): GraphPage<T> {
	const { data, paging } = isObject(answer) ? answer : ({} as IDataObject);
	const records = Array.isArray(data) ? (data as T[]) : [];
	const { next: nextUrl, cursors } = isObject(paging) ? paging : ({} as IDataObject);
	const after = isObject(cursors) ? text((cursors as IDataObject).after) : undefined;
	const url = text(nextUrl);
	// Without a `next`, an empty page is the only sign of the end.
	const hasNext = url !== undefined || (followCursors && records.length > 0);
	const next = hasNext ? (after ?? (url === undefined ? undefined : cursorIn(url))) : undefined;
	return next === undefined ? { records } : { records, next };
}

/**
 * Reads a page. If Meta finds the answer too large, halves the page, down to a single record.
 *
 * @param read reads at most `size` records; called again with half of them after a GraphError with `smallerPage`
 * @returns the answer, and the page size that Meta accepted
 */
async function readInSmallerPages<T>(
	size: number,
	read: (size: number) => Promise<T>,
): Promise<{ answer: T; size: number }> {
	for (let pageSize = size; ; pageSize = Math.floor(pageSize / 2)) {
		try {
			return { answer: await read(pageSize), size: pageSize };
		} catch (error) {
			if (!(error instanceof GraphError) || error.retry !== 'smallerPage' || pageSize < 2)
				throw toError(error);
		}
	}
}

/** Remembers the accepted page size of edges for which Meta found a page too large. */
export class PageSizes {
	private readonly largest = new Map<string, number>();

	/**
	 * Reads a page of an edge, not larger than Meta has accepted before.
	 *
	 * @param edge path of the edge
	 */
	async read<T>(edge: string, size: number, read: (size: number) => Promise<T>): Promise<T> {
		const wanted = Math.min(size, this.largest.get(edge) ?? Infinity);
		const found = await readInSmallerPages(wanted, read);
		if (found.size < wanted) this.largest.set(edge, found.size);
		return found.answer;
	}
}

/**
 * Yields pages: the only loop over cursors, except for hashtags. Stops at the limit without reading another page, at the
 * last page, and at a cursor that it has followed already; that page then has no `next`. Continues after short and empty
 * pages. Halves pages that Meta finds too large, for the rest of the edge as well.
 *
 * @param fetchPage reads the page after a cursor, with at most `size` records
 */
export async function* pagesOf<T>(
	fetchPage: (after: string | undefined, size: number) => Promise<GraphPage<T>>,
	{ limit = Infinity, pageSize = PAGE_SIZE, after }: PageOptions = {},
): AsyncGenerator<GraphPage<T>> {
	const followed = new Set(after === undefined ? [] : [after]);
	let left = limit;
	let cursor = after;
	let largest = pageSize;
	while (left > 0) {
		const from = cursor;
		const wanted = Math.min(largest, left);
		const { answer, size } = await readInSmallerPages(wanted, async (count) => await fetchPage(from, count));
		if (size < wanted) largest = size;
		const { records, next } = answer;
		if (next === undefined || followed.has(next)) {
			yield { records };
			return;
		}
		yield { records, next };
		left -= records.length;
		followed.add(next);
		cursor = next;
	}
}

/** Yields the records of {@link pagesOf}, up to the limit. */
export async function* recordsOf<T>(
	fetchPage: (after: string | undefined, size: number) => Promise<GraphPage<T>>,
	options: PageOptions = {},
): AsyncGenerator<T> {
	let left = options.limit ?? Infinity;
	for await (const { records } of pagesOf(fetchPage, options)) {
		for (const record of records) {
			yield record;
			left -= 1;
			if (left <= 0) return;
		}
	}
}
