import type { INodeProperties } from 'n8n-workflow';

import { defineParameter } from '../parameters/parameter';
import { readLocator } from '../parameters/readers';

/** The post that an operation uses. Its list and its URLs are those of the account that `account` selects. */
export const mediaLocator: INodeProperties = {
	displayName: 'Media',
	name: 'mediaId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description:
		"Post, reel or story to use: its media ID, or the URL of one of the account's posts. A URL is looked up among the account's posts, which takes longer than an ID.",
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select a post...',
			typeOptions: { searchListMethod: 'searchMedia', searchable: true },
		},
		{
			displayName: 'By URL',
			name: 'url',
			type: 'string',
			placeholder: 'e.g. https://www.instagram.com/p/DRa1bC2dE3f/',
			hint: 'Link to a post, reel or active story of the account',
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 17895695668004550',
			hint: 'The ID that Post > Publish and Media > Get Many return as id',
		},
	],
};

/** Reads what `resolveMedia` takes: an ID or a URL. */
export const media = defineParameter(mediaLocator, readLocator);
