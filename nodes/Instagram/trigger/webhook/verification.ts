import type { IWebhookFunctions } from 'n8n-workflow';

import { createHmac } from 'crypto';

import { senderOf } from '../../graph/request';
import type { OwnAddress, WebhookAddress } from './address';
import { addressOf } from './address';
import { ownPeer, storedAccount } from './context';
import { takeOver } from './discovery';
import type { WebhookAnswer } from './eventTypes';
import type { MetaApp } from './metaApp';
import { findApp } from './metaApp';
import type { TriggerContext } from './parameters';
import { verifyTokenOption } from './parameters';
import { isSameText } from './signature';
import { readState, writeState } from './state';

/** Hexadecimal digits: 128 bits cannot be guessed. */
const LENGTH = 32;

/**
 * Derives a verify token from the app secret and a trigger's path. Every trigger of the app can compute the token of every
 * other one; without the secret, it cannot be computed.
 */
export function derivedVerifyToken(
	{ secrets }: Pick<MetaApp, 'secrets'>,
	{ path }: Pick<WebhookAddress, 'path'>,
): string {
	const [secret = ''] = secrets;
	return createHmac('sha256', secret).update(`verify token ${path}`).digest('hex').slice(0, LENGTH);
}

/** Returns the verify token of this trigger: the option 'Verify Token', or else the derived one. */
export function ownVerifyToken(context: TriggerContext, app: MetaApp, own: OwnAddress): string {
	return verifyTokenOption(context) ?? derivedVerifyToken(app, own);
}

function isText(value: unknown): value is string {
	return typeof value === 'string' && value !== '';
}

/**
 * Answers Meta's verification request: returns the challenge if the verify token is correct. Records the time of the
 * request, because nothing else shows that the URL is in Meta's dashboard.
 *
 * Also accepts the derived token if the user has set another one: a trigger of the app uses it to transfer the callback to
 * this one.
 *
 * @param query the parameters of the request
 * @param now milliseconds since the epoch
 * @see https://developers.facebook.com/docs/graph-api/webhooks/getting-started#verification-requests
 */
export async function answerChallenge(
	context: IWebhookFunctions,
	query: Record<string, unknown>,
	now: number,
): Promise<WebhookAnswer> {
	const { 'hub.mode': mode, 'hub.verify_token': token, 'hub.challenge': challenge } = query;
	if (!isText(mode) || !isText(token) || !isText(challenge)) return { status: 400 };
	if (mode !== 'subscribe') return { status: 403 };
	const option = verifyTokenOption(context);
	const own = addressOf(context);
	const app = await findApp(context, now, (one) => {
		const isOption = option !== undefined && isSameText(token, option);
		// Without a secret, anyone could compute the derived token.
		return isOption || (one.secrets.length > 0 && isSameText(token, derivedVerifyToken(one, own)));
	});
	if (!app) return { status: 403 };
	return {
		status: 200,
		text: challenge,
		afterwards: async () => await noteVerification(context, app, now),
	};
}

/** During an activation nothing is recorded: the hook records it, and n8n saves the hook's static data over a webhook's. */
async function noteVerification(context: IWebhookFunctions, app: MetaApp, now: number): Promise<void> {
	const state = readState(context);
	const account = storedAccount(context, app, state);
	if (account === undefined) return;
	const own = addressOf(context);
	const self = ownPeer(context, app, own, [account]);
	const sender = { app, own, self, send: senderOf(context), now };
	writeState(context, { ...(await takeOver(sender, state)), verifiedAt: new Date(now).toISOString() });
}
