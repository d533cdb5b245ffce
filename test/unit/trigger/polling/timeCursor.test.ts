import fc from 'fast-check';

import type { TimeCursor, Dated } from '../../../../nodes/Instagram/trigger/polling/timeCursor';
import {
	advanceTimeCursor,
	startTimeCursor,
	isNew,
	MAX_SEEN,
	readTimeCursor,
	unseenIn,
} from '../../../../nodes/Instagram/trigger/polling/timeCursor';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const NOW = Date.UTC(2026, 10, 22, 8);

const record = (id: string, at: number): Dated => ({ id, at });
const ids = (records: Dated[]) => records.map(({ id }) => id);

describe('startTimeCursor', () => {
	const cursor = startTimeCursor(NOW, [
		record('3', NOW),
		record('2', NOW - MINUTE),
		record('1', NOW - 30 * MINUTE),
	]);

	it('counts existing records as seen', () => {
		expect(unseenIn(cursor, [record('3', NOW), record('2', NOW - MINUTE)])).toEqual([]);
	});

	it('does not return older records, even if they appear only now', () => {
		expect(unseenIn(cursor, [record('0', NOW - 10 * MINUTE)])).toEqual([]);
	});

	it("returns new records, even if Meta's clock is behind", () => {
		expect(ids(unseenIn(cursor, [record('5', NOW + SECOND), record('4', NOW - MINUTE)]))).toEqual(['4', '5']);
	});
});

describe('unseenIn', () => {
	const cursor = startTimeCursor(NOW, []);

	it('returns records oldest first; within one second, from the bottom of the list up', () => {
		const listed = [record('4', NOW + SECOND), record('3', NOW), record('2', NOW), record('1', NOW)];
		expect(ids(unseenIn(cursor, listed))).toEqual(['1', '2', '3', '4']);
	});

	it('returns a record once if two pages overlap', () => {
		expect(unseenIn(cursor, [record('1', NOW), record('1', NOW)])).toHaveLength(1);
	});

	it('returns a record once if another record of the same second appears later', () => {
		const after = advanceTimeCursor(cursor, [record('1', NOW)]);
		expect(ids(unseenIn(after, [record('2', NOW), record('1', NOW)]))).toEqual(['2']);
	});

	it('returns a record that appears up to an hour late', () => {
		const after = advanceTimeCursor(cursor, [record('9', NOW + 3 * 60 * MINUTE)]);
		expect(isNew(after, record('late', NOW + 2 * 60 * MINUTE))).toBe(true);
		expect(isNew(after, record('later', NOW + 2 * 60 * MINUTE - SECOND))).toBe(false);
	});

	it('does not return a record again if another one was deleted', () => {
		const listed = [record('3', NOW + 2), record('2', NOW + 1), record('1', NOW)];
		const after = advanceTimeCursor(cursor, listed);
		expect(unseenIn(after, [record('3', NOW + 2), record('1', NOW)])).toEqual([]);
	});
});

describe('advanceTimeCursor', () => {
	it('limits the stored size without returning anything twice', () => {
		const many = Array.from({ length: 3 * MAX_SEEN }, (_, index) =>
			record(String(index), NOW + index * 100),
		).reverse();
		const after = advanceTimeCursor(startTimeCursor(NOW, []), many);
		expect(Object.keys(after.seen)).toHaveLength(MAX_SEEN);
		expect(unseenIn(after, many)).toEqual([]);
	});

	it('keeps all records of one second', () => {
		const many = Array.from({ length: MAX_SEEN + 5 }, (_, index) => record(String(index), NOW));
		expect(unseenIn(advanceTimeCursor(startTimeCursor(NOW, []), many), many)).toEqual([]);
	});

	it('keeps only the last hour', () => {
		const after = advanceTimeCursor(startTimeCursor(NOW, []), [
			record('2', NOW + 90 * MINUTE),
			record('1', NOW),
		]);
		expect(after.seen).toEqual({ 2: NOW + 90 * MINUTE });
	});

	it.each([undefined, null, 'text', 3, {}, { since: 'yesterday' }])(
		'readTimeCursor > returns undefined for %j',
		(stored) => {
			expect(readTimeCursor(stored)).toBeUndefined();
		},
	);

	it('readTimeCursor > skips malformed times', () => {
		expect(readTimeCursor({ since: 5, seen: { 1: 6, 2: 'x' } })).toEqual({ since: 5, seen: { 1: 6 } });
		expect(readTimeCursor({ since: 5 })).toEqual({ since: 5, seen: {} });
	});
});

it('returns every record once, in any order of appearance within the hour', () => {
	const arrivals = fc.array(
		fc.record({ at: fc.integer({ min: 0, max: 7200 }), late: fc.integer({ min: 0, max: 3500 }) }),
		{ maxLength: 60 },
	);
	fc.assert(
		fc.property(arrivals, fc.array(fc.integer({ min: 1, max: 900 }), { maxLength: 60 }), (list, steps) => {
			const records = list.map(({ at, late }, index) => ({
				...record(String(index), NOW + at * SECOND),
				shownAt: NOW + (at + late) * SECOND,
			}));
			const returned: string[] = [];
			let cursor: TimeCursor = startTimeCursor(NOW, []);
			let now = NOW;
			for (const step of [...steps, 20_000]) {
				now += step * SECOND;
				const listed = records
					.filter(({ shownAt, at }) => shownAt <= now && at >= cursor.since)
					.sort((one, other) => other.at - one.at);
				returned.push(...ids(unseenIn(cursor, listed)));
				cursor = readTimeCursor(JSON.parse(JSON.stringify(advanceTimeCursor(cursor, listed))))!;
			}
			expect([...returned].sort()).toEqual(ids(records).sort());
		}),
	);
});
