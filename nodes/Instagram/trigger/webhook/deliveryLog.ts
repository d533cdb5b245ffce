import type { IWebhookFunctions } from 'n8n-workflow';

import { BoundedMap, processStore } from '../../shared/processState';
import type { OwnAddress } from './address';
import { hasStandby, isDashboardSample, isEmptyEdit } from './events';
import type { InstagramEvent } from './eventTypes';
import type { MetaApp } from './metaApp';
import { cachedApp } from './metaApp';
import type { TriggerContext } from './parameters';
import { nodeKeyOf } from './parameters';

/** Log lines that anyone on the internet can cause, with the minimum time between two of a kind, in milliseconds. */
const LOG_INTERVAL_MS = {
	error: 10 * 60 * 1000,
	rejectedSignature: 10 * 60 * 1000,
	dashboardSample: 60 * 1000,
	standby: 24 * 60 * 60 * 1000,
	messagesNotTicked: 24 * 60 * 60 * 1000,
	invalidOption: 10 * 60 * 1000,
	unknownAccount: 10 * 60 * 1000,
	unreachablePeer: 10 * 60 * 1000,
} as const;

/** Includes triggers of deleted workflows. */
const MAX_TRIGGERS = 1000;

/** When each kind of line was last logged, by kind and trigger. */
const loggedAt = processStore(new BoundedMap<string, number>(MAX_TRIGGERS));

/**
 * Rate-limits log lines, so that a flood of requests does not flood the log.
 *
 * @param now milliseconds since the epoch
 * @returns whether a line of this kind may be logged now; it then counts as logged
 */
export function shouldLog(context: TriggerContext, kind: keyof typeof LOG_INTERVAL_MS, now: number): boolean {
	const key = `${kind} ${nodeKeyOf(context)}`;
	if (now - (loggedAt.get(key) ?? -Infinity) < LOG_INTERVAL_MS[kind]) return false;
	loggedAt.set(key, now);
	return true;
}

/** A delivery with a valid signature. */
export interface SignedDelivery {
	context: IWebhookFunctions;
	own: OwnAddress;
	payload: unknown;
	events: readonly InstagramEvent[];
	/** Milliseconds since the epoch. */
	now: number;
}

function causeOfRejection({ loginMethod, secrets }: MetaApp): string {
	if (secrets.length === 0)
		return 'The credential has no app secret, so events cannot be verified: enter it there';
	if (loginMethod === 'facebook') {
		return 'If Meta sent it, the app secret in the credential does not belong to the app';
	}
	return secrets.length > 1
		? "If Meta sent it, neither the app secret nor 'Meta App Secret' in the credential belongs to the app"
		: "If Meta sent it, the app secret in the credential does not belong to the app, or Meta signs with the app's other secret: enter that one as 'Meta App Secret'";
}

/** Logs why an event was rejected. The response does not say it. */
export async function logRejectedSignature(context: IWebhookFunctions, now: number): Promise<void> {
	if (!shouldLog(context, 'rejectedSignature', now)) return;
	const cause = causeOfRejection(await cachedApp(context, now));
	context.logger.warn(`Instagram Trigger: rejected an event because its signature does not match. ${cause}.`);
}

/** Logs what a delivery shows about the set-up at Meta. */
export function logSetupHints({ context, events, payload, own, now }: SignedDelivery): void {
	const { logger } = context;
	if (!own.isTest && events.some(isDashboardSample) && shouldLog(context, 'dashboardSample', now)) {
		logger.info(
			"Instagram Trigger: received a sample from the App Dashboard; the connection works. Samples do not start a published workflow. To see one as an item, click Test in the dashboard while 'Execute step' is listening.",
		);
	}
	if (hasStandby(payload) && shouldLog(context, 'standby', now)) {
		logger.warn(
			"Instagram Trigger: Meta sends this account's messages to this app only as 'standby', because another app handles the conversations, so they start no workflow. Make this app the primary one in the settings of the Instagram account or Page, under Conversation routing.",
		);
	}
	const unedited = events.filter(isEmptyEdit);
	const hasMessage = ({ mid }: InstagramEvent) =>
		events.some((one) => one.event === 'messages' && one.mid === mid);
	if (unedited.some((event) => !hasMessage(event)) && shouldLog(context, 'messagesNotTicked', now)) {
		logger.warn(
			"Instagram Trigger: Meta sent a 'message_edit' without an edit (num_edit 0), as it does for every new message. If no messages arrive, the app is not subscribed to 'messages': select it in the App Dashboard under Webhooks.",
		);
	}
}
