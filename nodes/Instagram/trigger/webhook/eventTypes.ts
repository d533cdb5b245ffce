import type { IDataObject } from 'n8n-workflow';

import type { MessageKind } from '../messageKind';

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

/** An event as the trigger returns it: Meta's value flattened, IDs as text, the same for both login methods. */
export interface InstagramEvent extends IDataObject {
	event: EventName;
	/** The professional account that it happened to. */
	accountId: string;
	/** ISO 8601. */
	time: string;
	/** What a message is; only in `messages`. */
	kind?: MessageKind;
}

/** Response to a webhook call. Without text or JSON, the body is empty. */
export interface WebhookAnswer {
	/** HTTP status. */
	status: number;
	headers?: Record<string, string>;
	text?: string;
	json?: object;
	/** The workflow's items; without any, it does not start. */
	events?: readonly InstagramEvent[];
	/** Runs if the trigger has responded with 200 before n8n has stored the execution: Meta does not redeliver the events. */
	onAnswered?: () => void;
	/** Runs once n8n has stored the execution for the events, before it saves the static data. May run twice. */
	onStarted?: () => void;
	/** Runs once the response has been sent, before n8n saves the static data. */
	afterwards?: () => Promise<void>;
}

/** How to read and identify an event. */
interface EventRow {
	/** Messaging events only: the property of the `messaging` entry that contains the event. */
	readonly part?: string;
	/** Fields to rename, because their names differ between Meta's samples. */
	readonly renamed?: Readonly<Record<string, string>>;
	/**
	 * Paths of the fields that identify an event. Without paths, the whole value identifies it. The time of a change is
	 * that of its batch, and a redelivery may come in another batch, so it must not be one of them.
	 */
	readonly key?: readonly string[];
}

/** The ID is `comment_id` in Facebook Login's sample, and `id` in the reference. */
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

/** The messaging events, with the property that contains each. */
export const MESSAGING_PARTS: ReadonlyArray<readonly [EventName, string]> = ROWS.flatMap(
	([name, { part }]) => (part === undefined ? [] : [[name, part] as const]),
);

/** Whether a value is the name of an event that the trigger offers. */
export function isEventName(name: unknown): name is EventName {
	return typeof name === 'string' && Object.hasOwn(EVENT_TABLE, name);
}
