import type { IDataObject } from 'n8n-workflow';

import { EVENT_TABLE, isEventName, MESSAGING_PARTS } from './eventTypes';
import type { EventName, InstagramEvent } from './state';

type Fields = Record<string, unknown>;

/** What a trigger is to let through. */
export interface Wanted {
	events: readonly string[];
	/** The professional accounts whose events are wanted. */
	accountIds: readonly string[];
	/** Also what the account itself wrote. */
	includeEcho: boolean;
}

function isFields(value: unknown): value is Fields {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listOf(value: unknown): unknown[] {
	if (Array.isArray(value)) return value;
	return value === undefined || value === null ? [] : [value];
}

/** An id as text; '' for what is none. */
function idOf(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

const ID_FIELD = /^id$|_id$|^mid$/;

/** The same value with every id in it as text. */
function withTextIds(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(withTextIds);
	if (!isFields(value)) return value;
	const entries = Object.entries(value).map(([name, field]) => [
		name,
		typeof field === 'number' && ID_FIELD.test(name) ? String(field) : withTextIds(field),
	]);
	return Object.fromEntries(entries) as Fields;
}

/** Meta gives seconds for changes and milliseconds for messages. Seconds stay below this number until the year 5138. */
const MILLISECONDS_FROM = 1e11;

const LATEST_DATE = 8.64e15;

/** The first of the given times that is one, as ISO 8601. */
function isoTime(times: unknown[], receivedAt: number): string {
	for (const time of times) {
		const number = typeof time === 'string' && time.trim() !== '' ? Number(time) : time;
		if (typeof number !== 'number' || !(number > 0)) continue;
		const milliseconds = number < MILLISECONDS_FROM ? number * 1000 : number;
		if (milliseconds <= LATEST_DATE) return new Date(milliseconds).toISOString();
	}
	return new Date(receivedAt).toISOString();
}

function eventFrom(event: EventName, accountId: string, time: string, value: Fields): InstagramEvent {
	const { renamed = {} } = EVENT_TABLE[event];
	const fields = withTextIds(value) as IDataObject;
	for (const [from, to] of Object.entries(renamed)) {
		if (fields[from] === undefined) continue;
		fields[to] ??= fields[from];
		delete fields[from];
	}
	const own = { event, accountId, time };
	return { ...own, ...fields, ...own };
}

/** Flat: who wrote to whom, then what the message, reaction, … itself says. */
function messagingEvent(
	accountId: string,
	entry: Fields,
	sent: Fields,
	receivedAt: number,
): InstagramEvent[] {
	const found = MESSAGING_PARTS.find(([, part]) => isFields(sent[part]));
	if (!found) return [];
	const [event, part] = found;
	const { [part]: value, timestamp, ...around } = sent;
	const time = isoTime([timestamp, entry.time], receivedAt);
	return [eventFrom(event, accountId, time, { ...around, ...(value as Fields) })];
}

/** Meta's dashboard sends its sample messages as changes. */
function changeEvents(
	accountId: string,
	entry: Fields,
	change: Fields,
	receivedAt: number,
): InstagramEvent[] {
	const { field, value } = change;
	if (!isEventName(field)) return [];
	return listOf(value)
		.filter(isFields)
		.flatMap((one) =>
			EVENT_TABLE[field].part === undefined
				? [eventFrom(field, accountId, isoTime([entry.time], receivedAt), one)]
				: messagingEvent(accountId, entry, one, receivedAt),
		);
}

function entryEvents(entry: Fields, receivedAt: number): InstagramEvent[] {
	const accountId = idOf(entry.id);
	if (accountId === '') return [];
	const changes = [entry, ...listOf(entry.changes)].filter(isFields);
	return [
		...changes.flatMap((change) => changeEvents(accountId, entry, change, receivedAt)),
		...listOf(entry.messaging)
			.filter(isFields)
			.flatMap((sent) => messagingEvent(accountId, entry, sent, receivedAt)),
	];
}

/** Whether a parsed body is a webhook delivery at all, of whichever of Meta's objects. */
export function isDelivery(payload: unknown): boolean {
	const notices = listOf(payload);
	return notices.length > 0 && notices.every((notice) => isFields(notice) && Array.isArray(notice.entry));
}

/**
 * The events of a delivery, in Meta's order, one item each. Fields that the trigger does not offer, other objects than
 * `instagram` and whatever is not of the documented form are passed over.
 *
 * Read are both forms that Meta documents: `changes[]`, and `field` and `value` on the entry itself; `messaging[]`;
 * and the same in the list that Meta's samples stand in. Up to 1,000 events come in one delivery.
 *
 * @param payload the parsed body
 * @param receivedAt milliseconds since the epoch, for events that say no time
 * @see https://developers.facebook.com/docs/instagram-platform/webhooks/examples
 */
export function eventsOf(payload: unknown, receivedAt: number): InstagramEvent[] {
	return listOf(payload)
		.filter(isFields)
		.filter(({ object }) => object === 'instagram')
		.flatMap(({ entry }) => listOf(entry))
		.filter(isFields)
		.flatMap((entry) => entryEvents(entry, receivedAt));
}

/**
 * Whether the account itself did it: a workflow that answers comments or messages would otherwise answer itself.
 * Mentions name nobody, so of those it cannot be told.
 *
 * @see https://developers.facebook.com/docs/instagram-platform/self-messaging
 */
export function isEcho(event: InstagramEvent): boolean {
	const { accountId, is_echo: echo, is_self: self, from, sender } = event;
	if (echo === true || self === true) return true;
	const author = isFields(from) ? from : {};
	const by = isFields(sender) ? sender : author;
	return idOf(by.id) === accountId || idOf(author.self_ig_scoped_id) !== '';
}

/** Whether the trigger is to pass an event on. */
export function isWanted(event: InstagramEvent, { events, accountIds, includeEcho }: Wanted): boolean {
	return (
		events.includes(event.event) && accountIds.includes(event.accountId) && (includeEcho || !isEcho(event))
	);
}
