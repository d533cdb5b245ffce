import type { GraphError } from './errors/GraphError';

/** State of a call that failed. */
export interface RetrySituation {
	/** See `GraphCall.repeatable`. */
	repeatable: boolean;
	error: GraphError;
	/** Times that the call has been sent, at least 1. */
	attempt: number;
	/** Milliseconds that the call has spent on waits and failed attempts. */
	spentMs: number;
	/** Milliseconds that it may spend on them. */
	retryBudgetMs: number;
	/** 0 to 1, exclusive. */
	random: number;
}

export type RetryDecision = { retry: true; waitMs: number } | { retry: false };

const NO: RetryDecision = { retry: false };

/** A call is sent at most this often. */
export const MAX_ATTEMPTS = 4;

/** Waits before the second, third and fourth attempt after a transient error. Half of each is random. */
const FAULT_WAITS_MS = [1_000, 2_000, 4_000];

/** Waits after a rate limit without a retry-after. Calls made while throttled prolong the limit. */
const LIMIT_WAITS_MS = [15_000, 30_000, 60_000];

function stepOf(steps: readonly number[], attempt: number): number | undefined {
	return attempt < MAX_ATTEMPTS ? steps[attempt - 1] : undefined;
}

/** Milliseconds to pause a throttled account or app for which Meta named no time. */
export function defaultRetryAfter(attempt: number): number {
	return LIMIT_WAITS_MS[Math.min(attempt, LIMIT_WAITS_MS.length) - 1] ?? 0;
}

/** Meta rejected the call without processing it, so that even a write can be sent again. */
function isThrottled({ kind, outcome, code }: GraphError): boolean {
	return kind === 'rateLimit' && outcome === 'refused' && code !== undefined;
}

/** The same request may succeed later. The publishing code itself waits for a container that does not exist yet. */
function isTransient({ kind, retry }: GraphError): boolean {
	return retry === 'sameRequest' && kind !== 'container';
}

/**
 * Decides whether a call is sent again, and when.
 *
 * Waits for a rate limit as long as Meta asks, if the retry budget allows it; otherwise not at all, because a shorter
 * wait would only prolong the limit. Retries a transient error with growing waits, and only if the call is repeatable.
 *
 * @see https://developers.facebook.com/docs/graph-api/overview/rate-limiting
 */
export function decideRetry(situation: RetrySituation): RetryDecision {
	const { repeatable, error, attempt, spentMs, retryBudgetMs, random } = situation;
	const throttled = isThrottled(error);
	if (!throttled && !(repeatable && (isTransient(error) || error.kind === 'rateLimit'))) return NO;

	const isRateLimit = error.kind === 'rateLimit';
	const step = stepOf(isRateLimit ? LIMIT_WAITS_MS : FAULT_WAITS_MS, attempt);
	if (step === undefined) return NO;
	// The retry-after is a minimum. Jitter only adds to it, so that waiting calls do not return all at once.
	const waitMs = isRateLimit
		? (error.retryAfterMs ?? step) + random * 1_000
		: Math.max(error.retryAfterMs ?? 0, step / 2 + (random * step) / 2);
	return spentMs + waitMs <= retryBudgetMs ? { retry: true, waitMs: Math.round(waitMs) } : NO;
}
