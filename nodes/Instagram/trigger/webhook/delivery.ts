import type { IWebhookFunctions } from 'n8n-workflow';

import { parseWithTextIds } from '../../graph/answer';
import { GraphError } from '../../graph/errors/explain';
import { redact } from '../../graph/redact';
import { toError } from '../../shared/toError';
import { addressOf } from './address';
import type { Sender } from './announce';
import { isAnnouncement, parseAnnouncement, receiveAnnouncement } from './announcement';
import {
	accountToStore,
	maySave,
	ownPeer,
	resolvedAccount,
	resolveLostAccount,
	storedAccount,
} from './context';
import { senderOf } from '../../graph/request';
import { confirmPeers, takeOver } from './discovery';
import { logRejectedSignature, logSetupHints, shouldLog } from './deliveryLog';
import { eventsOf, isDelivery, isWanted } from './events';
import type { InstagramEvent, WebhookAnswer } from './eventTypes';
import { findApp } from './metaApp';
import { chosenEvents } from './parameters';
import { knownPeers, register, sortedPeers, unregister } from './peers';
import { relay, RELAY_HEADER, STARTING } from './relay';
import { isSigned, looksSigned } from './signature';
import { startingEvents } from './startingEvents';
import type { TriggerState } from './state';
import { noteSubscribed, readState, writeState } from './state';

/** One delivery contains up to 1,000 events of about a kilobyte each. */
const MAX_BODY_BYTES = 3 * 1024 * 1024;

const SIGNATURE_HEADER = 'x-hub-signature-256';

/** The parts of a request that are needed. */
export interface Delivery {
	headers: Record<string, unknown>;
	/** The bytes as received; missing for a form with files. */
	rawBody?: unknown;
}

/** A delivery with a valid signature. */
interface ReceivedDelivery extends Sender {
	context: IWebhookFunctions;
	state: TriggerState;
	rawBody: Buffer;
	signature: string;
	/** Whether Meta sent it, as opposed to another trigger of the app that relayed it. */
	isFromMeta: boolean;
	payload: unknown;
	events: InstagramEvent[];
}

function parseBody(body: Buffer): unknown {
	try {
		return parseWithTextIds(body.toString('utf8'));
	} catch {
		return undefined;
	}
}

/**
 * Relays a delivery to the app's other triggers that want any of its events, because Meta sends it to one trigger only.
 *
 * @returns the new state, and whether Meta should redeliver
 */
async function relayToPeers(
	received: ReceivedDelivery,
): Promise<{ state: TriggerState; shouldRedeliver: boolean }> {
	const { context, app, own, self, send, now, rawBody, signature, events } = received;
	const state = await takeOver(received, received.state);
	register(app, self);
	const known = knownPeers(app, own, state.peers);
	const { confirmed, unproven } = await confirmPeers(received, known.unproven);
	const peers = [...known.trusted, ...confirmed];
	const interested = peers.filter((peer) =>
		events.some((event) => isWanted(event, { ...peer, includeEcho: true })),
	);
	const target = { peers: interested, app, own, send, now };
	const { gone, unreachable, shouldRedeliver } = await relay(target, { rawBody, signature });
	for (const address of gone) unregister(app, address);
	const [first] = unreachable;
	if (first && shouldLog(context, 'unreachablePeer', now)) {
		const why = first.status === undefined ? 'does not respond' : `responds with HTTP ${first.status}`;
		context.logger.warn(
			`Instagram Trigger: ${unreachable.length} other trigger(s) of the app did not receive an event. ${first.url} ${why}. n8n must be able to reach its own webhook URL. A trigger that stays unreachable is skipped for ten minutes at a time.`,
		);
	}
	const remaining = sortedPeers([...peers.filter((peer) => !gone.includes(peer)), ...unproven]);
	return {
		state: { ...state, ...(remaining.length > 0 || state.peers ? { peers: remaining } : {}) },
		shouldRedeliver,
	};
}

/** Whether an event would start the workflow if it is for the right account. */
function mayStartWorkflow(context: IWebhookFunctions, event: InstagramEvent): boolean {
	const wanted = { accountIds: [event.accountId], isTest: false, includeEcho: true };
	return isWanted(event, { events: chosenEvents(context), ...wanted });
}

/**
 * Returns the account whose events start the workflow. If it is missing in the static data, resolves it by asking Meta:
 * the trigger may be being activated, or an execution may have saved older static data.
 *
 * @returns the account, or the HTTP status to respond with if it is unknown
 */
async function accountOf({
	context,
	app,
	state,
	events,
	now,
}: ReceivedDelivery): Promise<string | 200 | 503> {
	const known = storedAccount(context, app, state) ?? resolvedAccount(context);
	if (known !== undefined || !events.some((event) => mayStartWorkflow(context, event))) return known ?? 200;
	try {
		return await resolveLostAccount(context, now);
	} catch (error) {
		if (error instanceof GraphError && error.retryable) return 503;
		if (shouldLog(context, 'unknownAccount', now)) {
			context.logger.error(
				`Instagram Trigger: dropped an event because the trigger's account could not be determined. ${redact(toError(error).message)}`,
			);
		}
		return 200;
	}
}

async function receiveEvents(received: ReceivedDelivery): Promise<WebhookAnswer> {
	const { context, app, own, isFromMeta, now } = received;
	const isKnown = storedAccount(context, app, received.state) !== undefined;
	const account = await accountOf(received);
	const id = typeof account === 'string' ? account : '';
	const self = ownPeer(context, app, own, id === '' ? [] : [id]);
	if (isFromMeta) logSetupHints(received);
	const relayed = isFromMeta
		? await relayToPeers({ ...received, self })
		: { state: received.state, shouldRedeliver: false };
	const { events, isStarting = false, confirm } = startingEvents(received, id);
	const next: TriggerState = {
		...relayed.state,
		...(isKnown || id === '' ? {} : { account: accountToStore(context, app, id) }),
	};
	const tookOver = isFromMeta && received.state.holder !== undefined;
	if (isFromMeta && (tookOver || (confirm !== undefined && next.verifiedAt === undefined))) {
		// Meta has this URL, even if the verification came too early to be recorded.
		next.verifiedAt = new Date(now).toISOString();
	}
	const save = () => {
		const memory = confirm?.();
		if (maySave(context, isKnown, now)) writeState(context, { ...next, ...memory });
	};
	if (events.length === 0) save();
	const shouldRedeliver = relayed.shouldRedeliver || account === 503;
	return {
		status: shouldRedeliver ? 503 : isStarting ? STARTING : 200,
		events,
		onAnswered: () => {
			confirm?.();
		},
		onStarted: save,
		// The header shows the relaying trigger that a trigger of the app responded.
		...(isFromMeta ? {} : { headers: { [RELAY_HEADER]: '1' } }),
	};
}

function receivePeerAnnouncement(
	context: IWebhookFunctions,
	payload: unknown,
	signature: string,
	{ app, own, now }: Pick<ReceivedDelivery, 'app' | 'own' | 'now'>,
): WebhookAnswer {
	const announcement = parseAnnouncement(payload, signature, { app, own, now });
	if (!announcement) return { status: 400 };
	const before = readState(context);
	const isKnown = storedAccount(context, app, before) !== undefined;
	const account = storedAccount(context, app, before) ?? resolvedAccount(context);
	const self = ownPeer(context, app, own, account === undefined ? [] : [account]);
	const { reply, state } = receiveAnnouncement(announcement, { app, own, now, self, state: before });
	if (announcement.subscribed && state.subscribed) noteSubscribed(context, state.subscribed);
	if (maySave(context, isKnown, now)) writeState(context, state);
	return { status: 200, json: reply, headers: { [RELAY_HEADER]: '1' } };
}

/**
 * Receives a POST request from Meta or from another trigger of the app. Cheap checks come first: the header's format and
 * the size, then the signature over the bytes as received. Only then is the body parsed.
 *
 * @param now milliseconds since the epoch
 * @see https://developers.facebook.com/docs/graph-api/webhooks/getting-started#event-notifications
 */
export async function receiveDelivery(
	context: IWebhookFunctions,
	{ headers, rawBody }: Delivery,
	now: number,
): Promise<WebhookAnswer> {
	const signature = headers[SIGNATURE_HEADER];
	if (!looksSigned(signature)) return { status: 403 };
	if (!Buffer.isBuffer(rawBody)) return { status: 400 };
	if (rawBody.length > MAX_BODY_BYTES) return { status: 413 };
	const app = await findApp(context, now, ({ secrets }) => isSigned(rawBody, signature, secrets));
	if (!app) {
		await logRejectedSignature(context, now);
		return { status: 403 };
	}
	const payload = parseBody(rawBody);
	const own = addressOf(context);
	if (isAnnouncement(payload)) return receivePeerAnnouncement(context, payload, signature, { app, own, now });
	if (!isDelivery(payload)) return { status: 400 };
	return await receiveEvents({
		context,
		app,
		own,
		self: ownPeer(context, app, own, []),
		state: readState(context),
		send: senderOf(context),
		now,
		rawBody,
		signature,
		isFromMeta: headers[RELAY_HEADER] === undefined,
		payload,
		events: eventsOf(payload, now),
	});
}
