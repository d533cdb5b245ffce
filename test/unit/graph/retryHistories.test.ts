import fc from 'fast-check';
import type { IHttpRequestOptions, IN8nHttpFullResponse } from 'n8n-workflow';

import { createGraphClient } from '../../../nodes/Instagram/graph/client';
import { MAX_ATTEMPTS } from '../../../nodes/Instagram/graph/retry';
import { createRateLimiter } from '../../../nodes/Instagram/graph/rateLimits';

/** The result of one send, and whether Meta may have carried it out. */
interface Reply {
	name: string;
	settled: boolean;
	answer: () => IN8nHttpFullResponse;
}

const START = Date.parse('2026-11-22T08:00:00Z');

function meta(code: number, subcode?: number, status = 400, retryAfterSeconds?: number): Reply['answer'] {
	return () => ({
		statusCode: status,
		headers: retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) },
		body: JSON.stringify({ error: { message: 'Said', code, error_subcode: subcode } }),
	});
}

function gone(code: string): Reply['answer'] {
	return () => {
		throw Object.assign(new Error('no answer'), { code });
	};
}

const page = (status: number) => () => ({ statusCode: status, headers: {}, body: '<html></html>' });

const reply = fc.oneof(
	fc.constantFrom<Reply>(
		{ name: 'reset', settled: false, answer: gone('ECONNRESET') },
		{ name: 'timeout', settled: false, answer: gone('ETIMEDOUT') },
		{ name: 'unreached', settled: true, answer: gone('ECONNREFUSED') },
		{ name: 'page 502', settled: false, answer: page(502) },
		{ name: 'page 200', settled: false, answer: page(200) },
		{ name: 'code 1', settled: false, answer: meta(1) },
		{ name: 'code 2', settled: false, answer: meta(2, undefined, 500) },
		{ name: 'code -1', settled: false, answer: meta(-1, 2207001) },
		{ name: 'token', settled: true, answer: meta(190, 463, 401) },
		{ name: 'wrong', settled: true, answer: meta(100) },
		{ name: 'spam', settled: true, answer: meta(4, 2207051) },
		{ name: 'quota', settled: true, answer: meta(9, 2207042) },
		{ name: 'not ready', settled: true, answer: meta(9007, 2207027) },
	),
	fc
		.record({
			code: fc.constantFrom(4, 17, 32, 341, 613, 80001, 80002, 80006),
			seconds: fc.option(fc.integer({ min: 1, max: 300 }), { nil: undefined }),
		})
		.map(({ code, seconds }): Reply => ({
			name: `limit ${code} ${seconds ?? ''}`,
			settled: true,
			answer: meta(code, undefined, 400, seconds),
		})),
);

interface History {
	replies: Reply[];
	repeatable: boolean;
	/** Milliseconds. */
	retryBudgetMs: number;
	chance: number[];
}

const history: fc.Arbitrary<History> = fc.record({
	replies: fc.array(reply, { maxLength: 8 }),
	repeatable: fc.boolean(),
	retryBudgetMs: fc.integer({ min: 0, max: 200_000 }),
	chance: fc.array(fc.double({ min: 0, max: 0.999999, noNaN: true }), { minLength: 8, maxLength: 8 }),
});

/** Sends one call to a Meta that gives the replies, then succeeds, and returns what the client did. */
async function live({ replies, repeatable, retryBudgetMs, chance }: History) {
	let now = START;
	const sent: Reply[] = [];
	const sleeps: number[] = [];
	const randomNumbers = [...chance];
	const good: Reply = {
		name: 'good',
		settled: true,
		answer: () => ({ statusCode: 200, headers: {}, body: '{"id":"1"}' }),
	};
	const client = createGraphClient({
		loginMethod: 'facebook',
		apiVersion: 'v26.0',
		token: { current: () => 'token', replacementFor: async () => undefined },
		clock: {
			now: () => now,
			sleep: async (milliseconds) => {
				sleeps.push(milliseconds);
				now += milliseconds;
			},
		},
		rateLimiter: createRateLimiter(),
		retryBudgetMs,
		random: () => randomNumbers.shift() ?? 0,
		send: async (_request: IHttpRequestOptions) => {
			const next = replies[sent.length] ?? good;
			sent.push(next);
			await Promise.resolve();
			return next.answer();
		},
	});
	const result = await client
		.call({ method: 'POST', path: '/17/x', repeatable, accountId: '17' })
		.then(() => 'done' as const)
		.catch((error: unknown) => error);
	return { sent, sleeps, waited: now - START, result };
}

describe('client.call: any sequence of answers', () => {
	it('never repeats a call that is not repeatable once it may have taken effect', async () => {
		await fc.assert(
			fc.asyncProperty(history, async (given) => {
				const { sent } = await live({ ...given, repeatable: false });
				expect(sent.slice(0, -1).every(({ settled }) => settled)).toBe(true);
				expect(sent.slice(0, -1).every(({ name }) => name.startsWith('limit'))).toBe(true);
			}),
			{ numRuns: 500 },
		);
	});

	it('never exceeds the retry budget or the maximum number of attempts', async () => {
		await fc.assert(
			fc.asyncProperty(history, async (given) => {
				const { sent, waited } = await live(given);
				expect(waited).toBeLessThanOrEqual(given.retryBudgetMs + 1);
				expect(sent.length).toBeGreaterThan(0);
				expect(sent.length).toBeLessThanOrEqual(MAX_ATTEMPTS);
			}),
			{ numRuns: 500 },
		);
	});

	it('ends with the result of its last answer', async () => {
		await fc.assert(
			fc.asyncProperty(history, async (given) => {
				const { sent, result } = await live(given);
				expect(result === 'done').toBe(sent.at(-1)!.name === 'good');
			}),
			{ numRuns: 500 },
		);
	});

	it('waits longer after each repeated error', async () => {
		await fc.assert(
			fc.asyncProperty(reply, history, async (one, given) => {
				const { sleeps, sent } = await live({
					...given,
					replies: Array.from({ length: 8 }, () => one),
					retryBudgetMs: 3_600_000,
				});
				const named = /\d$/.test(one.name) && one.name.startsWith('limit') && one.name.split(' ')[2] !== '';
				if (named) return;
				expect(sleeps).toHaveLength(sent.length - 1);
				expect(sleeps).toEqual([...sleeps].sort((first, second) => first - second));
			}),
			{ numRuns: 300 },
		);
	});
});
