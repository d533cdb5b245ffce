import type { INodeProperties } from 'n8n-workflow';

const buttonEntries: INodeProperties['options'] = [
	{
		displayName: 'Button',
		name: 'button',
		values: [
			{
				displayName: 'Type',
				name: 'type',
				type: 'options',
				options: [
					{ name: 'Postback', value: 'postback', description: 'Tells a webhook that it was tapped' },
					{ name: 'Web URL', value: 'web_url', description: 'Opens a web page' },
				],
				default: 'postback',
				description: 'What happens when the person taps the button',
			},
			{
				displayName: 'Title',
				name: 'title',
				type: 'string',
				default: '',
				placeholder: 'e.g. Book a table',
				description: 'What stands on the button, up to 20 characters',
			},
			{
				displayName: 'URL',
				name: 'url',
				type: 'string',
				default: '',
				placeholder: 'e.g. https://example.com/book',
				description: 'The page that the button opens',
				displayOptions: { show: { type: ['web_url'] } },
			},
			{
				displayName: 'Payload',
				name: 'payload',
				type: 'string',
				default: '',
				placeholder: 'e.g. BOOK_TABLE',
				description: 'What the webhook tells when the person taps the button',
				displayOptions: { show: { type: ['postback'] } },
			},
		],
	},
];

function buttons(name: string, description: string): INodeProperties {
	return {
		displayName: 'Buttons',
		name,
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, sortable: true },
		placeholder: 'Add Button',
		default: {},
		description,
		options: buttonEntries,
	};
}

const cards: INodeProperties = {
	displayName: 'Cards',
	name: 'templateElements',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true },
	placeholder: 'Add Card',
	default: {},
	description: 'The cards, 1 to 10; several can be scrolled sideways',
	displayOptions: { show: { messageType: ['template'], templateType: ['generic'] } },
	options: [
		{
			displayName: 'Card',
			name: 'element',
			values: [
				{
					displayName: 'Title',
					name: 'title',
					type: 'string',
					default: '',
					placeholder: 'e.g. Rye bread',
					description: 'Title of the card, up to 80 characters',
				},
				{
					displayName: 'Subtitle',
					name: 'subtitle',
					type: 'string',
					default: '',
					placeholder: 'e.g. Every Wednesday from six',
					description: 'Text below the title, up to 80 characters',
				},
				{
					displayName: 'Image URL',
					name: 'imageUrl',
					type: 'string',
					default: '',
					placeholder: 'e.g. https://example.com/rye.jpg',
					description: 'Public https address of the image of the card',
				},
				{
					displayName: 'URL',
					name: 'url',
					type: 'string',
					default: '',
					placeholder: 'e.g. https://example.com/rye',
					description: 'The page that a tap on the card opens',
				},
				buttons('buttons', 'Buttons of the card, up to 3'),
			],
		},
	],
};

/** What a template holds. @param text the text of a message, which one kind of template has as well */
export function templateProperties(text: INodeProperties): INodeProperties[] {
	const showButton = { show: { messageType: ['template'], templateType: ['button'] } };
	return [
		{
			displayName: 'Template Type',
			name: 'templateType',
			type: 'options',
			options: [
				{ name: 'Cards', value: 'generic', description: 'Cards with image, text and buttons' },
				{ name: 'Text with Buttons', value: 'button', description: 'A text with up to 3 buttons' },
			],
			default: 'generic',
			description: 'What the template shows',
			displayOptions: { show: { messageType: ['template'] } },
		},
		cards,
		{ ...text, displayOptions: showButton },
		{
			...buttons('templateButtons', 'Buttons below the text, 1 to 3'),
			displayOptions: showButton,
		},
	];
}
