import type { IWebhookFunctions } from 'n8n-workflow';

import type { OwnAddress } from './address';
import { hasStandby, isDashboardSample, isUnedited } from './events';
import type { InstagramEvent } from './eventTypes';
import { shouldLog } from './logThrottle';
import type { MetaApp } from './metaApp';
import { appOf } from './metaApp';

/** A delivery whose signature is good. */
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
		return 'The credential has no app secret, so no event can be checked: enter it there';
	if (loginMethod === 'facebook') {
		return 'If Meta sent it, the app secret in the credential is not that of the app';
	}
	return secrets.length > 1
		? "If Meta sent it, neither the app secret nor 'Meta App Secret' in the credential is that of the app"
		: "If Meta sent it, the app secret in the credential is not that of the app, or Meta signs with the app's other secret: enter that as 'Meta App Secret' too";
}

/** Tells the log, but not the sender, why an event was rejected. */
export async function logRejectedSignature(context: IWebhookFunctions, now: number): Promise<void> {
	if (!shouldLog(context, 'rejectedSignature', now)) return;
	const cause = causeOfRejection(await appOf(context, now));
	context.logger.warn(`Instagram Trigger: refused an event whose signature does not match. ${cause}.`);
}

/** What a delivery says about the set-up at Meta, for the log: it starts no workflow. */
export function logSetUp({ context, events, payload, own, now }: SignedDelivery): void {
	const { logger } = context;
	if (!own.isTest && events.some(isDashboardSample) && shouldLog(context, 'dashboardSample', now)) {
		logger.info(
			"Instagram Trigger: the dashboard's sample came, the connection works. Samples start no published workflow; to see one as an item, click Test in the dashboard while 'Execute step' listens.",
		);
	}
	if (hasStandby(payload) && shouldLog(context, 'standby', now)) {
		logger.warn(
			"Instagram Trigger: Meta sends messages of this account to this app as 'standby' only, because another app has the conversations, so they start no workflow. Make this app the primary one: in the Instagram account's or Page's settings under Conversation routing.",
		);
	}
	const unedited = events.filter(isUnedited);
	const isTold = ({ mid }: InstagramEvent) =>
		events.some((one) => one.event === 'messages' && one.mid === mid);
	if (unedited.some((event) => !isTold(event)) && shouldLog(context, 'messagesNotTicked', now)) {
		logger.warn(
			"Instagram Trigger: Meta sent a 'message_edit' that is none (num_edit 0), as it does for every new message. If no messages arrive, the app is not subscribed to 'messages': tick it in the App Dashboard under Webhooks.",
		);
	}
}
