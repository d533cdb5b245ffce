import { resolveAccount } from '../../connection/accounts';
import { withPageToken } from '../../connection/pageTokens';
import type { FieldRow } from '../../descriptions/fieldPicker';
import { fieldPicker } from '../../descriptions/fieldPicker';
import type { GraphCall } from '../../graph/types';
import { InputError } from '../../parameters/inputError';
import { hasValue, readText } from '../../parameters/readers';
import type { Limit } from '../../parameters/readers';
import type { ItemRun } from '../operation';
import { readLocator } from '../parameters';
import type { Target } from '../targetErrors';

/**
 * Fields of a conversation.
 *
 * @see https://developers.facebook.com/docs/messenger-platform/instagram/features/conversation
 */
export const CONVERSATION_FIELDS: readonly FieldRow[] = [
	{
		name: 'Newest Message',
		value: 'messages',
		expansion: 'messages.limit(1){id,created_time,from,to,message}',
		description: 'The newest message with its text, in a list of one',
	},
	{ name: 'Participants', value: 'participants', description: 'Usernames and IDs of both sides' },
	{ name: 'Updated Time', value: 'updated_time', description: 'Time of the newest message' },
];

export const conversationFields = fieldPicker(CONVERSATION_FIELDS, {
	displayName: 'Fields',
	name: 'fields',
	default: ['participants', 'updated_time'],
	description: 'The fields to read of each conversation. The ID is always read.',
});

/**
 * Fields of a message.
 *
 * @see https://developers.facebook.com/docs/graph-api/reference/message
 */
export const MESSAGE_FIELDS: readonly FieldRow[] = [
	{ name: 'Attachments', value: 'attachments', description: 'Images, videos and files of the message' },
	{ name: 'Created Time', value: 'created_time', description: 'When the message was sent' },
	{ name: 'From', value: 'from', description: 'Username and ID of the sender' },
	{ name: 'Is Unsupported', value: 'is_unsupported', description: 'Whether Meta cannot give the content' },
	{ name: 'Message', value: 'message', description: 'Text of the message' },
	{ name: 'Reactions', value: 'reactions', description: 'Reactions to the message and who reacted' },
	{ name: 'Shares', value: 'shares', description: 'Posts that the message shares' },
	{ name: 'Story', value: 'story', description: 'The story that the message replies to or mentions' },
	{ name: 'To', value: 'to', description: 'Username and ID of the receiver' },
];

export const messageFields = fieldPicker(MESSAGE_FIELDS, {
	displayName: 'Fields',
	name: 'fields',
	default: ['attachments', 'created_time', 'from', 'message', 'to'],
	description:
		'The fields to read of each message. The ID is always read. Meta gives them for the 20 newest messages of a conversation; of older ones only ID and Created Time.',
});

const GUIDE =
	'https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/messaging-api';

function limit(min: number, max: number, page = ''): Limit {
	return { min, max, source: `${GUIDE}${page}`, seen: '2026-11-22' };
}

/** Every number that a message is checked against before anything is sent. */
export const MESSAGE_LIMITS = {
	/** In UTF-8. */
	textBytes: limit(1, 1000),
	quickReplies: limit(1, 13, '/quick-replies'),
	cards: limit(1, 10, '/generic-template'),
	buttons: limit(1, 3, '/button-template'),
} as const;

/** Ids of conversations and messages are no numbers: `aWdfZAG06MTpJR01lc3NhZA2VUaHJlYWQ6`. */
const OPAQUE_ID = /^[\w-]{1,512}$/;

function readOpaqueId(value: unknown, parameter: string, hint: string): string {
	const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : '';
	if (text === '') throw new InputError(parameter, 'is empty', hint);
	if (!OPAQUE_ID.test(text)) {
		throw new InputError(parameter, `is not an ID: '${text.slice(0, 60)}'`, hint);
	}
	return text;
}

/** The conversation that an item names. @throws InputError if that is no id */
export function conversationOf({ parameter }: ItemRun): Target {
	const hint = 'Message > Get Conversations lists the conversations of the account with their IDs.';
	return {
		parameter: 'Conversation ID',
		id: readOpaqueId(parameter('conversationId', ''), 'Conversation ID', hint),
		kind: 'a conversation',
		nodeType: /thread|conversation/i,
		hint,
	};
}

/** The id of the message that an item names. @throws InputError if that is no id */
export function messageIdOf({ parameter }: ItemRun): string {
	const hint = 'Message > Get Many and the webhook of a message (as mid) give the IDs of messages.';
	return readOpaqueId(parameter('messageId', ''), 'Message ID', hint);
}

/** Whose inbox a call is about. */
export interface Inbox {
	/** The account, as it stands in paths. */
	account: string;
	/** What the edges `messages` and `conversations` are below: the account, or with Facebook Login its Page. */
	owner: string;
	/** Makes a call of the inbox: with the Page's token where one is needed. */
	call(call: Omit<GraphCall, 'permission' | 'accountId' | 'accessToken'>): GraphCall;
}

/**
 * Works in the inbox of the account that an item names. With Facebook Login messages belong to the Page.
 *
 * @param work is carried out a second time where Meta did not accept the Page's token the first time
 * @see https://developers.facebook.com/docs/messenger-platform/instagram
 */
export async function inInbox<T>(run: ItemRun, work: (inbox: Inbox) => Promise<T>): Promise<T> {
	const { connection } = run;
	const account = await resolveAccount(connection, readLocator(run, 'account'));
	const common = { permission: 'messages', accountId: account } as const;
	if (connection.settings.loginMethod === 'instagram') {
		return await work({ account, owner: account, call: (call) => ({ ...call, ...common }) });
	}
	return await withPageToken(
		connection,
		account,
		async ({ pageId, accessToken }) =>
			await work({ account, owner: pageId, call: (call) => ({ ...call, ...common, accessToken }) }),
	);
}

const { max: MAX_TEXT_BYTES } = MESSAGE_LIMITS.textBytes;

/**
 * Reads the text of a message, with its line breaks and spaces as they are.
 *
 * @throws InputError if it is empty, no text or too long
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/messaging-api
 */
export function readMessageText(value: unknown): string {
	if (!hasValue(value)) throw new InputError('Text', 'is empty', 'Enter what the message should say.');
	const text = readText(value, 'Text');
	const bytes = Buffer.byteLength(text, 'utf8');
	if (bytes > MAX_TEXT_BYTES) {
		throw new InputError(
			'Text',
			`has ${bytes.toLocaleString('en-US')} bytes; Instagram takes up to ${MAX_TEXT_BYTES.toLocaleString('en-US')} in a message`,
			'Letters without accents count 1 byte, most others 2 or 3, an emoji 4 or more. Shorten the text, or send it as several messages.',
		);
	}
	return text;
}
