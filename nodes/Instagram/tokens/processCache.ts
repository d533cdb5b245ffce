import { UserError } from 'n8n-workflow';

import { BoundedMap, processStore } from '../shared/processState';
import type { KnownToken } from './token';

/** The time limit was exceeded. The work may still be running. */
export class TimeLimitError extends UserError {
	constructor() {
		super('The time limit was exceeded');
	}
}

/**
 * Waits for `work`, but no longer than the limit. The work itself is not cancelled.
 *
 * @param limitMs milliseconds, in real time
 * @throws TimeLimitError, or what the work throws
 */
export async function withTimeLimit<T>(limitMs: number, work: Promise<T>): Promise<T> {
	const limit = AbortSignal.timeout(limitMs);
	return await new Promise<T>((resolve, reject) => {
		limit.addEventListener('abort', () => reject(new TimeLimitError()), { once: true });
		work.then(resolve, reject);
	});
}

/** More credentials than any n8n uses between two restarts; an entry has a few hundred bytes. */
const MAX_ENTRIES = 10_000;

/**
 * State that the process keeps between executions, in memory only. All keys contain the fingerprint of a token, so the
 * state of one token is never used for another.
 *
 * - `lastFailedAttempts`: times of failed renewals, so that they are not retried at every use.
 * - `unsavedTokens`: renewed tokens that could not be saved, or only for one tenant, by the stored token that they were
 *   renewed from.
 * - `inFlight`: renewals in progress.
 */
const lastFailedAttempts = processStore(new BoundedMap<string, number>(MAX_ENTRIES));
const unsavedTokens = processStore(new BoundedMap<string, KnownToken>(MAX_ENTRIES));
const inFlight = processStore(new Map<string, Promise<unknown>>());

/** Returns when a renewal of the token last failed, in milliseconds since the epoch. */
export function lastFailedAttempt(fingerprint: string): number | undefined {
	return lastFailedAttempts.get(fingerprint);
}

/** Records that a renewal of the token failed at `at`, in milliseconds since the epoch. */
export function recordFailedAttempt(fingerprint: string, at: number): void {
	lastFailedAttempts.set(fingerprint, at);
}

/** Returns the token that this process uses instead of the stored one. */
export function unsavedTokenOf(storedFingerprint: string): KnownToken | undefined {
	return unsavedTokens.get(storedFingerprint);
}

/** Records a renewed token that could not be saved, to use it instead of the stored one. */
export function recordUnsavedToken(storedFingerprint: string, token: KnownToken): void {
	unsavedTokens.set(storedFingerprint, token);
}

/**
 * Runs `work` once for all concurrent callers with the same key. After the time limit all callers get an error, and the
 * next caller starts again.
 *
 * @param limitMs milliseconds
 * @throws TimeLimitError, or what the work throws
 */
export async function singleFlight<T>(key: string, limitMs: number, work: () => Promise<T>): Promise<T> {
	const running = inFlight.get(key) as Promise<T> | undefined;
	if (running) return await running;
	const flight = withTimeLimit(limitMs, work()).finally(() => inFlight.delete(key));
	inFlight.set(key, flight);
	return await flight;
}
