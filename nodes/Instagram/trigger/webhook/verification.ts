import type { IWebhookFunctions } from 'n8n-workflow';

import { createHmac } from 'crypto';

import type { OwnAddress, WebhookAddress } from './address';
import { addressOf } from './address';
import { ownPeer, senderOf, storedAccount } from './context';
import { takeOver } from './discovery';
import type { WebhookAnswer } from './eventTypes';
import type { MetaApp } from './metaApp';
import { findApp } from './metaApp';
import type { TriggerContext } from './parameters';
import { verifyTokenOption } from './parameters';
import { isSameText } from './signature';
import { readState, writeState } from './state';

/** 128 bits: cannot be guessed, and can be pasted. */
const LENGTH = 32;

/**
 * The verify token that follows from the app secret and a trigger's path: every trigger of the app can compute it for
 * every other one, and nobody else can.
 */
export function derivedVerifyToken(
	{ secrets }: Pick<MetaApp, 'secrets'>,
	{ path }: Pick<WebhookAddress, 'path'>,
): string {
	const [secret = ''] = secrets;
	return createHmac('sha256', secret).update(`verify token ${path}`).digest('hex').slice(0, LENGTH);
}

/** The verify token that this trigger gives to Meta: the user's, or else the derived one. */
export function ownVerifyToken(context: TriggerContext, app: MetaApp, own: OwnAddress): string {
	return verifyTokenOption(context) ?? derivedVerifyToken(app, own);
}

function isText(value: unknown): value is string {
	return typeof value === 'string' && value !== '';
}

/**
 * Answers Meta's question whether this address is meant for its events: repeats the challenge if the verify token is
 * right. Notes that it was asked, because nothing else shows that the address is in Meta's dashboard.
 *
 * Besides the user's own token, the derived one is always accepted: another trigger of the app uses it to transfer the
 * callback to this one.
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
		// Without a secret, anybody could compute the derived token.
		return isOption || (one.secrets.length > 0 && isSameText(token, derivedVerifyToken(one, own)));
	});
	if (!app) return { status: 403 };
	return {
		status: 200,
		text: challenge,
		afterwards: async () => await noteVerification(context, app, now),
	};
}

/** While the trigger is being activated, its own hook notes it: n8n saves that over what a webhook has saved. */
async function noteVerification(context: IWebhookFunctions, app: MetaApp, now: number): Promise<void> {
	const state = readState(context);
	const account = storedAccount(context, app, state);
	if (account === undefined) return;
	const own = addressOf(context);
	const self = ownPeer(context, app, own, [account]);
	const sender = { app, own, self, send: senderOf(context), now };
	writeState(context, { ...(await takeOver(sender, state)), verifiedAt: new Date(now).toISOString() });
}
