import type { INodeProperties } from 'n8n-workflow';

import { mediaLocator } from './media';
import { templateProperties } from './messageTemplate';

/** The person whom a message is for. */
export const recipientIdProperty: INodeProperties = {
	displayName: 'Recipient ID',
	name: 'recipientId',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 1254459154682919',
	description:
		'Instagram-scoped ID of the person, digits only: the sender ID of a message that the person sent to this account, from a webhook or Message > Get Many. It is not a username, and the person has another ID for every account.',
};

export const conversationIdProperty: INodeProperties = {
	displayName: 'Conversation ID',
	name: 'conversationId',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. aWdfZAG06MTpJR01lc3NhZA2VUaHJlYWQ6',
	description: 'ID of the conversation, as Message > Get Conversations gives it',
};

const text: INodeProperties = {
	displayName: 'Text',
	name: 'text',
	type: 'string',
	typeOptions: { rows: 4 },
	default: '',
	description:
		'What the message says, up to 1,000 bytes in UTF-8: letters without accents count 1 byte, most others 2 or 3, an emoji 4 or more',
};

export const privateReplyText: INodeProperties = { ...text, required: true };

/** The comment that a private reply answers. */
export const repliedCommentId: INodeProperties = {
	displayName: 'Comment ID',
	name: 'commentId',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 17858893269000001',
	description:
		'ID of the comment whose writer gets the message, digits only, as Comment > Get Many or a comment webhook gives it. Instagram takes one private reply per comment, within 7 days; on a live video only during the broadcast.',
};

const mediaUrl: INodeProperties = {
	displayName: 'Media URL',
	name: 'mediaUrl',
	type: 'string',
	default: '',
	placeholder: 'e.g. https://example.com/menu.pdf',
	description:
		'Public https address of the file, from which Meta fetches it: an image (PNG, JPEG or GIF, up to 8 MB), a video, an audio file or a PDF (up to 25 MB each)',
	displayOptions: { show: { messageType: ['audio', 'file', 'image', 'video'] } },
};

const quickReplies: INodeProperties = {
	displayName: 'Quick Replies',
	name: 'quickReplies',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true },
	placeholder: 'Add Quick Reply',
	default: {},
	description: 'The answers that the person can choose with a tap, 1 to 13',
	displayOptions: { show: { messageType: ['quickReplies'] } },
	options: [
		{
			displayName: 'Reply',
			name: 'reply',
			values: [
				{
					displayName: 'Title',
					name: 'title',
					type: 'string',
					default: '',
					placeholder: 'e.g. Opening hours',
					description: 'What the person sees and sends. Instagram cuts it after 20 characters.',
				},
				{
					displayName: 'Payload',
					name: 'payload',
					type: 'string',
					default: '',
					placeholder: 'e.g. OPENING_HOURS',
					description: 'What the webhook tells when the person taps the reply. Empty: the title.',
				},
			],
		},
	],
};

/**
 * What a message holds, by its type. None is required: n8n would ask for all of them where the type is an expression.
 */
export const messageContent: INodeProperties[] = [
	{
		displayName: 'Message Type',
		name: 'messageType',
		type: 'options',
		options: [
			{ name: 'Audio', value: 'audio', description: 'An audio file' },
			{ name: 'File', value: 'file', description: 'A PDF file' },
			{ name: 'Heart', value: 'heart', description: 'A heart sticker' },
			{ name: 'Image', value: 'image', description: 'An image' },
			{ name: 'Post', value: 'mediaShare', description: "One of the account's own posts" },
			{ name: 'Quick Replies', value: 'quickReplies', description: 'A text with answers to choose from' },
			{ name: 'Template', value: 'template', description: 'Cards, or a text with buttons' },
			{ name: 'Text', value: 'text', description: 'A text, which may hold links' },
			{ name: 'Video', value: 'video', description: 'A video file' },
		],
		default: 'text',
		description: 'What kind of message to send',
	},
	{ ...text, displayOptions: { show: { messageType: ['quickReplies', 'text'] } } },
	mediaUrl,
	{ ...mediaLocator, required: false, displayOptions: { show: { messageType: ['mediaShare'] } } },
	quickReplies,
	...templateProperties(text),
];

export const messageOptions: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [
		{
			displayName: 'Human Agent',
			name: 'humanAgent',
			type: 'boolean',
			default: false,
			description:
				"Whether a person, not a program, wrote this message: Instagram then takes it up to 7 days after the recipient's last message instead of 24 hours. The Meta app needs the Human Agent feature.",
		},
	],
};

/** What to show or do, and to which message; what the action needs is checked when it runs. */
export const senderActionProperties: INodeProperties[] = [
	{
		displayName: 'Action',
		name: 'senderAction',
		type: 'options',
		options: [
			{ name: 'Mark as Seen', value: 'mark_seen', description: 'Show that the messages have been read' },
			{ name: 'React', value: 'react', description: 'React to a message' },
			{
				name: 'Remove Reaction',
				value: 'unreact',
				description: "Remove the account's reaction to a message",
			},
			{ name: 'Typing Off', value: 'typing_off', description: 'Stop showing that the account is typing' },
			{ name: 'Typing On', value: 'typing_on', description: 'Show that the account is typing' },
		],
		default: 'typing_on',
		description: 'What the person gets to see',
	},
	{
		displayName: 'Message ID',
		name: 'messageId',
		type: 'string',
		default: '',
		placeholder: 'e.g. aWdfZAG1faXRlbToxOklHTWVzc2FnZAUlE',
		description:
			'ID of the message to react to, as Message > Get Many or the webhook of the message (mid) gives it',
		displayOptions: { show: { senderAction: ['react', 'unreact'] } },
	},
	{
		displayName: 'Reaction',
		name: 'reaction',
		type: 'string',
		default: 'love',
		placeholder: 'e.g. love',
		description: "The reaction: 'love' or one emoji",
		displayOptions: { show: { senderAction: ['react'] } },
	},
];

export const conversationFilters: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add Filter',
	default: {},
	options: [
		{
			displayName: 'User ID',
			name: 'userId',
			type: 'string',
			default: '',
			placeholder: 'e.g. 1254459154682919',
			description:
				'Instagram-scoped ID of a person, digits only: gives only the conversation with this person',
		},
	],
};
