import { GraphError } from '../../graph/errors/explain';
import { toError } from '../../shared/toError';
import { InputError } from '../../parameters/inputError';
import type { WebhookAddress } from './address';
import { addressIn, isSameAddress, ownUrl, urlOf } from './address';
import { announce } from './announcement';
import type { AppSubscription } from './appSubscription';
import { endAppSubscription, writeAppSubscription } from './appSubscription';
import type { HookContext } from './context';
import type { Peers } from './discovery';
import { sortedPeers } from './peers';
import type { SignedPeer } from './state';
import { union, without } from './state';
import { derivedVerifyToken, ownVerifyToken } from './verification';

/** Meta's codes for a callback that did not repeat the challenge. */
const NOT_VERIFIED: ReadonlySet<number | undefined> = new Set([2200, 2201]);

/** Where the callback of an app with Instagram Login is entered; Meta has no call for it. */
const DASHBOARD =
	"Meta's App Dashboard > your app > Instagram > API setup with Instagram login > Configure webhooks";

function foreignCallbackError(callbackUrl: string, { isTest }: WebhookAddress): InputError {
	const remedy = isTest
		? 'Listening does not change that.'
		: "If that address is no longer needed, switch on the option 'Replace Existing Callback', or remove it in Meta's App Dashboard under Webhooks > Instagram.";
	return new InputError(
		'Credential',
		`belongs to an app that already sends its Instagram events to ${callbackUrl}`,
		`Meta allows one callback per app. ${remedy} Otherwise use another Meta app.`,
	);
}

/** n8n cannot reach itself. */
export function unreachableError(url: string): InputError {
	return new InputError(
		'Webhook URL',
		`${url} gives no answer to n8n itself`,
		"Several triggers with one Meta app, and the editor's test, pass events on over n8n's own webhook address: let n8n reach it, or use another Meta app for each trigger.",
	);
}

/** A test listens to what the active workflows have subscribed to, and changes nothing about it. */
export function missingEventsError(missing: readonly string[]): InputError {
	return new InputError(
		'Events',
		`has what the active workflow is not subscribed to: ${missing.join(', ')}`,
		'Publish the workflow with these events, then execute this step again: a test does not change the subscription of an active workflow.',
	);
}

/** Listening for a test event is pointless as long as Meta has no callback for the app (Instagram Login). */
export function callbackMissingError(url: string, verifyToken: string, isActive: boolean): InputError {
	const steps = [
		...(isActive ? [] : ['Publish (activate) the workflow']),
		`In ${DASHBOARD}, paste the Callback URL ${url} and the Verify Token ${verifyToken}, then click Verify and Save`,
		'Come back and execute this step again',
	];
	return new InputError(
		'Instagram Login',
		"needs a step in Meta's dashboard, which has not been done yet",
		`${steps.map((step, index) => `${index + 1}. ${step}.`).join(' ')} If the dashboard already has the address of another workflow in this n8n, execute the trigger of that workflow instead, or publish it again: the two find each other then.`,
	);
}

function verificationError(url: string, error: unknown): Error {
	if (!(error instanceof GraphError) || !NOT_VERIFIED.has(error.code)) return toError(error);
	return new InputError(
		'Webhook URL',
		`${url} could not be verified by Meta`,
		`It has to be reachable from the internet over https: check n8n's WEBHOOK_URL, and whether a proxy or firewall is in between. ${error.message}`,
	);
}

async function writeCallback(
	{ connection, context, app, own }: HookContext,
	address: WebhookAddress,
	fields: string[],
): Promise<void> {
	const callbackUrl = urlOf(own, address);
	const verifyToken = isSameAddress(address, own)
		? ownVerifyToken(context, app, own)
		: derivedVerifyToken(app, address);
	try {
		await writeAppSubscription(connection, app, { callbackUrl, verifyToken, fields });
	} catch (error) {
		throw verificationError(callbackUrl, error);
	}
}

/** The trigger that the callback belongs to: this one or a peer. A test listener's does not last. */
export function callbackOwner(
	{ callbackUrl }: AppSubscription,
	{ own }: Pick<HookContext, 'own'>,
	{ online }: Peers,
): WebhookAddress | undefined {
	const owner = [own, ...online].find((one) => urlOf(own, one) === callbackUrl);
	return owner?.isTest && !own.isTest ? undefined : owner;
}

/** Whether an address is a trigger's on this n8n that is not used any more, or only by a test. */
function isAbandoned(callbackUrl: string, { own }: HookContext, { gone, online }: Peers): boolean {
	const address = addressIn(callbackUrl, own);
	if (!address) return false;
	return (
		address.path === own.path ||
		gone.includes(callbackUrl) ||
		online.some((peer) => peer.isTest && isSameAddress(peer, address))
	);
}

/** A proxy or another trigger that refuses the call; anything else did not answer at all. */
function refusesCalls(status: number | undefined): boolean {
	return status !== undefined && status < 500;
}

/**
 * Makes Meta send the events to this trigger or to a peer, which relays them (Facebook Login).
 *
 * @param subscription the app's subscription as it is
 * @returns the fields that were added, and whether the callback is this trigger's
 * @throws InputError if the callback belongs to somebody else
 */
export async function claimCallback(
	hook: HookContext,
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
		await writeCallback(hook, owner, union(subscription.fields, missing));
		return { added: missing, isHolder };
	}
	const isFree =
		!subscription || isAbandoned(subscription.callbackUrl, hook, peers) || (mayReplace && !own.isTest);
	if (!isFree) throw foreignCallbackError(subscription.callbackUrl, own);
	const active = peers.others.filter(({ isTest }) => !isTest);
	const fields = union(self.events, ...active.map(({ events }) => events));
	await writeCallback(hook, own, fields);
	return { added: fields, isHolder: true };
}

/** Those that may take the callback over, the best first: active, and reachable for n8n itself. */
function successors({ online, others }: Peers): SignedPeer[] {
	const isOnline = (peer: SignedPeer) => online.some((one) => isSameAddress(one, peer));
	const rank = (peer: SignedPeer) => (peer.isTest ? 2 : 0) + (isOnline(peer) ? 0 : 1);
	return [...others].sort((one, other) => rank(one) - rank(other));
}

/** Transfers the callback to the first peer that Meta can verify; that one gets the register first. */
async function transferCallback(hook: HookContext, fields: string[], peers: Peers): Promise<SignedPeer> {
	let lastError: unknown;
	for (const successor of successors(peers)) {
		const register = sortedPeers(peers.others.filter((peer) => peer !== successor));
		await announce(hook, successor, { intent: 'leave', holder: successor.path, peers: register });
		try {
			await writeCallback(hook, successor, fields);
			return successor;
		} catch (error) {
			lastError = error;
		}
	}
	throw toError(lastError);
}

/**
 * Undoes what {@link claimCallback} did: transfers a callback of its own or ends it, and ends the fields that nobody
 * else needs. What belongs to somebody else stays.
 *
 * @param added the fields that this trigger has added
 * @returns the fields of those that peers still need, and the peer that has the callback now
 */
export async function releaseCallback(
	hook: HookContext,
	added: readonly string[],
	subscription: AppSubscription | undefined,
	peers: Peers,
): Promise<{ kept: string[]; successor?: SignedPeer }> {
	const { connection, app, own } = hook;
	const needed = union(...peers.others.map(({ events }) => events));
	const unneeded = without(added, needed).filter((field) => subscription?.fields.includes(field));
	const kept = without(added, without(added, needed));
	if (!subscription) return { kept: [] };
	if (subscription.callbackUrl === ownUrl(own)) {
		if (peers.others.length === 0) {
			await endAppSubscription(connection, app);
			return { kept: [] };
		}
		const fields = union(without(subscription.fields, unneeded), needed);
		return { kept, successor: await transferCallback(hook, fields, peers) };
	}
	const isPeers = peers.others.some((peer) => urlOf(own, peer) === subscription.callbackUrl);
	if (isPeers && unneeded.length > 0) await endAppSubscription(connection, app, unneeded);
	return { kept };
}
