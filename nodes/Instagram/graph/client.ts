import type { IDataObject, IN8nHttpFullResponse } from 'n8n-workflow';

import { readAnswer } from './answer';
import { GraphError, cancelledError, noAnswerError, throttledError } from './errors/explain';
import { PAGE_SIZE, PageSizes, readPage, recordsOf } from './paging';
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

/** Reads under way at once: 1,000 of them then take no longer than by n8n's HTTP Request node, which sends all at once. */
export const MAX_READS = 48;

/** Writes under way at once; uploads have a bound of their own. */
export const MAX_WRITES = 24;

const RETRY_BUDGET_MS = 120_000;

const TIMEOUT_MS = 30_000;

/** Meta's code for a token that it does not accept. */
const TOKEN_REFUSED = 190;

/** How one call has fared so far. */
interface Progress {
	token: string;
	/** Whether the credential has been asked for another token. */
	replaced: boolean;
	attempt: number;
	/** Milliseconds spent on waits and on tries in vain. */
	spentMs: number;
	/** Whether a try may have taken effect. */
	mayHaveActed: boolean;
}

/**
 * The only sender of authenticated requests: signs a call, sends it, reads the answer, and waits and sends again
 * where that is safe.
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

	/** Waits for a permit and for the end of Meta's pauses; resolves with the function that gives the permit back. */
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
		// The sender's own limit counts from the connection on; this one also covers a proxy that never connects.
		const limit = AbortSignal.timeout(timeout);
		// A write that is under way is seen through: its answer tells whether it took effect.
		const abortSignal = signal && call.repeatable ? AbortSignal.any([limit, signal]) : limit;
		const request = { ...buildRequest(call, settings, token), timeout, abortSignal };
		try {
			return await send(request);
		} catch (cause) {
			if (call.repeatable) throwIfCancelled(true);
			throw noAnswerError(cause);
		}
	}

	/** Sends a call once and reads the answer; notes who is to be left alone. */
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
			note(undefined);
			return answer;
		} catch (caught) {
			progress.spentMs += clock.now() - sentAt;
			note(caught instanceof GraphError ? caught : undefined);
			throw toError(caught);
		} finally {
			release();
		}

		function note(error: GraphError | undefined): void {
			for (const { key, waitMs } of limitsFrom(subject, usage, error, defaultRetryAfter(progress.attempt))) {
				rateLimiter.pause(key, clock.now() + waitMs);
			}
		}
	}

	/** Another token, once per call, where Meta does not accept the credential's. */
	async function replace(call: GraphCall, error: GraphError, progress: Progress): Promise<boolean> {
		if (error.code !== TOKEN_REFUSED || progress.replaced || call.accessToken !== undefined) return false;
		progress.replaced = true;
		// Where looking for another one breaks, the refusal stays the reason.
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
				if (await replace(one, caught, progress)) continue;
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

	function records<T = IDataObject>(one: GraphCall, options: PageOptions = {}): AsyncGenerator<T> {
		const { followCursors } = options;
		const read = async (after: string | undefined, size: number) =>
			await onePage<T>(one, size, { after, followCursors });
		return recordsOf<T>(read, options);
	}

	const upload = createUploader({ settings, send, token: tokens, signal, pause, throwIfCancelled });

	return { settings, call, upload, page, records };
}
