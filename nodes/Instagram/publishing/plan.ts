import type { LoginMethod } from '../graph/types';
import { InputError, labelPath } from '../parameters/inputError';
import { hasValue, readChoice, readEntries, typeName } from '../parameters/readers';
import { assertAddOns } from './addOns';
import { formatOfBinary, nameOfBinary, assertBinary } from './media/checks';
import { LIMITS } from './limits';
import type { MediaFormat } from './media/formats';
import { WHITE } from './media/image/pixels';
import type { FileRule } from './placements';
import { FILE_RULES } from './placements';
import { carouselItemFields, carouselItemLabel, postParameters } from './postParameters';
import { additionalFields, coverBinary, readFields } from './readFields';
import { readMediaUrl } from '../parameters/publicUrl';
import { isObject } from '../shared/isObject';
import { assertReachable } from './media/source';
import type {
	BinaryFacts,
	CarouselItemInput,
	ContainerPlan,
	ImageOptions,
	MediaSource,
	PostInput,
	PostPlan,
	PostType,
} from './types';

const POST_TYPES: readonly PostType[] = ['image', 'reel', 'story', 'carousel'];
const SOURCES: ReadonlyArray<MediaSource['kind']> = ['url', 'binary'];
const FORMATS: readonly MediaFormat[] = ['image', 'video'];

const PRODUCT_TYPES: Readonly<Record<PostType, PostPlan['productType']>> = {
	image: 'FEED',
	reel: 'REELS',
	story: 'STORY',
	carousel: 'FEED',
};

const AS_IT_IS: ImageOptions = { fit: 'none', ratio: 'nearest', background: WHITE };

/** The parameters that name the file of a container, with their labels. */
interface FileInput {
	source: unknown;
	url: unknown;
	binary?: BinaryFacts;
	labels: { source: string; url: string; binary: string };
}

function sourceOf({ source, labels }: FileInput): MediaSource['kind'] {
	return hasValue(source) ? readChoice(source, SOURCES, labels.source) : 'url';
}

function binaryOf({ binary, labels }: FileInput): BinaryFacts {
	if (binary) return binary;
	throw new InputError(
		labels.binary,
		'is empty',
		'Enter the name of the binary field that contains the file.',
	);
}

function readMedia(
	file: FileInput,
	{ format, size, seconds }: FileRule,
	login: LoginMethod,
): Pick<ContainerPlan, 'media' | 'mediaLabel'> {
	if (sourceOf(file) === 'url') {
		const mediaLabel = file.labels.url;
		return { media: { kind: 'url', url: readMediaUrl(file.url, mediaLabel) }, mediaLabel };
	}
	const binary = binaryOf(file);
	assertBinary(binary, format, size, file.labels.binary, seconds);
	assertReachable(binary, format, login, file.labels.binary);
	return { media: { kind: 'binary', binary }, mediaLabel: file.labels.binary };
}

function postFile(input: PostInput): FileInput {
	return {
		source: input.mediaSource,
		url: input.mediaUrl,
		binary: input.binary,
		labels: {
			source: postParameters.mediaSource.displayName,
			url: input.fileLabel ?? postParameters.mediaUrl.displayName,
			binary: input.fileLabel ?? postParameters.binaryPropertyName.displayName,
		},
	};
}

/** A story takes both formats: a parameter decides for a URL, the type of the file for a binary. */
function storyPlacement(input: PostInput): 'imageStory' | 'videoStory' {
	const file = postFile(input);
	const binaryFormat = sourceOf(file) === 'binary' ? formatOfBinary(binaryOf(file)) : undefined;
	if (sourceOf(file) === 'binary' && !binaryFormat) {
		throw new InputError(
			postParameters.binaryPropertyName.displayName,
			`cannot be used for a story: it contains ${nameOfBinary(binaryOf(file))}, which is neither an image nor a video`,
			'A story takes a JPEG image or an MP4 or MOV video.',
		);
	}
	const format =
		binaryFormat ?? readChoice(input.storyMediaType, FORMATS, postParameters.storyMediaType.displayName);
	return format === 'image' ? 'imageStory' : 'videoStory';
}

function readItems(input: PostInput): CarouselItemInput[] {
	const label = postParameters.carouselItems.displayName;
	const items = readEntries(input.carouselItems, 'item', label);
	const { min, max } = LIMITS.carouselItems;
	if (items.length < min || items.length > max) {
		const isSingle = items.length === 1;
		const count = isSingle ? '1 item' : `${items.length} items`;
		throw new InputError(
			input.listLabel ?? label,
			`contains ${count}; a carousel takes ${min} to ${max}`,
			isSingle ? "For one file, choose Automatic, Image or Reel as 'Post Type'." : undefined,
		);
	}
	return items;
}

/** The plan of an item, and the labels of what it does not take. */
function planItem(
	item: CarouselItemInput,
	index: number,
	login: LoginMethod,
): { plan: ContainerPlan; leftOut: string[] } {
	const entry = item.label ?? carouselItemLabel(index);
	const label = (name: keyof typeof carouselItemFields) =>
		item.label ?? labelPath(entry, carouselItemFields[name].displayName);

	const format = readChoice(item.mediaType, FORMATS, label('mediaType'));
	const placement = format === 'image' ? 'carouselImage' : 'carouselVideo';
	const rule = FILE_RULES[placement];
	const media = readMedia(
		{
			source: item.source,
			url: item.url,
			binary: item.binary,
			labels: { source: label('source'), url: label('url'), binary: label('binaryPropertyName') },
		},
		rule,
		login,
	);
	const values = { altText: item.altText, userTags: item.userTags };
	const { parameters, leftOut } = readFields(values, placement, login, entry);
	const ofList = item.label === undefined ? {} : { entryLabel: item.label };
	return {
		plan: { kind: format, parameters: { ...rule.parameters, ...parameters }, ...media, ...ofList },
		leftOut,
	};
}

function readValues(input: PostInput): Record<string, unknown> {
	const additional: unknown = input.additionalFields ?? {};
	if (!isObject(additional)) {
		const complaint = `must be a collection of fields, not ${typeName(additional)}`;
		throw new InputError(additionalFields.displayName, complaint);
	}
	return { ...additional, caption: input.caption };
}

/** The cover of a reel, checked; for other posts, the label of what they do not take. */
function readCover(
	{ cover, additionalFields }: PostInput,
	postType: PostType,
	login: LoginMethod,
): { cover?: BinaryFacts; leftOut: string[] } {
	const label = coverBinary.displayName;
	if (postType !== 'reel') return { leftOut: hasValue(additionalFields?.[coverBinary.name]) ? [label] : [] };
	if (!cover) return { leftOut: [] };
	if (hasValue(additionalFields?.coverUrl)) {
		throw new InputError(label, "cannot be used together with 'Cover URL'", 'Remove one of them.');
	}
	assertBinary(cover, 'image', FILE_RULES.image.size, label);
	assertReachable(cover, 'image', login, label);
	return { cover, leftOut: [] };
}

/** The files that a post type does not take: a row of a calendar may fill in the fields of another one. */
function filesLeftOut(input: PostInput, postType: PostType): string[] {
	const { mediaUrl, carouselItems } = postParameters;
	if (postType === 'carousel') return hasValue(input.mediaUrl) ? [mediaUrl.displayName] : [];
	return hasValue(input.carouselItems) ? [carouselItems.displayName] : [];
}

/**
 * Decides which containers to create for a post, and checks everything that Meta would reject. Pure: nothing is read or
 * sent.
 *
 * @param login some fields are offered by Facebook Login only
 * @throws InputError that names the parameter by its label
 */
export function planPost(input: PostInput, login: LoginMethod): PostPlan {
	const postType = readChoice(input.postType, POST_TYPES, postParameters.postType.displayName);

	const values = readValues(input);
	const placement = postType === 'story' ? storyPlacement(input) : postType;
	const { parameters: fields, leftOut } = readFields(values, placement, login);
	assertAddOns(fields);
	const { cover, leftOut: coverLeftOut } = readCover(input, postType, login);
	leftOut.push(...filesLeftOut(input, postType), ...coverLeftOut);
	const caption = typeof fields.caption === 'string' ? fields.caption : undefined;
	const { image = AS_IT_IS } = input;
	const post = { postType, productType: PRODUCT_TYPES[postType], caption, image };

	if (placement === 'carousel') {
		const items = readItems(input).map((item, index) => planItem(item, index, login));
		const container: ContainerPlan = { kind: 'carousel', parameters: { media_type: 'CAROUSEL', ...fields } };
		const ofItems = items.flatMap((item) => item.leftOut);
		return { ...post, container, children: items.map(({ plan }) => plan), leftOut: [...leftOut, ...ofItems] };
	}
	const rule = FILE_RULES[placement];
	const container: ContainerPlan = {
		kind: rule.format,
		parameters: { ...rule.parameters, ...fields },
		...readMedia(postFile(input), rule, login),
		...(cover ? { cover } : {}),
	};
	return { ...post, container, children: [], leftOut };
}
