import { randomUUID } from 'crypto';

import type { OwnAddress, WebhookAddress } from './address';
import { isSameAddress } from './address';
import type { MetaApp } from './metaApp';
import { isTrusted, knownPeers, register, sortedPeers, unregister } from './peers';
import type { SignedPeer, Subscribed, TriggerState } from './state';
import { isPeer, isSubscribedNote, mergeSubscribed } from './state';
import { processStore } from '../../shared/processState';

/** Value of `object`, which is `instagram` in Meta's deliveries: so neither can be mistaken for the other. */
export const OBJECT = 'n8n_instagram_trigger';

/** Maximum age of an announcement, in either direction, because the clocks of two processes may differ by minutes. */
const VALID_MS = 5 * 60 * 1000;

/**
 * Why a trigger calls another trigger of its app:
 * - `join`: it is active and wants events relayed.
 * - `ask`: it only wants to know the app's other triggers.
 * - `hold`: Meta sends the app's events to it now; the reply contains the recipient's register.
 * - `leave`: it is being deactivated. `holder` is the trigger that receives Meta's events from now on.
 */
export type Intent = 'join' | 'ask' | 'hold' | 'leave';

/** Request from one trigger to the webhook of another, signed with the app's secret. */
export interface Announcement {
	object: typeof OBJECT;
	intent: Intent;
	/** The recipient, so that the announcement cannot be replayed to another trigger. */
	to: WebhookAddress;
	/** Milliseconds since the epoch. */
	sentAt: number;
	/** Makes every announcement unique. */
	nonce: string;
	from: SignedPeer;
	/** Path of the trigger that receives Meta's events now. */
	holder?: string;
	/** Other triggers of the app known to the sender; with `leave`, the register for the recipient to keep. */
	peers?: SignedPeer[];
	/** What the leaving trigger has subscribed and the recipient still needs. The recipient has to remove it later. */
	subscribed?: Subscribed;
}

/** Reply to an announcement. */
export interface PeerReply {
	self: SignedPeer;
	/** When Meta last verified its URL; only present if Meta sends the app's events to it. */
	verifiedAt?: string;
	/** The path of the holder, if it knows it. */
	holder?: string;
	/** The other triggers in its register. */
	peers: SignedPeer[];
	/** Whether the announcement had been stored before. Only present if the recipient has to store it. */
	isStored?: boolean;
	/** The process that the announcement reached. */
	processId?: string;
}

/** Identifies this process among those of n8n's queue mode. In containers, all may have the same process number. */
export const PROCESS_ID = randomUUID();

/** Signatures of recent announcements, and when they were sent, to detect replays. */
const received = processStore(new Map<string, number>());

function isReplay(signature: string, sentAt: number, now: number): boolean {
	for (const [known, at] of received) if (now - at > VALID_MS) received.delete(known);
	if (Math.abs(now - sentAt) > VALID_MS || received.has(signature)) return true;
	received.set(signature, sentAt);
	return false;
}

/** The recipient of an announcement. */
export interface Recipient {
	app: MetaApp;
	own: OwnAddress;
	/** Milliseconds since the epoch. */
	now: number;
}

/** Whether a payload is an announcement, by its `object`. */
export function isAnnouncement(payload: unknown): payload is { object: typeof OBJECT } {
	return (payload as Partial<Announcement> | null)?.object === OBJECT;
}

/**
 * Reads an announcement whose signature is valid.
 *
 * @returns `undefined` if it is malformed, addressed to another trigger, too old, a replay, or its sender is not trusted
 */
export function parseAnnouncement(
	payload: unknown,
	signature: string,
	{ app, own, now }: Recipient,
): Announcement | undefined {
	const { intent, to, sentAt, nonce, from, holder, peers, subscribed } = (payload ??
		{}) as Partial<Announcement>;
	if (!isAnnouncement(payload) || !to || !isSameAddress(to, own)) return undefined;
	if (typeof sentAt !== 'number' || typeof nonce !== 'string') return undefined;
	if (intent !== 'join' && intent !== 'ask' && intent !== 'hold' && intent !== 'leave') return undefined;
	if (!isPeer(from) || !isTrusted(app, own, from)) return undefined;
	if (isReplay(signature, sentAt, now)) return undefined;
	return {
		object: OBJECT,
		intent,
		to: { path: to.path, isTest: to.isTest },
		sentAt,
		nonce,
		from,
		...(typeof holder === 'string' ? { holder } : {}),
		...(Array.isArray(peers)
			? { peers: peers.filter((peer) => isPeer(peer) && isTrusted(app, own, peer)) }
			: {}),
		...(isSubscribedNote(subscribed) ? { subscribed } : {}),
	};
}

/** Whether Meta sends the app's events to this trigger, as far as it knows. */
export function isHolder({ verifiedAt, holder }: TriggerState): boolean {
	return verifiedAt !== undefined && holder === undefined;
}

function holderAfter(
	{ holder }: TriggerState,
	announcement: Announcement,
	own: OwnAddress,
): string | undefined {
	const { intent, from, holder: successor } = announcement;
	if (intent === 'hold') return from.path;
	if (intent !== 'leave') return holder;
	if (successor !== undefined) return successor === own.path ? undefined : successor;
	return holder === from.path ? undefined : holder;
}

/** Whether the stored state has what an announcement changes; nothing if it changes nothing. */
function storedBefore(
	{ intent, from, peers = [] }: Announcement,
	state: TriggerState,
	next: TriggerState,
): Pick<PeerReply, 'isStored'> {
	const has = (peer: SignedPeer) =>
		(state.peers ?? []).some((one) => isSameAddress(one, peer) && one.proof === peer.proof);
	const isHolderNow = next.holder === undefined;
	if (intent === 'join') return isHolderNow ? { isStored: has(from) } : {};
	if (intent !== 'leave') return {};
	const isSame =
		state.holder === next.holder && JSON.stringify(state.subscribed) === JSON.stringify(next.subscribed);
	return { isStored: isSame && !has(from) && (!isHolderNow || peers.every(has)) };
}

/**
 * Processes an announcement.
 *
 * @returns the reply, and the recipient's new state
 */
export function receiveAnnouncement(
	announcement: Announcement,
	{ app, own, self, state }: Recipient & { self: SignedPeer; state: TriggerState },
): { reply: PeerReply; state: TriggerState } {
	const { intent, from, peers = [], subscribed } = announcement;
	if (intent === 'leave') unregister(app, from);
	if (intent === 'join' || intent === 'hold') register(app, from);
	const next: TriggerState = { ...state };
	const holder = holderAfter(state, announcement, own);
	if (holder === undefined) delete next.holder;
	else next.holder = holder;
	const stored = [...peers, ...(state.peers ?? [])].filter((peer) => !isSameAddress(peer, from));
	const { trusted, unproven } = knownPeers(app, own, intent === 'join' ? [from, ...stored] : stored);
	// Only the holder keeps the register. As long as there is no holder, every trigger keeps one.
	if (holder === undefined && intent !== 'ask') next.peers = sortedPeers([...trusted, ...unproven]);
	if (intent === 'leave' && subscribed) next.subscribed = mergeSubscribed(state.subscribed, subscribed);
	const reply: PeerReply = {
		self,
		...(isHolder(next) ? { verifiedAt: next.verifiedAt } : {}),
		...(holder === undefined ? {} : { holder }),
		peers: trusted.filter((peer) => !isSameAddress(peer, from)),
		processId: PROCESS_ID,
		// The static data of a test are not saved.
		...(own.isTest ? {} : storedBefore(announcement, state, next)),
	};
	return { reply, state: next };
}
