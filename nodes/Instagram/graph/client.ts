import type { IDataObject, IN8nHttpFullResponse } from 'n8n-workflow';

import { readAnswer } from './answer';
import { GraphError, cancelledError, networkError, throttledError } from './errors/explain';
import { INVALID_TOKEN } from './errors/row';
import { PAGE_SIZE, PageSizes, pagesOf, readPage, recordsOf } from './paging';
import { buildRequest, secretsOf } from './request';
import { decideRetry, defaultRetryAfter } from './retry';
import { createSemaphore } from '../shared/concurrency';
import { retryAfterFor, limitKeys, limitsFrom, sharedRateLimiter, readUsage } from './rateLimits';
import { toError } from '../shared/toError';
import type {
	GraphCall,
	GraphClient,
	GraphClientOptions,
	GraphPage,
	GraphSettings,
	PageOptions,
} from './types';
import { createUploader } from './upload';

/** Concurrent reads. With 48, 1,000 reads take no longer than with n8n's HTTP Request node, which sends all at once. */
export const MAX_READS = 48;

/** Concurrent writes. Uploads have a limit of their own. */
const MAX_WRITES = 24;

const RETRY_BUDGET_MS = 120_000;

const TIMEOUT_MS = 30_000;

/** Retry state of one call. */
interface Progress {
	token: string;
	/** Whether the token source has been asked for another token. */
	replaced: boolean;
	attempt: number;
	/** Milliseconds spent on waits and failed attempts. */
	spentMs: number;
	/** Whether an attempt may have taken effect. */
	mayHaveActed: boolean;
}

/**
 * Creates the only sender of authenticated requests. It signs a call, sends it, reads the answer, and retries if that is
 * safe.
 */
export function createGraphClient(options: GraphClientOptions): GraphClient {
	const { send, token: tokens, clock, signal, loginMethod, apiVersion, appSecret } = options;
	const { retryBudgetMs = RETRY_BUDGET_MS, rateLimiter = sharedRateLimiter, random = Math.random } = options;
	const settings: Readonly<GraphSettings> = { loginMethod, apiVersion, appSecret };
	const pageSizes = new PageSizes();
	const reads = createSemaphore(options.maxReads ?? MAX_READS);
	const writes = createSemaphore(options.maxWrites ?? MAX_WRITES);

	async function pause(milliseconds: number, mayHaveActed: boolean): Promise<void> {
		await clock.sleep(milliseconds);
		throwIfCancelled(mayHaveActed);
	}

	function throwIfCancelled(mayHaveActed: boolean): void {
		if (signal?.aborted) throw cancelledError(mayHaveActed);
	}

	/** Waits for a permit and for the end of Meta's pauses. Resolves with the function that releases the permit. */
	async function acquire(method: GraphCall['method'], keys: string[], progress: Progress) {
		const semaphore = method === 'GET' ? reads : writes;
		for (;;) {
			const release = await semaphore.acquire();
			const wait = rateLimiter.remaining(keys, clock.now());
			if (wait === 0 && !signal?.aborted) return release;
			release();
			throwIfCancelled(progress.mayHaveActed);
			if (progress.spentMs + wait > retryBudgetMs) throw throttledError(wait);
			progress.spentMs += wait;
			await pause(wait, progress.mayHaveActed);
		}
	}

	async function exchange(call: GraphCall, token: string): Promise<IN8nHttpFullResponse> {
		const timeout = call.timeout ?? TIMEOUT_MS;
		// In older versions of n8n its own timeout starts once the connection exists. This one also covers a proxy that
		// never connects.
		const timeLimit = AbortSignal.timeout(timeout);
		// A write is not aborted on cancellation: only its answer says whether it took effect.
		const abortSignal = signal && call.repeatable ? AbortSignal.any([timeLimit, signal]) : timeLimit;
		const request = { ...buildRequest(call, settings, token), timeout, abortSignal };
		try {
			return await send(request);
		} catch (cause) {
			if (call.repeatable) throwIfCancelled(true);
			throw networkError(cause);
		}
	}

	/** Sends a call once, reads the answer, and pauses the keys that Meta throttles. */
	async function attempt(call: GraphCall, progress: Progress): Promise<unknown> {
		const { token } = progress;
		const subject = { settings, token, accountId: call.accountId };
		const release = await acquire(call.method, limitKeys(subject), progress);
		progress.attempt += 1;
		const sentAt = clock.now();
		let usage = readUsage(undefined);
		try {
			const response = await exchange(call, token);
			usage = readUsage(response.headers);
			const answer = readAnswer(response, {
				secrets: secretsOf(settings, token),
				permission: call.permission,
				retryAfterMs: retryAfterFor(usage, call.accountId),
			});
			applyLimits(undefined);
			return answer;
		} catch (caught) {
			progress.spentMs += clock.now() - sentAt;
			applyLimits(caught instanceof GraphError ? caught : undefined);
			throw toError(caught);
		} finally {
			release();
		}

		function applyLimits(error: GraphError | undefined): void {
			for (const { key, waitMs } of limitsFrom(subject, usage, error, defaultRetryAfter(progress.attempt))) {
				rateLimiter.pause(key, clock.now() + waitMs);
			}
		}
	}

	/** Takes another token, once per call, if Meta rejects the current one. Resolves with whether there is one. */
	async function replaceToken(call: GraphCall, error: GraphError, progress: Progress): Promise<boolean> {
		if (error.code !== INVALID_TOKEN || progress.replaced || call.accessToken !== undefined) return false;
		progress.replaced = true;
		// If the search for another token fails, the rejected token is still the error to report.
		const other = await tokens.replacementFor(progress.token).catch(() => undefined);
		if (other === undefined || other === progress.token) return false;
		progress.token = other;
		return true;
	}

	async function call<T = IDataObject>(one: GraphCall): Promise<T> {
		throwIfCancelled(false);
		const progress: Progress = {
			token: one.accessToken ?? tokens.current(),
			replaced: false,
			attempt: 0,
			spentMs: 0,
			mayHaveActed: false,
		};
		for (;;) {
			try {
				return (await attempt(one, progress)) as T;
			} catch (caught) {
				if (!(caught instanceof GraphError)) throw toError(caught);
				if (await replaceToken(one, caught, progress)) continue;
				const decision = decideRetry({
					repeatable: one.repeatable,
					error: caught,
					attempt: progress.attempt,
					spentMs: progress.spentMs,
					retryBudgetMs,
					random: random(),
				});
				if (!decision.retry) throw toError(caught);
				progress.mayHaveActed ||= caught.outcome === 'unknown';
				progress.spentMs += decision.waitMs;
				await pause(decision.waitMs, progress.mayHaveActed);
			}
		}
	}

	async function onePage<T>(
		one: GraphCall,
		limit: number,
		{ after, followCursors }: PageOptions,
	): Promise<GraphPage<T>> {
		return readPage<T>(await call({ ...one, query: { ...one.query, limit, after } }), followCursors);
	}

	async function page<T = IDataObject>(one: GraphCall, options: PageOptions = {}): Promise<GraphPage<T>> {
		const { limit = Infinity, pageSize = PAGE_SIZE } = options;
		const read = async (size: number) => await onePage<T>(one, size, options);
		return await pageSizes.read(one.path, Math.min(pageSize, limit), read);
	}

	function pageReader<T>(one: GraphCall, { followCursors }: PageOptions) {
		return async (after: string | undefined, size: number) =>
			await onePage<T>(one, size, { after, followCursors });
	}

	function pages<T = IDataObject>(one: GraphCall, options: PageOptions = {}): AsyncGenerator<GraphPage<T>> {
		return pagesOf<T>(pageReader<T>(one, options), options);
	}

	function records<T = IDataObject>(one: GraphCall, options: PageOptions = {}): AsyncGenerator<T> {
		return recordsOf<T>(pageReader<T>(one, options), options);
	}

	const upload = createUploader({ settings, send, token: tokens, signal, pause, throwIfCancelled });

	return { settings, call, upload, page, pages, records };
}
