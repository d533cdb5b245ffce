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
			displayName: 'Deduplication Key',
			name: 'deduplicationKey',
			type: 'string',
			default: '',
			placeholder: 'e.g. {{ $json.productId }}',
			description:
				'Text that tells this post from others, such as a product ID. This node publishes a key once per account, also across executions and n8n workers; later ones get the first result, after a restart of n8n perhaps without its ID. Upper and lower case are different keys. Other nodes are not covered, nor keys older than about the last 10,000.',
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
