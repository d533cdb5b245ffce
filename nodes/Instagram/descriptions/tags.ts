import type { INodeProperties } from 'n8n-workflow';

const coordinate = (axis: 'x' | 'y', from: string): INodeProperties => ({
	displayName: axis.toUpperCase(),
	name: axis,
	// Not a number field: its default, 0, would put a tag into the corner.
	type: 'string',
	default: '',
	placeholder: 'e.g. 0.5',
	description: `Position of the tag: a fraction of the picture, from 0 (${from}) to 1. Needed on images; leave empty on videos.`,
});

/** People tagged in a picture or video. */
export const userTags: INodeProperties = {
	displayName: 'User Tags',
	name: 'userTags',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add User Tag',
	default: {},
	description: 'Public Instagram users to tag in the picture or video',
	options: [
		{
			displayName: 'Tag',
			name: 'tag',
			values: [
				{
					displayName: 'Username',
					name: 'username',
					type: 'string',
					default: '',
					placeholder: 'e.g. north.pottery',
					description: 'Instagram username to tag, with or without @',
				},
				coordinate('x', 'left edge'),
				coordinate('y', 'top edge'),
			],
		},
	],
};

/** Products of the account's catalog tagged in a picture or video. */
export const productTags: INodeProperties = {
	displayName: 'Product Tags',
	name: 'productTags',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add Product Tag',
	default: {},
	description: "Products from the account's Instagram Shop catalog to tag. Facebook Login only.",
	options: [
		{
			displayName: 'Tag',
			name: 'tag',
			values: [
				{
					displayName: 'Product ID',
					name: 'productId',
					type: 'string',
					default: '',
					placeholder: 'e.g. 3231775643511089',
					description: 'ID of the product in the catalog',
				},
				coordinate('x', 'left edge'),
				coordinate('y', 'top edge'),
			],
		},
	],
};
