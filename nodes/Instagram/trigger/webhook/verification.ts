import type { IWebhookFunctions } from 'n8n-workflow';

import type { Answer } from './answer';
import { appThat } from './metaApp';
import { isComplete, knownSelf } from './knownSelf';
import { ownVerifyToken, optionsOf, stateOf } from './parameters';
import { join } from './peers';
import { isSameText } from './signature';

function isText(value: unknown): value is string {
	return typeof value === 'string' && value !== '';
}

/**
 * Meta's question whether this address is meant for its events: the challenge is given back to whoever knows the
 * verify token. That it was asked is noted, because nothing else shows that the address stands in Meta's dashboard.
 *
 * @param query the parameters of the request
 * @param now milliseconds since the epoch
 * @see https://developers.facebook.com/docs/graph-api/webhooks/getting-started#verification-requests
 */
export async function shakeHands(
	context: IWebhookFunctions,
	query: Record<string, unknown>,
	now: number,
): Promise<Answer> {
	const { 'hub.mode': mode, 'hub.verify_token': token, 'hub.challenge': challenge } = query;
	if (!isText(mode) || !isText(token) || !isText(challenge)) return { status: 400 };
	if (mode !== 'subscribe') return { status: 403 };
	// Without option and secret, the token would follow from nothing that is secret.
	const { verifyToken } = optionsOf(context);
	const hasOption = isText(verifyToken) && verifyToken.trim() !== '';
	const app = await appThat(
		context,
		now,
		(one) => (hasOption || one.appSecret !== undefined) && isSameText(token, ownVerifyToken(context, one)),
	);
	if (!app) return { status: 403 };
	const handshakeAt = new Date(now).toISOString();
	join(app.appKey, { ...knownSelf(context, app), handshakeAt });
	if (isComplete(context)) stateOf(context).handshakeAt = handshakeAt;
	return { status: 200, text: challenge };
}
