import type { GraphError } from './errors/GraphError';

/** What a call has come to when it is decided whether to send it again. */
export interface RetrySituation {
	/** See `GraphCall.repeatable`. */
	repeatable: boolean;
	error: GraphError;
	/** How often the call has been sent, at least 1. */
	attempt: number;
	/** Milliseconds that the call has spent on waits and tries in vain. */
	spentMs: number;
	/** Milliseconds that it may spend so. */
	retryBudgetMs: number;
	/** 0 to 1, exclusive. */
	random: number;
}

export type RetryDecision = { retry: true; waitMs: number } | { retry: false };

const NO: RetryDecision = { retry: false };

/** How often a call is sent, at most. */
export const MAX_ATTEMPTS = 4;

/** Waits before the second, third and fourth try after a passing fault; half of each is left to chance. */
const FAULT_WAITS_MS = [1_000, 2_000, 4_000];

/** The same for a rate limit for which Meta named no time. Calls made while throttled prolong it. */
const LIMIT_WAITS_MS = [15_000, 30_000, 60_000];

function stepOf(steps: readonly number[], attempt: number): number | undefined {
	return attempt < MAX_ATTEMPTS ? steps[attempt - 1] : undefined;
}

/** Milliseconds to leave a limited account or app alone where Meta named no time. */
export function defaultRetryAfter(attempt: number): number {
	return LIMIT_WAITS_MS[Math.min(attempt, LIMIT_WAITS_MS.length) - 1] ?? 0;
}

/** Meta refused to look at the call: nothing was done, whatever the call was. */
function isLimit({ kind, outcome, code }: GraphError): boolean {
	return kind === 'rateLimit' && outcome === 'refused' && code !== undefined;
}

/** The same request may succeed by itself. A container that is not there yet is its owner's business. */
function isTransient({ kind, retry }: GraphError): boolean {
	return retry === 'sameRequest' && kind !== 'container';
}

/**
 * Decides whether a call is sent again, and when.
 *
 * A rate limit is waited for as long as Meta says, if the retry budget allows, else not at all: a shorter wait would only
 * prolong it. A passing fault is retried with growing waits, and only where the call may be repeated.
 *
 * @see https://developers.facebook.com/docs/graph-api/overview/rate-limiting
 */
export function decideRetry(situation: RetrySituation): RetryDecision {
	const { repeatable, error, attempt, spentMs, retryBudgetMs, random } = situation;
	const limited = isLimit(error);
	if (!limited && !(repeatable && (isTransient(error) || error.kind === 'rateLimit'))) return NO;

	const slow = error.kind === 'rateLimit';
	const step = stepOf(slow ? LIMIT_WAITS_MS : FAULT_WAITS_MS, attempt);
	if (step === undefined) return NO;
	// A named time is the least: chance only adds to it, so that waiting calls do not come back all at once.
	const waitMs = slow
		? (error.retryAfterMs ?? step) + random * 1_000
		: Math.max(error.retryAfterMs ?? 0, step / 2 + (random * step) / 2);
	return spentMs + waitMs <= retryBudgetMs ? { retry: true, waitMs: Math.round(waitMs) } : NO;
}
