import type { TriggerContext } from './parameters';
import { nodeKeyOf } from './parameters';
import { processStore } from '../../shared/processState';

/** What a trigger logs on request of anybody on the internet, and how often at most, in milliseconds. */
const EVERY_MS = {
	error: 10 * 60 * 1000,
	rejectedSignature: 10 * 60 * 1000,
	dashboardSample: 60 * 1000,
	standby: 24 * 60 * 60 * 1000,
	messagesNotTicked: 24 * 60 * 60 * 1000,
	unknownAccount: 10 * 60 * 1000,
	unreachablePeer: 10 * 60 * 1000,
} as const;

/** Triggers whose log lines are remembered, those of deleted workflows included. */
const TRIGGERS_AT_MOST = 1000;

/** Trigger and kind of line -> when it was logged last. */
const loggedAt = processStore(new Map<string, number>());

/**
 * Rate-limits log lines, so that a flood of requests does not flood the log.
 *
 * @param now milliseconds since the epoch
 * @returns whether a line of this kind may be logged now; it then counts as logged
 */
export function shouldLog(context: TriggerContext, kind: keyof typeof EVERY_MS, now: number): boolean {
	const key = `${kind} ${nodeKeyOf(context)}`;
	if (now - (loggedAt.get(key) ?? -Infinity) < EVERY_MS[kind]) return false;
	loggedAt.delete(key);
	loggedAt.set(key, now);
	const [oldest] = loggedAt.keys();
	if (oldest !== undefined && loggedAt.size > TRIGGERS_AT_MOST) loggedAt.delete(oldest);
	return true;
}
