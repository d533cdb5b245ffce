import { toError } from '../../shared/toError';
import type { AppSubscription, SubscribedApp } from './appSubscription';
import { readAppSubscription } from './appSubscription';
import { addressIn, ownUrl, urlOf } from './address';
import { callbackOwner, isCallbackRefusal } from './callback';
import type { HookContext } from './context';
import { accountToStore } from './context';
import type { Peers, Search } from './discovery';
import { discoverPeers } from './discovery';
import { sortedPeers } from './peers';
import type { Subscribed, TriggerState } from './state';
import { startedBy, without } from './state';

/** Subscription state before a hook changes it. */
export interface SubscriptionState {
	peers: Peers;
	/**
	 * The app whose subscription n8n reads and writes. Without it, the callback is entered in Meta's dashboard (Instagram
	 * Login).
	 */
	subscribedApp?: SubscribedApp;
	/** The app's own subscription. */
	subscription?: AppSubscription;
	/** Why Meta did not let n8n read or write the app's subscription. */
	refusal?: Error;
	/** Whether Meta sends the app's events to this trigger. */
	isHolder: boolean;
}

/** Without its subscription, the app's callback is unknown: it belongs to the trigger that was verified last. */
function wasVerifiedLast({ own, state }: HookContext, peers: Peers): boolean {
	const { verifiedAt, holder } = state;
	if (verifiedAt === undefined || own.isTest) return false;
	const lastHolder = holder === undefined ? undefined : urlOf(own, { path: holder, isTest: false });
	return peers.holder
		? (peers.holderVerifiedAt ?? '') < verifiedAt
		: !peers.unreachable.some(({ url }) => url === lastHolder);
}

/**
 * Finds the app's other triggers where the callback is entered in Meta's dashboard.
 *
 * @param refusal why n8n could not read or set it
 */
export async function readDashboardState(
	hook: HookContext,
	intent: Search['intent'],
	refusal?: Error,
): Promise<SubscriptionState> {
	const peers = await discoverPeers(hook, { intent, state: hook.state, isHolder: false });
	return { peers, isHolder: wasVerifiedLast(hook, peers), ...(refusal ? { refusal } : {}) };
}

/** Reads the app's subscription, and finds its other triggers. */
export async function readSubscriptionState(
	hook: HookContext,
	intent: Search['intent'],
): Promise<SubscriptionState> {
	const { subscribedApp, own, state } = hook;
	if (!subscribedApp) return await readDashboardState(hook, intent);
	let subscription: AppSubscription | undefined;
	try {
		subscription = await readAppSubscription(subscribedApp);
	} catch (error) {
		if (!isCallbackRefusal(hook, error)) throw toError(error);
		return await readDashboardState(hook, intent, error);
	}
	const callback = subscription && addressIn(subscription.callbackUrl, own);
	const isHolder = subscription?.callbackUrl === ownUrl(own);
	const peers = await discoverPeers(hook, { intent, state, isHolder, callback });
	return { subscribedApp, subscription, isHolder, peers };
}

/** Whether the app is subscribed to all events of the trigger; true if only the dashboard knows. */
export function isComplete(
	hook: HookContext,
	{ subscribedApp, subscription, peers }: SubscriptionState,
): boolean {
	if (!subscribedApp) return true;
	if (!subscription) return false;
	return (
		callbackOwner(subscription, hook, peers) !== undefined &&
		without(hook.self.events, subscription.fields).length === 0
	);
}

/** Returns the path of the trigger that has the callback, unless it is this one or a test listener. */
function holderPath(
	{ own, state: { holder } }: HookContext,
	{ peers }: SubscriptionState,
): string | undefined {
	if (peers.holder) return peers.holder.isTest ? undefined : peers.holder.path;
	const isUnreachable = (path: string) =>
		peers.unreachable.some(({ url }) => url === urlOf(own, { path, isTest: false }));
	return holder !== undefined && isUnreachable(holder) ? holder : undefined;
}

/**
 * Returns the static data of an active trigger. The holder stores all peers; the others store only the holder. As long as
 * there is no holder, each trigger stores the peers that it knows.
 */
export function activeState(
	hook: HookContext,
	current: SubscriptionState,
	isHolder: boolean,
	subscribed: Subscribed,
): TriggerState {
	const { context, app, state, accountId, now } = hook;
	const { verifiedAt } = state;
	const { peers, subscribedApp } = current;
	const holder = isHolder ? undefined : holderPath(hook, current);
	const verified = subscribedApp ? new Date(now).toISOString() : verifiedAt;
	const isVerified = subscribedApp ? isHolder : holder === undefined;
	return {
		account: accountToStore(context, app, accountId),
		subscribed,
		...startedBy(state),
		...(holder === undefined ? { peers: sortedPeers([...peers.others, ...peers.unproven]) } : { holder }),
		...(isVerified && verified !== undefined ? { verifiedAt: verified } : {}),
	};
}
