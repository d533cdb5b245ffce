import type { INodeProperties } from 'n8n-workflow';

/** Options of Post > Publish and Container > Publish. */
export const publishOptions: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [
		{
			displayName: 'Check Publishing Limit',
			name: 'checkPublishingLimit',
			type: 'boolean',
			default: false,
			description:
				'Whether to compare the remaining daily quota of the account with the number of items before anything is created. Costs one more call.',
		},
		{
			displayName: 'Include Permalink',
			name: 'includePermalink',
			type: 'boolean',
			default: true,
			description: 'Whether to read the address of the published post. Costs one more call.',
		},
		{
			displayName: 'Max Wait',
			name: 'maxWait',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 300,
			description:
				'How many seconds to wait for Instagram to process the media. When the time is over, the item fails with the ID of its container, which Container > Publish can finish.',
		},
	],
};
