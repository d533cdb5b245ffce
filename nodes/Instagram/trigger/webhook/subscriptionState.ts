import type { AppSubscription } from './appSubscription';
import { readAppSubscription } from './appSubscription';
import { addressIn, ownUrl, urlOf } from './address';
import { callbackOwner } from './callback';
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
	/** The app's own subscription; not available with Instagram Login. */
	subscription?: AppSubscription;
	/** Whether Meta sends the app's events to this trigger. */
	isHolder: boolean;
}

/** Instagram Login does not return the callback: it belongs to the trigger that was verified last. */
function wasVerifiedLast({ own, state }: HookContext, peers: Peers): boolean {
	const { verifiedAt, holder } = state;
	if (verifiedAt === undefined || own.isTest) return false;
	const lastHolder = holder === undefined ? undefined : urlOf(own, { path: holder, isTest: false });
	return peers.holder
		? (peers.holderVerifiedAt ?? '') < verifiedAt
		: !peers.unreachable.some(({ url }) => url === lastHolder);
}

/** Reads the app's subscription, and finds its other triggers. */
export async function readSubscriptionState(
	hook: HookContext,
	intent: Search['intent'],
): Promise<SubscriptionState> {
	const { connection, app, own, state } = hook;
	if (app.loginMethod === 'instagram') {
		const peers = await discoverPeers(hook, { intent, state, isHolder: false });
		return { peers, isHolder: wasVerifiedLast(hook, peers) };
	}
	const subscription = await readAppSubscription(connection, app);
	const callback = subscription && addressIn(subscription.callbackUrl, own);
	const isHolder = subscription?.callbackUrl === ownUrl(own);
	const peers = await discoverPeers(hook, { intent, state, isHolder, callback });
	return { subscription, isHolder, peers };
}

/** Whether the app is subscribed to all events of the trigger (Facebook Login). */
export function isComplete(hook: HookContext, { subscription, peers }: SubscriptionState): boolean {
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
	const { peers } = current;
	const holder = isHolder ? undefined : holderPath(hook, current);
	const verified = app.loginMethod === 'facebook' ? new Date(now).toISOString() : verifiedAt;
	const isVerified = app.loginMethod === 'facebook' ? isHolder : holder === undefined;
	return {
		account: accountToStore(context, app, accountId),
		subscribed,
		...startedBy(state),
		...(holder === undefined ? { peers: sortedPeers([...peers.others, ...peers.unproven]) } : { holder }),
		...(isVerified && verified !== undefined ? { verifiedAt: verified } : {}),
	};
}
