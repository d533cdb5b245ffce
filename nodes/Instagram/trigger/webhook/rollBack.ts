import { UserError } from 'n8n-workflow';

import { toError } from '../../shared/toError';
import { uninstall } from './accountSubscription';
import { isSameAddress, urlOf } from './address';
import { announceUntilStored } from './announce';
import { releaseCallback } from './callback';
import type { HookContext } from './context';
import type { Peers } from './discovery';
import { sortedPeers, unregister } from './peers';
import type { SignedPeer, Subscribed } from './state';
import type { SubscriptionState } from './subscriptionState';

/** Finds a peer that still needs what this trigger has subscribed, and can remove it at Meta later. */
function newOwnerOf({ others }: Peers, kept: Subscribed): SignedPeer | undefined {
	const active = others.filter(({ isTest }) => !isTest);
	const { account, app = [] } = kept;
	const sharing = active.filter(({ accountIds }) => account !== undefined && accountIds.includes(account.id));
	return (
		sharing[0] ??
		active.find(({ events }) => account === undefined && events.some((one) => app.includes(one)))
	);
}

/** The credential had the app's ID and secret when the trigger subscribed the app (Instagram Login). */
function noSubscribedAppError(): Error {
	return new UserError("The credential no longer contains 'Meta App ID' and 'Meta App Secret'", {
		description: "Without them, the webhook URL can only be removed in Meta's App Dashboard.",
	});
}

/** Result of a roll back. */
export interface RollBackResult {
	/** What could not be removed at Meta, for another attempt. */
	notRemoved: Subscribed;
	errors: Error[];
	/** Path of the trigger that has the callback now, or that should have it. */
	holder?: string;
}

/**
 * Announces to the triggers concerned that this one leaves, and which one has the callback now.
 *
 * @returns the path of the trigger that has the callback
 */
async function announceLeaving(
	hook: HookContext,
	{ peers, isHolder }: SubscriptionState,
	kept: Subscribed,
	successor: SignedPeer | undefined,
): Promise<string | undefined> {
	const hasKept = (kept.app ?? []).length > 0 || (kept.account?.fields ?? []).length > 0;
	const newOwner = hasKept ? newOwnerOf(peers, kept) : undefined;
	const nextHolder = successor ?? (isHolder ? peers.online.find(({ isTest }) => !isTest) : peers.holder);
	const holder = nextHolder && !nextHolder.isTest ? nextHolder.path : undefined;
	const recipients = isHolder || !peers.holder ? peers.online : [peers.holder];
	const unique = new Map(
		[...recipients, ...(newOwner ? [newOwner] : [])].map((peer) => [urlOf(hook.own, peer), peer]),
	);
	await Promise.all(
		[...unique.values()].map(async (peer) => {
			const isSame = (one: SignedPeer | undefined) => one !== undefined && isSameAddress(one, peer);
			const others = sortedPeers(peers.others.filter((one) => !isSame(one)));
			await announceUntilStored(hook, peer, {
				intent: 'leave',
				...(holder === undefined ? {} : { holder }),
				...(isHolder && isSame(nextHolder) ? { peers: others } : {}),
				...(isSame(newOwner) ? { subscribed: kept } : {}),
			});
		}),
	);
	return holder;
}

/**
 * Removes what was subscribed at Meta. Attempts each part, even if another one fails.
 *
 * @returns what could not be removed, and why
 */
export async function rollBack(
	hook: HookContext,
	added: Subscribed,
	current: SubscriptionState,
): Promise<RollBackResult> {
	const { app, own } = hook;
	const { peers, subscription, subscribedApp, refusal } = current;
	unregister(app, own);
	const notRemoved: Subscribed = {};
	const kept: Subscribed = {};
	const errors: Error[] = [];
	let successor: SignedPeer | undefined;
	try {
		if (!subscribedApp && (added.app ?? []).length > 0) throw refusal ?? noSubscribedAppError();
		const released = await releaseCallback(hook, added.app ?? [], subscription, peers);
		successor = released.successor;
		if (released.kept.length > 0) kept.app = released.kept;
	} catch (error) {
		errors.push(toError(error));
		notRemoved.app = added.app ?? [];
	}
	try {
		const fields = added.account ? await uninstall(hook, added.account, peers) : [];
		if (added.account && fields.length > 0) kept.account = { id: added.account.id, fields };
	} catch (error) {
		errors.push(toError(error));
		if (added.account) notRemoved.account = added.account;
	}
	const holder = await announceLeaving(hook, current, kept, successor);
	return { notRemoved, errors, ...(holder === undefined ? {} : { holder }) };
}
