import type { OwnAddress, WebhookAddress } from './address';
import { isSameAddress, isTriggerPath } from './address';
import type { MetaApp } from './metaApp';
import { isProven, proofOf } from './metaApp';
import type { Peer, SignedPeer } from './state';
import { processStore } from '../../shared/processState';

/** Limits of the register: what runs on one n8n is far below. */
const MAX_APPS = 200;
const MAX_PEERS = 500;

/**
 * The triggers that have been active in this process, by app, then by address. Meta has one callback per app, so all
 * triggers of an app receive its events through the one whose address Meta has. n8n 2.40 calls no hook of a webhook
 * trigger when it starts: the static data of the holder keeps what this register forgets.
 */
const apps = processStore(new Map<string, Map<string, SignedPeer>>());

function addressKey({ path, isTest }: WebhookAddress): string {
	return `${isTest ? 'test' : 'live'} ${path}`;
}

function evictOldest(map: Map<string, unknown>, most: number): void {
	const [oldest] = map.keys();
	if (oldest !== undefined && map.size > most) map.delete(oldest);
}

function statementOf({ nodeKey, path, isTest, accountIds, events }: Peer): unknown[] {
	return ['peer', nodeKey, path, isTest, accountIds, events];
}

/** Adds the proof that a trigger has the app's secret. */
export function signPeer(app: MetaApp, peer: Peer): SignedPeer {
	return { ...peer, proof: proofOf(app, statementOf(peer)) };
}

/** Whether a peer is on this n8n and has the app's secret. Events are relayed to no other. */
export function isTrusted(app: MetaApp, own: OwnAddress, peer: SignedPeer): boolean {
	return isTriggerPath(peer.path, own) && isProven(app, statementOf(peer), peer.proof);
}

/** Adds a trigger to the register, or replaces what is known of it. */
export function register({ appKey }: MetaApp, peer: SignedPeer): void {
	const peers = apps.get(appKey) ?? new Map<string, SignedPeer>();
	apps.set(appKey, peers);
	peers.set(addressKey(peer), peer);
	evictOldest(peers, MAX_PEERS);
	evictOldest(apps, MAX_APPS);
}

/** Removes a trigger: it was deactivated, or n8n does not know its address any more. */
export function unregister({ appKey }: MetaApp, address: WebhookAddress): void {
	const peers = apps.get(appKey);
	peers?.delete(addressKey(address));
	if (peers?.size === 0) apps.delete(appKey);
}

/** Removes a trigger from the registers of all apps: its credential cannot be read any more. */
export function unregisterEverywhere(address: WebhookAddress): void {
	for (const peers of apps.values()) peers.delete(addressKey(address));
}

/** The app's triggers in the register, without the one at `own`. */
export function registeredPeers({ appKey }: MetaApp, own: WebhookAddress): SignedPeer[] {
	return [...(apps.get(appKey)?.values() ?? [])].filter((peer) => !isSameAddress(peer, own));
}

/** What this process knows of the trigger at an address. */
export function registeredPeer({ appKey }: MetaApp, address: WebhookAddress): SignedPeer | undefined {
	return apps.get(appKey)?.get(addressKey(address));
}

/** The app's other triggers. */
export interface KnownPeers {
	/** Those that have proven to have the app's secret. */
	trusted: SignedPeer[];
	/** Stored ones on this n8n whose proof does not fit, such as after a change of the secret. They get no events. */
	unproven: SignedPeer[];
}

/** Joins the process's register with the stored one. Other servers, and this trigger itself, are dropped. */
export function knownPeers(app: MetaApp, own: OwnAddress, stored: readonly SignedPeer[] = []): KnownPeers {
	const known = registeredPeers(app, own);
	const isKnown = (peer: SignedPeer) => [own, ...known].some((one) => isSameAddress(one, peer));
	const others = stored.filter((peer) => !isKnown(peer) && isTriggerPath(peer.path, own));
	return {
		trusted: [...known, ...others.filter((peer) => isTrusted(app, own, peer))].slice(0, MAX_PEERS),
		unproven: others.filter((peer) => !isTrusted(app, own, peer)).slice(0, MAX_PEERS),
	};
}

/** In an order that does not change, so that nothing is saved where nothing has changed. */
export function sortedPeers(peers: readonly SignedPeer[]): SignedPeer[] {
	return [...peers].sort((one, other) => (addressKey(one) < addressKey(other) ? -1 : 1));
}
