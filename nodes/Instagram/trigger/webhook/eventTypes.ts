import type { EventName } from './state';

/** What there is to know of a kind of event, to read it and to know it again. */
interface EventRow {
	/** Messaging events only: the property of the `messaging` entry that holds the event. */
	readonly part?: string;
	/** Names that differ between Meta's samples, and what they become. */
	readonly renamed?: Readonly<Record<string, string>>;
	/**
	 * The fields of the item that tell one event from another, as paths. A redelivery may come in another batch, so
	 * the time of a change, which is that of its batch, is none of them. Without a list, it is the whole value.
	 */
	readonly key?: readonly string[];
}

/** Facebook Login's sample calls it `comment_id`, the reference `id`. */
const COMMENT: EventRow = { renamed: { comment_id: 'id' }, key: ['id'] };

/**
 * The events, by Meta's names. In this order a `messaging` entry is looked through: a message or a postback may carry a
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
	// A message that is unsent comes again, with the same `mid` and `is_deleted`.
	messages: { part: 'message', key: ['mid', 'is_deleted', 'is_echo'] },
	message_edit: { part: 'message_edit', key: ['mid', 'num_edit'] },
	// Who reacts, takes it back and reacts again is told apart by the time alone.
	message_reactions: { part: 'reaction', key: ['mid', 'sender.id', 'action', 'reaction', 'emoji', 'time'] },
	messaging_postbacks: { part: 'postback', key: ['mid', 'sender.id', 'payload', 'time'] },
	messaging_referral: { part: 'referral', key: ['sender.id', 'ref', 'source', 'time'] },
	messaging_seen: { part: 'read', key: ['mid', 'sender.id'] },
};

const ROWS = Object.entries(EVENT_TABLE) as Array<[EventName, EventRow]>;

/** The messaging events with the property that each stands in. */
export const MESSAGING_PARTS: ReadonlyArray<readonly [EventName, string]> = ROWS.flatMap(
	([name, { part }]) => (part === undefined ? [] : [[name, part] as const]),
);

export function isEventName(name: unknown): name is EventName {
	return typeof name === 'string' && Object.hasOwn(EVENT_TABLE, name);
}
