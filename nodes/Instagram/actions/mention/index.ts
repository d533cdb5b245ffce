import { defineResource } from '../operation';
import { get } from './get.operation';
import { reply } from './reply.operation';

export const resource = defineResource(
	'mention',
	{ get, reply },
	[
		{
			name: 'Get',
			value: 'get',
			action: 'Get mention',
			description: 'Read the caption or comment that mentions the account (Facebook Login only)',
		},
		{
			name: 'Reply',
			value: 'reply',
			action: 'Reply to mention',
			description: 'Reply where the account was mentioned (Facebook Login only)',
		},
	],
	'get',
);
