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

/** An event as the trigger returns it: Meta's value laid flat, IDs as text, alike for both login methods. */
export interface InstagramEvent extends IDataObject {
	event: EventName;
	/** The professional account that it happened to. */
	accountId: string;
	/** ISO 8601. */
	time: string;
}

/** The response to a call of the webhook. Without text or JSON its body is empty. */
export interface WebhookAnswer {
	/** HTTP status. */
	status: number;
	headers?: Record<string, string>;
	text?: string;
	json?: object;
	/** The items that the workflow runs with; without any it does not run. */
	events?: readonly InstagramEvent[];
	/** Runs once the response has been sent, before n8n saves the static data. */
	afterwards?: () => Promise<void>;
}

/** How one kind of event is read and recognized. */
interface EventRow {
	/** Messaging events only: the property of the `messaging` entry that holds the event. */
	readonly part?: string;
	/** Names that differ between Meta's samples, and what they become. */
	readonly renamed?: Readonly<Record<string, string>>;
	/**
	 * Paths of the fields that identify an event. A redelivery may come in another batch, so the time of a change,
	 * which is that of its batch, is not one of them. Without a list, the whole value identifies it.
	 */
	readonly key?: readonly string[];
}

/** Facebook Login's sample calls the ID `comment_id`, the reference `id`. */
const COMMENT: EventRow = { renamed: { comment_id: 'id' }, key: ['id'] };

/**
 * The events, by Meta's names. A `messaging` entry is searched in this order: a message or a postback may contain a
 * `referral` of its own.
 *
 * @see https://developers.facebook.com/docs/graph-api/webhooks/reference/instagram
 * @see https://developers.facebook.com/docs/instagram-platform/webhooks/examples
 */
export const EVENT_TABLE: Readonly<Record<EventName, EventRow>> = {
	comments: COMMENT,
	live_comments: COMMENT,
	mentions: { key: ['media_id', 'comment_id'] },
	story_insights: {},
	// An unsent message comes again, with the same `mid` and `is_deleted`.
	messages: { part: 'message', key: ['mid', 'is_deleted', 'is_echo'] },
	message_edit: { part: 'message_edit', key: ['mid', 'num_edit'] },
	// Only the time tells apart a reaction, its removal and the same reaction again.
	message_reactions: { part: 'reaction', key: ['mid', 'sender.id', 'action', 'reaction', 'emoji', 'time'] },
	messaging_postbacks: { part: 'postback', key: ['mid', 'sender.id', 'payload', 'time'] },
	messaging_referral: { part: 'referral', key: ['sender.id', 'ref', 'source', 'time'] },
	messaging_seen: { part: 'read', key: ['mid', 'sender.id'] },
};

const ROWS = Object.entries(EVENT_TABLE) as Array<[EventName, EventRow]>;

/** The messaging events, with the property that holds each. */
export const MESSAGING_PARTS: ReadonlyArray<readonly [EventName, string]> = ROWS.flatMap(
	([name, { part }]) => (part === undefined ? [] : [[name, part] as const]),
);

export function isEventName(name: unknown): name is EventName {
	return typeof name === 'string' && Object.hasOwn(EVENT_TABLE, name);
}
