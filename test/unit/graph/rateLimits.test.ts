import fc from 'fast-check';

import { graphError } from '../../../nodes/Instagram/graph/errors/explain';
import type { Subject } from '../../../nodes/Instagram/graph/rateLimits';
import {
	createRateLimiter,
	limitKeys,
	limitsFrom,
	readUsage,
	retryAfterFor,
} from '../../../nodes/Instagram/graph/rateLimits';
import type { LoginMethod } from '../../../nodes/Instagram/graph/types';

const MINUTE = 60_000;
const DEFAULT_WAIT_MS = 15_000;

function subject(loginMethod: LoginMethod, more: Partial<Subject> & { appSecret?: string } = {}): Subject {
	const { appSecret = 'secret', token = 'token', accountId } = more;
	return { settings: { loginMethod, apiVersion: 'v26.0', appSecret }, token, accountId };
}

const none = { waits: [] };

/** Whether a call must wait after an error of another call. */
function blocks(
	of: Subject,
	code: number,
	other: Subject,
	usage = none as Parameters<typeof limitsFrom>[1],
): boolean {
	const paused = limitsFrom(of, usage, graphError({ code }), DEFAULT_WAIT_MS).map(({ key }) => key);
	return limitKeys(other).some((key) => paused.includes(key));
}

describe('limitKeys', () => {
	it('contains neither token nor secret', () => {
		const keys = limitKeys(
			subject('facebook', { token: 'EAAtoken', appSecret: 's3cret', accountId: '1' }),
		).join();
		expect(keys).not.toContain('EAAtoken');
		expect(keys).not.toContain('s3cret');
	});

	it('differs by login method', () => {
		const [a, b] = (['facebook', 'instagram'] as const).map((login) =>
			limitKeys(subject(login, { accountId: '1' })),
		);
		expect(a?.filter((key) => b?.includes(key))).toEqual([]);
	});
});

describe('limitsFrom: a limit of the app', () => {
	it.each([4, 341])('pauses all calls of the app (code %d)', (code) => {
		const one = subject('facebook', { accountId: '1' });
		expect(blocks(one, code, subject('facebook', { token: 'other', accountId: '2' }))).toBe(true);
		expect(blocks(one, code, subject('facebook', { appSecret: 'another app', accountId: '2' }))).toBe(false);
	});

	it('pauses the calls with the token when the app is unknown', () => {
		const settings = { loginMethod: 'facebook', apiVersion: 'v26.0' } as const;
		expect(blocks({ settings, token: 'a' }, 4, { settings, token: 'a' })).toBe(true);
		expect(blocks({ settings, token: 'a' }, 4, { settings, token: 'b' })).toBe(false);
	});
});

describe('limitsFrom: a limit of the user', () => {
	it('pauses only the calls with the token', () => {
		const one = subject('facebook', { accountId: '1' });
		expect(blocks(one, 17, subject('facebook', { accountId: '2' }))).toBe(true);
		expect(blocks(one, 17, subject('facebook', { token: 'other', accountId: '1' }))).toBe(false);
	});
});

describe('limitsFrom: a limit of the account', () => {
	it.each([32, 613, 80001, 80002, 80006])(
		'pauses the calls on the account with any token (code %d)',
		(code) => {
			const one = subject('facebook', { accountId: '1' });
			expect(blocks(one, code, subject('facebook', { token: 'other', accountId: '1' }))).toBe(true);
			expect(blocks(one, code, subject('facebook', { accountId: '2' }))).toBe(false);
			expect(blocks(one, code, subject('facebook'))).toBe(false);
		},
	);

	it('pauses the token when the call names no account', () => {
		for (const accountId of [undefined, 'me']) {
			expect(blocks(subject('facebook', { accountId }), 80002, subject('facebook', { accountId: '1' }))).toBe(
				true,
			);
			expect(blocks(subject('facebook', { accountId }), 80002, subject('facebook', { token: 'other' }))).toBe(
				false,
			);
		}
	});

	it('pauses the token under Instagram Login, where a token belongs to one account', () => {
		const one = subject('instagram', { accountId: '1' });
		expect(blocks(one, 80002, subject('instagram', { accountId: 'me' }))).toBe(true);
		expect(blocks(one, 80002, subject('instagram', { token: 'new', accountId: '1' }))).toBe(true);
		expect(blocks(one, 80002, subject('instagram', { token: 'other', accountId: '2' }))).toBe(false);
	});
});

describe('limitsFrom and retryAfterFor: waits', () => {
	const usage = {
		waits: [
			{ id: '1', waitMs: 19 * MINUTE },
			{ id: '2', waitMs: 3 * MINUTE },
		],
	};

	it('applies a wait from a successful answer', () => {
		expect(limitsFrom(subject('facebook', { accountId: '9' }), usage, undefined, DEFAULT_WAIT_MS)).toEqual([
			{ key: 'facebook:account:1', waitMs: 19 * MINUTE },
			{ key: 'facebook:account:2', waitMs: 3 * MINUTE },
		]);
	});

	it('applies the wait to the token as well under Instagram Login', () => {
		const me = subject('instagram', { accountId: 'me' });
		const paused = limitsFrom(me, usage, undefined, DEFAULT_WAIT_MS);
		expect(paused.filter(({ key }) => limitKeys(me).includes(key))).toEqual([
			expect.objectContaining({ waitMs: 19 * MINUTE }),
		]);
	});

	it('prefers the wait of the account, then the longest wait, then Retry-After', () => {
		expect(retryAfterFor(usage, '2')).toBe(3 * MINUTE);
		expect(retryAfterFor(usage, 'me')).toBe(19 * MINUTE);
		expect(retryAfterFor(usage)).toBe(19 * MINUTE);
		expect(retryAfterFor({ waits: [], retryAfterMs: 5 }, '1')).toBe(5);
		expect(retryAfterFor(none)).toBeUndefined();
	});

	it('pauses for the named wait, or for the default wait', () => {
		const one = subject('facebook', { accountId: '1' });
		const named = graphError({ code: 80002 }, { retryAfterMs: 7 * MINUTE });
		expect(limitsFrom(one, none, named, DEFAULT_WAIT_MS)).toEqual([
			{ key: 'facebook:account:1', waitMs: 7 * MINUTE },
		]);
		expect(limitsFrom(one, none, graphError({ code: 80002 }), DEFAULT_WAIT_MS)[0]?.waitMs).toBe(
			DEFAULT_WAIT_MS,
		);
	});
});

describe('limitsFrom: other errors', () => {
	it.each([
		[4, 2207051],
		[9, 2207042],
		[368, undefined],
		[190, undefined],
		[2, undefined],
	])('pauses nothing for %d/%s', (code, subcode) => {
		expect(
			limitsFrom(
				subject('facebook', { accountId: '1' }),
				none,
				graphError({ code, subcode }),
				DEFAULT_WAIT_MS,
			),
		).toEqual([]);
	});
});

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
		const limiter = createRateLimiter();
		limiter.pause('a', 1_000);
		expect(limiter.remaining(['a'], 0)).toBe(1_000);
		expect(limiter.remaining(['a'], 999)).toBe(1);
		expect(limiter.remaining(['a'], 1_000)).toBe(0);
	});

	it('does not pause other keys', () => {
		const limiter = createRateLimiter();
		limiter.pause('a', 1_000);
		expect(limiter.remaining(['b'], 0)).toBe(0);
	});

	it('returns the longest pause of several keys', () => {
		const limiter = createRateLimiter();
		limiter.pause('a', 1_000);
		limiter.pause('b', 3_000);
		expect(limiter.remaining(['a', 'b', 'c'], 500)).toBe(2_500);
	});

	it('never shortens a pause', () => {
		const limiter = createRateLimiter();
		limiter.pause('a', 3_000);
		limiter.pause('a', 1_000);
		expect(limiter.remaining(['a'], 0)).toBe(3_000);
	});

	it('removes all pauses on clear', () => {
		const limiter = createRateLimiter();
		limiter.pause('a', 3_000);
		limiter.clear();
		expect(limiter.remaining(['a'], 0)).toBe(0);
	});
});
