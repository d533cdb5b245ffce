import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';

import { entryLabel } from '../parameters/inputError';
import { altText } from './caption';
import { userTags } from './tags';

const sources: INodePropertyOptions[] = [
	{ name: 'Binary File', value: 'binary', description: 'A file that an earlier node has put into the item' },
	{ name: 'URL', value: 'url', description: 'A public https address, from which Meta fetches the file' },
];

const formats: INodePropertyOptions[] = [
	{ name: 'Image', value: 'image' },
	{ name: 'Video', value: 'video' },
];

const postType: INodeProperties = {
	displayName: 'Post Type',
	name: 'postType',
	type: 'options',
	noDataExpression: false,
	options: [
		{ name: 'Carousel', value: 'carousel', description: 'Several images and videos in one post' },
		{ name: 'Image', value: 'image', description: 'One image in the feed' },
		{ name: 'Reel', value: 'reel', description: 'One video, shown as a reel' },
		{ name: 'Story', value: 'story', description: 'One image or video that is shown for 24 hours' },
	],
	default: 'image',
	description: 'What kind of post to make',
};

const mediaSource: INodeProperties = {
	displayName: 'Media Source',
	name: 'mediaSource',
	type: 'options',
	options: sources,
	default: 'url',
	description: 'Where the file comes from',
	displayOptions: { hide: { postType: ['carousel'] } },
};

const storyMediaType: INodeProperties = {
	displayName: 'Story Media Type',
	name: 'storyMediaType',
	type: 'options',
	options: formats,
	default: 'image',
	description: 'Whether the story is a JPEG image or an MP4 or MOV video',
	displayOptions: { show: { postType: ['story'], mediaSource: ['url'] } },
};

const mediaUrl: INodeProperties = {
	displayName: 'Media URL',
	name: 'mediaUrl',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. https://example.com/product.jpg',
	description:
		'Public https address of the file: a JPEG for images, an MP4 or MOV for videos. Meta fetches it from the internet, so an address that needs a login or points to a local network cannot be used.',
	displayOptions: { show: { mediaSource: ['url'] }, hide: { postType: ['carousel'] } },
};

const binaryPropertyName: INodeProperties = {
	displayName: 'Input Binary Field',
	name: 'binaryPropertyName',
	type: 'string',
	default: 'data',
	required: true,
	placeholder: 'e.g. data',
	hint: 'The name of the input binary field containing the file to be published',
	description:
		'Name of the binary field of the item that holds the file. With Facebook Login, videos are uploaded to Meta; Meta fetches all other files from n8n, which must have a public https address.',
	displayOptions: { show: { mediaSource: ['binary'] }, hide: { postType: ['carousel'] } },
};

/** The fields of an entry of 'Carousel Items', by their names. */
export const carouselItemFields = {
	mediaType: {
		displayName: 'Media Type',
		name: 'mediaType',
		type: 'options',
		options: formats,
		default: 'image',
		description: 'Whether this item is a JPEG image or an MP4 or MOV video',
	},
	source: {
		displayName: 'Source',
		name: 'source',
		type: 'options',
		options: sources,
		default: 'url',
		description: 'Where the file of this item comes from',
	},
	url: {
		displayName: 'URL',
		name: 'url',
		type: 'string',
		default: '',
		placeholder: 'e.g. https://example.com/product.jpg',
		displayOptions: { show: { source: ['url'] } },
		description: 'Public https address of the file. Meta fetches it from the internet.',
	},
	binaryPropertyName: {
		...binaryPropertyName,
		displayOptions: { show: { source: ['binary'] } },
	},
	altText: {
		...altText,
		displayOptions: { show: { mediaType: ['image'] } },
		description: 'Description of the image for people who cannot see it, up to 1,000 characters',
	},
	userTags,
} satisfies Record<string, INodeProperties>;

const carouselItem: INodePropertyCollection = {
	displayName: 'Item',
	name: 'item',
	values: Object.values(carouselItemFields),
};

const carouselItems: INodeProperties = {
	displayName: 'Carousel Items',
	name: 'carouselItems',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true },
	placeholder: 'Add Carousel Item',
	default: {},
	required: true,
	description: 'The pictures and videos of the carousel, 2 to 10, in the order in which they are shown',
	displayOptions: { show: { postType: ['carousel'] } },
	options: [carouselItem],
};

/** The parameters of a post that say which files it consists of, in the order of the editor. */
export const postParameters = {
	postType,
	mediaSource,
	storyMediaType,
	mediaUrl,
	binaryPropertyName,
	carouselItems,
};

/** Path of an entry of 'Carousel Items', for messages. The index counts from 0. */
export function carouselItemLabel(index: number): string {
	return entryLabel(carouselItems.displayName, carouselItem.displayName, index);
}
