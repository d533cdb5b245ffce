import type { IWebhookFunctions, IN8nHttpFullResponse } from 'n8n-workflow';

import { parseWithTextIds } from '../../graph/answer';
import type { Answer } from './answer';
import type { App } from './metaApp';
import { appThat } from './metaApp';
import { eventsOf, isDelivery, isWanted } from './events';
import { introductionIn, keep, meet, recall } from './announcement';
import { knownSelf, stateToKeep } from './knownSelf';
import { firstSight } from './eventDeduplicator';
import { warnOfRefusal } from './refusal';
import { relay, RELAY_HEADER } from './relay';
import { optionsOf } from './parameters';
import { leave } from './peers';
import { isSigned, looksSigned } from './signature';
import type { InstagramEvent, Sibling, TriggerState } from './state';

/** Bytes. Meta puts up to 1,000 events into one delivery, each about a kilobyte. */
const LARGEST_BODY = 3 * 1024 * 1024;

const SIGNATURE_HEADER = 'x-hub-signature-256';

/** As much of a request as is needed. */
export interface Delivery {
	headers: Record<string, unknown>;
	/** The bytes as they came; n8n has none for a form with files. */
	rawBody?: unknown;
}

/** A delivery whose signature is good, read. */
interface Received {
	app: App;
	self: Sibling;
	state: TriggerState;
	rawBody: Buffer;
	signature: string;
	/** Whether it came from Meta itself, not over another trigger of the app. */
	isFirstHand: boolean;
	events: InstagramEvent[];
	/** Milliseconds since the epoch. */
	now: number;
}

function parsed(body: Buffer): unknown {
	try {
		return parseWithTextIds(body.toString('utf8'));
	} catch {
		return undefined;
	}
}

/** n8n knows no trigger at an address that answers so. */
const GONE = [404, 410];

/**
 * Passes the delivery on to the app's other triggers that want something of it: Meta tells only one.
 *
 * @returns whether all of them have it; what an editor's test missed does not count
 */
async function passOn(context: IWebhookFunctions, received: Received): Promise<boolean> {
	const { app, self, state, rawBody, signature, events } = received;
	const siblings = recall(app.appKey, self, state).filter(({ events: names, accountIds }) =>
		events.some((event) => isWanted(event, { events: names, accountIds, includeEcho: true })),
	);
	const answers = await relay({
		rawBody,
		signature,
		urls: siblings.map(({ url }) => url),
		send: async (request) => (await context.helpers.httpRequest(request)) as IN8nHttpFullResponse,
	});
	for (const [url, status] of answers) if (GONE.includes(status ?? 0)) leave(app.appKey, url);
	keep(app.appKey, self, state);
	return siblings.every(({ url, isTest }) => isTest || (answers.get(url) ?? 500) < 500);
}

/** The events that start the workflow: wanted, and not seen before. */
function newEvents(
	context: IWebhookFunctions,
	{ self, state, events, isFirstHand, now }: Received,
): InstagramEvent[] {
	const includeEcho = optionsOf(context).includeEcho === true;
	const { accountIds, events: names, nodeKey, isTest } = self;
	const wanted = events.filter((event) => isWanted(event, { events: names, accountIds, includeEcho }));
	// Whoever listens for a test event wants to see it as often as it is sent.
	if (isTest || wanted.length === 0) return wanted;
	const fresh = firstSight(wanted, { nodeKey, stored: state.seen, now });
	if (fresh.events.length > 0) {
		state.seen = fresh.stored;
		// Meta has this address, also where the handshake came too early to be kept.
		if (isFirstHand) state.handshakeAt ??= new Date(now).toISOString();
	}
	return fresh.events;
}

async function receiveEvents(context: IWebhookFunctions, received: Received): Promise<Answer> {
	const { self, isFirstHand } = received;
	const haveAll = !isFirstHand || (await passOn(context, received));
	// Still subscribing: Meta delivers again until then.
	if (self.accountIds.length === 0) return { status: 503 };
	// Meta delivers again to all; those who have it know it.
	return { status: haveAll ? 200 : 503, events: newEvents(context, received) };
}

/**
 * What Meta, or another trigger of the app, has to tell. Whatever costs more comes later: first the header's form and
 * the size, then the secret, the signature over the bytes as they came, and only then is anything parsed.
 *
 * @param now milliseconds since the epoch
 * @see https://developers.facebook.com/docs/graph-api/webhooks/getting-started#event-notifications
 */
export async function receiveDelivery(
	context: IWebhookFunctions,
	{ headers, rawBody }: Delivery,
	now: number,
): Promise<Answer> {
	const signature = headers[SIGNATURE_HEADER];
	if (!looksSigned(signature)) return { status: 403 };
	if (!Buffer.isBuffer(rawBody)) return { status: 400 };
	if (rawBody.length > LARGEST_BODY) return { status: 413 };
	const app = await appThat(context, now, ({ secrets }) => isSigned(rawBody, signature, secrets));
	if (!app) {
		await warnOfRefusal(context, now);
		return { status: 403 };
	}
	const payload = parsed(rawBody);
	const self = knownSelf(context, app);
	const state = stateToKeep(context);
	const introduction = introductionIn(payload, self.url);
	if (introduction) return { status: 200, json: meet(introduction, { appKey: app.appKey, self, state }) };
	if (!isDelivery(payload)) return { status: 400 };
	return await receiveEvents(context, {
		app,
		self,
		state,
		rawBody,
		signature,
		isFirstHand: headers[RELAY_HEADER] === undefined,
		events: eventsOf(payload, now),
		now,
	});
}
