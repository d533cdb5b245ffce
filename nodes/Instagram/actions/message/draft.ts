import type { IDataObject } from 'n8n-workflow';

import { InputError } from '../../parameters/inputError';
import { readPublicUrl } from '../../parameters/publicUrl';
import { assertCount, hasValue, readChoice, readEntries, readText } from '../../parameters/readers';
import { resolveMedia } from '../mediaId';
import type { ItemRun } from '../operation';
import { MESSAGE_LIMITS, readMessageText } from './shared';

const BUTTON_TYPES = ['postback', 'web_url'] as const;
const TEMPLATE_TYPES = ['button', 'generic'] as const;

type Entry = Record<string, unknown>;

function required(value: unknown, parameter: string): string {
	if (!hasValue(value)) throw new InputError(parameter, 'is empty');
	return readText(value, parameter);
}

function button(entry: Entry, label: string): IDataObject {
	const type = readChoice(entry.type ?? 'postback', BUTTON_TYPES, `${label} > Type`);
	const title = required(entry.title, `${label} > Title`);
	return type === 'web_url'
		? { type, title, url: readPublicUrl(entry.url, `${label} > URL`) }
		: { type, title, payload: required(entry.payload, `${label} > Payload`) };
}

function buttons(value: unknown, label: string): IDataObject[] {
	const entries = readEntries(value, 'button', label);
	assertCount(entries.length, MESSAGE_LIMITS.buttons, 'buttons', label);
	return entries.map((entry, index) => button(entry, `${label} ${index + 1}`));
}

/** One card; Meta wants something beside its title. */
function element(entry: Entry, label: string): IDataObject {
	const own = buttons(entry.buttons, `${label} > Buttons`);
	const card: IDataObject = {
		title: required(entry.title, `${label} > Title`),
		...(hasValue(entry.subtitle) ? { subtitle: readText(entry.subtitle, `${label} > Subtitle`) } : {}),
		...(hasValue(entry.imageUrl) ? { image_url: readPublicUrl(entry.imageUrl, `${label} > Image URL`) } : {}),
		...(hasValue(entry.url)
			? { default_action: { type: 'web_url', url: readPublicUrl(entry.url, `${label} > URL`) } }
			: {}),
		...(own.length > 0 ? { buttons: own } : {}),
	};
	if (Object.keys(card).length > 1) return card;
	throw new InputError(label, 'has a title only', 'Add a subtitle, an image, a URL or a button.');
}

function cards({ parameter }: ItemRun): IDataObject {
	const entries = readEntries(parameter('templateElements', {}), 'element', 'Cards');
	if (entries.length === 0) throw new InputError('Cards', 'is empty', 'Add at least one card.');
	assertCount(entries.length, MESSAGE_LIMITS.cards, 'cards', 'Cards');
	return {
		template_type: 'generic',
		elements: entries.map((entry, index) => element(entry, `Cards ${index + 1}`)),
	};
}

function textWithButtons({ parameter }: ItemRun): IDataObject {
	const list = buttons(parameter('templateButtons', {}), 'Buttons');
	if (list.length === 0) throw new InputError('Buttons', 'is empty', 'Add at least one button.');
	return { template_type: 'button', text: readMessageText(parameter('text', '')), buttons: list };
}

/**
 * The payload of a template: cards, or a text with buttons.
 *
 * @throws InputError where Meta would refuse it
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/messaging-api/generic-template
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/messaging-api/button-template
 */
export function templatePayload(run: ItemRun): IDataObject {
	const type = readChoice(run.parameter('templateType', 'generic'), TEMPLATE_TYPES, 'Template Type');
	return type === 'generic' ? cards(run) : textWithButtons(run);
}

/** A message as Meta takes it, not yet addressed. */
export interface Draft {
	message: IDataObject;
	messagingType?: 'RESPONSE';
	/** Its text, by which it can be found in the conversation; absent where it has none. */
	text?: string;
}

function attached(type: 'image' | 'video' | 'audio' | 'file') {
	return ({ parameter }: ItemRun): Draft => ({
		message: {
			attachment: { type, payload: { url: readPublicUrl(parameter('mediaUrl', ''), 'Media URL') } },
		},
	});
}

function plainText({ parameter }: ItemRun): Draft {
	const text = readMessageText(parameter('text', ''));
	return { message: { text }, text };
}

function quickReplies({ parameter }: ItemRun): Draft {
	const label = 'Quick Replies';
	const entries = readEntries(parameter('quickReplies', {}), 'reply', label);
	if (entries.length === 0) throw new InputError(label, 'is empty', 'Add at least one quick reply.');
	assertCount(entries.length, MESSAGE_LIMITS.quickReplies, 'quick replies', label);
	const replies = entries.map(({ title, payload }, index) => {
		if (!hasValue(title)) throw new InputError(`${label} ${index + 1} > Title`, 'is empty');
		const shown = readText(title, `${label} ${index + 1} > Title`);
		const told = hasValue(payload) ? readText(payload, `${label} ${index + 1} > Payload`) : shown;
		return { content_type: 'text', title: shown, payload: told };
	});
	const text = readMessageText(parameter('text', ''));
	return { message: { text, quick_replies: replies }, messagingType: 'RESPONSE', text };
}

/** `messageType` -> how the message is made. */
const DRAFTS = {
	text: plainText,
	image: attached('image'),
	video: attached('video'),
	audio: attached('audio'),
	file: attached('file'),
	heart: () => ({ message: { attachment: { type: 'like_heart' } } }),
	mediaShare: async (run) => ({
		message: { attachment: { type: 'MEDIA_SHARE', payload: { id: await resolveMedia(run) } } },
	}),
	quickReplies,
	template: (run) => ({
		message: { attachment: { type: 'template', payload: templatePayload(run) } },
	}),
} as const satisfies Record<string, (run: ItemRun) => Draft | Promise<Draft>>;

const TYPES = Object.keys(DRAFTS) as Array<keyof typeof DRAFTS>;

/**
 * Makes the message that an item asks for.
 *
 * @throws InputError where Meta would refuse it
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/messaging-api
 */
export async function draftOf(run: ItemRun): Promise<Draft> {
	const type = readChoice(run.parameter('messageType', 'text'), TYPES, 'Message Type');
	const make: (one: ItemRun) => Draft | Promise<Draft> = DRAFTS[type];
	return await make(run);
}
