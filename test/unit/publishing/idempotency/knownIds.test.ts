import { RecentIds } from '../../../../nodes/Instagram/publishing/idempotency/ledger';

it('RecentIds keeps added ids and drops the oldest beyond its limit', () => {
	const ids = new RecentIds();
	for (let id = 0; id < 10_000; id += 1) ids.add(`${id}`);
	ids.add('0');
	ids.add('new');
	expect(ids.has('0')).toBe(true);
	expect(ids.has('new')).toBe(true);
	expect(ids.has('1')).toBe(false);
	expect(ids.has('2')).toBe(true);
	ids.clear();
	expect(ids.has('2')).toBe(false);
});
