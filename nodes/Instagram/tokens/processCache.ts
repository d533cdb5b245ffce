import { withTimeLimit } from './timeLimit';
import type { KnownToken } from './token';
import { processStore } from '../shared/processState';

/** More than any n8n has credentials in use between two restarts; an entry has some hundred bytes. */
const MOST_ENTRIES = 10_000;

/**
 * What the process knows of tokens between executions; never on disk. All keys hold the fingerprint of one token, so
 * that nothing that is known of one is ever used for another.
 *
 * `triedAt`: when a renewal failed, so that it is not tried at every use. `successors`: renewed tokens that the credential
 * does not hold, or may not hold for long, by the stored token that they were renewed from. `flights`: renewals under way.
 */
const triedAt = processStore(new Map<string, number>());
const successors = processStore(new Map<string, KnownToken>());
const flights = processStore(new Map<string, Promise<unknown>>());

/** Sets an entry as the newest, and drops the oldest where there are too many. */
function remember<T>(cache: Map<string, T>, key: string, value: T): void {
	cache.delete(key);
	cache.set(key, value);
	if (cache.size <= MOST_ENTRIES) return;
	const [oldest] = cache.keys();
	if (oldest !== undefined) cache.delete(oldest);
}

/** Milliseconds since the epoch. */
export function lastTry(fingerprint: string): number | undefined {
	return triedAt.get(fingerprint);
}

export function rememberTry(fingerprint: string, at: number): void {
	remember(triedAt, fingerprint, at);
}

/** The token that this process uses in place of the stored one. */
export function successorOf(storedFingerprint: string): KnownToken | undefined {
	return successors.get(storedFingerprint);
}

export function rememberSuccessor(storedFingerprint: string, token: KnownToken): void {
	remember(successors, storedFingerprint, token);
}

/**
 * Does the work once for all who ask for the same key while it is under way. After the time limit nobody waits for it
 * any more, and who asks next begins anew.
 *
 * @param limitMs milliseconds
 * @throws TimeLimitError, or what the work throws
 */
export async function singleFlight<T>(key: string, limitMs: number, work: () => Promise<T>): Promise<T> {
	const underWay = flights.get(key) as Promise<T> | undefined;
	if (underWay) return await underWay;
	const flight = withTimeLimit(limitMs, work()).finally(() => flights.delete(key));
	flights.set(key, flight);
	return await flight;
}
