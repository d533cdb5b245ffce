import type { IWebhookFunctions } from 'n8n-workflow';

import type { App } from './metaApp';
import { appOf } from './metaApp';
import { mayTell } from './logThrottle';

function causeOf({ loginMethod, secrets }: App): string {
	if (secrets.length === 0)
		return 'The credential has no app secret, so no event can be checked: enter it there';
	if (loginMethod === 'facebook') {
		return 'If Meta sent it, the app secret in the credential is not that of the app';
	}
	return secrets.length > 1
		? "If Meta sent it, neither the app secret nor 'Meta App Secret' in the credential is that of the app"
		: "If Meta sent it, the app secret in the credential is not that of the app, or Meta signs with the app's other secret: enter that as 'Meta App Secret' too";
}

/**
 * Tells the log, but not the sender, why an event was refused: at most once in ten minutes for each trigger.
 *
 * @param now milliseconds since the epoch
 */
export async function warnOfRefusal(context: IWebhookFunctions, now: number): Promise<void> {
	if (!mayTell(context, 'refusal', now)) return;
	const cause = causeOf(await appOf(context, now));
	context.logger.warn(`Instagram Trigger: refused an event whose signature does not match. ${cause}.`);
}
