import type { IDataObject } from 'n8n-workflow';

import { InputError } from '../../input';
import { checkCount, isGiven, readChoice, readEntries, readText } from '../../publishing/given';
import { readPublicUrl } from '../../publishing/mediaUrl';
import type { ItemRun } from '../operation';
import { MESSAGE_LIMITS } from './limits';
import { readMessageText } from './text';

const BUTTON_TYPES = ['postback', 'web_url'] as const;
const TEMPLATE_TYPES = ['button', 'generic'] as const;

type Entry = Record<string, unknown>;

function required(value: unknown, parameter: string): string {
	if (!isGiven(value)) throw new InputError(parameter, 'is empty');
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
	checkCount(entries.length, MESSAGE_LIMITS.buttons, 'buttons', label);
	return entries.map((entry, index) => button(entry, `${label} ${index + 1}`));
}

/** One card; Meta wants something beside its title. */
function element(entry: Entry, label: string): IDataObject {
	const own = buttons(entry.buttons, `${label} > Buttons`);
	const card: IDataObject = {
		title: required(entry.title, `${label} > Title`),
		...(isGiven(entry.subtitle) ? { subtitle: readText(entry.subtitle, `${label} > Subtitle`) } : {}),
		...(isGiven(entry.imageUrl) ? { image_url: readPublicUrl(entry.imageUrl, `${label} > Image URL`) } : {}),
		...(isGiven(entry.url)
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
	checkCount(entries.length, MESSAGE_LIMITS.cards, 'cards', 'Cards');
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
