import type { Attachment, Message } from '../inboxes';
import type { Account } from '../model';
import type { AuthorizedCall } from './call';
import { invalidParameter } from './errors';

const MAX_BYTES = 1000;

const MAX_IMAGES = 10;

type Json = Record<string, unknown>;

/** What a message consists of. */
export type Content = Pick<Message, 'text' | 'attachment' | 'attachments' | 'quickReplies'>;

/** Reads a parameter that is an object. @throws MetaRefusal where it is none */
export function objectParameter(call: AuthorizedCall, name: string): Json {
	try {
		const value = JSON.parse(call.parameters[name] ?? '') as unknown;
		if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
	} catch {
		// Refused below.
	}
	throw invalidParameter(`Param ${name} must be a JSON object`);
}

/** @throws MetaRefusal where an object has keys that Meta does not know there */
export function onlyKeys(value: Json, name: string, ...keys: string[]): void {
	for (const key of Object.keys(value)) {
		if (!keys.includes(key)) throw invalidParameter(`Invalid keys "${key}" were found in param "${name}".`);
	}
}

export function textIn(value: Json, key: string, name: string): string {
	const text = value[key];
	if (typeof text !== 'string' || text.trim() === '')
		throw invalidParameter(`Param ${name}[${key}] is required`);
	return text;
}

function listIn(value: Json, key: string, name: string, max: number): Json[] {
	const list = value[key];
	if (!Array.isArray(list) || list.length === 0 || list.length > max)
		throw invalidParameter(`Param ${name}[${key}] must have 1 to ${max} elements`);
	return list as Json[];
}

function httpsUrl(value: Json, key: string, name: string): string {
	const url = textIn(value, key, name);
	if (!url.startsWith('https://'))
		throw invalidParameter(`Param ${name}[${key}] should represent a valid URL`);
	return url;
}

export function checkButton(button: Json): void {
	onlyKeys(button, 'buttons', 'type', 'title', 'url', 'payload');
	textIn(button, 'title', 'buttons');
	if (button.type === 'web_url') httpsUrl(button, 'url', 'buttons');
	else if (button.type === 'postback') textIn(button, 'payload', 'buttons');
	else throw invalidParameter('Param buttons[type] must be one of {web_url, postback}');
}

function checkCard(card: Json): void {
	onlyKeys(card, 'elements', 'title', 'subtitle', 'image_url', 'default_action', 'buttons');
	textIn(card, 'title', 'elements');
	if (Object.keys(card).length < 2)
		throw invalidParameter('Param elements: a property beside title is required');
	if (card.image_url !== undefined) httpsUrl(card, 'image_url', 'elements');
	if (card.buttons !== undefined) listIn(card, 'buttons', 'elements', 3).forEach(checkButton);
}

function checkTemplate(payload: Json): void {
	onlyKeys(payload, 'payload', 'template_type', 'elements', 'text', 'buttons');
	if (payload.template_type === 'generic') {
		listIn(payload, 'elements', 'payload', 10).forEach(checkCard);
	} else if (payload.template_type === 'button') {
		textIn(payload, 'text', 'payload');
		listIn(payload, 'buttons', 'payload', 3).forEach(checkButton);
	} else {
		throw invalidParameter('Param payload[template_type] must be one of {generic, button}');
	}
}

function checkFile(payload: Json): void {
	onlyKeys(payload, 'payload', 'url');
	httpsUrl(payload, 'url', 'payload');
}

/** `attachment.type` -> what its payload must be. */
const PAYLOADS: Record<string, (payload: Json, call: AuthorizedCall, account: Account) => void> = {
	image: checkFile,
	video: checkFile,
	audio: checkFile,
	file: checkFile,
	template: checkTemplate,
	like_heart: (payload) => onlyKeys(payload, 'payload'),
	MEDIA_SHARE: (payload, { world }, account) => {
		const media = world.media.get(textIn(payload, 'id', 'payload'));
		if (media?.accountId !== account.id) throw invalidParameter('The post does not belong to the account');
	},
};

function attachmentOf(call: AuthorizedCall, account: Account, value: Json): Attachment {
	onlyKeys(value, 'attachment', 'type', 'payload');
	const type = textIn(value, 'type', 'attachment');
	const check = Object.hasOwn(PAYLOADS, type) ? PAYLOADS[type] : undefined;
	if (!check)
		throw invalidParameter(`Param message[attachment][type] must be one of ${Object.keys(PAYLOADS)}`);
	const payload = (value.payload ?? {}) as Json;
	check(payload, call, account);
	return { type, payload };
}

/** Several images in one message (changelog of 2026-05-06). */
function imagesOf(call: AuthorizedCall, account: Account, message: Json): Attachment[] {
	return listIn(message, 'attachments', 'message', MAX_IMAGES).map((value) => {
		if (value.type !== 'image') throw invalidParameter('Param attachments[type] must be image');
		return attachmentOf(call, account, value);
	});
}

function quickReplyTitles(value: Json): string[] {
	return listIn(value, 'quick_replies', 'message', 13).map((reply) => {
		onlyKeys(reply, 'quick_replies', 'content_type', 'title', 'payload');
		if (reply.content_type !== 'text')
			throw invalidParameter('Param quick_replies[content_type] must be text');
		textIn(reply, 'payload', 'quick_replies');
		return textIn(reply, 'title', 'quick_replies');
	});
}

/** What is to be sent. @throws MetaRefusal 100 where Meta does not take it */
export function contentOf(call: AuthorizedCall, account: Account): Content {
	const message = objectParameter(call, 'message');
	onlyKeys(message, 'message', 'text', 'attachment', 'attachments', 'quick_replies');
	const parts = [message.text, message.attachment, message.attachments];
	if (parts.filter((part) => part !== undefined).length !== 1)
		throw invalidParameter('Param message must have either text, attachment or attachments');
	if (message.attachment !== undefined)
		return { attachment: attachmentOf(call, account, message.attachment as Json) };
	if (message.attachments !== undefined) return { attachments: imagesOf(call, account, message) };
	const text = textIn(message, 'text', 'message');
	if (Buffer.byteLength(text) > MAX_BYTES)
		throw invalidParameter(`Length of param message[text] must be less than or equal to ${MAX_BYTES}`);
	return {
		text,
		...(message.quick_replies === undefined ? {} : { quickReplies: quickReplyTitles(message) }),
	};
}
