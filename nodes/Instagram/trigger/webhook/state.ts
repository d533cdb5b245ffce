import type { IDataObject } from 'n8n-workflow';
import { deepCopy } from 'n8n-workflow';

import type { TriggerContext } from './parameters';
import { nodeKeyOf } from './parameters';
import { isObject } from '../../shared/isObject';
import { BoundedMap, processStore } from '../../shared/processState';

/** What this trigger has added to the app's subscriptions. Each field is recorded by one trigger only. */
export interface Subscribed {
	/** Fields of the app's subscription (Facebook Login). */
	app?: string[];
	/** Fields of the account's or its Page's subscription, and the account. */
	account?: { id: string; fields: string[] };
}

/** A trigger of this n8n, as known to the other triggers of its Meta app. */
export interface Peer {
	/** Identifies workflow and node. */
	nodeKey: string;
	/** Path of its webhook, relative to the base of n8n's webhook URLs. */
	path: string;
	/** Whether it is a test listener of the editor. */
	isTest: boolean;
	/** The professional accounts whose events start its workflow. */
	accountIds: readonly string[];
	/** The events that start its workflow. */
	events: readonly string[];
}

/** A peer with a proof that it has the app's secret. */
export interface SignedPeer extends Peer {
	proof: string;
}

/** The static data of a trigger's node. */
export interface TriggerState {
	/** The account whose events start the workflow, with a proof that this trigger has resolved it. */
	account?: { id: string; proof: string };
	/** Missing until the trigger has subscribed. */
	subscribed?: Subscribed;
	/** When Meta last verified this trigger's URL, ISO 8601: Meta then sends the app's events to it. */
	verifiedAt?: string;
	/** The path of the trigger that receives Meta's events, if it is another one. */
	holder?: string;
	/** The app's other triggers; kept by the holder. */
	peers?: SignedPeer[];
	/** Keys of the events received before, see `eventDeduplicator.ts`. */
	seen?: string;
	/** Keys of the people who have started the workflow, see `oncePerPerson.ts`. */
	people?: string;
}

/** The part of the state that outlives an activation: what has started the workflow. */
export function startedBy({ seen, people }: TriggerState): Pick<TriggerState, 'seen' | 'people'> {
	return { ...(seen === undefined ? {} : { seen }), ...(people === undefined ? {} : { people }) };
}

/** The values of all lists, each once. */
export function union(...lists: Array<readonly string[] | undefined>): string[] {
	return [...new Set(lists.flatMap((list) => list ?? []))];
}

/** The values of the first list that are not in the second. */
export function without(list: readonly string[], others: readonly string[]): string[] {
	return list.filter((value) => !others.includes(value));
}

/** Merges two records of what was subscribed. The account of the first is kept; fields of another account are dropped. */
export function mergeSubscribed(one: Subscribed = {}, other: Subscribed = {}): Subscribed {
	const account = one.account ?? other.account;
	const fields = [one.account, other.account].map((part) => (part?.id === account?.id ? part?.fields : []));
	const app = union(one.app, other.app);
	return {
		...(app.length > 0 ? { app } : {}),
		...(account ? { account: { id: account.id, fields: union(...fields) } } : {}),
	};
}

/** Version of the static data. Data of any other version counts as missing. */
const VERSION = 1;

const TEXT = 'string';

function isTextList(value: unknown): value is string[] {
	return Array.isArray(value) && value.every((one) => typeof one === TEXT);
}

function hasFields(value: unknown): value is { id: string; fields: string[] } {
	return isObject(value) && typeof value.id === TEXT && isTextList(value.fields);
}

/** Whether a value has the shape of {@link Subscribed}. */
export function isSubscribedNote(value: unknown): value is Subscribed {
	if (!isObject(value)) return false;
	const { app, account } = value;
	return (app === undefined || isTextList(app)) && (account === undefined || hasFields(account));
}

/** Whether a value has the shape of {@link SignedPeer}. Checks neither path nor proof. */
export function isPeer(value: unknown): value is SignedPeer {
	return (
		isObject(value) &&
		[value.nodeKey, value.path, value.proof].every((text) => typeof text === TEXT) &&
		typeof value.isTest === 'boolean' &&
		isTextList(value.accountIds) &&
		isTextList(value.events)
	);
}

type Checks = { [Key in keyof Required<TriggerState>]: (value: unknown) => boolean };

/** Static data can be edited by hand: a malformed value counts as missing. */
const CHECKS: Checks = {
	account: (value) => isObject(value) && typeof value.id === TEXT && typeof value.proof === TEXT,
	subscribed: isSubscribedNote,
	verifiedAt: (value) => typeof value === TEXT,
	holder: (value) => typeof value === TEXT,
	peers: (value) => Array.isArray(value),
	seen: (value) => typeof value === TEXT,
	people: (value) => typeof value === TEXT,
};

const KEYS = Object.keys(CHECKS) as Array<keyof TriggerState>;

/** Returns a copy of the trigger's static data. */
export function readState(context: TriggerContext): TriggerState {
	const stored = context.getWorkflowStaticData('node');
	if (stored.version !== VERSION) return {};
	const valid = KEYS.filter((key) => stored[key] !== undefined && CHECKS[key](stored[key]));
	const state = Object.fromEntries(valid.map((key) => [key, deepCopy(stored[key])])) as TriggerState;
	return state.peers ? { ...state, peers: state.peers.filter(isPeer) } : state;
}

/** Writes the static data. Sets only what differs, because n8n saves static data as soon as anything is set. */
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

const MAX_REMEMBERED = 1000;

/**
 * What the triggers of this process have subscribed. n8n 2.40 may call `delete` with outdated static data: with those from
 * before the activation, if another trigger of the workflow could not be activated, and with those from before the
 * deactivation, if another trigger of the workflow has just transferred its record to this one.
 */
const subscribedHere = processStore(new BoundedMap<string, Subscribed>(MAX_REMEMBERED));

/** Remembers what a trigger has subscribed, or has to remove later. */
export function noteSubscribed(context: TriggerContext, subscribed: Subscribed): void {
	subscribedHere.set(nodeKeyOf(context), subscribed);
}

/** Returns what this process remembers about a trigger, and forgets it. */
export function takeSubscribed(context: TriggerContext): Subscribed | undefined {
	const key = nodeKeyOf(context);
	const subscribed = subscribedHere.get(key);
	subscribedHere.delete(key);
	return subscribed;
}
