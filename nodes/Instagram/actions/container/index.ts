import { defineResource } from '../operation';
import { create } from './create.operation';
import { get } from './get.operation';
import { publish } from './publish.operation';

export const resource = defineResource(
	'container',
	{ create, get, publish },
	[
		{
			name: 'Create',
			value: 'create',
			action: 'Create container',
			description: 'Prepare a post without publishing it; Instagram starts to process the media',
		},
		{ name: 'Get', value: 'get', action: 'Get container', description: 'Read how far the processing is' },
		{
			name: 'Publish',
			value: 'publish',
			action: 'Publish container',
			description: 'Publish a post that was prepared earlier, waiting for its media where needed',
		},
	],
	'create',
);
