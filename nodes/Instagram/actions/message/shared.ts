import { resolveAccount } from '../../connection/accounts';
import type { Inbox } from '../../connection/inbox';
import { inInboxOf } from '../../connection/inbox';
import { account as accountParameter } from '../../descriptions/account';
import { InputError, readId } from '../../parameters/inputError';
import { defineParameter } from '../../parameters/parameter';
import type { DocumentedLimit, Limit } from '../../parameters/readers';
import { assertCount, hasValue, readEntries, readText } from '../../parameters/readers';
import type { ItemRun } from '../operation';

const GUIDE =
	'https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/messaging-api';

function limit(min: number, max: number, page = ''): DocumentedLimit {
	return { min, max, source: `${GUIDE}${page}`, seen: '2026-11-22' };
}

const MEGABYTE = 1024 * 1024;

/** Limits that messages and ice breakers are checked against before they are sent. */
export const MESSAGE_LIMITS = {
	/** In UTF-8. */
	textBytes: limit(1, 1000),
	imageBytes: limit(1, 8 * MEGABYTE),
	/** Images of one message. */
	images: limit(1, 10),
	/** Audio files, PDFs and videos. */
	fileBytes: limit(1, 25 * MEGABYTE),
	quickReplies: limit(1, 13, '/quick-replies'),
	cards: limit(1, 10, '/generic-template'),
	buttons: limit(1, 3, '/button-template'),
	iceBreakers: { ...limit(1, 4, '/ice-breakers'), seen: '2026-06-30' },
} as const;

/** IDs of conversations and messages are not numbers: `aWdfZAG06MTpJR01lc3NhZA2VUaHJlYWQ6`. */
const OPAQUE_ID = /^[\w-]{1,512}$/;

/** Returns a reader for the ID of a conversation or a message. @param hint where to find the ID, for errors */
export function opaqueId(hint: string): (value: unknown, label: string) => string {
	return (value, label) => {
		const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : '';
		if (text === '') throw new InputError(label, 'is empty', hint);
		if (!OPAQUE_ID.test(text)) {
			throw new InputError(label, `is not an ID: '${text.slice(0, 60)}'`, hint);
		}
		return text;
	};
}

const { max: MAX_TEXT_BYTES } = MESSAGE_LIMITS.textBytes;

/**
 * Reads the text of a message, with its line breaks and spaces as they are.
 *
 * @throws InputError if it is empty, not text or too long
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/messaging-api
 */
export function readMessageText(value: unknown, label: string): string {
	if (!hasValue(value)) throw new InputError(label, 'is empty', 'Enter the text of the message.');
	const text = readText(value, label);
	const bytes = Buffer.byteLength(text, 'utf8');
	if (bytes > MAX_TEXT_BYTES) {
		throw new InputError(
			label,
			`has ${bytes.toLocaleString('en-US')} bytes; Instagram takes up to ${MAX_TEXT_BYTES.toLocaleString('en-US')} in a message`,
			'An unaccented letter counts as 1 byte, most others as 2 or 3, an emoji as 4 or more. Shorten the text, or send it as several messages.',
		);
	}
	return text;
}

/** Reads a text that must not be empty. */
export function requiredText(value: unknown, label: string): string {
	if (!hasValue(value)) throw new InputError(label, 'is empty', 'Enter a text.');
	return readText(value, label);
}

/** An entry of a fixed collection: its values by name. */
export type Entry = Record<string, unknown>;

/**
 * Returns a reader for the entries of a fixed collection.
 *
 * @param what the entries, for errors: `cards`
 * @param whenEmpty what to do if there is none; without it the collection may be empty
 */
export function entriesOf(
	entryName: string,
	limit: Limit,
	what: string,
	whenEmpty?: string,
): (value: unknown, label: string) => Entry[] {
	return (value, label) => {
		const entries = readEntries(value, entryName, label);
		if (entries.length === 0 && whenEmpty) throw new InputError(label, 'is empty', whenEmpty);
		assertCount(entries.length, limit, what, label);
		return entries;
	};
}

export const messageText = defineParameter(
	{
		displayName: 'Text',
		name: 'text',
		type: 'string',
		typeOptions: { rows: 4 },
		default: '',
		description:
			'Text of the message, up to 1,000 bytes in UTF-8: an unaccented letter counts as 1 byte, most others as 2 or 3, an emoji as 4 or more',
	},
	readMessageText,
);

/** Reads the ID of a message. */
export const readMessageId = opaqueId(
	'Message > Get Many returns the IDs of messages as id, a Message event of the Instagram Trigger as mid.',
);

/** The person to whom a message or an action goes. */
export const recipientId = defineParameter(
	{
		displayName: 'Recipient ID',
		name: 'recipientId',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. 1254459154682919',
		description:
			'Instagram-scoped ID of the person (digits only): the ID of the sender in a Message event of the Instagram Trigger or in Message > Get Many. It is not a username, and each account has a different ID for the same person.',
		hint: 'sender.id of a Message event of the Instagram Trigger, or from.id of Message > Get Many',
	},
	readId,
);

/**
 * Runs `work` with the inbox of the item's account.
 *
 * @param work see {@link inInboxOf}
 */
export async function inInbox<T>(run: ItemRun, work: (inbox: Inbox) => Promise<T>): Promise<T> {
	const { connection } = run;
	return await inInboxOf(connection, await resolveAccount(connection, run.read(accountParameter)), work);
}
