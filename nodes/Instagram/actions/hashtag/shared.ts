import type { IDataObject } from 'n8n-workflow';

import type { GraphPage } from '../../graph/types';
import { InputError, readId } from '../../parameters/inputError';
import { quoted, readText } from '../../parameters/readers';

/** Letters and digits of any script and the underscore. Meta does not accept emoji in a search. */
const HASHTAG = /^[\p{L}\p{M}\p{N}_]+$/u;

/**
 * Reads a hashtag, with or without its `#`.
 *
 * @returns the hashtag without `#`
 * @throws InputError if it is empty or Meta could not search for it
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-api-with-facebook-login/hashtag-search
 */
export function readHashtag(value: unknown, label: string): string {
	const text = value === undefined || value === null ? '' : readText(value, label);
	const word = text.trim().replace(/^[#＃]/u, '');
	if (word === '') throw new InputError(label, 'is empty', 'Enter one hashtag, such as stoneware.');
	if (!HASHTAG.test(word)) {
		throw new InputError(
			label,
			`is not one hashtag: ${quoted(value)}`,
			'Enter a single hashtag of letters, digits and underscores, with or without #. Meta does not search for emoji.',
		);
	}
	return word;
}

/**
 * Reads the ID of a hashtag.
 *
 * @throws InputError if it is not an ID; the error says so if it is the hashtag itself
 */
export function readHashtagId(value: unknown, label: string): string {
	if (typeof value === 'string' && /^[#＃]|\p{L}/u.test(value.trim())) {
		throw new InputError(
			label,
			`is ${quoted(value)}, which is a hashtag and not its ID`,
			'Hashtag > Search returns the ID of a hashtag. It never changes, so you can store it.',
		);
	}
	return readId(value, label);
}

/** Meta's maximum. */
const PAGE_SIZE = 50;

/** Pages in a row without a new post that end a list, even if each has a new cursor. */
const MAX_STALE_PAGES = 3;

/**
 * Yields the posts with a hashtag, each once. Meta returns the same cursor with every page, and it still leads to the next
 * one. So a repeated cursor does not end the list, but a page without new posts does; with changing cursors, a few of them.
 *
 * @param readPage reads the page after a cursor
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-hashtag/recent-media
 */
export async function* readHashtagMedia(
	readPage: (after: string | undefined, pageSize: number) => Promise<GraphPage<IDataObject>>,
	limit: number,
): AsyncGenerator<IDataObject> {
	const seen = new Set<unknown>();
	let after: string | undefined;
	let stalePages = 0;
	while (seen.size < limit) {
		const before = seen.size;
		const { records, next } = await readPage(after, Math.min(PAGE_SIZE, limit - seen.size));
		for (const record of records) {
			if (seen.has(record.id) || seen.size >= limit) continue;
			seen.add(record.id);
			yield record;
		}
		stalePages = seen.size === before ? stalePages + 1 : 0;
		const isEnd = next === undefined || (next === after && stalePages > 0) || stalePages === MAX_STALE_PAGES;
		if (isEnd) return;
		after = next;
	}
}
