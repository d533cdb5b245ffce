import { UserError } from 'n8n-workflow';

import { processStore } from '../shared/processState';
import type { KnownToken } from './token';

/** Work that took longer than it may. It may still be under way. */
export class TimeLimitError extends UserError {
	constructor() {
		super('The time limit is over');
	}
}

/**
 * Waits for work, but no longer than the limit: what it becomes of after that, nobody waits for.
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

/** More than any n8n has credentials in use between two restarts; an entry has some hundred bytes. */
const MAX_ENTRIES = 10_000;

/**
 * What the process knows of tokens between executions; never on disk. All keys hold the fingerprint of one token, so
 * that nothing that is known of one is ever used for another.
 *
 * `triedAt`: when a renewal failed, so that it is not tried at every use. `successors`: renewed tokens that the credential
 * does not hold, or may not hold for long, by the stored token that they were renewed from. `flights`: renewals under way.
 */
const lastFailedAttempts = processStore(new Map<string, number>());
const unsavedTokens = processStore(new Map<string, KnownToken>());
const inFlight = processStore(new Map<string, Promise<unknown>>());

/** Sets an entry as the newest, and drops the oldest where there are too many. */
function setNewest<T>(cache: Map<string, T>, key: string, value: T): void {
	cache.delete(key);
	cache.set(key, value);
	if (cache.size <= MAX_ENTRIES) return;
	const [oldest] = cache.keys();
	if (oldest !== undefined) cache.delete(oldest);
}

/** Milliseconds since the epoch. */
export function lastFailedAttempt(fingerprint: string): number | undefined {
	return lastFailedAttempts.get(fingerprint);
}

export function recordFailedAttempt(fingerprint: string, at: number): void {
	setNewest(lastFailedAttempts, fingerprint, at);
}

/** The token that this process uses in place of the stored one. */
export function unsavedTokenOf(storedFingerprint: string): KnownToken | undefined {
	return unsavedTokens.get(storedFingerprint);
}

export function recordUnsavedToken(storedFingerprint: string, token: KnownToken): void {
	setNewest(unsavedTokens, storedFingerprint, token);
}

/**
 * Does the work once for all who ask for the same key while it is under way. After the time limit nobody waits for it
 * any more, and who asks next begins anew.
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
