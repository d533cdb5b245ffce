import type { Call } from './call';
import { LATEST_VERSION } from './call';
import { invalidParameter, MetaRefusal } from './errors';

const DEFAULT_LIMIT = 25;
const MAX_LIMIT = 100;

function cursorOf(index: number): string {
	return Buffer.from(`c${index}`).toString('base64url');
}

function indexOf(cursor: string): number {
	const index = /^c(\d+)$/.exec(Buffer.from(cursor, 'base64url').toString())?.[1];
	if (index === undefined) throw invalidParameter('Invalid cursors values');
	return Number(index);
}

/** A page of an edge: rows, cursors, and a `next` URL that holds the token, as Meta's does. */
export function page<T>(call: Call, all: T[], row: (record: T) => unknown): Record<string, unknown> {
	const { limit, after } = call.parameters;
	const asked = Number(limit ?? DEFAULT_LIMIT);
	if (!Number.isInteger(asked) || asked < 1) throw invalidParameter('Param limit must be a positive integer');
	if (asked > (call.world.behaviour.mostRows ?? Infinity))
		throw new MetaRefusal(1, "Please reduce the amount of data you're asking for, then retry your request", {
			status: 500,
		});
	// Meta may give fewer rows than asked for although there are more.
	const size = Math.min(
		asked,
		MAX_LIMIT,
		call.world.behaviour.shortPages ? Math.max(1, Math.floor(asked / 2)) : MAX_LIMIT,
	);
	const start = after === undefined ? 0 : indexOf(after) + 1;
	const rows = all.slice(start, start + size);
	if (rows.length === 0) return { data: [] };
	const last = start + rows.length - 1;
	return {
		data: rows.map(row),
		paging: {
			cursors: { before: cursorOf(start), after: cursorOf(last) },
			...(last < all.length - 1 ? { next: nextUrl(call, cursorOf(last)) } : {}),
		},
	};
}

function nextUrl({ host, version, path, parameters, headers }: Call, after: string): string {
	const url = new URL(`https://${host}/${version ?? LATEST_VERSION}${path}`);
	for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
	const bearer = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1];
	if (bearer) url.searchParams.set('access_token', bearer);
	url.searchParams.set('after', after);
	return url.toString();
}
