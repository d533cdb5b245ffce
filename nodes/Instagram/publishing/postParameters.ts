import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';

import { entryLabel } from '../parameters/inputError';
import { altText } from './caption';
import { userTags } from './tags';

const sources: INodePropertyOptions[] = [
	{ name: 'Binary File', value: 'binary', description: 'A file that an earlier node has put into the item' },
	{ name: 'URL', value: 'url', description: 'A public https URL, from which Meta fetches the file' },
];

const formats: INodePropertyOptions[] = [
	{ name: 'Image', value: 'image' },
	{ name: 'Video', value: 'video' },
];

/**
 * The parameters that depend on it are not `required`: where it is an expression, n8n keeps those of all types, and would
 * refuse the node for the ones that a row does not use. The plan checks what the type of the item needs. The editor (n8n
 * 2.40) shows the ones of the type that the expression yields for the first item. Without input it yields nothing: rules
 * that `hide` then show the parameters of a list, rules that `show` do not.
 */
const postType: INodeProperties = {
	displayName: 'Post Type',
	name: 'postType',
	type: 'options',
	noDataExpression: false,
	options: [
		{
			name: 'Automatic',
			value: 'auto',
			description: 'One image becomes an image post, one video a reel, two to ten files a carousel',
		},
		{ name: 'Carousel', value: 'carousel', description: 'Several images and videos in one post' },
		{ name: 'Image', value: 'image', description: 'One image in the feed' },
		{ name: 'Reel', value: 'reel', description: 'One video, shown as a reel' },
		{ name: 'Story', value: 'story', description: 'One image or video that is shown for 24 hours' },
	],
	default: 'image',
	description: 'What kind of post to make',
	builderHint: {
		propertyHint:
			"For a calendar, or rows with different numbers of files, use 'auto' with mediaFrom 'list' and mediaList instead of branches for each type",
	},
};

const mediaFromList: INodePropertyOptions = {
	name: 'List of URLs',
	value: 'list',
	description: 'Text with one URL per line, or a list from an expression',
};

const mediaFromBinary: INodePropertyOptions = {
	name: 'Binary Fields',
	value: 'binary',
	description: 'Files that an earlier node has put into the item',
};

const mediaFromItems: INodePropertyOptions = {
	name: 'Entries Below',
	value: 'items',
	description: 'Add each file by hand',
};

const mediaFrom: INodeProperties = {
	displayName: 'Media From',
	name: 'mediaFrom',
	type: 'options',
	options: [mediaFromBinary, mediaFromItems, mediaFromList],
	default: 'items',
	description: 'Where the files of the carousel come from',
	displayOptions: { hide: { postType: ['auto', 'image', 'reel', 'story'] } },
};

const mediaFromAutomatic: INodeProperties = {
	...mediaFrom,
	options: [mediaFromBinary, mediaFromList],
	default: 'list',
	description: 'Where the files of the post come from',
	displayOptions: { show: { postType: ['auto'] } },
};

const mediaList: INodeProperties = {
	displayName: 'Media List',
	name: 'mediaList',
	type: 'string',
	typeOptions: { rows: 3 },
	default: '',
	placeholder: 'e.g. https://example.com/1.jpg',
	description:
		'Public https URLs of up to 10 images and videos, one per line or separated by commas, in the order in which they are shown. An expression can also return a list of URLs or of objects. Empty entries are skipped.',
	hint: 'One URL per line. Objects have url or binary (the name of a binary field), and optionally mediaType (image or video), altText and userTags.',
	builderHint: {
		propertyHint: 'Pass the field with all URLs as it is; no Split Out or Loop Over Items is needed',
	},
	displayOptions: { show: { mediaFrom: ['list'] }, hide: { postType: ['image', 'reel', 'story'] } },
};

const binaryPropertyNames: INodeProperties = {
	displayName: 'Input Binary Fields',
	name: 'binaryPropertyNames',
	type: 'string',
	default: '',
	placeholder: 'e.g. data_0, data_1',
	description:
		'Comma-separated names of the binary fields with the files, in the order in which they are shown. Leave empty for all files of the item, in the order of their names.',
	hint: 'Empty: all files of the item, in the order of their names',
	displayOptions: { show: { mediaFrom: ['binary'] }, hide: { postType: ['image', 'reel', 'story'] } },
};

const mediaSource: INodeProperties = {
	displayName: 'Media Source',
	name: 'mediaSource',
	type: 'options',
	options: sources,
	default: 'url',
	description: 'Where the file comes from',
	displayOptions: { hide: { postType: ['carousel', 'auto'] } },
};

const storyMediaType: INodeProperties = {
	displayName: 'Story Media Type',
	name: 'storyMediaType',
	type: 'options',
	options: formats,
	default: 'image',
	description: 'Whether the story is a JPEG image or an MP4 or MOV video',
	displayOptions: {
		show: { mediaSource: ['url'] },
		hide: { postType: ['auto', 'carousel', 'image', 'reel'] },
	},
};

const mediaUrl: INodeProperties = {
	displayName: 'Media URL',
	name: 'mediaUrl',
	type: 'string',
	default: '',
	placeholder: 'e.g. https://example.com/product.jpg',
	description:
		'Public https URL of the file: a JPEG for images, an MP4 or MOV for videos. Meta fetches it from the internet, so a URL that needs a login or points to a local network cannot be used.',
	displayOptions: { show: { mediaSource: ['url'] }, hide: { postType: ['carousel', 'auto'] } },
};

const binaryPropertyName: INodeProperties = {
	displayName: 'Input Binary Field',
	name: 'binaryPropertyName',
	type: 'string',
	default: 'data',
	required: true,
	placeholder: 'e.g. data',
	hint: 'The name of the input binary field containing the file to be published. Images, and videos with Instagram Login, are fetched by Meta from n8n, which needs a public https address and must not keep binary data in memory.',
	description:
		'Name of the binary field of the item that contains the file. With Facebook Login, videos are uploaded to Meta; Meta fetches all other files from n8n, which must have a public https address.',
	displayOptions: { show: { mediaSource: ['binary'] }, hide: { postType: ['carousel', 'auto'] } },
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
		description: 'Public https URL of the file. Meta fetches it from the internet.',
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
	userTags: { ...userTags, description: 'Public Instagram users to tag in this picture or video' },
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
	description: 'The pictures and videos of the carousel, 2 to 10, in the order in which they are shown',
	displayOptions: { show: { postType: ['carousel'], mediaFrom: ['items'] } },
	options: [carouselItem],
};

/** The parameters of a post that say which files it consists of, in the order of the editor. */
export const postParameters = {
	postType,
	mediaFrom,
	mediaFromAutomatic,
	mediaList,
	binaryPropertyNames,
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
