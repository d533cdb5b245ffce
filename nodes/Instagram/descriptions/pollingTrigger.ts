import type { INodeProperties } from 'n8n-workflow';

import { accountLocator } from './locators';

/** Parameters of the Instagram Polling Trigger, besides the authentication. */
export const pollingTriggerProperties: INodeProperties[] = [
	{
		displayName: 'Events',
		name: 'events',
		type: 'multiOptions',
		options: [
			{
				name: 'Comment',
				value: 'comments',
				description:
					"Somebody comments on one of the account's newest posts, or replies to a comment. Needs the permission to manage comments.",
			},
			{
				name: 'Mention',
				value: 'mentions',
				description:
					'Somebody tags the account in a post. An @username in a caption or comment is told by the Instagram Trigger only. Needs the permission to manage comments.',
			},
			{
				name: 'Post',
				value: 'media',
				description: 'The account has a new post or reel, however it was published',
			},
		],
		required: true,
		default: ['comments'],
		description: 'What starts the workflow',
	},
	{
		...accountLocator,
		description:
			'The Instagram professional account to look at. Leave empty to use the account that the credential belongs to; if a Facebook Login credential reaches several accounts, choose one.',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [
			{
				displayName: 'Include Echo',
				name: 'includeEcho',
				type: 'boolean',
				default: false,
				description:
					"Whether to also trigger on the account's own comments and messages. A workflow that replies would then trigger itself.",
			},
			{
				displayName: 'Posts to Watch',
				name: 'mediaWatched',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 100 },
				default: 25,
				description: 'On how many of the newest posts to look for comments. Every 25 take one more call.',
			},
		],
	},
];
