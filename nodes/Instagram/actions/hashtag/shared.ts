import type { IDataObject } from 'n8n-workflow';

import type { GraphPage } from '../../graph/types';
import { InputError, readId } from '../../parameters/inputError';
import { quoted, readText } from '../../parameters/readers';

/** Letters and digits of any script and the underscore. Meta takes no emoji in a search. */
const HASHTAG = /^[\p{L}\p{M}\p{N}_]+$/u;

/**
 * Reads a hashtag, with or without its `#`.
 *
 * @returns the word alone
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
 * Reads a hashtag's id.
 *
 * @throws InputError if it is none, or the hashtag itself
 */
export function readHashtagId(value: unknown, label: string): string {
	if (typeof value === 'string' && /^[#＃]|\p{L}/u.test(value.trim())) {
		throw new InputError(
			label,
			`is ${quoted(value)}, which is a hashtag and not its ID`,
			'Hashtag > Search gives the ID of a hashtag. It never changes, so it can be kept.',
		);
	}
	return readId(value, label);
}

/** The most that Meta gives at once. */
const PAGE_SIZE = 50;

/**
 * Yields the posts with a hashtag, each once. Meta gives the same cursor with every page, and it leads on all the
 * same, so here a known cursor is not the end: a page without anything new is.
 *
 * @param readPage reads the page behind a cursor
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-hashtag/recent-media
 */
export async function* readHashtagMedia(
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
