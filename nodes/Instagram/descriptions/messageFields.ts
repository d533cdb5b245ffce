import type { FieldRow } from './fieldPicker';
import { fieldPicker } from './fieldPicker';

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
