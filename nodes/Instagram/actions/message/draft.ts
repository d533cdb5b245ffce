import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { mediaLocator } from '../../descriptions/media';
import type { Parameter, ReadParameter } from '../../parameters/parameter';
import { defineParameter } from '../../parameters/parameter';
import { choice, hasValue, readText } from '../../parameters/readers';
import { resolveMedia } from '../mediaId';
import type { ItemRun } from '../operation';
import type { MessageFileType } from './file';
import { fileParameters, readFiles } from './file';
import { entriesOf, MESSAGE_LIMITS, messageText, requiredText } from './shared';
import { readTemplate, templateParameters } from './template';

const replyTitle = defineParameter(
	{
		displayName: 'Title',
		name: 'title',
		type: 'string',
		default: '',
		placeholder: 'e.g. Opening hours',
		description:
			'Text that the person sees, and sends by tapping it. Instagram truncates it after 20 characters.',
	},
	requiredText,
);

const replyPayload = defineParameter(
	{
		displayName: 'Payload',
		name: 'payload',
		type: 'string',
		default: '',
		placeholder: 'e.g. OPENING_HOURS',
		description:
			'Text that the Message event contains as quick_reply.payload. Leave empty to send the title.',
		hint: 'Empty: the title',
	},
	(value, label) => (hasValue(value) ? readText(value, label) : undefined),
);

const quickReplies = defineParameter(
	{
		displayName: 'Quick Replies',
		name: 'quickReplies',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, sortable: true },
		placeholder: 'Add Quick Reply',
		default: {},
		description: 'Answers that the person can choose with a tap, 1 to 13',
		displayOptions: { show: { messageType: ['quickReplies'] } },
		options: [
			{
				displayName: 'Reply',
				name: 'reply',
				values: [replyTitle.property, replyPayload.property],
			},
		],
	},
	entriesOf('reply', MESSAGE_LIMITS.quickReplies, 'quick replies', 'Add at least one quick reply.'),
);

/** A message as Meta takes it, without its recipient. */
export interface Draft {
	message: IDataObject;
	messagingType?: 'RESPONSE';
	/** The text by which the message can be found in the conversation; absent if it has none. */
	text?: string;
	/** Identifies the files of a message whose URLs are others each time. */
	fileKey?: string;
	/** Origin of n8n if Meta fetches the files from it. */
	servedByN8n?: string;
}

/** Several images have a form of their own. For one, it is left to Meta's older form. */
function attachment(type: MessageFileType) {
	return async (run: ItemRun): Promise<Draft> => {
		const { urls, ...source } = await readFiles(run, type);
		const [first, ...more] = urls.map((url) => ({ type, payload: { url } }));
		return {
			message: more.length === 0 ? { attachment: first } : { attachments: [first, ...more] },
			...source,
		};
	};
}

function readQuickReplies(read: ReadParameter): IDataObject[] {
	return read(quickReplies).map((entry, index) => {
		const path = `${quickReplies.property.displayName} ${index + 1}`;
		const title = read(replyTitle, entry, path);
		return { content_type: 'text', title, payload: read(replyPayload, entry, path) ?? title };
	});
}

/** `messageType` -> reads the message. */
const DRAFTS = {
	text: ({ read }) => {
		const text = read(messageText);
		return { message: { text }, text };
	},
	image: attachment('image'),
	video: attachment('video'),
	audio: attachment('audio'),
	file: attachment('file'),
	heart: () => ({ message: { attachment: { type: 'like_heart' } } }),
	mediaShare: async (run) => ({
		message: { attachment: { type: 'MEDIA_SHARE', payload: { id: await resolveMedia(run) } } },
	}),
	quickReplies: ({ read }) => {
		const replies = readQuickReplies(read);
		const text = read(messageText);
		return { message: { text, quick_replies: replies }, messagingType: 'RESPONSE', text };
	},
	template: ({ read }) => ({
		message: { attachment: { type: 'template', payload: readTemplate(read) } },
	}),
} as const satisfies Record<string, (run: ItemRun) => Draft | Promise<Draft>>;

const messageType = defineParameter(
	{
		displayName: 'Message Type',
		name: 'messageType',
		type: 'options',
		options: [
			{ name: 'Audio', value: 'audio', description: 'An audio file' },
			{ name: 'File', value: 'file', description: 'A PDF file' },
			{ name: 'Heart', value: 'heart', description: 'A heart sticker' },
			{ name: 'Image', value: 'image', description: 'An image, or up to 10 in one message' },
			{ name: 'Post', value: 'mediaShare', description: "One of the account's own posts" },
			{ name: 'Quick Replies', value: 'quickReplies', description: 'Text with answers to choose from' },
			{ name: 'Template', value: 'template', description: 'Cards, or text with buttons' },
			{ name: 'Text', value: 'text', description: 'Text, which can contain links' },
			{ name: 'Video', value: 'video', description: 'A video file' },
		],
		default: 'text',
		description: 'Type of message to send',
	},
	choice(Object.keys(DRAFTS) as Array<keyof typeof DRAFTS>),
);

/**
 * What a message consists of, by its type. None is required: n8n would ask for all of them if the type is an expression.
 */
export const contentParameters: ReadonlyArray<Parameter | INodeProperties> = [
	messageType,
	{ ...messageText.property, displayOptions: { show: { messageType: ['quickReplies', 'text'] } } },
	...fileParameters,
	{ ...mediaLocator, required: false, displayOptions: { show: { messageType: ['mediaShare'] } } },
	quickReplies,
	...templateParameters,
];

/**
 * Reads {@link contentParameters}.
 *
 * @throws InputError for what Meta would reject
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/messaging-api
 */
export async function readDraft(run: ItemRun): Promise<Draft> {
	const draft: (one: ItemRun) => Draft | Promise<Draft> = DRAFTS[run.read(messageType)];
	return await draft(run);
}
