import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { Parameter, ReadParameter } from '../../parameters/parameter';
import { defineParameter } from '../../parameters/parameter';
import { readPublicUrl } from '../../parameters/publicUrl';
import { choice } from '../../parameters/readers';
import type { Entry } from './shared';
import { entriesOf, MESSAGE_LIMITS, requiredText } from './shared';

const buttonType = defineParameter(
	{
		displayName: 'Type',
		name: 'type',
		type: 'options',
		options: [
			{ name: 'Postback', value: 'postback', description: 'Sends the payload to the Instagram Trigger' },
			{ name: 'Web URL', value: 'web_url', description: 'Opens a web page' },
		],
		default: 'postback',
		description: 'What happens when the person taps the button',
	},
	choice(['postback', 'web_url']),
);

const buttonTitle = defineParameter(
	{
		displayName: 'Title',
		name: 'title',
		type: 'string',
		default: '',
		placeholder: 'e.g. Book a table',
		description: 'Button label, up to 20 characters',
	},
	requiredText,
);

const buttonUrl = defineParameter(
	{
		displayName: 'URL',
		name: 'url',
		type: 'string',
		default: '',
		placeholder: 'e.g. https://example.com/book',
		description: 'Page that the button opens',
		displayOptions: { show: { type: ['web_url'] } },
	},
	readPublicUrl,
);

const buttonPayload = defineParameter(
	{
		displayName: 'Payload',
		name: 'payload',
		type: 'string',
		default: '',
		placeholder: 'e.g. BOOK_TABLE',
		description: "Text that the Instagram Trigger's Postback event contains as payload",
		displayOptions: { show: { type: ['postback'] } },
	},
	requiredText,
);

/** The values of a button, for the entries of a fixed collection. */
export const buttonProperties: INodeProperties[] = [buttonType, buttonTitle, buttonUrl, buttonPayload].map(
	({ property }) => property,
);

/**
 * Returns a parameter for up to 3 buttons.
 *
 * @param name of the parameter in saved workflows
 */
export function buttonsParameter(
	name: string,
	description: string,
	displayOptions?: INodeProperties['displayOptions'],
): Parameter<Entry[]> {
	return defineParameter(
		{
			displayName: 'Buttons',
			name,
			type: 'fixedCollection',
			typeOptions: { multipleValues: true, sortable: true },
			placeholder: 'Add Button',
			default: {},
			description,
			...(displayOptions ? { displayOptions } : {}),
			options: [
				{
					displayName: 'Button',
					name: 'button',
					values: buttonProperties,
				},
			],
		},
		entriesOf('button', MESSAGE_LIMITS.buttons, 'buttons'),
	);
}

/**
 * Reads buttons as Meta takes them.
 *
 * @param label of the collection, for errors
 * @throws InputError that names the button, counted from 1
 */
export function readButtons(read: ReadParameter, entries: Entry[], label: string): IDataObject[] {
	return entries.map((entry, index) => {
		const path = `${label} ${index + 1}`;
		const type = read(buttonType, entry, path);
		const title = read(buttonTitle, entry, path);
		return type === 'web_url'
			? { type, title, url: read(buttonUrl, entry, path) }
			: { type, title, payload: read(buttonPayload, entry, path) };
	});
}
