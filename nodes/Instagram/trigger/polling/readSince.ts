import type { GraphCall, GraphClient, GraphPage } from '../../graph/types';
import { timeOf } from '../../graph/timestamp';

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
