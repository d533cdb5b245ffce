import { defineResource } from '../operation';
import { getMedia } from './getMedia.operation';
import { search } from './search.operation';

export const resource = defineResource(
	'hashtag',
	{ search, getMedia },
	[
		{
			name: 'Get Media',
			value: 'getMedia',
			action: 'Get media of hashtag',
			description: 'List public posts with a hashtag (Facebook Login only)',
		},
		{
			name: 'Search',
			value: 'search',
			action: 'Search hashtag',
			description: 'Find the ID of a hashtag (Facebook Login only)',
		},
	],
	'search',
);
