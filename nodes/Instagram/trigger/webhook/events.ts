import type { IDataObject } from 'n8n-workflow';

import { timeOf } from '../../graph/answer';
import { messageKind } from '../messageKind';
import type { EventName, InstagramEvent } from './eventTypes';
import { EVENT_TABLE, isEventName, MESSAGING_PARTS } from './eventTypes';

type Fields = Record<string, unknown>;

/** Account ID in the samples of the dashboard's Test button; seen in 2018, 2021, 2022 and 2026. */
const DASHBOARD_ACCOUNT = '0';

/** Which events a trigger wants. */
export interface Wanted {
	events: readonly string[];
	/** The professional accounts whose events are wanted. */
	accountIds: readonly string[];
	/** Whether to include events caused by the account itself. */
	includeEcho: boolean;
	/** Whether it is a test listener, which also wants the dashboard's samples. */
	isTest: boolean;
}

function isFields(value: unknown): value is Fields {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function asArray(value: unknown): unknown[] {
	if (Array.isArray(value)) return value;
	return value === undefined || value === null ? [] : [value];
}

/** Returns an ID as text; '' for any other value. */
function idOf(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

const ID_FIELD = /^id$|_id$|^mid$/;

/** Booleans that Meta's documentation also shows as strings. */
const FLAG_FIELD = /^is_(deleted|echo|self|unsupported)$/;

function normalizedField(name: string, value: unknown): unknown {
	if (typeof value === 'number' && ID_FIELD.test(name)) return String(value);
	if (FLAG_FIELD.test(name) && (value === 'true' || value === 'false')) return value === 'true';
	return normalized(value);
}

/** Returns the value with every ID as text and every flag as a boolean. */
function normalized(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(normalized);
	if (!isFields(value)) return value;
	return Object.fromEntries(
		Object.entries(value).map(([name, field]) => [name, normalizedField(name, field)]),
	) as Fields;
}

/** Meta sends seconds for changes and milliseconds for messages. Seconds stay below this number until the year 5138. */
const MILLISECONDS_FROM = 1e11;

const LATEST_DATE = 8.64e15;

/** Parses a number, a number as text, or ISO 8601 to milliseconds since the epoch; returns NaN for anything else. */
function millisecondsFrom(time: unknown): number {
	const number = typeof time === 'string' && time.trim() !== '' ? Number(time) : time;
	if (typeof number === 'number' && number > 0) return number < MILLISECONDS_FROM ? number * 1000 : number;
	return typeof time === 'string' && /^\d{4}-/.test(time) ? timeOf(time) : NaN;
}

/** Returns the first valid time as ISO 8601. */
function isoTime(times: unknown[], receivedAt: number): string {
	const time = times.map(millisecondsFrom).find((one) => one <= LATEST_DATE);
	return new Date(time ?? receivedAt).toISOString();
}

function eventFrom(event: EventName, accountId: string, time: string, value: Fields): InstagramEvent {
	const { renamed = {} } = EVENT_TABLE[event];
	const fields = normalized(value) as IDataObject;
	for (const [from, to] of Object.entries(renamed)) {
		if (fields[from] === undefined) continue;
		fields[to] ??= fields[from];
		delete fields[from];
	}
	const kind = event === 'messages' ? { kind: messageKind(fields) } : {};
	const own = { event, accountId, time, ...kind };
	return { ...own, ...fields, ...own };
}

/** Flattens a messaging entry: sender and recipient, then the fields of the message, reaction, … itself. */
function messagingEvent(
	accountId: string,
	entry: Fields,
	messaging: Fields,
	receivedAt: number,
): InstagramEvent[] {
	const found = MESSAGING_PARTS.find(([, part]) => isFields(messaging[part]));
	if (!found) return [];
	const [event, part] = found;
	const { [part]: value, timestamp, ...envelope } = messaging;
	const time = isoTime([timestamp, entry.time], receivedAt);
	return [eventFrom(event, accountId, time, { ...envelope, ...(value as Fields) })];
}

/** Messaging entries in the value of a change: the value itself, as in the dashboard's samples, or a list in it. */
function messagingIn(value: Fields): Fields[] {
	return Array.isArray(value.messaging) ? value.messaging.filter(isFields) : [value];
}

function changeEvents(
	accountId: string,
	entry: Fields,
	change: Fields,
	receivedAt: number,
): InstagramEvent[] {
	const { field, value } = change;
	if (!isEventName(field)) return [];
	return asArray(value)
		.filter(isFields)
		.flatMap((one) =>
			EVENT_TABLE[field].part === undefined
				? [eventFrom(field, accountId, isoTime([entry.time], receivedAt), one)]
				: messagingIn(one).flatMap((sent) => messagingEvent(accountId, entry, sent, receivedAt)),
		);
}

function entryEvents(entry: Fields, receivedAt: number): InstagramEvent[] {
	const accountId = idOf(entry.id);
	if (accountId === '') return [];
	const changes = [entry, ...asArray(entry.changes)].filter(isFields);
	return [
		...changes.flatMap((change) => changeEvents(accountId, entry, change, receivedAt)),
		...asArray(entry.messaging)
			.filter(isFields)
			.flatMap((sent) => messagingEvent(accountId, entry, sent, receivedAt)),
	];
}

/** Whether a parsed body is a webhook delivery, of any of Meta's objects. */
export function isDelivery(payload: unknown): boolean {
	const objects = asArray(payload);
	return objects.length > 0 && objects.every((object) => isFields(object) && Array.isArray(object.entry));
}

function entriesOf(payload: unknown): Fields[] {
	return asArray(payload)
		.filter(isFields)
		.filter(({ object }) => object === 'instagram')
		.flatMap(({ entry }) => asArray(entry))
		.filter(isFields);
}

/**
 * Returns the events of a delivery in Meta's order, one item each. Skips fields that the trigger does not offer,
 * objects other than `instagram`, and malformed entries.
 *
 * Supports every format that Meta documents or has been seen to send: `changes[]`; `field` and `value` on the entry
 * itself; `messaging[]`, also in the value of a change; and each of these inside a list. One delivery has up to 1,000
 * events.
 *
 * @param payload the parsed body
 * @param receivedAt milliseconds since the epoch, for events without a time
 * @see https://developers.facebook.com/docs/instagram-platform/webhooks/examples
 */
export function eventsOf(payload: unknown, receivedAt: number): InstagramEvent[] {
	return entriesOf(payload).flatMap((entry) => entryEvents(entry, receivedAt));
}

/** Whether a delivery has messages of conversations that another app handles (seen in 2022, chatwoot #5906). */
export function hasStandby(payload: unknown): boolean {
	return entriesOf(payload).some(
		({ standby, changes }) =>
			asArray(standby).length > 0 ||
			asArray(changes).some((change) => isFields(change) && change.field === 'standby'),
	);
}

/** Whether an event is a sample from the dashboard's Test button. */
export function isDashboardSample({ accountId }: InstagramEvent): boolean {
	return accountId === DASHBOARD_ACCOUNT;
}

/**
 * Whether an event says that a message was edited 0 times. Meta sends it along with each new message, and instead of the
 * message if the app is subscribed to `message_edit` but not to `messages` (seen from 2025-10 to 2026-09).
 */
export function isEmptyEdit({ event, num_edit: edits }: InstagramEvent): boolean {
	return event === 'message_edit' && Number(edits) === 0;
}

/**
 * Whether the account itself caused an event: a workflow that replies to comments or messages would otherwise reply to
 * itself. An edit without a sender may be of the account's own message, so it counts as an echo. Mentions have no author.
 *
 * @see https://developers.facebook.com/docs/instagram-platform/self-messaging
 */
export function isEcho(event: InstagramEvent): boolean {
	const { accountId, is_echo: echo, is_self: self, from, sender } = event;
	if (echo === true || self === true) return true;
	const author = isFields(from) ? from : {};
	const by = idOf((isFields(sender) ? sender : author).id);
	if (event.event === 'message_edit' && by === '') return true;
	return by === accountId || idOf(author.self_ig_scoped_id) !== '';
}

/** Whether an event starts the workflow of a trigger. */
export function isWanted(
	event: InstagramEvent,
	{ events, accountIds, includeEcho, isTest }: Wanted,
): boolean {
	if (!events.includes(event.event) || isEmptyEdit(event)) return false;
	if (isDashboardSample(event)) return isTest;
	return accountIds.includes(event.accountId) && (includeEcho || !isEcho(event));
}
