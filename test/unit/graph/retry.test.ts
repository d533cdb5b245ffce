import fc from 'fast-check';

import type { GraphErrorKind, Outcome, Retry } from '../../../nodes/Instagram/graph/errors/row';
import { ERROR_TABLE } from '../../../nodes/Instagram/graph/errors/table';
import {
	GraphError,
	cancelledError,
	graphError,
	networkError,
	throttledError,
	unreadableError,
} from '../../../nodes/Instagram/graph/errors/explain';
import type { RetrySituation } from '../../../nodes/Instagram/graph/retry';
import { MAX_ATTEMPTS, decideRetry, defaultRetryAfter } from '../../../nodes/Instagram/graph/retry';

const MINUTE = 60_000;

function decide(error: GraphError, situation: Partial<RetrySituation> = {}) {
	return decideRetry({
		repeatable: true,
		error,
		attempt: 1,
		spentMs: 0,
		retryBudgetMs: 10 * MINUTE,
		random: 0.5,
		...situation,
	});
}

const lost = networkError({ code: 'ECONNRESET' });
const unreached = networkError({ code: 'ECONNREFUSED' });
const limited = (retryAfterMs?: number) => graphError({ code: 80002 }, { retryAfterMs });

/** Every error that the factories can create, by name. */
const EVERY: Array<[string, GraphError]> = [
	...ERROR_TABLE.map((row): [string, GraphError] => {
		const { code = row.codes?.[0], subcode } = row;
		return [
			`${code ?? ''}/${subcode ?? ''}`,
			graphError({ code, subcode, text: row.says?.source.replace(/\\/g, '') }),
		];
	}),
	['is_transient', graphError({ code: 99999, transient: true })],
	['unknown code', graphError({ code: 99999 })],
	['no code', graphError({})],
	['login', graphError({ text: 'x', from: 'login' })],
	['upload broken', graphError({ transient: true, from: 'upload' })],
	['upload refused', graphError({ from: 'upload' })],
	['connection lost', lost],
	['timeout', networkError({ code: 'ETIMEDOUT' })],
	['not reached', unreached],
	['certificate', networkError({ code: 'CERT_HAS_EXPIRED' })],
	['unreadable', unreadableError('it is empty', { httpCode: 200 })],
	['5xx', unreadableError('it is a web page', { httpCode: 502 })],
	['429', unreadableError('it is a web page', { httpCode: 429 })],
	['throttled', throttledError(1)],
	['cancelled', cancelledError(true)],
];

const OUTRIGHT_LIMITS = [4, 17, 32, 341, 613, 80001, 80002, 80006];

describe.each(EVERY)('decideRetry: %s', (_name, error) => {
	const isLimit = error.subcode !== 2207051 && OUTRIGHT_LIMITS.includes(error.code ?? 0);

	it('retries a call that is not repeatable only after a rate limit that Meta refused outright', () => {
		expect(decide(error, { repeatable: false }).retry).toBe(isLimit);
	});

	it('retries a repeatable call if the error is transient', () => {
		const passes =
			isLimit || error.kind === 'rateLimit' || (error.retry === 'sameRequest' && error.kind !== 'container');
		expect(decide(error).retry).toBe(passes);
	});
});

describe('decideRetry: errors that are never retried', () => {
	it.each([
		['the spam block', graphError({ code: 4, subcode: 2207051 })],
		['the daily quota', graphError({ code: 9, subcode: 2207042 })],
		['a policy block', graphError({ code: 368 })],
		['a limit on private replies', graphError({ subcode: 2534013 })],
		['a refused token', graphError({ code: 190 })],
		['a container that is still processing', graphError({ code: 9007, subcode: 2207027 })],
		['a container that is gone', graphError({ code: 24, subcode: 2207008 })],
		['a spoilt container', graphError({ code: -1, subcode: 2207053 })],
		['a file that Meta does not accept', graphError({ code: 352, subcode: 2207026 })],
		['a wrong offset', graphError({ code: 1, subcode: 2207057 })],
	])('does not retry %s', (_name, error) => {
		expect(decide(error)).toEqual({ retry: false });
		expect(decide(error, { repeatable: false })).toEqual({ retry: false });
	});
});

describe('decideRetry: transient errors', () => {
	it.each([
		[1, 0, 500],
		[1, 0.5, 750],
		[1, 0.999, 1_000],
		[2, 0, 1_000],
		[2, 0.5, 1_500],
		[3, 0, 2_000],
		[3, 0.5, 3_000],
	])('after attempt %d with random number %d waits %d ms', (attempt, random, waitMs) => {
		expect(decide(lost, { attempt, random })).toEqual({ retry: true, waitMs });
	});

	it('stops after a few attempts', () => {
		expect(decide(lost, { attempt: MAX_ATTEMPTS - 1 }).retry).toBe(true);
		expect(decide(lost, { attempt: MAX_ATTEMPTS })).toEqual({ retry: false });
		expect(decide(lost, { attempt: 0 })).toEqual({ retry: false });
	});

	it('does not wait beyond the retry budget', () => {
		expect(decide(lost, { retryBudgetMs: 750 })).toEqual({ retry: true, waitMs: 750 });
		expect(decide(lost, { retryBudgetMs: 749 })).toEqual({ retry: false });
		expect(decide(lost, { retryBudgetMs: 10_000, spentMs: 9_251 })).toEqual({ retry: false });
	});

	it('waits as long as Retry-After says', () => {
		const busy = unreadableError('it is a web page', { httpCode: 503, retryAfterMs: 20_000 });
		expect(decide(busy)).toEqual({ retry: true, waitMs: 20_000 });
		expect(decide(busy, { retryBudgetMs: 19_999 })).toEqual({ retry: false });
	});
});

describe('decideRetry: rate limits', () => {
	it('waits as long as Meta asks, and never less', () => {
		expect(decide(limited(5 * MINUTE), { random: 0 })).toEqual({ retry: true, waitMs: 5 * MINUTE });
		expect(decide(limited(5 * MINUTE), { random: 0.5 })).toEqual({ retry: true, waitMs: 5 * MINUTE + 500 });
	});

	it('throws at once when the wait exceeds the budget, and keeps the wait in the error', () => {
		const error = limited(19 * MINUTE);
		expect(decide(error)).toEqual({ retry: false });
		expect(decide(limited(5 * MINUTE), { spentMs: 6 * MINUTE })).toEqual({ retry: false });
		expect(error.retryAfterMs).toBe(19 * MINUTE);
	});

	it.each([
		[1, 15_000],
		[2, 30_000],
		[3, 60_000],
	])('waits longer with each attempt when Meta names no time (attempt %d: %d ms)', (attempt, wait) => {
		expect(decide(limited(), { attempt, random: 0 })).toEqual({ retry: true, waitMs: wait });
		expect(defaultRetryAfter(attempt)).toBe(wait);
	});

	it('stops after a few attempts', () => {
		expect(decide(limited(1), { attempt: MAX_ATTEMPTS })).toEqual({ retry: false });
		expect(defaultRetryAfter(MAX_ATTEMPTS)).toBe(60_000);
	});
});

describe('decideRetry: any error', () => {
	const kinds: GraphErrorKind[] = [
		'token',
		'permission',
		'rateLimit',
		'quota',
		'policy',
		'validation',
		'notFound',
		'notReady',
		'mediaFetch',
		'container',
		'account',
		'transient',
		'network',
		'unreadable',
		'cancelled',
	];
	const situation = fc.record({
		repeatable: fc.boolean(),
		kind: fc.constantFrom(...kinds),
		retry: fc.constantFrom<Retry>('sameRequest', 'newContainer', 'afterWait', 'never'),
		outcome: fc.constantFrom<Outcome>('refused', 'unknown'),
		code: fc.option(fc.integer({ min: -5, max: 90_000 }), { nil: undefined }),
		retryAfterMs: fc.option(fc.integer({ min: 1, max: 3_600_000 }), { nil: undefined }),
		attempt: fc.integer({ min: 1, max: 6 }),
		spentMs: fc.integer({ min: 0, max: 600_000 }),
		retryBudgetMs: fc.integer({ min: 0, max: 600_000 }),
		random: fc.double({ min: 0, max: 0.999999, noNaN: true }),
	});

	it('retries a call that is not repeatable only after a rate limit, and keeps every wait within its bounds', () => {
		fc.assert(
			fc.property(situation, ({ kind, retry, outcome, code, retryAfterMs, ...rest }) => {
				const error = new GraphError({
					kind,
					retry,
					outcome,
					code,
					retryAfterMs,
					message: 'x',
					description: 'x',
				});
				const decision = decideRetry({ error, ...rest });
				if (!decision.retry) return;
				if (!rest.repeatable)
					expect([kind, outcome, code === undefined]).toEqual(['rateLimit', 'refused', false]);
				expect(rest.attempt).toBeLessThan(MAX_ATTEMPTS);
				expect(decision.waitMs).toBeGreaterThan(0);
				expect(decision.waitMs).toBeGreaterThanOrEqual(retryAfterMs ?? 0);
				expect(rest.spentMs + decision.waitMs).toBeLessThanOrEqual(rest.retryBudgetMs + 1);
			}),
			{ numRuns: 2_000 },
		);
	});
});
