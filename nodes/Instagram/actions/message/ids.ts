import { InputError } from '../../input';
import type { NamedObject } from '../objectOf';
import type { ItemRun } from '../operation';

/** Ids of conversations and messages are no numbers: `aWdfZAG06MTpJR01lc3NhZA2VUaHJlYWQ6`. */
const OPAQUE_ID = /^[\w-]{1,512}$/;

function readOpaqueId(value: unknown, parameter: string, hint: string): string {
	const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : '';
	if (text === '') throw new InputError(parameter, 'is empty', hint);
	if (!OPAQUE_ID.test(text)) {
		throw new InputError(parameter, `is not an id: '${text.slice(0, 60)}'`, hint);
	}
	return text;
}

/** The conversation that an item names. @throws InputError if that is no id */
export function conversationOf({ parameter }: ItemRun): NamedObject {
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
