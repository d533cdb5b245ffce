import { invalidParameter } from './errors';

export interface PageRequest {
	limit?: number;
	after?: string;
	before?: string;
	/** Address of the request without cursor; `next` and `previous` are made of it, token included, as Meta does. */
	address?: URL;
	/** Fewer rows than asked for, as Meta may give. */
	short?: boolean;
	maximum?: number;
}

export interface Edge {
	data: unknown[];
	paging?: { cursors: { before: string; after: string }; next?: string; previous?: string };
}

const DEFAULT_LIMIT = 25;
const MAXIMUM_LIMIT = 100;

const cursorOf = (id: string) => Buffer.from(`QVFI${id}`).toString('base64url');

function position<T>(rows: readonly T[], idOf: (row: T) => string, cursor: string): number {
	const index = rows.findIndex((row) => cursorOf(idOf(row)) === cursor);
	if (index < 0) throw invalidParameter('Invalid cursors values.');
	return index;
}

function link(address: URL | undefined, limit: number, name: 'after' | 'before', cursor: string): string | undefined {
	if (!address) return undefined;
	const url = new URL(address);
	url.searchParams.delete('after');
	url.searchParams.delete('before');
	url.searchParams.set('limit', String(limit));
	url.searchParams.set(name, cursor);
	return url.href;
}

/** One page of an edge. Cursors name rows, so a new post at the top does not shift the pages after it. */
export function page<T>(
	rows: readonly T[],
	idOf: (row: T) => string,
	show: (row: T) => unknown,
	request: PageRequest,
): Edge {
	const limit = request.limit ?? DEFAULT_LIMIT;
	if (!Number.isInteger(limit) || limit < 1) throw invalidParameter('Param limit must be greater than 0.');
	const asked = Math.min(limit, request.maximum ?? MAXIMUM_LIMIT);
	const count = request.short ? Math.ceil(asked / 2) : asked;
	let from = request.after === undefined ? 0 : position(rows, idOf, request.after) + 1;
	if (request.before !== undefined) from = Math.max(0, position(rows, idOf, request.before) - count);
	const shown = rows.slice(from, from + count);
	const first = shown[0];
	const last = shown[shown.length - 1];
	if (first === undefined || last === undefined) return { data: [] };
	const cursors = { before: cursorOf(idOf(first)), after: cursorOf(idOf(last)) };
	const next = from + count < rows.length ? link(request.address, limit, 'after', cursors.after) : undefined;
	const previous = from > 0 ? link(request.address, limit, 'before', cursors.before) : undefined;
	return {
		data: shown.map(show),
		paging: { cursors, ...(previous ? { previous } : {}), ...(next ? { next } : {}) },
	};
}
