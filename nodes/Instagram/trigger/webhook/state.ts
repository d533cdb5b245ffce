import type { IDataObject } from 'n8n-workflow';

/**
 * The fields of Meta's `instagram` webhooks that the trigger offers, by Meta's names.
 *
 * @see https://developers.facebook.com/docs/graph-api/webhooks/reference/instagram
 */
export type EventName =
	| 'comments'
	| 'live_comments'
	| 'mentions'
	| 'messages'
	| 'message_reactions'
	| 'messaging_postbacks'
	| 'messaging_referral'
	| 'messaging_seen'
	| 'message_edit'
	| 'story_insights';

/** What happened, as the trigger puts it out: Meta's value laid flat, ids as text, alike for both login methods. */
export interface InstagramEvent extends IDataObject {
	event: EventName;
	/** The professional account that it happened to. */
	accountId: string;
	/** ISO 8601. */
	time: string;
}

/** A trigger of this n8n that is active, or listening for a test event, as the process remembers it. */
export interface Sibling {
	/** Workflow and node. */
	nodeKey: string;
	/** Where it is listening. */
	url: string;
	verifyToken: string;
	/** The professional accounts whose events it wants. */
	accountIds: readonly string[];
	/** The events that it wants. */
	events: readonly string[];
	/** Whether it listens for one event of the editor's test. */
	isTest: boolean;
	/** What was subscribed to for it, so that whoever of the app's triggers leaves last can take it back. */
	made?: Made;
	/** When Meta last asked it for the challenge, ISO 8601. */
	handshakeAt?: string;
}

/** What a trigger has added to the app's subscriptions, by itself or together with its siblings. */
export interface Made {
	/** Fields of the app's subscription (Facebook Login). */
	app?: string[];
	/** Fields of the account's or its Page's subscription, and the account. */
	account?: { id: string; fields: string[] };
}

/** What the trigger keeps in its node's static data. n8n loads it for every call and saves what has changed. */
export interface TriggerState {
	/** The accounts whose events are wanted, as resolved at activation. */
	accountIds?: string[];
	made?: Made;
	/** The app's other triggers that are active in this n8n, for the time after a restart. */
	siblings?: Sibling[];
	/** When Meta last asked for the challenge, ISO 8601. */
	handshakeAt?: string;
	/** Keys of the events that were seen. */
	seen?: string;
}
