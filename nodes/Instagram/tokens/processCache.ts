import type { KnownToken } from './token';

/** What one renewal gave to all who waited for it. */
type Flight = Promise<unknown>;

/**
 * What the process remembers of tokens between executions, by fingerprint or credential id; never on disk.
 *
 * `triedAt`: renewals that failed, so that they are not tried at every use. `successors`: tokens that could not be
 * saved, by the one that is stored. `flights`: renewals under way.
 */
const triedAt = new Map<string, number>();
const successors = new Map<string, KnownToken>();
const flights = new Map<string, Flight>();

export function lastTry(fingerprint: string): number | undefined {
	return triedAt.get(fingerprint);
}

export function rememberTry(fingerprint: string, at: number): void {
	triedAt.set(fingerprint, at);
}

/** The token that took the place of the stored one in this process. */
export function successorOf(fingerprint: string): KnownToken | undefined {
	return successors.get(fingerprint);
}

export function rememberSuccessor(storedFingerprint: string, token: KnownToken): void {
	successors.set(storedFingerprint, token);
}

/** Does the work once for all who ask for the same key while it is under way. */
export async function once<T>(key: string, work: () => Promise<T>): Promise<T> {
	const underWay = flights.get(key) as Promise<T> | undefined;
	if (underWay) return await underWay;
	const flight = work().finally(() => flights.delete(key));
	flights.set(key, flight);
	return await flight;
}

/** Forgets everything; for tests, which share a process. */
export function forgetTokens(): void {
	triedAt.clear();
	successors.clear();
	flights.clear();
}
