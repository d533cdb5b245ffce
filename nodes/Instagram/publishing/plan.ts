import type { LoginMethod } from '../graph/types';
import { InputError, labelPath } from '../parameters/inputError';
import { hasValue, isRecord, readChoice, readEntries, typeName } from '../parameters/readers';
import { formatOfBinary, nameOfBinary, assertBinary } from './media/checks';
import { LIMITS } from './limits';
import type { MediaFormat } from './media/formats';
import type { FileRule } from './placements';
import { FILE_RULES } from './placements';
import { carouselItemFields, carouselItemLabel, postParameters } from './postParameters';
import { additionalFields, readFields } from './readFields';
import { readMediaUrl } from '../parameters/publicUrl';
import { assertReachable } from './media/source';
import type {
	BinaryFacts,
	CarouselItemInput,
	ContainerPlan,
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
	throw new InputError(labels.binary, 'is empty', 'Enter the name of the binary field that holds the file.');
}

function readMedia(file: FileInput, { format, size, seconds }: FileRule, login: LoginMethod): MediaSource {
	if (sourceOf(file) === 'url') return { kind: 'url', url: readMediaUrl(file.url, file.labels.url) };
	const binary = binaryOf(file);
	assertBinary(binary, format, size, file.labels.binary, seconds);
	assertReachable(binary, format, login, file.labels.binary);
	return { kind: 'binary', binary };
}

function postFile(input: PostInput): FileInput {
	return {
		source: input.mediaSource,
		url: input.mediaUrl,
		binary: input.binary,
		labels: {
			source: postParameters.mediaSource.displayName,
			url: postParameters.mediaUrl.displayName,
			binary: postParameters.binaryPropertyName.displayName,
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
		const count = items.length === 1 ? '1 item' : `${items.length} items`;
		throw new InputError(label, `contains ${count}; a carousel takes ${min} to ${max}`);
	}
	return items;
}

function planItem(item: CarouselItemInput, index: number, login: LoginMethod): ContainerPlan {
	const entry = carouselItemLabel(index);
	const label = (name: keyof typeof carouselItemFields) =>
		labelPath(entry, carouselItemFields[name].displayName);

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
	const fields = readFields(values, placement, login, entry);
	return { kind: format, parameters: { ...rule.parameters, ...fields }, media };
}

function readValues(input: PostInput): Record<string, unknown> {
	const additional: unknown = input.additionalFields ?? {};
	if (!isRecord(additional)) {
		const complaint = `must be a collection of fields, not ${typeName(additional)}`;
		throw new InputError(additionalFields.displayName, complaint);
	}
	return { ...additional, caption: input.caption };
}

/** Rejects a file for a carousel and items for another post type, instead of dropping them. */
function assertNoMisplacedFiles(input: PostInput, postType: PostType): void {
	if (postType === 'carousel' && hasValue(input.mediaUrl)) {
		throw new InputError(
			postParameters.mediaUrl.displayName,
			'is not taken by a carousel',
			`Add the file to '${postParameters.carouselItems.displayName}' instead.`,
		);
	}
	if (postType !== 'carousel' && hasValue(input.carouselItems)) {
		throw new InputError(
			postParameters.carouselItems.displayName,
			'is taken by carousels only',
			`Remove the entries, or set '${postParameters.postType.displayName}' to Carousel.`,
		);
	}
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
	assertNoMisplacedFiles(input, postType);

	const values = readValues(input);
	const placement = postType === 'story' ? storyPlacement(input) : postType;
	const fields = readFields(values, placement, login);
	const caption = typeof fields.caption === 'string' ? fields.caption : undefined;
	const post = { postType, productType: PRODUCT_TYPES[postType], caption };

	if (placement === 'carousel') {
		const children = readItems(input).map((item, index) => planItem(item, index, login));
		const container: ContainerPlan = { kind: 'carousel', parameters: { media_type: 'CAROUSEL', ...fields } };
		return { ...post, container, children };
	}
	const rule = FILE_RULES[placement];
	const container: ContainerPlan = {
		kind: rule.format,
		parameters: { ...rule.parameters, ...fields },
		media: readMedia(postFile(input), rule, login),
	};
	return { ...post, container, children: [] };
}
