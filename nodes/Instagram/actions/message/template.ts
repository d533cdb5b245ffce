import type { IDataObject } from 'n8n-workflow';

import { InputError } from '../../parameters/inputError';
import type { ReadParameter } from '../../parameters/parameter';
import { defineParameter } from '../../parameters/parameter';
import { readPublicUrl } from '../../parameters/publicUrl';
import { choice, hasValue, readText } from '../../parameters/readers';
import { buttonsParameter, readButtons } from './buttons';
import type { Entry } from './shared';
import { entriesOf, MESSAGE_LIMITS, messageText, requiredText } from './shared';

const cardTitle = defineParameter(
	{
		displayName: 'Title',
		name: 'title',
		type: 'string',
		default: '',
		placeholder: 'e.g. Rye bread',
		description: 'Title of the card, up to 80 characters',
	},
	requiredText,
);

const cardSubtitle = defineParameter(
	{
		displayName: 'Subtitle',
		name: 'subtitle',
		type: 'string',
		default: '',
		placeholder: 'e.g. Every Wednesday from six',
		description: 'Text below the title, up to 80 characters',
	},
	(value, label) => (hasValue(value) ? readText(value, label) : undefined),
);

function optionalUrl(value: unknown, label: string): string | undefined {
	return hasValue(value) ? readPublicUrl(value, label) : undefined;
}

const cardImage = defineParameter(
	{
		displayName: 'Image URL',
		name: 'imageUrl',
		type: 'string',
		default: '',
		placeholder: 'e.g. https://example.com/rye.jpg',
		description: 'Public https URL of the card image',
	},
	optionalUrl,
);

const cardUrl = defineParameter(
	{
		displayName: 'URL',
		name: 'url',
		type: 'string',
		default: '',
		placeholder: 'e.g. https://example.com/rye',
		description: 'Page that opens when the card is tapped',
	},
	optionalUrl,
);

const cardButtons = buttonsParameter('buttons', 'Buttons of the card, up to 3');

const templateType = defineParameter(
	{
		displayName: 'Template Type',
		name: 'templateType',
		type: 'options',
		options: [
			{ name: 'Cards', value: 'generic', description: 'Cards with image, text and buttons' },
			{ name: 'Text with Buttons', value: 'button', description: 'Text with up to 3 buttons' },
		],
		default: 'generic',
		description: 'Content of the template',
		displayOptions: { show: { messageType: ['template'] } },
	},
	choice(['button', 'generic']),
);

const cards = defineParameter(
	{
		displayName: 'Cards',
		name: 'templateElements',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, sortable: true },
		placeholder: 'Add Card',
		default: {},
		description: 'Cards, 1 to 10; several scroll horizontally',
		displayOptions: { show: { messageType: ['template'], templateType: ['generic'] } },
		options: [
			{
				displayName: 'Card',
				name: 'element',
				values: [cardTitle, cardSubtitle, cardImage, cardUrl, cardButtons].map(({ property }) => property),
			},
		],
	},
	entriesOf('element', MESSAGE_LIMITS.cards, 'cards', 'Add at least one card.'),
);

const showWithButtons = { show: { messageType: ['template'], templateType: ['button'] } };

const textButtons = buttonsParameter('templateButtons', 'Buttons below the text, 1 to 3', showWithButtons);

/** What a template consists of. */
export const templateParameters = [
	templateType,
	cards,
	{ ...messageText.property, displayOptions: showWithButtons },
	textButtons,
];

/** Meta requires something besides the title. */
function readCard(read: ReadParameter, entry: Entry, path: string): IDataObject {
	const buttonsLabel = `${path} > ${cardButtons.property.displayName}`;
	const buttons = readButtons(read, read(cardButtons, entry, path), buttonsLabel);
	const title = read(cardTitle, entry, path);
	const subtitle = read(cardSubtitle, entry, path);
	const imageUrl = read(cardImage, entry, path);
	const url = read(cardUrl, entry, path);
	const card: IDataObject = {
		title,
		...(subtitle === undefined ? {} : { subtitle }),
		...(imageUrl === undefined ? {} : { image_url: imageUrl }),
		...(url === undefined ? {} : { default_action: { type: 'web_url', url } }),
		...(buttons.length > 0 ? { buttons } : {}),
	};
	if (Object.keys(card).length > 1) return card;
	throw new InputError(path, 'has a title only', 'Add a subtitle, an image, a URL or a button.');
}

/**
 * Reads the payload of a template: cards, or a text with buttons.
 *
 * @throws InputError for what Meta would reject
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/messaging-api/generic-template
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/messaging-api/button-template
 */
export function readTemplate(read: ReadParameter): IDataObject {
	if (read(templateType) === 'generic') {
		const label = cards.property.displayName;
		const elements = read(cards).map((entry, index) => readCard(read, entry, `${label} ${index + 1}`));
		return { template_type: 'generic', elements };
	}
	const label = textButtons.property.displayName;
	const buttons = readButtons(read, read(textButtons), label);
	if (buttons.length === 0) throw new InputError(label, 'is empty', 'Add at least one button.');
	return { template_type: 'button', text: read(messageText), buttons };
}
