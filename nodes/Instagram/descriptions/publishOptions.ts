import type { INodeProperties } from 'n8n-workflow';

/** Options of what creates a container. */
export const imageOptionProperties: INodeProperties[] = [
	{
		displayName: 'Image Fit',
		name: 'imageFit',
		type: 'options',
		options: [
			{ name: 'Crop', value: 'crop', description: 'Cut off what is too much, equally on both sides' },
			{ name: 'None', value: 'none', description: 'Keep the shape of images; Meta may refuse it' },
			{ name: 'Pad', value: 'pad', description: 'Add a border, equally on both sides' },
		],
		default: 'none',
		description:
			'How to bring images into a shape that Instagram takes. n8n then also fetches images by URL. Videos are not changed.',
	},
	{
		displayName: 'Image Ratio',
		name: 'imageRatio',
		type: 'options',
		options: [
			{ name: '1:1 (Square)', value: '1:1' },
			{ name: '1.91:1 (Landscape)', value: '1.91:1' },
			{ name: '3:4 (Portrait)', value: '3:4' },
			{ name: '4:5 (Portrait)', value: '4:5' },
			{ name: '9:16 (Story)', value: '9:16' },
			{ name: 'Nearest', value: 'nearest' },
		],
		default: 'nearest',
		description:
			'Width to height of the images, used with Image Fit. Nearest keeps what Instagram takes and changes the rest as little as possible; stories become 9:16. All images of a carousel get the shape of the first.',
	},
	{
		displayName: 'Pad Color',
		name: 'padColor',
		type: 'color',
		default: '#ffffff',
		description: 'Color of the border that Image Fit adds, and behind transparent images',
	},
];

/** Options of Container > Create. */
export const createOptions: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: imageOptionProperties,
};

const publishOptionProperties: INodeProperties[] = [
	{
		displayName: 'Check Publishing Limit',
		name: 'checkPublishingLimit',
		type: 'boolean',
		default: false,
		description:
			'Whether to compare the remaining 24-hour quota of the account with the number of items before anything is created. Costs one more call.',
	},
	{
		displayName: 'Deduplication Key',
		name: 'deduplicationKey',
		type: 'string',
		default: '',
		placeholder: 'e.g. {{ $json.productId }}',
		builderHint: {
			propertyHint: 'Use a value that stays the same when the workflow runs again, such as the ID of the row',
		},
		description:
			'Text that identifies this post, such as a product ID. The node publishes each key once per account, also across executions; a repeated key returns the first post (after a restart of n8n perhaps without its ID). Case-sensitive. Covers this node only, and about its last 10,000 keys.',
	},
	{
		displayName: 'Include Permalink',
		name: 'includePermalink',
		type: 'boolean',
		default: true,
		description: 'Whether to return the URL of the published post. Costs one more call.',
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
];

/** Options of Container > Publish. */
export const publishOptions: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: publishOptionProperties,
};

/** Options of Post > Publish. */
export const postOptions: INodeProperties = {
	...publishOptions,
	options: [...publishOptionProperties, ...imageOptionProperties].sort((one, other) =>
		one.displayName.localeCompare(other.displayName, 'en'),
	),
};
