import {
	readHashtagMedia,
	readHashtag,
	readHashtagId,
} from '../../../nodes/Instagram/actions/hashtag/shared';
import type { GraphPage } from '../../../nodes/Instagram/graph/types';

describe('readHashtag', () => {
	it.each([
		['coffee', 'coffee'],
		['#coffee', 'coffee'],
		[' ＃Kaffee_1907 ', 'Kaffee_1907'],
		['#手工咖啡', '手工咖啡'],
		['#हिंदी', 'हिंदी'],
		[2026, '2026'],
	])('reads %p as %p', (given, word) => {
		expect(readHashtag(given, 'Hashtag')).toBe(word);
	});

	it.each([undefined, null, '', ' # ', '##a', 'a b', 'a,b', 'caf☕', 'a&b', {}])('rejects %p', (given) => {
		expect(() => readHashtag(given, 'Hashtag')).toThrow(/^'Hashtag' /);
	});
});

describe('readHashtagId', () => {
	it('accepts an ID as text or as an exact number', () => {
		expect(readHashtagId(' 17843857450040591 ', 'Hashtag ID')).toBe('17843857450040591');
		expect(readHashtagId(178438, 'Hashtag ID')).toBe('178438');
	});

	it.each(['#coffee', 'coffee', '', undefined])('rejects %p', (given) => {
		expect(() => readHashtagId(given, 'Hashtag ID')).toThrow(/^'Hashtag ID' is /);
	});
});

describe('readHashtagMedia', () => {
	/** An edge whose pages come one after the other, as Meta's do behind a cursor that never changes. */
	function edge(pages: string[][], cursors: Array<string | undefined>) {
		const calls: Array<[string | undefined, number]> = [];
		const readPage = async (after: string | undefined, size: number): Promise<GraphPage<{ id: string }>> => {
			const page = pages[calls.length] ?? [];
			const next = cursors[calls.length];
			calls.push([after, size]);
			return { records: page.map((id) => ({ id })), ...(next === undefined ? {} : { next }) };
		};
		return { calls, readPage };
	}

	async function read(readPage: Parameters<typeof readHashtagMedia>[0], limit = Infinity) {
		const ids: unknown[] = [];
		for await (const { id } of readHashtagMedia(readPage, limit)) ids.push(id);
		return ids;
	}

	it('continues when Meta repeats the cursor', async () => {
		const { calls, readPage } = edge([['1', '2'], ['3'], ['4']], ['same', 'same']);
		expect(await read(readPage)).toEqual(['1', '2', '3', '4']);
		expect(calls.map(([after]) => after)).toEqual([undefined, 'same', 'same']);
	});

	it('ends when a repeated cursor returns nothing new', async () => {
		const { calls, readPage } = edge([['1'], ['1'], ['1']], ['same', 'same', 'same']);
		expect(await read(readPage)).toEqual(['1']);
		expect(calls).toHaveLength(2);
	});

	it.each([
		['return the same posts', Array.from({ length: 9 }, () => ['1', '2'])],
		['are empty', [['1', '2']]],
	])('ends when pages with changing cursors %s', async (_what, pages) => {
		const { calls, readPage } = edge(pages, ['a', 'b', 'a', 'b', 'a', 'b', 'a', 'b']);
		expect(await read(readPage)).toEqual(['1', '2']);
		expect(calls).toHaveLength(4);
	});

	it('continues after an empty page with a cursor', async () => {
		const { readPage } = edge([[], ['1']], ['a', undefined]);
		expect(await read(readPage)).toEqual(['1']);
	});

	it('requests no more records than the limit leaves', async () => {
		const first = Array.from({ length: 50 }, (_, index) => `a${index}`);
		const { calls, readPage } = edge([first, ['b1', 'b2', 'b3']], ['same', 'same']);
		expect(await read(readPage, 52)).toHaveLength(52);
		expect(calls).toEqual([
			[undefined, 50],
			['same', 2],
		]);
	});
});
