import type { IDataObject } from 'n8n-workflow';

import type { GraphPage } from '../../graph/types';

/** The most that Meta gives at once. */
const PAGE_SIZE = 50;

/**
 * Yields the posts with a hashtag, each once. Meta gives the same cursor with every page, and it leads on all the
 * same, so here a known cursor is not the end: a page without anything new is.
 *
 * @param readPage reads the page behind a cursor
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-hashtag/recent-media
 */
export async function* mediaOfHashtag(
	readPage: (after: string | undefined, pageSize: number) => Promise<GraphPage<IDataObject>>,
	limit: number,
): AsyncGenerator<IDataObject> {
	const seen = new Set<unknown>();
	let after: string | undefined;
	while (seen.size < limit) {
		const before = seen.size;
		const { records, next } = await readPage(after, Math.min(PAGE_SIZE, limit - seen.size));
		for (const record of records) {
			if (seen.has(record.id) || seen.size >= limit) continue;
			seen.add(record.id);
			yield record;
		}
		const isEnd = next === undefined || (next === after && seen.size === before);
		if (isEnd) return;
		after = next;
	}
}
