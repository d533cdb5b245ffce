import { graphError } from '../../../nodes/Instagram/graph/errors/explain';
import { PageSizes, pagesOf, readPage, recordsOf } from '../../../nodes/Instagram/graph/paging';
import type { GraphPage, PageOptions } from '../../../nodes/Instagram/graph/types';

const next = (after: string) =>
	`https://graph.facebook.com/v26.0/1/media?access_token=EAAx&limit=2&after=${after}`;

describe('readPage', () => {
	it('returns records and the next cursor', () => {
		const answer = { data: [{ id: '1' }], paging: { cursors: { before: 'b', after: 'a' }, next: next('a') } };
		expect(readPage(answer)).toEqual({ records: [{ id: '1' }], next: 'a' });
	});

	it('returns no cursor without `next`, even if the page has cursors', () => {
		expect(readPage({ data: [{ id: '1' }], paging: { cursors: { after: 'a' } } })).toEqual({
			records: [{ id: '1' }],
		});
	});

	it('accepts an empty page with a next page', () => {
		expect(readPage({ data: [], paging: { cursors: { after: 'a' }, next: next('a') } })).toEqual({
			records: [],
			next: 'a',
		});
	});

	it('returns the cursor in `next` when there is no other, and never the URL', () => {
		expect(readPage({ data: [], paging: { next: next('c%3D%3D') } })).toEqual({ records: [], next: 'c==' });
		expect(readPage({ data: [], paging: { next: 'https://evil.example/?after=x&to=evil' } })).toEqual({
			records: [],
			next: 'x',
		});
	});

	it('returns no cursor when `next` has none', () => {
		for (const url of ['https://graph.facebook.com/?since=1&until=2', 'not a url', '', 7, null]) {
			expect(readPage({ data: [], paging: { next: url } })).toEqual({ records: [] });
		}
	});

	describe('with an edge that never has a `next`', () => {
		const answer = { data: [{ id: '1' }], paging: { cursors: { after: 'a' } } };

		it('returns the cursor if requested', () => {
			expect(readPage(answer, true)).toEqual({ records: [{ id: '1' }], next: 'a' });
		});

		it('returns no cursor for an empty page', () => {
			expect(readPage({ ...answer, data: [] }, true)).toEqual({ records: [] });
		});
	});

	it.each([
		undefined,
		null,
		true,
		'x',
		{},
		{ data: null },
		{ data: {} },
		{ data: 'x', paging: 5 },
		{ paging: { cursors: 1 } },
	])('returns no records for %j', (answer) => {
		expect(readPage(answer)).toEqual({ records: [] });
		expect(readPage(answer, true)).toEqual({ records: [] });
	});
});

describe('recordsOf', () => {
	/** An edge with pages; the cursor of page n is `n`. Records the requests. */
	function edge(pages: number[][], last?: string) {
		const asked: Array<[string | undefined, number]> = [];
		const fetchPage = async (after: string | undefined, size: number): Promise<GraphPage<number>> => {
			asked.push([after, size]);
			const index = after === undefined ? 0 : Number(after);
			return {
				records: pages[index] ?? [],
				next: index + 1 < pages.length ? String(index + 1) : last,
			};
		};
		return { asked, fetchPage };
	}

	async function all(pages: number[][], options?: PageOptions, last?: string) {
		const { asked, fetchPage } = edge(pages, last);
		const records: number[] = [];
		for await (const record of recordsOf(fetchPage, options)) records.push(record);
		return { records, asked };
	}

	it('returns the records of all pages in order', async () => {
		expect(await all([[1, 2], [3, 4], [5]])).toEqual({
			records: [1, 2, 3, 4, 5],
			asked: [
				[undefined, 100],
				['1', 100],
				['2', 100],
			],
		});
	});

	it('skips short and empty pages', async () => {
		expect((await all([[], [1], [], [], [2, 3], []])).records).toEqual([1, 2, 3]);
	});

	it.each([
		[1, [1], 1],
		[2, [1, 2], 1],
		[3, [1, 2, 3], 2],
		[4, [1, 2, 3, 4], 2],
		[5, [1, 2, 3, 4, 5], 3],
		[99, [1, 2, 3, 4, 5, 6], 3],
	])('stops at the limit %d without fetching another page', async (limit, records, fetched) => {
		const result = await all(
			[
				[1, 2],
				[3, 4],
				[5, 6],
			],
			{ limit, pageSize: 2 },
		);
		expect(result.records).toEqual(records);
		expect(result.asked).toHaveLength(fetched);
	});

	it.each([0, -1])('requests nothing with the limit %d', async (limit) => {
		expect(await all([[1]], { limit })).toEqual({ records: [], asked: [] });
	});

	it('requests no more records than are wanted', async () => {
		const { asked } = await all(
			[
				[1, 2],
				[3, 4],
			],
			{ limit: 3, pageSize: 2 },
		);
		expect(asked).toEqual([
			[undefined, 2],
			['1', 1],
		]);
	});

	it('drops records beyond the requested number', async () => {
		expect((await all([[1, 2, 3, 4]], { limit: 2 })).records).toEqual([1, 2]);
	});

	it('starts after a cursor', async () => {
		const { records, asked } = await all([[1], [2], [3]], { after: '1' });
		expect(records).toEqual([2, 3]);
		expect(asked[0]).toEqual(['1', 100]);
	});

	it('stops at a repeated cursor', async () => {
		const { records, asked } = await all([[1], [2]], {}, '1');
		expect(records).toEqual([1, 2]);
		expect(asked).toHaveLength(2);
	});

	it('stops at the cursor that it started from', async () => {
		const { asked } = await all([[1], [2]], { after: '1' }, '1');
		expect(asked).toHaveLength(1);
	});

	it('fetches pages lazily', async () => {
		const { asked, fetchPage } = edge([[1, 2], [3]]);
		for await (const record of recordsOf(fetchPage)) if (record === 2) break;
		expect(asked).toHaveLength(1);
	});

	it('rethrows errors', async () => {
		const broken = recordsOf(async () => await Promise.reject(new Error('gone')));
		await expect(broken.next()).rejects.toThrow('gone');
	});
});

describe('pagesOf', () => {
	async function read(pages: Array<GraphPage<number>>, options?: PageOptions) {
		const asked: Array<[string | undefined, number]> = [];
		const all: Array<GraphPage<number>> = [];
		const fetchPage = async (after: string | undefined, size: number) => {
			asked.push([after, size]);
			return await Promise.resolve(pages[asked.length - 1]!);
		};
		for await (const page of pagesOf(fetchPage, options)) all.push(page);
		return { all, asked };
	}

	it('yields empty pages and the cursor of the next page', async () => {
		const pages = [{ records: [], next: 'a' }, { records: [1], next: 'b' }, { records: [2] }];
		expect((await read(pages)).all).toEqual(pages);
	});

	it('ends with a page without a cursor when the cursor repeats', async () => {
		const { all, asked } = await read(
			[
				{ records: [1], next: 'b' },
				{ records: [2], next: 'a' },
			],
			{ after: 'a' },
		);
		expect(all).toEqual([{ records: [1], next: 'b' }, { records: [2] }]);
		expect(asked.map(([after]) => after)).toEqual(['a', 'b']);
	});

	it('keeps the cursor of the last page within the limit', async () => {
		const { all, asked } = await read(
			[
				{ records: [1, 2], next: 'a' },
				{ records: [3], next: 'b' },
			],
			{ limit: 3, pageSize: 2 },
		);
		expect(all[1]).toEqual({ records: [3], next: 'b' });
		expect(asked).toEqual([
			[undefined, 2],
			['a', 1],
		]);
	});
});

const TOO_LARGE = graphError({ code: 1, text: "Please reduce the amount of data you're asking for" });

describe('recordsOf and PageSizes: pages that Meta finds too large', () => {
	/** An edge with the numbers from 1 to 250 that returns at most `most` of them per page. */
	function heavyEdge(most: number) {
		const asked: number[] = [];
		const fetchPage = async (after: string | undefined, size: number): Promise<GraphPage<number>> => {
			asked.push(size);
			if (size > most) throw TOO_LARGE;
			const start = Number(after ?? 0);
			const records = Array.from({ length: Math.min(size, 250 - start) }, (_, index) => start + index + 1);
			const end = start + records.length;
			return end < 250 ? { records, next: String(end) } : { records };
		};
		return { asked, fetchPage };
	}

	async function read(most: number, options?: PageOptions): Promise<{ records: number[]; asked: number[] }> {
		const { asked, fetchPage } = heavyEdge(most);
		const records: number[] = [];
		for await (const record of recordsOf(fetchPage, options)) records.push(record);
		return { records, asked };
	}

	it('halves the page size and keeps it, without duplicate requests or lost records', async () => {
		const { records, asked } = await read(60);
		expect(records).toEqual(Array.from({ length: 250 }, (_, index) => index + 1));
		expect(asked).toEqual([100, 50, 50, 50, 50, 50]);
	});

	it('halves the page size again when later records are larger', async () => {
		const asked: number[] = [];
		const fetchPage = async (after: string | undefined, size: number): Promise<GraphPage<number>> => {
			asked.push(size);
			if (after !== undefined && size > 2) throw TOO_LARGE;
			return { records: [1], next: String(asked.length) };
		};
		const read = recordsOf(fetchPage, { pageSize: 8, limit: 3 });
		for await (const record of read) expect(record).toBe(1);
		expect(asked).toEqual([3, 2, 1]);
	});

	it('halves the page size down to a single record', async () => {
		const { records, asked } = await read(1, { limit: 3 });
		expect(records).toEqual([1, 2, 3]);
		expect(asked).toEqual([3, 1, 1, 1]);
	});

	it('throws when a single record is too large', async () => {
		const { asked, fetchPage } = heavyEdge(0);
		await expect(recordsOf(fetchPage, {}).next()).rejects.toBe(TOO_LARGE);
		expect(asked).toEqual([100, 50, 25, 12, 6, 3, 1]);
	});

	it('does not halve the page size after other errors', async () => {
		const { asked, fetchPage } = heavyEdge(100);
		const other = graphError({ code: 100, text: 'Invalid parameter' });
		const refusing = recordsOf(async (after, size) => {
			await fetchPage(after, size);
			throw other;
		});
		await expect(refusing.next()).rejects.toBe(other);
		expect(asked).toEqual([100]);
	});

	it('remembers the page size by edge when single pages are read', async () => {
		const sizes = new PageSizes();
		const { asked, fetchPage } = heavyEdge(30);
		const page = async (edge: string, after?: string) =>
			await sizes.read(edge, 100, async (size) => await fetchPage(after, size));
		const first = await page('/1/media');
		expect(first.records).toHaveLength(25);
		expect((await page('/1/media', first.next)).records).toHaveLength(25);
		expect(asked).toEqual([100, 50, 25, 25]);
		await page('/1/tags');
		expect(asked.slice(4)).toEqual([100, 50, 25]);
	});
});
