import { defineResource } from '../operation';
import { getConversations } from './getConversations.operation';
import { getMany } from './getMany.operation';
import { privateReply } from './privateReply.operation';
import { send } from './send.operation';
import { sendAction } from './sendAction.operation';

export const resource = defineResource(
	'message',
	{ send, privateReply, sendAction, getConversations, getMany },
	[
		{
			name: 'Get Conversations',
			value: 'getConversations',
			action: 'Get conversations',
			description: 'List the conversations of the account',
		},
		{
			name: 'Get Many',
			value: 'getMany',
			action: 'Get many messages',
			description: 'List the messages of a conversation; only the 20 newest have more than ID and time',
		},
		{
			name: 'Private Reply',
			value: 'privateReply',
			action: 'Reply to comment in private',
			description: 'Answer a comment with a message to its writer',
		},
		{
			name: 'Send',
			value: 'send',
			action: 'Send message',
			description: 'Send a message to a person who has written to the account',
		},
		{
			name: 'Send Action',
			value: 'sendAction',
			action: 'Send action',
			description: 'Show as typing or seen, or react to a message',
		},
	],
	'send',
);
