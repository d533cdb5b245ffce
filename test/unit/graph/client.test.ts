import type { IHttpRequestOptions, IN8nHttpFullResponse } from 'n8n-workflow';

import { cancellableClock } from '../../../nodes/Instagram/connection/connect';
import { createGraphClient } from '../../../nodes/Instagram/graph/client';
import { GraphError } from '../../../nodes/Instagram/graph/errors/explain';
import { appSecretProof } from '../../../nodes/Instagram/graph/request';
import type { GraphCall, GraphClientOptions, TokenSource } from '../../../nodes/Instagram/graph/types';
import { createRateLimiter } from '../../../nodes/Instagram/graph/rateLimits';

const MINUTE = 60_000;
const START = Date.parse('2026-11-22T08:00:00Z');

type Reply =
	| { status?: number; json?: unknown; body?: string; headers?: Record<string, string> }
	| { lost: string }
	| ((request: IHttpRequestOptions) => Promise<IN8nHttpFullResponse>);

const ok = (json: unknown = { id: '1' }, headers = {}): Reply => ({ json, headers });
const refused = (code: number, subcode?: number, headers = {}): Reply => ({
	status: 400,
	json: { error: { message: `(#${code}) Said`, code, error_subcode: subcode, fbtrace_id: 'T' } },
	headers,
});
const regainIn = (minutes: number, id = '17') => ({
	'x-business-use-case-usage': JSON.stringify({
		[id]: [{ type: 'instagram', call_count: 100, estimated_time_to_regain_access: minutes }],
	}),
});

/** A client with scripted replies and a clock that moves only when it sleeps. */
function world(replies: Reply[], more: Partial<GraphClientOptions> = {}) {
	const requests: IHttpRequestOptions[] = [];
	const sleeps: number[] = [];
	let now = START;
	const clock = {
		now: () => now,
		sleep: async (milliseconds: number) => {
			sleeps.push(milliseconds);
			await Promise.resolve();
			now += milliseconds;
		},
	};
	const token: TokenSource = { current: () => 'EAAfirst', replacementFor: jest.fn(async () => undefined) };
	const send = async (request: IHttpRequestOptions): Promise<IN8nHttpFullResponse> => {
		requests.push(request);
		const reply = replies.length > 1 ? replies.shift() : replies[0];
		if (!reply) throw new Error('no reply is left');
		if (typeof reply === 'function') return await reply(request);
		if ('lost' in reply)
			throw Object.assign(new Error('lost EAAfirst'), { code: reply.lost, config: request });
		const { status = 200, json, body = JSON.stringify(json), headers = {} } = reply;
		return { body, headers, statusCode: status };
	};
	const rateLimiter = createRateLimiter();
	const options: GraphClientOptions = {
		loginMethod: 'facebook',
		apiVersion: 'v26.0',
		appSecret: 's3cret',
		send,
		token,
		clock,
		rateLimiter,
		random: () => 0,
		...more,
	};
	const client = createGraphClient(options);
	return {
		client,
		requests,
		sleeps,
		token,
		options,
		rateLimiter,
		pass: (ms: number) => (now += ms),
		waited: () => now - START,
	};
}

const read: GraphCall = {
	method: 'GET',
	path: '/17',
	query: { fields: 'id' },
	repeatable: true,
	accountId: '17',
};
const publish: GraphCall = {
	method: 'POST',
	path: '/17/media_publish',
	form: { creation_id: '5' },
	repeatable: false,
	accountId: '17',
};

async function failure(work: Promise<unknown>): Promise<GraphError> {
	const error: unknown = await work.then(
		() => undefined,
		(caught: unknown) => caught,
	);
	if (!(error instanceof GraphError)) throw new Error(`not refused: ${String(error)}`);
	return error;
}

const settle = async () => await new Promise((resolve) => setImmediate(resolve));

describe('client.call', () => {
	it('signs and sends a request once and returns the answer with exact ids', async () => {
		const { client, requests } = world([{ body: '{"id":17841400000000123,"n":5}' }]);
		await expect(client.call(read)).resolves.toEqual({ id: '17841400000000123', n: 5 });
		expect(requests).toHaveLength(1);
		expect(requests[0]).toMatchObject({
			method: 'GET',
			url: 'https://graph.facebook.com/v26.0/17',
			headers: { Authorization: 'Bearer EAAfirst' },
			qs: { fields: 'id', appsecret_proof: appSecretProof('s3cret', 'EAAfirst') },
			timeout: 30_000,
		});
	});

	it('uses a given Page token, also for the proof', async () => {
		const { client, requests } = world([ok()]);
		await client.call({ ...read, accessToken: 'EAApage' });
		expect(requests[0]?.headers).toMatchObject({ Authorization: 'Bearer EAApage' });
		expect(requests[0]?.qs).toMatchObject({ appsecret_proof: appSecretProof('s3cret', 'EAApage') });
	});

	it('uses the requested timeout', async () => {
		const { client, requests } = world([ok()]);
		await client.call({ ...publish, timeout: 60_000 });
		expect(requests[0]?.timeout).toBe(60_000);
		expect(requests[0]?.abortSignal).toBeInstanceOf(AbortSignal);
	});

	it('ends at the timeout even if the sender does not', async () => {
		const hang: Reply = async ({ abortSignal }) =>
			await new Promise((_resolve, reject) => {
				(abortSignal as AbortSignal).addEventListener('abort', () =>
					reject(Object.assign(new Error('canceled'), { code: 'ERR_CANCELED' })),
				);
			});
		const { client, requests } = world([hang]);
		const waiting = setTimeout(() => undefined, 10_000);
		const error = await failure(client.call({ ...publish, timeout: 20 }));
		clearTimeout(waiting);
		expect(error).toMatchObject({ kind: 'network', outcome: 'unknown' });
		expect(requests).toHaveLength(1);
	});

	it('exposes its settings', () => {
		expect(world([]).client.settings).toEqual({
			loginMethod: 'facebook',
			apiVersion: 'v26.0',
			appSecret: 's3cret',
		});
	});

	it('rejects an invalid path without sending it', async () => {
		const { client, requests } = world([ok()]);
		await expect(client.call({ ...read, path: '//evil.example' })).rejects.toThrow(/Not a path/);
		expect(requests).toHaveLength(0);
	});

	it('names the required permission in the error', async () => {
		const { client } = world([refused(10)]);
		const error = await failure(client.call({ ...read, permission: 'insights' }));
		expect(error.description).toContain("'Read Insights'");
	});

	it('removes the token from errors of Meta and of the sender', async () => {
		const hidden = ['EAAfirst', 's3cret', appSecretProof('s3cret', 'EAAfirst')];
		const echo: Reply = { status: 400, json: { error: { code: 100, message: `got ${hidden.join(' ')}` } } };
		for (const reply of [echo, { lost: 'ECONNRESET' }, refused(190)]) {
			const error = await failure(world([reply]).client.call(publish));
			const all = JSON.stringify([error, error.message, error.description, error.stack]);
			for (const secret of hidden) expect(all).not.toContain(secret);
			expect(error.cause).toBeUndefined();
		}
	});
});

describe('client.call: transient errors', () => {
	const faults: Array<[string, Reply]> = [
		['code 1', refused(1)],
		['code 2', refused(2)],
		['code -1', refused(-1, 2207001)],
		['code -2', refused(-2)],
		['a lost connection', { lost: 'ECONNRESET' }],
		['a timeout', { lost: 'ETIMEDOUT' }],
		['a 503 page', { status: 503, body: '<html></html>' }],
		['half an answer', { body: '{"id":' }],
	];

	it.each(faults)('retries a read after %s', async (_name, fault) => {
		const { client, requests, sleeps } = world([fault, fault, ok()]);
		await expect(client.call(read)).resolves.toEqual({ id: '1' });
		expect(requests).toHaveLength(3);
		expect(sleeps).toEqual([500, 1_000]);
	});

	it.each(faults)(
		'does not retry a publish after %s, and reports an unknown outcome',
		async (_name, fault) => {
			const { client, requests } = world([fault]);
			expect(await failure(client.call(publish))).toMatchObject({ outcome: 'unknown' });
			expect(requests).toHaveLength(1);
		},
	);

	it('gives up after four attempts', async () => {
		const { client, requests } = world([refused(2)]);
		expect(await failure(client.call(read))).toMatchObject({ code: 2, fbtraceId: 'T', httpCode: 400 });
		expect(requests).toHaveLength(4);
	});

	it('stops when the retry budget is used up, including slow answers', async () => {
		const slow = world([]);
		const reply: Reply = async () => {
			slow.pass(30_000);
			return await Promise.reject(Object.assign(new Error('x'), { code: 'ETIMEDOUT' }));
		};
		const { client, requests } = world([reply], { clock: slow.options.clock, retryBudgetMs: 45_000 });
		await failure(client.call(read));
		expect(requests).toHaveLength(2);
	});

	it('builds the same request anew for each attempt', async () => {
		const spoil: Reply = async (request) => {
			request.headers = {};
			request.url = 'spoilt';
			return await Promise.reject(new Error('x'));
		};
		const { client, requests } = world([spoil, ok()]);
		await client.call(read);
		expect(requests[1]).toMatchObject({ url: 'https://graph.facebook.com/v26.0/17' });
		expect(requests[1]?.headers).toMatchObject({ Authorization: 'Bearer EAAfirst' });
	});
});

describe('client.call: a rejected token', () => {
	it('retries once with a token that another execution has saved', async () => {
		const token = { current: () => 'EAAold', replacementFor: jest.fn(async () => 'EAAnew') };
		for (const call of [read, publish]) {
			const { client, requests, sleeps } = world([refused(190, 463), ok()], { token });
			await expect(client.call(call)).resolves.toEqual({ id: '1' });
			expect(requests.map(({ headers }) => headers?.Authorization)).toEqual([
				'Bearer EAAold',
				'Bearer EAAnew',
			]);
			expect(JSON.stringify(requests[1])).toContain(appSecretProof('s3cret', 'EAAnew'));
			expect(token.replacementFor).toHaveBeenLastCalledWith('EAAold');
			expect(sleeps).toEqual([]);
		}
	});

	it('retries with a replacement only once', async () => {
		const token = { current: () => 'a', replacementFor: jest.fn(async () => 'b') };
		const { client, requests } = world([refused(190)], { token });
		expect(await failure(client.call(read))).toMatchObject({ kind: 'token', code: 190 });
		expect(requests).toHaveLength(2);
		expect(token.replacementFor).toHaveBeenCalledTimes(1);
	});

	it('throws when there is no replacement', async () => {
		for (const other of [undefined, 'a']) {
			const token = { current: () => 'a', replacementFor: async () => await Promise.resolve(other) };
			const { client, requests } = world([refused(190, 460)], { token });
			expect(await failure(client.call(read))).toMatchObject({ subcode: 460, retryable: false });
			expect(requests).toHaveLength(1);
		}
	});

	it('does not replace a Page token', async () => {
		const { client, token } = world([refused(190)]);
		await failure(client.call({ ...read, accessToken: 'EAApage' }));
		expect(token.replacementFor).not.toHaveBeenCalled();
	});

	it('distinguishes a rejected token from other errors', async () => {
		const { client, token } = world([refused(200)]);
		await failure(client.call(read));
		expect(token.replacementFor).not.toHaveBeenCalled();
	});

	it('throws the token error when looking for a replacement fails', async () => {
		const token = {
			current: () => 'a',
			replacementFor: async () => await Promise.reject(new Error('no database')),
		};
		expect(await failure(world([refused(190)], { token }).client.call(read))).toMatchObject({ code: 190 });
	});
});

describe('client.call: rate limits', () => {
	it('waits as long as Meta asks, also for a publish', async () => {
		for (const call of [read, publish]) {
			const { client, requests, sleeps } = world([refused(80002, undefined, regainIn(1)), ok()]);
			await expect(client.call(call)).resolves.toEqual({ id: '1' });
			expect(requests).toHaveLength(2);
			expect(sleeps).toEqual([MINUTE]);
		}
	});

	it('throws at once with the wait when it is too long', async () => {
		const { client, requests, sleeps } = world([refused(80002, undefined, regainIn(19))]);
		const error = await failure(client.call(read));
		expect(error).toMatchObject({
			kind: 'rateLimit',
			code: 80002,
			retryAfterMs: 19 * MINUTE,
			outcome: 'refused',
		});
		expect(error.description).toContain('about 19 minutes');
		expect(requests).toHaveLength(1);
		expect(sleeps).toEqual([]);
	});

	it('blocks further calls on the account until the wait is over', async () => {
		const { client, requests, pass } = world([refused(80002, undefined, regainIn(19)), ok()]);
		await failure(client.call(read));
		pass(5 * MINUTE);
		for (const call of [read, publish]) {
			const error = await failure(client.call(call));
			expect(error).toMatchObject({ kind: 'rateLimit', outcome: 'refused', retryAfterMs: 14 * MINUTE });
		}
		expect(requests).toHaveLength(1);
		pass(14 * MINUTE);
		await expect(client.call(read)).resolves.toEqual({ id: '1' });
	});

	it('applies to other clients of the process, but not to other accounts', async () => {
		const { client, options } = world([refused(80002, undefined, regainIn(19)), ok()]);
		await failure(client.call(read));
		const other = createGraphClient(options);
		expect(await failure(other.call(read))).toMatchObject({ kind: 'rateLimit' });
		await expect(other.call({ ...read, path: '/18', accountId: '18' })).resolves.toEqual({ id: '1' });
	});

	it('waits before the next call when a successful answer names a wait', async () => {
		const { client, requests, sleeps } = world([ok({}, regainIn(1)), ok()]);
		await client.call(read);
		await client.call(read);
		expect(requests).toHaveLength(2);
		expect(sleeps).toEqual([MINUTE]);
	});

	it('blocks all accounts after a limit of the app', async () => {
		const { client, requests } = world([refused(4, undefined, { 'retry-after': '600' }), ok()]);
		await failure(client.call(read));
		expect(await failure(client.call({ ...read, accountId: '18' }))).toMatchObject({ kind: 'rateLimit' });
		expect(requests).toHaveLength(1);
	});

	it('retries with increasing waits when Meta names no time', async () => {
		const { client, requests, sleeps } = world([refused(613)]);
		expect(await failure(client.call(read))).toMatchObject({ code: 613 });
		expect(sleeps).toEqual([15_000, 30_000, 60_000]);
		expect(requests).toHaveLength(4);
	});

	it('does not treat a spam block as a rate limit', async () => {
		for (const call of [read, publish]) {
			const { client, requests, sleeps } = world([refused(4, 2207051)]);
			expect(await failure(client.call(call))).toMatchObject({ kind: 'policy', outcome: 'unknown' });
			expect(requests).toHaveLength(1);
			expect(sleeps).toEqual([]);
		}
	});

	it('blocks queued calls after a concurrent call reaches the limit', async () => {
		const { client, requests } = world([refused(80002, undefined, regainIn(19)), ok()], { maxReads: 1 });
		const errors = await Promise.all(
			Array.from({ length: 20 }, async () => await failure(client.call(read))),
		);
		expect(errors.every(({ kind }) => kind === 'rateLimit')).toBe(true);
		expect(requests).toHaveLength(1);
	});
});

describe('client.call: concurrency', () => {
	async function most(
		count: number,
		call: GraphCall,
		more: Partial<GraphClientOptions> = {},
	): Promise<number> {
		let under = 0;
		let peak = 0;
		const reply: Reply = async () => {
			under += 1;
			peak = Math.max(peak, under);
			await settle();
			under -= 1;
			return { body: '{}', headers: {}, statusCode: 200 };
		};
		const { client } = world([reply], more);
		await Promise.all(Array.from({ length: count }, async () => await client.call(call)));
		return peak;
	}

	it('sends up to 48 reads and 24 writes concurrently', async () => {
		expect(await most(100, read)).toBe(48);
		expect(await most(100, publish)).toBe(24);
		expect(await most(2, read)).toBe(2);
	});

	it('limits reads and writes separately', async () => {
		expect(await most(30, read, { maxReads: 3 })).toBe(3);
		expect(await most(30, publish, { maxWrites: 2 })).toBe(2);
	});

	it('does not block writes behind reads', async () => {
		let answer = () => {};
		const held: Reply = async () =>
			await new Promise((resolve) => (answer = () => resolve({ body: '{}', headers: {}, statusCode: 200 })));
		const { client } = world([held, ok()], { maxReads: 1, maxWrites: 1 });
		const reading = client.call(read);
		await settle();
		await client.call(publish);
		answer();
		await reading;
	});

	it('releases its slot while it waits', async () => {
		const { client, requests } = world([refused(2), ok()], { maxReads: 1 });
		await Promise.all([client.call(read), client.call(read)]);
		expect(requests).toHaveLength(3);
	});

	it('releases its slot when it fails', async () => {
		const { client, requests } = world([refused(100)], { maxReads: 1 });
		for (let n = 0; n < 3; n += 1) await failure(client.call(read));
		expect(requests).toHaveLength(3);
	});
});

describe('client.call: cancelling the execution', () => {
	/** A clock whose sleeps last until the execution is cancelled. */
	const endless = ({ signal }: AbortController) =>
		cancellableClock({ now: () => START, sleep: async () => await new Promise(() => undefined) }, signal);

	it('sends no further calls', async () => {
		const { client, requests } = world([ok()], { signal: AbortSignal.abort() });
		expect(await failure(client.call(publish))).toMatchObject({ kind: 'cancelled', outcome: 'refused' });
		expect(requests).toHaveLength(0);
	});

	it('ends a wait', async () => {
		const controller = new AbortController();
		const clock = endless(controller);
		const { client, requests } = world([refused(2)], { signal: controller.signal, clock });
		const ended = failure(client.call(read));
		await settle();
		controller.abort();
		expect(await ended).toMatchObject({ kind: 'cancelled', outcome: 'unknown' });
		expect(requests).toHaveLength(1);
	});

	it('cancels a publish during the wait for a rate limit', async () => {
		const controller = new AbortController();
		const clock = endless(controller);
		const { client, requests } = world([refused(80002, undefined, regainIn(1))], {
			signal: controller.signal,
			clock,
		});
		const ended = failure(client.call(publish));
		await settle();
		controller.abort();
		expect(await ended).toMatchObject({ kind: 'cancelled', outcome: 'refused' });
		expect(requests).toHaveLength(1);
	});

	it('ends the wait for a rate-limited account', async () => {
		const controller = new AbortController();
		const clock = endless(controller);
		const { client, requests } = world([ok({}, regainIn(1))], { signal: controller.signal, clock });
		await client.call(read);
		const ended = failure(client.call(publish));
		await settle();
		controller.abort();
		expect(await ended).toMatchObject({ kind: 'cancelled', outcome: 'refused' });
		expect(requests).toHaveLength(1);
	});

	/** Answers on request, or rejects when its request is aborted. */
	function slow(controller: AbortController): Reply {
		return async ({ abortSignal }) =>
			await new Promise((resolve, reject) => {
				(abortSignal as AbortSignal).addEventListener('abort', () =>
					reject(Object.assign(new Error('canceled'), { code: 'ERR_CANCELED' })),
				);
				setImmediate(() => {
					controller.abort();
					setImmediate(() => resolve({ body: '{"id":"9"}', headers: {}, statusCode: 200 }));
				});
			});
	}

	it('aborts a read in progress', async () => {
		const controller = new AbortController();
		const { client, requests } = world([slow(controller)], { signal: controller.signal });
		expect(await failure(client.call(read))).toMatchObject({ kind: 'cancelled', outcome: 'unknown' });
		expect(requests).toHaveLength(1);
	});

	it('completes a publish in progress', async () => {
		const controller = new AbortController();
		const { client } = world([slow(controller)], { signal: controller.signal });
		await expect(client.call(publish)).resolves.toEqual({ id: '9' });
	});
});

describe('pages and records', () => {
	const page = (ids: string[], after?: string, withNext = true) =>
		ok({
			data: ids.map((id) => ({ id })),
			paging: after
				? {
						cursors: { after },
						...(withNext ? { next: `https://evil.example/?access_token=EAAx&after=${after}` } : {}),
					}
				: {},
		});
	const edge: GraphCall = { method: 'GET', path: '/17/media', query: { fields: 'id' }, repeatable: true };

	it('reads one page at a time', async () => {
		const { client, requests } = world([page(['1', '2'], 'c')]);
		await expect(client.page(edge, { pageSize: 2, after: 'b' })).resolves.toEqual({
			records: [{ id: '1' }, { id: '2' }],
			next: 'c',
		});
		expect(requests[0]?.qs).toMatchObject({ fields: 'id', limit: '2', after: 'b' });
	});

	it('requests 100 records, or fewer if fewer are wanted', async () => {
		const { client, requests } = world([page([])]);
		await client.page(edge);
		await client.page(edge, { limit: 7 });
		expect(requests.map(({ qs }) => qs?.limit)).toEqual(['100', '7']);
		expect(requests[0]?.qs).not.toHaveProperty('after');
	});

	it('follows the cursors to the end, always on the same host', async () => {
		const { client, requests } = world([page(['1', '2'], 'c'), page([], 'd'), page(['3'])]);
		const ids: unknown[] = [];
		for await (const { id } of client.records(edge)) ids.push(id);
		expect(ids).toEqual(['1', '2', '3']);
		expect(requests.map(({ qs }) => qs?.after)).toEqual([undefined, 'c', 'd']);
		expect(new Set(requests.map(({ url }) => url))).toEqual(
			new Set(['https://graph.facebook.com/v26.0/17/media']),
		);
	});

	it('stops at the limit', async () => {
		const { client, requests } = world([page(['1', '2'], 'c')]);
		const ids: unknown[] = [];
		for await (const { id } of client.records(edge, { limit: 2, pageSize: 2 })) ids.push(id);
		expect(ids).toEqual(['1', '2']);
		expect(requests).toHaveLength(1);
	});

	it('follows a cursor without `next` only on request', async () => {
		const replies = () => [page(['1'], 'c', false), page(['2'], 'd', false), page([], 'e', false)];
		const stopped = world(replies());
		for await (const _ of stopped.client.records(edge));
		expect(stopped.requests).toHaveLength(1);
		const followed = world(replies());
		const ids: unknown[] = [];
		for await (const { id } of followed.client.records(edge, { followCursors: true })) ids.push(id);
		expect(ids).toEqual(['1', '2']);
		expect(followed.requests).toHaveLength(3);
	});

	it('rethrows errors', async () => {
		const { client } = world([page(['1'], 'c'), refused(190)]);
		const records = client.records(edge);
		await expect(records.next()).resolves.toMatchObject({ value: { id: '1' } });
		expect(await failure(records.next())).toMatchObject({ code: 190 });
	});
});
