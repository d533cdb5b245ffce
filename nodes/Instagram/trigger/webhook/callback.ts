import { UserError } from 'n8n-workflow';

import { GraphError } from '../../graph/errors/explain';
import { toError } from '../../shared/toError';
import { InputError } from '../../parameters/inputError';
import type { WebhookAddress } from './address';
import { addressIn, isSameAddress, ownUrl, urlOf } from './address';
import { announceUntilStored } from './announce';
import type { AppSubscription, SubscribedApp } from './appSubscription';
import {
	endAppSubscription,
	readAppSubscription,
	SubscriptionAnswerError,
	writeAppSubscription,
} from './appSubscription';
import type { HookContext } from './context';
import type { Peers } from './discovery';
import { sortedPeers } from './peers';
import type { SignedPeer } from './state';
import { union, without } from './state';
import { derivedVerifyToken, ownVerifyToken } from './verification';

/** Meta's codes for a callback that did not return the challenge. */
const NOT_VERIFIED: ReadonlySet<number | undefined> = new Set([2200, 2201]);

/** Where the callback of an app with Instagram Login is entered by hand. */
const DASHBOARD =
	"Meta's App Dashboard > your app > Use cases > Customize > API setup with Instagram login > Configure webhooks";

function foreignCallbackError(callbackUrl: string, { isTest }: WebhookAddress): Error {
	const remedy = isTest
		? 'Listening for a test event does not replace it.'
		: "If that URL is no longer needed, turn on the option 'Replace Existing Callback', or remove the URL in Meta's App Dashboard under Webhooks > Instagram.";
	const url = callbackUrl === '' ? 'a URL that Meta does not name' : callbackUrl;
	return new UserError(`The Meta app already sends its Instagram events to ${url}`, {
		description: `Meta allows one callback URL per app. ${remedy} Otherwise use another Meta app.`,
	});
}

/** n8n cannot reach its own webhook URL. */
export function unreachableError(url: string): Error {
	return new UserError(`n8n cannot reach its own webhook URL ${url}`, {
		description:
			"Several triggers of one Meta app, and test events in the editor, pass events on over n8n's own webhook URL. Make it reachable from n8n itself, or use a separate Meta app for each trigger.",
	});
}

/** A test only receives what the active workflows are subscribed to; it does not change their subscription. */
export function missingEventsError(missing: readonly string[]): InputError {
	return new InputError(
		'Events',
		`contains events that the active workflow is not subscribed to: ${missing.join(', ')}`,
		'A test does not change the subscription of an active workflow. Publish the workflow with these events, then execute this step again.',
	);
}

/**
 * Without a callback for the app, no test event can arrive (Instagram Login).
 *
 * @param events the fields to switch on there: Meta sends only those that the app itself is subscribed to
 * @param reason why n8n could not set the callback itself, if it tried; empty otherwise
 */
export function callbackMissingError(
	url: string,
	verifyToken: string,
	{ events, isActive, reason }: { events: readonly string[]; isActive: boolean; reason: string },
): Error {
	const steps = [
		...(isActive ? [] : ['Publish (activate) the workflow']),
		`In ${DASHBOARD}, paste the Callback URL ${url} and the Verify Token ${verifyToken}, then click Verify and Save and subscribe to the webhook fields ${events.join(', ')}`,
		'Come back and execute this step again',
	];
	return new UserError("The webhook URL is not set up in Meta's App Dashboard yet", {
		description: `${steps.map((step, index) => `${index + 1}. ${step}.`).join(' ')} If the dashboard already has the URL of another workflow in this n8n, execute the trigger of that workflow instead, or publish it again: the two triggers then find each other.${reason}`,
	});
}

function verificationError(url: string, error: unknown): Error {
	if (!(error instanceof GraphError) || !NOT_VERIFIED.has(error.code)) return toError(error);
	return new UserError(`Meta could not verify the webhook URL ${url}`, {
		description: `It must be reachable from the internet over https: check n8n's WEBHOOK_URL and any proxy or firewall in front of it. ${error.message}`,
	});
}

/**
 * Whether Meta does not let an app with Instagram Login read or set its callback, so that only the dashboard can. Meta's
 * documents do not say whether it does. With Facebook Login it is documented, so an error there is no such refusal.
 */
export function isCallbackRefusal({ app }: Pick<HookContext, 'app'>, error: unknown): error is Error {
	if (app.loginMethod !== 'instagram') return false;
	if (error instanceof SubscriptionAnswerError) return true;
	return error instanceof GraphError && !error.retryable && !NOT_VERIFIED.has(error.code);
}

/**
 * Checks after a claim that Meta has the callback. With Instagram Login Meta may confirm a subscription that it does not
 * keep: then no event would arrive, and nobody would know.
 *
 * @throws SubscriptionAnswerError
 */
export async function assertClaimed(
	hook: HookContext,
	subscribedApp: SubscribedApp,
	peers: Peers,
): Promise<void> {
	if (hook.app.loginMethod !== 'instagram') return;
	const subscription = await readAppSubscription(subscribedApp);
	if (subscription && callbackOwner(subscription, hook, peers)) return;
	throw new SubscriptionAnswerError(
		"Meta has confirmed the URL, but the app's subscription does not have it",
	);
}

async function writeCallback(
	{ context, app, own }: HookContext,
	subscribedApp: SubscribedApp,
	address: WebhookAddress,
	fields: string[],
): Promise<void> {
	const callbackUrl = urlOf(own, address);
	const verifyToken = isSameAddress(address, own)
		? ownVerifyToken(context, app, own)
		: derivedVerifyToken(app, address);
	try {
		await writeAppSubscription(subscribedApp, { callbackUrl, verifyToken, fields });
	} catch (error) {
		throw verificationError(callbackUrl, error);
	}
}

/** Returns the trigger that the callback belongs to: this one or a peer. A test listener only counts during a test. */
export function callbackOwner(
	{ callbackUrl }: AppSubscription,
	{ own }: Pick<HookContext, 'own'>,
	{ online }: Peers,
): WebhookAddress | undefined {
	const owner = [own, ...online].find((one) => urlOf(own, one) === callbackUrl);
	return owner?.isTest && !own.isTest ? undefined : owner;
}

/** Whether a callback belongs to a trigger of this n8n that no longer exists, or to a test listener. */
function isAbandoned(callbackUrl: string, { own }: HookContext, { gone, online }: Peers): boolean {
	const address = addressIn(callbackUrl, own);
	if (!address) return false;
	return (
		address.path === own.path ||
		gone.includes(callbackUrl) ||
		online.some((peer) => peer.isTest && isSameAddress(peer, address))
	);
}

/** A status below 500 means that a proxy or another trigger rejected the call, as opposed to not responding. */
function refusesCalls(status: number | undefined): boolean {
	return status !== undefined && status < 500;
}

/**
 * Makes Meta send the events to this trigger, or to a peer that relays them.
 *
 * @param subscription the app's current subscription
 * @returns the fields that were added, and whether this trigger has the callback
 * @throws UserError if the callback is outside this n8n and must not be replaced, or cannot be verified
 */
export async function claimCallback(
	hook: HookContext,
	subscribedApp: SubscribedApp,
	subscription: AppSubscription | undefined,
	peers: Peers,
): Promise<{ added: string[]; isHolder: boolean }> {
	const { own, self, mayReplace } = hook;
	const unreachableOwner = peers.unreachable.find(({ url }) => url === subscription?.callbackUrl);
	if (unreachableOwner && !refusesCalls(unreachableOwner.status))
		throw unreachableError(unreachableOwner.url);
	const owner = subscription && callbackOwner(subscription, hook, peers);
	if (subscription && owner) {
		const isHolder = isSameAddress(owner, own);
		const missing = without(self.events, subscription.fields);
		if (missing.length === 0) return { added: [], isHolder };
		if (own.isTest && !owner.isTest) throw missingEventsError(missing);
		await writeCallback(hook, subscribedApp, owner, union(subscription.fields, missing));
		return { added: missing, isHolder };
	}
	const isFree =
		!subscription || isAbandoned(subscription.callbackUrl, hook, peers) || (mayReplace && !own.isTest);
	if (!isFree) throw foreignCallbackError(subscription.callbackUrl, own);
	const active = peers.others.filter(({ isTest }) => !isTest);
	const fields = union(self.events, ...active.map(({ events }) => events));
	await writeCallback(hook, subscribedApp, own, fields);
	return { added: fields, isHolder: true };
}

/** Candidates for the callback, best first: active before test listeners, online before unreachable. */
function successors({ online, others }: Peers): SignedPeer[] {
	const isOnline = (peer: SignedPeer) => online.some((one) => isSameAddress(one, peer));
	const rank = (peer: SignedPeer) => (peer.isTest ? 2 : 0) + (isOnline(peer) ? 0 : 1);
	return [...others].sort((one, other) => rank(one) - rank(other));
}

/** Transfers the callback to the first peer that Meta can verify. Sends that peer the register before. */
async function transferCallback(
	hook: HookContext,
	subscribedApp: SubscribedApp,
	fields: string[],
	peers: Peers,
): Promise<SignedPeer> {
	let lastError: unknown;
	for (const successor of successors(peers)) {
		const register = sortedPeers(peers.others.filter((peer) => peer !== successor));
		await announceUntilStored(hook, successor, { intent: 'leave', holder: successor.path, peers: register });
		try {
			await writeCallback(hook, subscribedApp, successor, fields);
			return successor;
		} catch (error) {
			lastError = error;
		}
	}
	throw toError(lastError);
}

/**
 * Reverts {@link claimCallback}: transfers this trigger's callback to a peer or removes it, and removes the fields that no
 * peer needs. Leaves a callback outside this n8n alone.
 *
 * @param added the fields that this trigger has added
 * @returns those of them that peers still need, and the peer that has the callback now
 */
export async function releaseCallback(
	hook: HookContext,
	added: readonly string[],
	subscription: AppSubscription | undefined,
	peers: Peers,
): Promise<{ kept: string[]; successor?: SignedPeer }> {
	const { own, subscribedApp } = hook;
	const needed = union(...peers.others.map(({ events }) => events));
	const unneeded = without(added, needed).filter((field) => subscription?.fields.includes(field));
	const kept = without(added, without(added, needed));
	if (!subscription || !subscribedApp) return { kept: [] };
	if (subscription.callbackUrl === ownUrl(own)) {
		if (peers.others.length === 0) {
			await endAppSubscription(subscribedApp);
			return { kept: [] };
		}
		const fields = union(without(subscription.fields, unneeded), needed);
		return { kept, successor: await transferCallback(hook, subscribedApp, fields, peers) };
	}
	const isPeers = peers.others.some((peer) => urlOf(own, peer) === subscription.callbackUrl);
	if (isPeers && unneeded.length > 0) await endAppSubscription(subscribedApp, unneeded);
	return { kept };
}
