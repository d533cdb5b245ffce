import { readRange, windowsOf } from '../../../nodes/Instagram/insights/range';

const NOW = Date.UTC(2026, 10, 22, 12);
const seconds = (...parts: [number, number, number, number?, number?, number?]) => Date.UTC(...parts) / 1000;
const read = (since: unknown, until: unknown = '', zone = 'UTC') => readRange({ since, until }, zone, NOW);

describe('readRange', () => {
	it.each([
		['a day', '2026-11-01', seconds(2026, 10, 1)],
		['a date and time', '2026-11-01T10:30:00', seconds(2026, 10, 1, 10, 30)],
		['one with a zone', '2026-11-01T10:30:00+02:00', seconds(2026, 10, 1, 8, 30)],
		['a Date', new Date(Date.UTC(2026, 10, 1)), seconds(2026, 10, 1)],
		['seconds', 1793491200, 1793491200],
		['seconds as text', '1793491200', 1793491200],
		['milliseconds', 1793491200123, 1793491200],
	])('reads %s', (_what, since, expected) => {
		expect(read(since)).toEqual({ since: expected, until: NOW / 1000 });
	});

	it("uses the workflow's time zone for values without one, also on days of a clock change", () => {
		const berlin = (since: string) => read(since, '', 'Europe/Berlin')?.since;
		expect(berlin('2026-07-01T00:00:00')).toBe(seconds(2026, 5, 30, 22));
		expect(berlin('2026-11-01')).toBe(seconds(2026, 9, 31, 23));
		expect(berlin('2026-10-25T01:30:00')).toBe(seconds(2026, 9, 24, 23, 30));
		expect(berlin('2026-10-25T12:00:00')).toBe(seconds(2026, 9, 25, 11));
		expect(read('2026-11-01', '', 'Pacific/Kiritimati')?.since).toBe(seconds(2026, 9, 31, 10));
	});

	it('includes the whole last day, but never the future', () => {
		expect(read('2026-11-01', '2026-11-05')?.until).toBe(seconds(2026, 10, 5, 23, 59, 59));
		expect(read('2026-11-01', '2030-01-01')?.until).toBe(NOW / 1000);
		expect(read('', '')).toBeUndefined();
		expect(read(null, undefined)).toBeUndefined();
	});

	it.each([
		['soon', '', "'Since' is not a date"],
		[{}, '', "'Since' is not a date"],
		[true, '', "'Since' is not a date"],
		['2026-11-01', 'later', "'Until' is not a date"],
		['', '2026-11-01', "'Since' is empty, but 'Until' is set"],
		['2026-11-05', '2026-11-01', "'Until' must be later than 'Since'"],
		['2026-12-01', '', "'Since' is in the future"],
		['2024-11-01', '', "'Since' is more than two years ago"],
	])('rejects %p to %p', (since, until, message) => {
		expect(() => read(since, until)).toThrow(message);
	});
});

describe('readRange > end before the start', () => {
	it.each([
		['2026-11-05T00:00:00', /23:59/],
		['2026-11-04T00:00:00', /^Exchange the two dates/],
	])('says what to do about an end at %s', (until, remedy) => {
		let description: string | undefined;
		try {
			read('2026-11-05T00:00:00', until);
		} catch (error) {
			({ description } = error as { description?: string });
		}
		expect(description).toMatch(remedy);
	});
});

describe('windowsOf', () => {
	const DAY = 86_400;

	it.each([1, DAY, 30 * DAY - 1, 30 * DAY, 30 * DAY + 1, 92 * DAY, 730 * DAY])(
		'covers %d seconds without gaps or overlaps, in parts of at most 30 days',
		(length) => {
			const range = { since: 1_700_000_000, until: 1_700_000_000 + length };
			const windows = windowsOf(range);
			expect(windows[0]?.since).toBe(range.since);
			expect(windows[windows.length - 1]?.until).toBe(range.until);
			for (const [index, { since, until }] of windows.entries()) {
				expect(until - since).toBeLessThanOrEqual(30 * DAY);
				expect(until).toBeGreaterThan(since);
				if (index > 0) expect(since).toBe(windows[index - 1]!.until + 1);
			}
		},
	);

	it('reads 30 days with one call, as Meta allows', () => {
		const range = { since: 1_700_000_000, until: 1_700_000_000 + 30 * DAY };
		expect(windowsOf(range)).toEqual([range]);
	});
});
