import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';

import { postProperties } from '../../../nodes/Instagram/descriptions/post';
import { InputError } from '../../../nodes/Instagram/parameters/inputError';
import { POST_FIELDS } from '../../../nodes/Instagram/publishing/fields';
import { planPost } from '../../../nodes/Instagram/publishing/plan';
import { additionalFields } from '../../../nodes/Instagram/publishing/readFields';
import type { PostInput } from '../../../nodes/Instagram/publishing/types';

type Described = INodeProperties | INodePropertyCollection | INodePropertyOptions;

/** The fields of a collection, or the entries of a fixed collection. */
function inside(described: Described | undefined): Described[] {
	if (!described) return [];
	if ('values' in described) return described.values;
	return 'type' in described ? (described.options ?? []) : [];
}

function labelled(properties: Described[], label: string): Described | undefined {
	return properties.find((property) => 'displayName' in property && property.displayName === label);
}

/** Follows the path of an error's parameter (`Carousel Items > Item 3 > URL`) through the editor. */
function findInEditor(path: string): Described | undefined {
	let level: Described[] = [...postProperties, ...inside(additionalFields)];
	let found: Described | undefined;
	for (const label of path.split(' > ')) {
		found = labelled(level, label.replace(/ \d+$/, ''));
		level = inside(found);
	}
	return found;
}

function parameterOfError(input: PostInput): string {
	try {
		planPost(input, 'facebook');
	} catch (error) {
		if (error instanceof InputError) return error.parameter;
	}
	throw new Error('planPost threw no InputError');
}

const IMAGE: PostInput = { postType: 'image', mediaUrl: 'https://example.com/a.jpg' };
const REEL: PostInput = { postType: 'reel', mediaUrl: 'https://example.com/a.mp4' };
const ITEM = { mediaType: 'image', url: 'https://example.com/a.jpg' };
const carousel = (item: Record<string, unknown>): PostInput => ({
	postType: 'carousel',
	carouselItems: [ITEM, item],
});
const withFields = (fields: Record<string, unknown>): PostInput => ({ ...IMAGE, additionalFields: fields });
const reelWith = (fields: Record<string, unknown>): PostInput => ({ ...REEL, additionalFields: fields });

describe('POST_FIELDS', () => {
	it.each(POST_FIELDS.map((field) => [field.property.displayName, field] as const))(
		'shows %s once in the editor',
		(_label, { property }) => {
			const offered = [...postProperties, ...inside(additionalFields)];
			expect(offered.filter(({ name }) => name === property.name)).toEqual([property]);
		},
	);

	it('is in alphabetical order, which the editor uses for Additional Fields', () => {
		const labels = inside(additionalFields).map((field) => ('displayName' in field ? field.displayName : ''));
		expect(labels).toEqual([...labels].sort((a, b) => a.localeCompare(b)));
		// All but the caption, and the two that are no parameters of Meta's: the first comment and the binary cover.
		expect(labels).toHaveLength(POST_FIELDS.length - 1 + 2);
	});
});

describe('planPost', () => {
	it.each<[string, PostInput]>([
		['Post Type', { ...IMAGE, postType: 'poem' }],
		['Media Source', { ...IMAGE, mediaSource: 'fax' }],
		['Media URL', { ...IMAGE, mediaUrl: '' }],
		['Input Binary Field', { ...IMAGE, mediaSource: 'binary' }],
		['Story Media Type', { ...IMAGE, postType: 'story', storyMediaType: 'poem' }],
		['Carousel Items', { postType: 'carousel', carouselItems: [ITEM] }],
		['Carousel Items > Item 2 > Media Type', carousel({ ...ITEM, mediaType: 'poem' })],
		['Carousel Items > Item 2 > Source', carousel({ ...ITEM, source: 'fax' })],
		['Carousel Items > Item 2 > URL', carousel({ ...ITEM, url: '' })],
		['Carousel Items > Item 2 > Input Binary Field', carousel({ ...ITEM, source: 'binary' })],
		['Carousel Items > Item 2 > Alt Text', carousel({ ...ITEM, altText: 'a'.repeat(1001) })],
		[
			'Carousel Items > Item 2 > User Tags > Tag 1 > Username',
			carousel({ ...ITEM, userTags: { tag: [{ username: '', x: '1', y: '1' }] } }),
		],
		['User Tags > Tag 1 > X', withFields({ userTags: { tag: [{ username: 'anna', y: '1' }] } })],
		['User Tags > Tag 1 > Y', withFields({ userTags: { tag: [{ username: 'anna', x: '1' }] } })],
		[
			'Product Tags > Tag 1 > Product ID',
			withFields({ productTags: { tag: [{ productId: 'x', x: '1', y: '1' }] } }),
		],
		['Caption', { ...IMAGE, caption: 'a'.repeat(2201) }],
		['Alt Text', withFields({ altText: 'a'.repeat(1001) })],
		['Collaborators', withFields({ collaborators: 'not a name' })],
		['Location ID', withFields({ locationId: 'here' })],
		['Cover URL', { ...REEL, additionalFields: { coverUrl: 'http://example.com/a.jpg' } }],
		['Thumbnail Offset', { ...REEL, additionalFields: { thumbOffset: -1 } }],
		['Share to Feed', { ...REEL, additionalFields: { shareToFeed: 'perhaps' } }],
		['Audio Name', { ...REEL, additionalFields: { audioName: true } }],
		['Trial Graduation', withFields({ trialGraduation: 'MANUAL' })],
		['AI Generated', withFields({ isAiGenerated: 'perhaps' })],
		['Paid Partnership', withFields({ isPaidPartnership: 'perhaps' })],
		['Audio > Track > Song or Sound', reelWith({ audio: { track: { audioId: 'a song' } } })],
		['Audio > Track > Audio Volume', reelWith({ audio: { track: { audioId: '1', audioVolume: 101 } } })],
		['Audio > Track > Video Volume', reelWith({ audio: { track: { audioId: '1', videoVolume: -1 } } })],
		['Audio', reelWith({ audio: [{ audioId: '1' }, { audioId: '2' }] })],
		['Poll', withFields({ poll: { answers: { options: 'Yes\nNo' } } })],
		['Poll > Answers > Poll Options', withFields({ poll: { answers: { options: 'Yes' } } })],
		[
			'Poll > Answers > Keep Open',
			withFields({ poll: { answers: { options: 'Yes\nNo', isDurationExtended: 'perhaps' } } }),
		],
		['Comment Prompt', withFields({ isCommentPromptUsed: true })],
		['Sponsor IDs', withFields({ sponsorIds: 'a' })],
	])('names %s in its error as the editor shows it', (label, input) => {
		expect(parameterOfError(input)).toBe(label);
		expect(findInEditor(label)).toBeDefined();
	});
});
