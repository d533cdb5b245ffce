import type { WebhookAddress } from './address';
import { isSameAddress, isTriggerPath, urlOf } from './address';
import type { AnnounceResult, Intent, PeerReply, Sender } from './announcement';
import { announce } from './announcement';
import { knownPeers, register, sortedPeers, unregister } from './peers';
import type { SignedPeer, TriggerState } from './state';
import { processStore } from '../../shared/processState';

/** The app's other triggers, as a hook finds them. */
export interface Peers {
	/** Those that answered. */
	online: SignedPeer[];
	/** All that are known, those that could not be reached included. */
	others: SignedPeer[];
	/** Stored ones that have not proven to have the app's secret. They are kept, and get no events. */
	unproven: SignedPeer[];
	/** Addresses that gave no usable answer; nobody knows whether a trigger is there. */
	unreachable: Array<{ url: string; status?: number }>;
	/** Addresses at which n8n knows no webhook. */
	gone: string[];
	/** The one to whose address Meta sends the app's events, if it is another one and answered. */
	holder?: SignedPeer;
	/** When Meta verified the holder's address last, as far as it says so. */
	holderVerifiedAt?: string;
}

/** Rounds of questions: a trigger that is not the holder any more names the one that is. */
const MAX_ROUNDS = 3;

/** What a search for peers begins with. */
export interface Search {
	/** How the trigger introduces itself. */
	intent: Extract<Intent, 'join' | 'ask'>;
	state: TriggerState;
	/** Whether Meta sends the app's events to this trigger. */
	isHolder: boolean;
	/** The address that Meta has, if it is known and on this n8n. */
	callback?: WebhookAddress;
}

/** One search: who was asked, and what became of it. */
class Discovery {
	private readonly answers = new Map<string, AnnounceResult & { address: WebhookAddress }>();

	/** @param known peers that the holder is told of, in case that it does not know them */
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
		return await announce(this.sender, address, {
			intent,
			...(intent === 'join' && peers.length > 0 ? { peers } : {}),
		});
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

/** The one whose address Meta has: Facebook Login tells it; otherwise the one that was verified last. */
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
 * Finds the app's other triggers, and registers this one with the holder. The holder knows all of them. Only where there
 * is none, or it is this one, all that are known are asked.
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
 * Meta sends the app's events to this trigger now: fetches the register of the trigger to which it sent them before.
 *
 * @returns the state from now on
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

/** URL -> when it was asked for a proof last, in milliseconds. */
const askedAt = processStore(new Map<string, number>());

/** How often an address is asked for a proof at most. */
const ASK_INTERVAL_MS = 10 * 60 * 1000;

const MAX_ASKED = 500;

/**
 * Asks addresses of this n8n whose stored proof does not fit, such as after a change of the app secret, for a new one.
 *
 * @returns those that have the app's secret, and the ones to ask again later
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
	for (const [url] of askedAt) if (askedAt.size > MAX_ASKED) askedAt.delete(url);
	const discovery = new Discovery(sender);
	await discovery.ask(due, own.isTest ? 'ask' : 'hold');
	const confirmed = discovery.replies().map(({ self }) => self);
	const answered = [...discovery.urls('gone'), ...discovery.urls('online')];
	return { confirmed, unproven: unproven.filter((peer) => !answered.includes(urlOf(own, peer))) };
}
