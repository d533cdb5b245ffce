import fc from 'fast-check';

import { createRateLimiter, readUsage } from '../../../nodes/Instagram/graph/rateLimits';

const MINUTE = 60_000;
const ID = '17841400000000123';

const business = (value: unknown) => ({ 'x-business-use-case-usage': JSON.stringify(value) });
const entry = (more: object = {}) => ({
	type: 'instagram',
	call_count: 100,
	total_cputime: 25,
	total_time: 26,
	estimated_time_to_regain_access: 19,
	...more,
});

describe('readUsage', () => {
	it('reads the wait in minutes for each account', () => {
		expect(
			readUsage(business({ [ID]: [entry()], '99': [entry({ estimated_time_to_regain_access: 0 })] })),
		).toEqual({ waits: [{ id: ID, waitMs: 19 * MINUTE }] });
	});

	it('reads headers in any case, and as lists', () => {
		const usage = JSON.stringify({ [ID]: [entry()] });
		expect(readUsage({ 'X-Business-Use-Case-Usage': usage }).waits).toHaveLength(1);
		expect(readUsage({ 'x-business-use-case-usage': [usage] }).waits).toHaveLength(1);
	});

	it.each(['instagram', 'messenger', 'pages'])('includes usage of the type %s', (type) => {
		expect(readUsage(business({ [ID]: [entry({ type })] })).waits).toHaveLength(1);
	});

	it.each(['ads_management', 'ads_insights', 'custom_audience', 'leadgen', undefined, 5])(
		'ignores usage of the type %p, which this package does not cause',
		(type) => {
			expect(readUsage(business({ [ID]: [entry({ type })] })).waits).toEqual([]);
		},
	);

	it('returns several waits for one account', () => {
		const usage = readUsage(
			business({ [ID]: [entry(), entry({ type: 'pages', estimated_time_to_regain_access: 2 })] }),
		);
		expect(usage.waits).toEqual([
			{ id: ID, waitMs: 19 * MINUTE },
			{ id: ID, waitMs: 2 * MINUTE },
		]);
	});

	it('preserves ids exactly', () => {
		expect(readUsage(business({ '99999999999999999999': [entry()] })).waits[0]?.id).toBe(
			'99999999999999999999',
		);
	});

	it.each([
		['19', 19 * MINUTE],
		[0.5, MINUTE / 2],
		[1e9, 24 * 60 * MINUTE],
	])('accepts the time %p', (time, waitMs) => {
		expect(readUsage(business({ [ID]: [entry({ estimated_time_to_regain_access: time })] })).waits).toEqual([
			{ id: ID, waitMs },
		]);
	});

	it.each([0, -5, null, undefined, 'soon', {}, [], true, Infinity])('ignores the time %p', (time) => {
		expect(readUsage(business({ [ID]: [entry({ estimated_time_to_regain_access: time })] })).waits).toEqual(
			[],
		);
	});

	it.each([
		undefined,
		{},
		{ 'x-business-use-case-usage': '' },
		{ 'x-business-use-case-usage': '{' },
		{ 'x-business-use-case-usage': 'null' },
		{ 'x-business-use-case-usage': '[1]' },
		{ 'x-business-use-case-usage': '"text"' },
		{ 'x-business-use-case-usage': 7 },
		{ 'x-app-usage': '<html>' },
		business({ [ID]: 'x' }),
		business({ [ID]: null }),
		business({ [ID]: [null, 1, 'x', []] }),
	])('ignores malformed headers: %j', (headers) => {
		expect(readUsage(headers).waits).toEqual([]);
	});

	it('never throws for any headers', () => {
		fc.assert(
			fc.property(fc.jsonValue(), fc.string(), (json, text) => {
				readUsage({
					'x-app-usage': JSON.stringify(json),
					'x-business-use-case-usage': JSON.stringify({ [ID]: json }),
				});
				readUsage({
					'x-app-usage': text,
					'x-business-use-case-usage': JSON.stringify(json),
					'retry-after': text,
				});
			}),
		);
	});

	it('reads Retry-After in seconds, but not as a date', () => {
		expect(readUsage({ 'Retry-After': '30' }).retryAfterMs).toBe(30_000);
		expect(readUsage({ 'retry-after': 'Sun, 22 Nov 2026 08:00:00 GMT' }).retryAfterMs).toBeUndefined();
		expect(readUsage({ 'retry-after': '-1' }).retryAfterMs).toBeUndefined();
	});
});

describe('createRateLimiter', () => {
	it('starts without pauses', () => {
		expect(createRateLimiter().remaining(['a', 'b'], 5)).toBe(0);
		expect(createRateLimiter().remaining([], 5)).toBe(0);
	});

	it('counts down to the end of a pause', () => {
		const pauses = createRateLimiter();
		pauses.pause('a', 1_000);
		expect(pauses.remaining(['a'], 0)).toBe(1_000);
		expect(pauses.remaining(['a'], 999)).toBe(1);
		expect(pauses.remaining(['a'], 1_000)).toBe(0);
	});

	it('does not pause other keys', () => {
		const pauses = createRateLimiter();
		pauses.pause('a', 1_000);
		expect(pauses.remaining(['b'], 0)).toBe(0);
	});

	it('returns the longest pause of several keys', () => {
		const pauses = createRateLimiter();
		pauses.pause('a', 1_000);
		pauses.pause('b', 3_000);
		expect(pauses.remaining(['a', 'b', 'c'], 500)).toBe(2_500);
	});

	it('never shortens a pause', () => {
		const pauses = createRateLimiter();
		pauses.pause('a', 3_000);
		pauses.pause('a', 1_000);
		expect(pauses.remaining(['a'], 0)).toBe(3_000);
	});

	it('removes all pauses on clear', () => {
		const pauses = createRateLimiter();
		pauses.pause('a', 3_000);
		pauses.clear();
		expect(pauses.remaining(['a'], 0)).toBe(0);
	});
});
