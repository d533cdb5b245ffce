import type { IDataObject } from 'n8n-workflow';
import { deepCopy } from 'n8n-workflow';

import type { TriggerContext } from './parameters';
import { nodeKeyOf } from './parameters';
import { processStore } from '../../shared/processState';

/** What a trigger itself has added to the app's subscriptions. Each field is noted by one trigger only. */
export interface Subscribed {
	/** Fields of the app's subscription (Facebook Login). */
	app?: string[];
	/** Fields of the account's or its Page's subscription, and the account. */
	account?: { id: string; fields: string[] };
}

/** A trigger of this n8n, as other triggers of the same Meta app know it. */
export interface Peer {
	/** Workflow and node. */
	nodeKey: string;
	/** Where it listens, relative to the base of n8n's webhooks. */
	path: string;
	/** Whether it listens for a test event of the editor. */
	isTest: boolean;
	/** The professional accounts whose events it wants. */
	accountIds: readonly string[];
	/** The events that it wants. */
	events: readonly string[];
}

/** A peer with a proof that it has the app's secret. */
export interface SignedPeer extends Peer {
	proof: string;
}

/** What a trigger keeps in its node's static data. */
export interface TriggerState {
	/** The account whose events are wanted, with a proof that Meta was asked for it. */
	account?: { id: string; proof: string };
	/** Missing until the trigger has subscribed. */
	subscribed?: Subscribed;
	/** When Meta last verified this trigger's address, ISO 8601: Meta sends the app's events to it. */
	verifiedAt?: string;
	/** The path of the trigger to whose address Meta sends the app's events, if that is another one. */
	holder?: string;
	/** The register of the app's other triggers, kept by the holder. */
	peers?: SignedPeer[];
	/** Keys of the events that were seen. */
	seen?: string;
}

/** Each value once. */
export function union(...lists: Array<readonly string[] | undefined>): string[] {
	return [...new Set(lists.flatMap((list) => list ?? []))];
}

/** The first list's values that are not in the second. */
export function without(list: readonly string[], others: readonly string[]): string[] {
	return list.filter((value) => !others.includes(value));
}

/** Joins two notes on what was subscribed. The first one's account counts; fields of another account are dropped. */
export function mergeSubscribed(one: Subscribed = {}, other: Subscribed = {}): Subscribed {
	const account = one.account ?? other.account;
	const fields = [one.account, other.account].map((part) => (part?.id === account?.id ? part?.fields : []));
	const app = union(one.app, other.app);
	return {
		...(app.length > 0 ? { app } : {}),
		...(account ? { account: { id: account.id, fields: union(...fields) } } : {}),
	};
}

/** Of what form the static data is. Data of any other form counts as missing. */
const VERSION = 1;

const TEXT = 'string';

function isTextList(value: unknown): value is string[] {
	return Array.isArray(value) && value.every((one) => typeof one === TEXT);
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function hasFields(value: unknown): value is { id: string; fields: string[] } {
	return isRecord(value) && typeof value.id === TEXT && isTextList(value.fields);
}

/** Whether a value has the form of notes on what was subscribed. */
export function isSubscribedNote(value: unknown): value is Subscribed {
	if (!isRecord(value)) return false;
	const { app, account } = value;
	return (app === undefined || isTextList(app)) && (account === undefined || hasFields(account));
}

/** Whether a value has the form of a peer. Neither its path nor its proof is checked. */
export function isPeer(value: unknown): value is SignedPeer {
	return (
		isRecord(value) &&
		[value.nodeKey, value.path, value.proof].every((text) => typeof text === TEXT) &&
		typeof value.isTest === 'boolean' &&
		isTextList(value.accountIds) &&
		isTextList(value.events)
	);
}

type Checks = { [Key in keyof Required<TriggerState>]: (value: unknown) => boolean };

/** Static data can be edited by hand: a malformed value counts as missing. */
const CHECKS: Checks = {
	account: (value) => isRecord(value) && typeof value.id === TEXT && typeof value.proof === TEXT,
	subscribed: isSubscribedNote,
	verifiedAt: (value) => typeof value === TEXT,
	holder: (value) => typeof value === TEXT,
	peers: (value) => Array.isArray(value),
	seen: (value) => typeof value === TEXT,
};

const KEYS = Object.keys(CHECKS) as Array<keyof TriggerState>;

/** Reads a copy of the trigger's static data. */
export function readState(context: TriggerContext): TriggerState {
	const stored = context.getWorkflowStaticData('node');
	if (stored.version !== VERSION) return {};
	const valid = KEYS.filter((key) => stored[key] !== undefined && CHECKS[key](stored[key]));
	const state = Object.fromEntries(valid.map((key) => [key, deepCopy(stored[key])])) as TriggerState;
	return state.peers ? { ...state, peers: state.peers.filter(isPeer) } : state;
}

/** Writes the static data. Only what differs is set, so that n8n saves nothing where nothing has changed. */
export function writeState(context: TriggerContext, state: TriggerState): void {
	const stored = context.getWorkflowStaticData('node');
	const wanted: IDataObject = { ...(state as IDataObject), version: VERSION };
	for (const key of ['version', ...KEYS]) {
		if (wanted[key] === undefined) {
			if (stored[key] !== undefined) delete stored[key];
		} else if (JSON.stringify(wanted[key]) !== JSON.stringify(stored[key])) {
			stored[key] = wanted[key];
		}
	}
}

/**
 * What the triggers of this process have subscribed. n8n 2.40 calls `delete` with static data from before: those of before
 * the activation, if another trigger of the workflow could not be activated; and those of before the deactivation, if
 * another trigger of the workflow has just handed its notes over.
 */
const subscribedHere = processStore(new Map<string, Subscribed>());

const MAX_REMEMBERED = 1000;

/** Remembers what a trigger has subscribed, or is to remove now. */
export function noteSubscribed(context: TriggerContext, subscribed: Subscribed): void {
	const key = nodeKeyOf(context);
	subscribedHere.delete(key);
	subscribedHere.set(key, subscribed);
	const [oldest] = subscribedHere.keys();
	if (oldest !== undefined && subscribedHere.size > MAX_REMEMBERED) subscribedHere.delete(oldest);
}

/** Returns what this process remembers of a trigger, and forgets it. */
export function takeSubscribed(context: TriggerContext): Subscribed | undefined {
	const key = nodeKeyOf(context);
	const subscribed = subscribedHere.get(key);
	subscribedHere.delete(key);
	return subscribed;
}
