import { defineResource } from '../operation';
import { deleteMedia } from './delete.operation';
import { get } from './get.operation';
import { getInsights } from './getInsights.operation';
import { getMany } from './getMany.operation';
import { update } from './update.operation';

export const resource = defineResource(
	'media',
	{ delete: deleteMedia, get, getInsights, getMany, update },
	[
		{
			name: 'Delete',
			value: 'delete',
			action: 'Delete media',
			description: 'Delete a post, reel or story for good (Facebook Login only)',
		},
		{
			name: 'Get',
			value: 'get',
			action: 'Get media',
			description: 'Read one post, reel or story, on request with the pictures and videos of a carousel',
		},
		{
			name: 'Get Insights',
			value: 'getInsights',
			action: 'Get insights of media',
			description: 'Read the figures of a post, reel or story, such as its reach, views and likes',
		},
		{
			name: 'Get Many',
			value: 'getMany',
			action: 'Get many media',
			description: 'List the published posts of an account, its stories, or the posts in which it is tagged',
		},
		{
			name: 'Update',
			value: 'update',
			action: 'Update media',
			description: 'Turn the comments of a post on or off',
		},
	],
	'get',
);
