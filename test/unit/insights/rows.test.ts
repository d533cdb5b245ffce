import { graphError } from '../../../nodes/Instagram/graph/errors/explain';
import { readSupportedMetrics } from '../../../nodes/Instagram/insights/supportedMetrics';
import { joinWindows, rowsOf } from '../../../nodes/Instagram/insights/rows';
import { UNAVAILABLE } from '../../doubles/scriptedGraph';

describe('rowsOf', () => {
	it('returns one record for a single value, in either form', () => {
		expect(rowsOf({ name: 'reach', period: 'lifetime', values: [{ value: 0 }] }, { mediaId: '1' })).toEqual([
			{ mediaId: '1', name: 'reach', period: 'lifetime', value: 0 },
		]);
		expect(rowsOf({ name: 'reach', total_value: { value: 7 } }, {})).toEqual([{ name: 'reach', value: 7 }]);
	});

	it('keeps the total if a breakdown has no results', () => {
		const total = { value: 3, breakdowns: [{ dimension_keys: ['age'], results: [] }] };
		expect(rowsOf({ name: 'reach', total_value: total }, {})).toEqual([{ name: 'reach', value: 3 }]);
	});

	it('returns no record without a value', () => {
		expect(rowsOf({ name: 'reach' }, {})).toEqual([]);
		expect(rowsOf({ name: 'reach', values: [{}], total_value: {} }, {})).toEqual([]);
	});
});

describe('joinWindows', () => {
	const window = (since: number) => ({ since, until: since + 9 });

	it('adds sums, for each value of a breakdown', () => {
		const rows = (like: number, share: number) => [
			{ name: 'likes', media_product_type: 'REEL', value: like },
			{ name: 'likes', media_product_type: 'POST', value: share },
		];
		expect(
			joinWindows([
				{ window: window(0), rows: rows(1, 10) },
				{ window: window(10), rows: rows(2, 20) },
			]),
		).toEqual([
			{ name: 'likes', media_product_type: 'REEL', since: iso(0), until: iso(19), value: 3 },
			{ name: 'likes', media_product_type: 'POST', since: iso(0), until: iso(19), value: 30 },
		]);
	});

	it('keeps counts of people separate, and returns each day once', () => {
		const part = (since: number, value: number) => ({
			window: window(since),
			rows: [
				{ name: 'reach', value },
				{ name: 'follower_count', end_time: 'monday', value: 5 },
			],
		});
		expect(joinWindows([part(0, 1), part(10, 2)])).toEqual([
			{ name: 'reach', since: iso(0), until: iso(9), value: 1 },
			{ name: 'follower_count', end_time: 'monday', value: 5 },
			{ name: 'reach', since: iso(10), until: iso(19), value: 2 },
		]);
	});

	function iso(seconds: number): string {
		return new Date(seconds * 1000).toISOString();
	}
});

describe('readSupportedMetrics', () => {
	const refused = () => graphError({ code: 100, text: 'not supported' }, { httpCode: 400 });
	const reader = (bad: string[]) =>
		jest.fn(async (metrics: string[]) => {
			await Promise.resolve();
			if (metrics.some((metric) => bad.includes(metric))) throw refused();
			return metrics.map((name) => ({ name }));
		});

	it('omits metrics that Meta rejects', async () => {
		const read = reader(['c']);
		expect(await readSupportedMetrics(['a', 'b', 'c', 'd', 'e'], read)).toEqual(
			['a', 'b', 'd', 'e'].map((name) => ({ name })),
		);
	});

	it('takes one call if Meta accepts all metrics', async () => {
		const read = reader([]);
		await readSupportedMetrics(['a', 'b', 'c'], read);
		expect(read).toHaveBeenCalledTimes(1);
	});

	it('throws if Meta rejects all metrics, but not if they have no values', async () => {
		await expect(readSupportedMetrics(['a', 'b'], reader(['a', 'b']))).rejects.toMatchObject({
			kind: 'validation',
		});
		const empty = jest.fn(async (metrics: string[]) => {
			await Promise.resolve();
			if (metrics.includes('a')) throw refused();
			return [];
		});
		expect(await readSupportedMetrics(['a', 'b'], empty)).toEqual([]);
	});

	it('does not retry after other errors', async () => {
		const read = jest.fn().mockRejectedValue(UNAVAILABLE());
		await expect(readSupportedMetrics(['a', 'b'], read)).rejects.toMatchObject({ kind: 'transient' });
		expect(read).toHaveBeenCalledTimes(1);
	});
});
