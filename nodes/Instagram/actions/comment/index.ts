import { defineResource } from '../operation';
import { create } from './create.operation';
import { remove } from './delete.operation';
import { get } from './get.operation';
import { getMany } from './getMany.operation';
import { hide, unhide } from './hide.operation';
import { reply } from './reply.operation';

export const resource = defineResource(
	'comment',
	{ create, reply, get, getMany, hide, unhide, delete: remove },
	[
		{
			name: 'Create',
			value: 'create',
			action: 'Create comment',
			description: 'Comment on a post of the account',
		},
		{ name: 'Delete', value: 'delete', action: 'Delete comment', description: 'Delete a comment for good' },
		{ name: 'Get', value: 'get', action: 'Get comment', description: 'Read one comment or reply' },
		{
			name: 'Get Many',
			value: 'getMany',
			action: 'Get many comments',
			description: 'List the comments on a post, with their replies if wanted',
		},
		{
			name: 'Hide',
			value: 'hide',
			action: 'Hide comment',
			description: 'Hide a comment from everybody but its writer',
		},
		{
			name: 'Reply',
			value: 'reply',
			action: 'Reply to comment',
			description: 'Reply to a comment in public',
		},
		{ name: 'Unhide', value: 'unhide', action: 'Unhide comment', description: 'Show a hidden comment again' },
	],
	'getMany',
);
