import { readPage, recordsOf } from '../../../nodes/Instagram/graph/paging';
import type { GraphPage, PageOptions } from '../../../nodes/Instagram/graph/types';

const next = (after: string) =>
	`https://graph.facebook.com/v26.0/1/media?access_token=EAAx&limit=2&after=${after}`;

describe('a page', () => {
	it('has records and the cursor of the next', () => {
		const answer = { data: [{ id: '1' }], paging: { cursors: { before: 'b', after: 'a' }, next: next('a') } };
		expect(readPage(answer)).toEqual({ records: [{ id: '1' }], next: 'a' });
	});

	it('without `next` is the last, although it has cursors', () => {
		expect(readPage({ data: [{ id: '1' }], paging: { cursors: { after: 'a' } } })).toEqual({
			records: [{ id: '1' }],
		});
	});

	it('may be empty and still have a next', () => {
		expect(readPage({ data: [], paging: { cursors: { after: 'a' }, next: next('a') } })).toEqual({
			records: [],
			next: 'a',
		});
	});

	it('gives the cursor in `next` where there is no other, and never the URL', () => {
		expect(readPage({ data: [], paging: { next: next('c%3D%3D') } })).toEqual({ records: [], next: 'c==' });
		expect(readPage({ data: [], paging: { next: 'https://evil.example/?after=x&to=evil' } })).toEqual({
			records: [],
			next: 'x',
		});
	});

	it('ends where `next` has no cursor', () => {
		for (const url of ['https://graph.facebook.com/?since=1&until=2', 'not a url', '', 7, null]) {
			expect(readPage({ data: [], paging: { next: url } })).toEqual({ records: [] });
		}
	});

	describe('whose edge never has a `next`', () => {
		const answer = { data: [{ id: '1' }], paging: { cursors: { after: 'a' } } };

		it('leads on by its cursor if told to', () => {
			expect(readPage(answer, true)).toEqual({ records: [{ id: '1' }], next: 'a' });
		});

		it('is the last if it is empty', () => {
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
	])('may be missing: %j', (answer) => {
		expect(readPage(answer)).toEqual({ records: [] });
		expect(readPage(answer, true)).toEqual({ records: [] });
	});
});

describe('records across pages', () => {
	/** An edge of pages; the cursor of page n is `n`. Keeps what was asked for. */
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

	it('come in order, from all pages', async () => {
		expect(await all([[1, 2], [3, 4], [5]])).toEqual({
			records: [1, 2, 3, 4, 5],
			asked: [
				[undefined, 100],
				['1', 100],
				['2', 100],
			],
		});
	});

	it('pass over short and empty pages', async () => {
		expect((await all([[], [1], [], [], [2, 3], []])).records).toEqual([1, 2, 3]);
	});

	it.each([
		[1, [1], 1],
		[2, [1, 2], 1],
		[3, [1, 2, 3], 2],
		[4, [1, 2, 3, 4], 2],
		[5, [1, 2, 3, 4, 5], 3],
		[99, [1, 2, 3, 4, 5, 6], 3],
	])('stop at the limit %d without fetching another page', async (limit, records, fetched) => {
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

	it.each([0, -1])('ask for nothing with the limit %d', async (limit) => {
		expect(await all([[1]], { limit })).toEqual({ records: [], asked: [] });
	});

	it('ask for no more than are wanted', async () => {
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

	it('are cut where Meta gives more than asked for', async () => {
		expect((await all([[1, 2, 3, 4]], { limit: 2 })).records).toEqual([1, 2]);
	});

	it('start after a cursor', async () => {
		const { records, asked } = await all([[1], [2], [3]], { after: '1' });
		expect(records).toEqual([2, 3]);
		expect(asked[0]).toEqual(['1', 100]);
	});

	it('end at a cursor that comes again', async () => {
		const { records, asked } = await all([[1], [2]], {}, '1');
		expect(records).toEqual([1, 2]);
		expect(asked).toHaveLength(2);
	});

	it('end at the cursor that they started from', async () => {
		const { asked } = await all([[1], [2]], { after: '1' }, '1');
		expect(asked).toHaveLength(1);
	});

	it('are fetched only as they are wanted', async () => {
		const { asked, fetchPage } = edge([[1, 2], [3]]);
		for await (const record of recordsOf(fetchPage)) if (record === 2) break;
		expect(asked).toHaveLength(1);
	});

	it('pass on what goes wrong', async () => {
		const broken = recordsOf(async () => await Promise.reject(new Error('gone')));
		await expect(broken.next()).rejects.toThrow('gone');
	});
});
