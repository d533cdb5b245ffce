import type { Dated } from '../../../../nodes/Instagram/trigger/polling/timeCursor';
import type { IdCursor } from '../../../../nodes/Instagram/trigger/polling/idCursor';
import {
	addedSince,
	advanceIdCursor,
	startIdCursor,
	MAX_IDS,
	readIdCursor,
} from '../../../../nodes/Instagram/trigger/polling/idCursor';

const NOW = Date.UTC(2026, 10, 22, 8);
const YEAR = 365 * 86_400_000;

const listed = (...names: Array<number | string>): Dated[] =>
	names.map((name) => ({ id: String(name), at: NOW - YEAR }));
const young = (name: string): Dated => ({ id: name, at: NOW + 1000 });
const ids = (records: Dated[]) => records.map(({ id }) => id);

describe('idCursor > complete list', () => {
	const before = startIdCursor(NOW, listed(3, 2, 1), true);

	it('returns added records from the lowest up, however old they are', () => {
		expect(ids(addedSince(before, listed(5, 4, 3, 2, 1)))).toEqual(['4', '5']);
		expect(ids(addedSince(before, listed(3, 'between', 2, 1, 'below')))).toEqual(['below', 'between']);
	});

	it('returns no record twice, even if a page repeats it', () => {
		const read = listed(4, 4, 3, 2, 1);
		expect(ids(addedSince(before, read))).toEqual(['4']);
		expect(addedSince(advanceIdCursor(before, read), read)).toEqual([]);
	});

	it('returns nothing if a record was removed', () => {
		const after = advanceIdCursor(before, listed(3, 1));
		expect(addedSince(after, listed(3, 2, 1))).toEqual([]);
	});

	it('can start empty', () => {
		expect(ids(addedSince(startIdCursor(NOW, [], true), listed(2, 1)))).toEqual(['1', '2']);
	});
});

describe('idCursor > list of which only the top is known', () => {
	const before = startIdCursor(NOW, listed(...Array.from({ length: 600 }, (_, index) => 600 - index)), false);

	it('does not return older records below the known ones', () => {
		expect(before.seen).toHaveLength(MAX_IDS);
		expect(addedSince(before, listed(101, 100, 99))).toEqual([]);
		expect(ids(addedSince(before, listed('new', 101, 100)))).toEqual(['new']);
	});

	it('returns records below the known ones that were published since', () => {
		expect(ids(addedSince(before, [...listed(101, 100), young('young')]))).toEqual(['young']);
	});

	it('stays incomplete', () => {
		expect(advanceIdCursor(before, listed('new', 600)).isComplete).toBe(false);
	});
});

it('idCursor > becomes incomplete once an ID was evicted', () => {
	let listing: IdCursor = startIdCursor(NOW, listed(0), true);
	for (let name = 1; name <= MAX_IDS; name += 1) {
		listing = advanceIdCursor(listing, listed(name, name - 1));
	}
	expect(listing).toMatchObject({ isComplete: false });
	expect(listing.seen).toHaveLength(MAX_IDS);
	expect(addedSince(listing, listed(1, 0))).toEqual([]);
});

it.each([undefined, 'text', {}, { since: 1 }, { seen: [] }])(
	'readIdCursor > returns undefined for %j',
	(stored) => {
		expect(readIdCursor(stored)).toBeUndefined();
	},
);

it('readIdCursor > skips malformed IDs', () => {
	expect(readIdCursor({ since: 1, seen: ['1', 2] })).toEqual({ since: 1, seen: ['1'], isComplete: false });
});
