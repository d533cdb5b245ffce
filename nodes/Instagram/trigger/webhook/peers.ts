import type { OwnAddress, WebhookAddress } from './address';
import { isSameAddress, isTriggerPath } from './address';
import type { MetaApp } from './metaApp';
import { isProven, proofOf } from './metaApp';
import type { Peer, SignedPeer } from './state';
import { BoundedMap, processStore } from '../../shared/processState';

/** Limits of the register, far above what one n8n runs. */
const MAX_APPS = 200;
const MAX_PEERS = 500;

/**
 * The triggers that were activated in this process, by app, then by address. Meta has one callback per app, so all
 * triggers of an app receive their events through the holder of the callback. n8n 2.40 calls no hooks of webhook triggers
 * at startup, so the holder also stores its peers in its static data.
 */
const apps = processStore(new BoundedMap<string, Map<string, SignedPeer>>(MAX_APPS));

function addressKey({ path, isTest }: WebhookAddress): string {
	return `${isTest ? 'test' : 'live'} ${path}`;
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
	const peers = apps.get(appKey) ?? new BoundedMap<string, SignedPeer>(MAX_PEERS);
	peers.set(addressKey(peer), peer);
	apps.set(appKey, peers);
}

/** Removes a trigger that was deactivated or does not exist any more. */
export function unregister({ appKey }: MetaApp, address: WebhookAddress): void {
	const peers = apps.get(appKey);
	peers?.delete(addressKey(address));
	if (peers?.size === 0) apps.delete(appKey);
}

/** Removes a trigger from the registers of all apps, for when its credential cannot be read any more. */
export function unregisterEverywhere(address: WebhookAddress): void {
	for (const peers of apps.values()) peers.delete(addressKey(address));
}

/** The app's triggers in the register, without the one at `own`. */
export function registeredPeers({ appKey }: MetaApp, own: WebhookAddress): SignedPeer[] {
	return [...(apps.get(appKey)?.values() ?? [])].filter((peer) => !isSameAddress(peer, own));
}

/** The app's other triggers. */
export interface KnownPeers {
	/** Peers that have proven to have the app's secret. */
	trusted: SignedPeer[];
	/** Stored peers whose proof is invalid, for example after a change of the secret. They receive no events. */
	unproven: SignedPeer[];
}

/** Merges the process's register with the stored one, each trigger once. Drops other servers and this trigger itself. */
export function knownPeers(app: MetaApp, own: OwnAddress, stored: readonly SignedPeer[] = []): KnownPeers {
	const known = registeredPeers(app, own);
	const addresses = new Set([own, ...known].map(addressKey));
	const isNew = (peer: SignedPeer) => {
		const isKnown = addresses.has(addressKey(peer));
		addresses.add(addressKey(peer));
		return !isKnown;
	};
	const others = stored.filter((peer) => isTriggerPath(peer.path, own));
	const isProvenPeer = (peer: SignedPeer) => isTrusted(app, own, peer);
	return {
		trusted: [...known, ...others.filter(isProvenPeer).filter(isNew)].slice(0, MAX_PEERS),
		unproven: others.filter((peer) => !isProvenPeer(peer) && isNew(peer)).slice(0, MAX_PEERS),
	};
}

/** Sorts peers in a stable order, so that unchanged static data is not saved again. */
export function sortedPeers(peers: readonly SignedPeer[]): SignedPeer[] {
	return [...peers].sort((one, other) => (addressKey(one) < addressKey(other) ? -1 : 1));
}
