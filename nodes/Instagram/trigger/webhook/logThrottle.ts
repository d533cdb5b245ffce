import type { IWebhookFunctions } from 'n8n-workflow';

import { nodeKeyOf } from './nodeKey';

/** Whoever floods a webhook shall not fill the log too. */
const TELL_EVERY_MS = 10 * 60 * 1000;

/** What was told of each trigger, and when. */
const toldAt = new Map<string, Map<string, number>>();

/**
 * Whether something may be told again: at most once in ten minutes for each trigger.
 *
 * @param what the kind of thing, out of a fixed few
 * @param now milliseconds since the epoch
 */
export function mayTell(context: IWebhookFunctions, what: 'error' | 'refusal', now: number): boolean {
	const key = nodeKeyOf(context);
	const told = toldAt.get(key) ?? new Map<string, number>();
	toldAt.set(key, told);
	if (now - (told.get(what) ?? -Infinity) < TELL_EVERY_MS) return false;
	told.set(what, now);
	return true;
}

/** Forgets what was told; for tests, which share a process. */
export function forgetTold(): void {
	toldAt.clear();
}
