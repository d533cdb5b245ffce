import { defineResource } from '../operation';
import { publish } from './publish.operation';

export const resource = defineResource(
	'post',
	{ publish },
	[
		{
			name: 'Publish',
			value: 'publish',
			action: 'Publish post',
			description: 'Publish an image, a reel, a story or a carousel',
		},
	],
	'publish',
);
