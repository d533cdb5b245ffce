import type { WebhookAddress } from './address';
import { isSameAddress, isTriggerPath, urlOf } from './address';
import type { AnnounceResult, Sender } from './announce';
import { announceUntilStored } from './announce';
import type { Intent, PeerReply } from './announcement';
import { knownPeers, register, sortedPeers, unregister } from './peers';
import type { SignedPeer, TriggerState } from './state';
import { BoundedMap, processStore } from '../../shared/processState';

/** Result of a peer discovery. */
export interface Peers {
	/** Peers that replied. */
	online: SignedPeer[];
	/** All known peers, including those that could not be reached. */
	others: SignedPeer[];
	/** Stored peers whose proof is invalid. They stay stored, but receive no events. */
	unproven: SignedPeer[];
	/** URLs that gave no usable reply: a trigger may or may not exist there. */
	unreachable: Array<{ url: string; status?: number }>;
	/** URLs at which n8n has no webhook. */
	gone: string[];
	/** The peer that receives Meta's events; `undefined` if it is this trigger or did not reply. */
	holder?: SignedPeer;
	/** When Meta last verified the holder's URL, if the holder knows. */
	holderVerifiedAt?: string;
}

/** Maximum number of hops to the holder: a former holder names the current one. */
const MAX_ROUNDS = 3;

/** Input of a peer discovery. */
export interface Search {
	/** The intent to announce. */
	intent: Extract<Intent, 'join' | 'ask'>;
	state: TriggerState;
	/** Whether Meta sends the app's events to this trigger. */
	isHolder: boolean;
	/** The address of Meta's callback, if it is known and on this n8n. */
	callback?: WebhookAddress;
}

/** Announces the trigger to peers and collects their replies by URL. */
class Discovery {
	private readonly answers = new Map<string, AnnounceResult & { address: WebhookAddress }>();

	/** @param known peers to report to the holder, which may not know them */
	constructor(
		private readonly sender: Sender,
		private readonly known: readonly SignedPeer[] = [],
	) {}

	async ask(addresses: readonly WebhookAddress[], intent: Intent): Promise<void> {
		let next = [...addresses];
		for (let round = 0; next.length > 0 && round < MAX_ROUNDS; round += 1) {
			const { own } = this.sender;
			const fresh = new Map(
				next
					.filter((address) => isTriggerPath(address.path, own) && !isSameAddress(address, own))
					.filter((address) => !this.answers.has(urlOf(own, address)))
					.map((address) => [urlOf(own, address), address]),
			);
			await Promise.all(
				[...fresh].map(async ([url, address]) => {
					this.answers.set(url, { reached: 'unreachable', address });
					this.answers.set(url, { ...(await this.announce(address, intent)), address });
				}),
			);
			next = [...fresh.keys()].flatMap((url) => {
				const holder = this.answers.get(url)?.reply?.holder;
				return holder === undefined ? [] : [{ path: holder, isTest: false }];
			});
		}
	}

	private async announce(address: WebhookAddress, intent: Intent): Promise<AnnounceResult> {
		const peers = this.known.filter((peer) => !isSameAddress(peer, address));
		const message = { intent, ...(intent === 'join' && peers.length > 0 ? { peers } : {}) };
		return await announceUntilStored(this.sender, address, message);
	}

	urls(reached: AnnounceResult['reached']): string[] {
		return [...this.answers].filter(([, answer]) => answer.reached === reached).map(([url]) => url);
	}

	replies(): PeerReply[] {
		return [...this.answers.values()].flatMap(({ reply }) => reply ?? []);
	}

	status(url: string): number | undefined {
		return this.answers.get(url)?.status;
	}

	addressOf(url: string): WebhookAddress | undefined {
		return this.answers.get(url)?.address;
	}
}

/** Finds the holder's reply: by the callback (Facebook Login), or else the one verified last. */
function holderIn(
	replies: readonly PeerReply[],
	callback: WebhookAddress | undefined,
): PeerReply | undefined {
	if (callback) return replies.find(({ self }) => isSameAddress(self, callback));
	const verified = replies.filter(({ verifiedAt }) => verifiedAt !== undefined);
	return verified.sort((one, other) => ((one.verifiedAt ?? '') < (other.verifiedAt ?? '') ? 1 : -1))[0];
}

function holderFields(reply: PeerReply | undefined): Pick<Peers, 'holder' | 'holderVerifiedAt'> {
	return reply ? { holder: reply.self, holderVerifiedAt: reply.verifiedAt } : {};
}

/**
 * Finds the app's other triggers, and registers this one with the holder, which knows all of them. If there is no holder
 * or it is this trigger, all known peers are asked.
 */
export async function discoverPeers(
	sender: Sender,
	{ intent, state, isHolder, callback }: Search,
): Promise<Peers> {
	const { app, own } = sender;
	const { trusted, unproven } = knownPeers(app, own, state.peers);
	const discovery = new Discovery(sender, trusted);
	const lastHolder = state.holder === undefined ? [] : [{ path: state.holder, isTest: false }];
	const production = own.isTest ? [{ path: own.path, isTest: false }] : [];
	if (!isHolder) await discovery.ask([...(callback ? [callback] : []), ...lastHolder, ...production], intent);
	const holder = isHolder ? undefined : holderIn(discovery.replies(), callback);
	if (!holder) {
		await discovery.ask(
			[...trusted, ...unproven],
			isHolder && intent === 'join' && !own.isTest ? 'hold' : intent,
		);
	}

	const gone = discovery.urls('gone');
	for (const url of gone) {
		const address = discovery.addressOf(url);
		if (address) unregister(app, address);
	}
	const replies = discovery.replies();
	for (const { self } of replies) register(app, self);
	const others = new Map(
		[...trusted, ...replies.flatMap(({ peers }) => peers), ...replies.map(({ self }) => self)].map((peer) => [
			urlOf(own, peer),
			peer,
		]),
	);
	for (const url of gone) others.delete(url);
	return {
		online: replies.map(({ self }) => self),
		others: [...others.values()],
		unproven: unproven.filter((peer) => !gone.includes(urlOf(own, peer)) && !others.has(urlOf(own, peer))),
		unreachable: discovery.urls('unreachable').map((url) => {
			const status = discovery.status(url);
			return { url, ...(status === undefined ? {} : { status }) };
		}),
		gone,
		...holderFields(isHolder ? undefined : (holder ?? holderIn(replies, callback))),
	};
}

/**
 * Takes over the register of the previous holder, because Meta now sends the app's events to this trigger.
 *
 * @returns the new state
 */
export async function takeOver(
	sender: Sender,
	{ holder: previousHolder, ...state }: TriggerState,
): Promise<TriggerState> {
	if (previousHolder === undefined) return state;
	const discovery = new Discovery(sender);
	await discovery.ask([{ path: previousHolder, isTest: false }], 'hold');
	const reported = discovery.replies().flatMap(({ self, peers }) => [self, ...peers]);
	const { trusted, unproven } = knownPeers(sender.app, sender.own, [...reported, ...(state.peers ?? [])]);
	return { ...state, peers: sortedPeers([...trusted, ...unproven]) };
}

const MAX_ASKED = 500;

/** When each URL was last asked for a new proof, in milliseconds since the epoch. */
const askedAt = processStore(new BoundedMap<string, number>(MAX_ASKED));

/** Minimum time between two requests for a new proof to the same URL. */
const ASK_INTERVAL_MS = 10 * 60 * 1000;

/**
 * Asks peers whose stored proof is invalid, for example after a change of the app secret, for a new one.
 *
 * @returns the peers that have proven to have the app's secret, and those to ask again later
 */
export async function confirmPeers(
	sender: Sender,
	unproven: readonly SignedPeer[],
): Promise<{ confirmed: SignedPeer[]; unproven: SignedPeer[] }> {
	const { own, now } = sender;
	const due = unproven
		.slice(0, MAX_ASKED)
		.filter((address) => now - (askedAt.get(urlOf(own, address)) ?? -Infinity) >= ASK_INTERVAL_MS);
	if (due.length === 0) return { confirmed: [], unproven: [...unproven] };
	for (const address of due) askedAt.set(urlOf(own, address), now);
	const discovery = new Discovery(sender);
	await discovery.ask(due, own.isTest ? 'ask' : 'hold');
	const confirmed = discovery.replies().map(({ self }) => self);
	const answered = [...discovery.urls('gone'), ...discovery.urls('online')];
	return { confirmed, unproven: unproven.filter((peer) => !answered.includes(urlOf(own, peer))) };
}
