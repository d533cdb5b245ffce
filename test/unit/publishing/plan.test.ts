import type { LoginMethod } from '../../../nodes/Instagram/graph/types';
import { WHITE } from '../../../nodes/Instagram/publishing/media/image/pixels';
import { planPost } from '../../../nodes/Instagram/publishing/plan';
import type { PostInput, PostPlan } from '../../../nodes/Instagram/publishing/types';
import { inputErrorOf } from '../../doubles/inputErrorOf';

const PHOTO = 'https://example.com/a.jpg';
const VIDEO = 'https://example.com/a.mp4';

const item = (changes: object = {}) => ({ mediaType: 'image', source: 'url', url: PHOTO, ...changes });

/** A valid post of each kind, with required values only. */
const POSTS: Record<string, PostInput> = {
	image: { postType: 'image', mediaUrl: PHOTO },
	reel: { postType: 'reel', mediaUrl: VIDEO },
	imageStory: { postType: 'story', storyMediaType: 'image', mediaUrl: PHOTO },
	videoStory: { postType: 'story', storyMediaType: 'video', mediaUrl: VIDEO },
	carousel: { postType: 'carousel', carouselItems: [item(), item()] },
};
const KINDS = Object.keys(POSTS);

function plan(kind: string, changes: Partial<PostInput> = {}, login: LoginMethod = 'instagram'): PostPlan {
	return planPost({ ...(POSTS[kind] as PostInput), ...changes }, login);
}

const fields = (kind: string, additionalFields: Record<string, unknown>, login: LoginMethod = 'facebook') =>
	plan(kind, { additionalFields }, login).container.parameters;

/** The parameters without a field, and the labels of what was left out. */
const leavesOut = (kind: string, additionalFields: Record<string, unknown>) => {
	const { container, leftOut } = plan(kind, { additionalFields }, 'facebook');
	expect(container.parameters).toEqual(plan(kind).container.parameters);
	return leftOut;
};

/** What every plan has that does not ask for another shape of its images. */
const AS_IT_IS = { image: { fit: 'none', ratio: 'nearest', background: WHITE }, leftOut: [] };

describe('planPost: kinds of posts', () => {
	it('plans an image', () => {
		expect(plan('image', { caption: 'Hello' })).toEqual({
			postType: 'image',
			productType: 'FEED',
			caption: 'Hello',
			container: {
				kind: 'image',
				parameters: { caption: 'Hello' },
				media: { kind: 'url', url: PHOTO },
				mediaLabel: 'Media URL',
			},
			children: [],
			...AS_IT_IS,
		});
	});

	it('plans a reel', () => {
		expect(plan('reel')).toEqual({
			postType: 'reel',
			productType: 'REELS',
			caption: undefined,
			container: {
				kind: 'video',
				parameters: { media_type: 'REELS' },
				media: { kind: 'url', url: VIDEO },
				mediaLabel: 'Media URL',
			},
			children: [],
			...AS_IT_IS,
		});
	});

	it('plans an image story and a video story', () => {
		expect(plan('imageStory')).toMatchObject({
			postType: 'story',
			productType: 'STORY',
			container: { kind: 'image', parameters: { media_type: 'STORIES' }, media: { url: PHOTO } },
		});
		expect(plan('videoStory').container).toMatchObject({ kind: 'video', media: { url: VIDEO } });
	});

	it('plans a carousel', () => {
		const carouselItems = [
			item({ altText: 'A cat', userTags: { tag: [{ username: '@anna', x: 0.1, y: 0.2 }] } }),
			item({ mediaType: 'video', url: VIDEO, userTags: { tag: [{ username: 'bob' }] } }),
		];
		expect(plan('carousel', { carouselItems, caption: 'Two' })).toEqual({
			postType: 'carousel',
			productType: 'FEED',
			caption: 'Two',
			container: { kind: 'carousel', parameters: { media_type: 'CAROUSEL', caption: 'Two' } },
			children: [
				{
					kind: 'image',
					parameters: {
						is_carousel_item: true,
						alt_text: 'A cat',
						user_tags: [{ username: 'anna', x: 0.1, y: 0.2 }],
					},
					media: { kind: 'url', url: PHOTO },
					mediaLabel: 'Carousel Items > Item 1 > URL',
				},
				{
					kind: 'video',
					parameters: { media_type: 'VIDEO', is_carousel_item: true, user_tags: [{ username: 'bob' }] },
					media: { kind: 'url', url: VIDEO },
					mediaLabel: 'Carousel Items > Item 2 > URL',
				},
			],
			...AS_IT_IS,
		});
	});

	it('does not modify its input', () => {
		const input = structuredClone(POSTS.carousel) as PostInput;
		planPost(input, 'facebook');
		expect(input).toEqual(POSTS.carousel);
	});
});

/** Meta's reference for each field: a valid value, the value that is sent, and the posts that accept it. */
const MATRIX: Array<{
	name: string;
	label: string;
	value: unknown;
	sent: Record<string, unknown>;
	takenBy: string[];
	facebookOnly?: true;
	isDeclaration?: true;
}> = [
	{ name: 'altText', label: 'Alt Text', value: 'A cat', sent: { alt_text: 'A cat' }, takenBy: ['image'] },
	{
		name: 'collaborators',
		label: 'Collaborators',
		value: '@anna, bob',
		sent: { collaborators: ['anna', 'bob'] },
		takenBy: ['image', 'reel', 'carousel'],
	},
	{
		name: 'locationId',
		label: 'Location ID',
		value: 7640348500,
		sent: { location_id: '7640348500' },
		takenBy: ['image', 'reel', 'carousel'],
	},
	{
		name: 'coverUrl',
		label: 'Cover URL',
		value: 'https://example.com/cover.jpg',
		sent: { cover_url: 'https://example.com/cover.jpg' },
		takenBy: ['reel'],
	},
	{
		name: 'thumbOffset',
		label: 'Thumbnail Offset',
		value: 0,
		sent: { thumb_offset: 0 },
		takenBy: ['reel'],
	},
	{
		name: 'shareToFeed',
		label: 'Share to Feed',
		value: false,
		sent: { share_to_feed: false },
		takenBy: ['reel'],
	},
	{ name: 'audioName', label: 'Audio Name', value: 'Rain', sent: { audio_name: 'Rain' }, takenBy: ['reel'] },
	{
		name: 'trialGraduation',
		label: 'Trial Graduation',
		value: 'SS_PERFORMANCE',
		sent: { trial_params: { graduation_strategy: 'SS_PERFORMANCE' } },
		takenBy: ['reel'],
		isDeclaration: true,
	},
	{
		name: 'isAiGenerated',
		label: 'AI Generated',
		value: true,
		sent: { is_ai_generated: true },
		takenBy: KINDS,
	},
	{
		name: 'isPaidPartnership',
		label: 'Paid Partnership',
		value: true,
		sent: { is_paid_partnership: true },
		takenBy: KINDS,
		facebookOnly: true,
	},
	{
		name: 'sponsorIds',
		label: 'Sponsor IDs',
		value: '1, 2',
		sent: { branded_content_sponsor_ids: ['1', '2'] },
		takenBy: KINDS,
		facebookOnly: true,
	},
];

describe.each(MATRIX)(
	'planPost: $label',
	({ name, label, value, sent, takenBy, facebookOnly, isDeclaration }) => {
		it.each(KINDS)("follows Meta's reference on %s", (kind) => {
			if (takenBy.includes(kind)) {
				expect(fields(kind, { [name]: value })).toMatchObject(sent);
			} else if (!isDeclaration) {
				expect(leavesOut(kind, { [name]: value })).toEqual([label]);
			} else {
				const error = inputErrorOf(() => fields(kind, { [name]: value }));
				expect(error.parameter).toBe(label);
				expect(error.message).toContain('only by');
			}
		});

		it("follows Meta's reference for each login method", () => {
			const run = () => fields(takenBy[0] as string, { [name]: value }, 'instagram');
			if (facebookOnly) {
				expect(inputErrorOf(run).message).toBe(`'${label}' is offered by Facebook Login only`);
			} else {
				expect(run()).toMatchObject(sent);
			}
		});

		it.each(['', '  ', null, undefined, [], {}])('treats %p as not set, for every kind of post', (empty) => {
			for (const kind of KINDS) {
				expect(fields(kind, { [name]: empty }, 'instagram')).toEqual(plan(kind).container.parameters);
			}
		});
	},
);

describe('planPost: caption', () => {
	it.each(['image', 'reel', 'carousel'])('sends the caption of %s', (kind) => {
		expect(plan(kind, { caption: 'Hi' })).toMatchObject({
			caption: 'Hi',
			container: { parameters: { caption: 'Hi' } },
		});
	});

	it.each(['imageStory', 'videoStory'])('leaves a caption of %s out', (kind) => {
		const { caption, container, leftOut } = plan(kind, { caption: 'Hi' });
		expect({ caption, leftOut }).toEqual({ caption: undefined, leftOut: ['Caption'] });
		expect(container.parameters).not.toHaveProperty('caption');
	});

	it.each(['', ' \n ', null, undefined])('does not send the caption %p', (caption) => {
		for (const kind of KINDS) {
			expect(plan(kind, { caption }).container.parameters).not.toHaveProperty('caption');
		}
	});

	it('reads the caption only from its own parameter', () => {
		expect(plan('image', { additionalFields: { caption: 'no' } }).caption).toBeUndefined();
	});
});

describe('planPost: user tags', () => {
	const bare = { tag: [{ username: 'anna' }] };
	const placed = { tag: [{ username: 'anna', x: 0.5, y: 0.5 }] };

	it('requires a position on an image, allows one in a story, and rejects one in a reel', () => {
		expect(fields('image', { userTags: placed })).toHaveProperty('user_tags', placed.tag);
		expect(inputErrorOf(() => fields('image', { userTags: bare })).parameter).toBe('User Tags > Tag 1 > X');
		for (const kind of ['imageStory', 'videoStory']) {
			expect(fields(kind, { userTags: bare })).toHaveProperty('user_tags', bare.tag);
			expect(fields(kind, { userTags: placed })).toHaveProperty('user_tags', placed.tag);
		}
		expect(fields('reel', { userTags: bare })).toHaveProperty('user_tags', bare.tag);
		expect(inputErrorOf(() => fields('reel', { userTags: placed })).message).toBe(
			"'User Tags > Tag 1 > X' is not taken on a reel: a tag there has no position",
		);
	});

	it('leaves tags of a carousel out: only its items have tags', () => {
		expect(leavesOut('carousel', { userTags: placed })).toEqual(['User Tags']);
	});

	it.each([{ tag: [] }, [], { tag: [{ username: '', x: '', y: '' }] }, null])(
		'treats %j as no tags',
		(empty) => {
			expect(fields('carousel', { userTags: empty })).not.toHaveProperty('user_tags');
		},
	);
});

describe('planPost: product tags', () => {
	const placed = [{ productId: '12', x: 0.5, y: 0.5 }];

	it('requires a position on an image and rejects one on a reel', () => {
		expect(fields('image', { productTags: { tag: placed } })).toHaveProperty('product_tags', [
			{ product_id: '12', x: 0.5, y: 0.5 },
		]);
		expect(fields('reel', { productTags: [{ productId: '12' }] })).toHaveProperty('product_tags', [
			{ product_id: '12' },
		]);
		expect(inputErrorOf(() => fields('reel', { productTags: placed })).parameter).toBe(
			'Product Tags > Tag 1 > X',
		);
	});

	it.each(['imageStory', 'videoStory', 'carousel'])('leaves product tags of %s out', (kind) => {
		expect(leavesOut(kind, { productTags: placed })).toEqual(['Product Tags']);
	});

	it('requires Facebook Login', () => {
		const error = inputErrorOf(() => fields('image', { productTags: placed }, 'instagram'));
		expect(error.message).toBe("'Product Tags' is offered by Facebook Login only");
	});
});

describe('planPost: invalid values', () => {
	it.each([
		['image', { altText: 'a'.repeat(1001) }, 'Alt Text'],
		['image', { altText: { a: 1 } }, 'Alt Text'],
		['image', { collaborators: 'a,b,c,d,e,f' }, 'Collaborators'],
		['image', { locationId: 'Berlin' }, 'Location ID'],
		['image', { locationId: 2 ** 60 }, 'Location ID'],
		['reel', { coverUrl: 'https://drive.google.com/file/d/1/view' }, 'Cover URL'],
		['reel', { coverUrl: 'http://example.com/cover.jpg' }, 'Cover URL'],
		['reel', { thumbOffset: -1 }, 'Thumbnail Offset'],
		['reel', { thumbOffset: 0.5 }, 'Thumbnail Offset'],
		['reel', { thumbOffset: 900_001 }, 'Thumbnail Offset'],
		['reel', { thumbOffset: 'soon' }, 'Thumbnail Offset'],
		['reel', { shareToFeed: 'maybe' }, 'Share to Feed'],
		['reel', { shareToFeed: 1 }, 'Share to Feed'],
		['reel', { audioName: true }, 'Audio Name'],
		['reel', { trialGraduation: 'manual' }, 'Trial Graduation'],
		['reel', { trialGraduation: 5 }, 'Trial Graduation'],
		['image', { isAiGenerated: 'yes' }, 'AI Generated'],
		['image', { isPaidPartnership: 1 }, 'Paid Partnership'],
		['image', { sponsorIds: '1,2,3' }, 'Sponsor IDs'],
	])('rejects a post of kind %s with %j', (kind, additional, label) => {
		expect(inputErrorOf(() => fields(kind, additional)).parameter).toBe(label);
	});

	it.each([0, 1, 899_999, 900_000, '1500'])('accepts %p as an offset', (thumbOffset) => {
		expect(fields('reel', { thumbOffset })).toHaveProperty('thumb_offset', Number(thumbOffset));
	});

	it.each([true, 'true'])('sends %p as true', (value) => {
		expect(fields('reel', { shareToFeed: value })).toHaveProperty('share_to_feed', true);
		expect(fields('image', { isAiGenerated: value })).toHaveProperty('is_ai_generated', true);
	});

	it('sends no list without entries', () => {
		expect(fields('image', { collaborators: ', ,', sponsorIds: ',' })).toEqual({});
	});

	it('neither sends nor rejects false', () => {
		const said = { isAiGenerated: false, isPaidPartnership: 'false' };
		for (const kind of KINDS) {
			expect(fields(kind, said, 'instagram')).toEqual(plan(kind).container.parameters);
		}
	});

	it('rejects additional fields that are not a collection', () => {
		const input = { additionalFields: 'x' as unknown as Record<string, unknown> };
		expect(inputErrorOf(() => plan('image', input)).parameter).toBe('Additional Fields');
		const none = { additionalFields: null as unknown as Record<string, unknown> };
		expect(plan('image', none).container.parameters).toEqual({});
	});
});

describe('planPost: carousel items', () => {
	const carousel = (carouselItems: unknown) =>
		plan('carousel', { carouselItems: carouselItems as PostInput['carouselItems'] });
	const many = (count: number) => Array.from({ length: count }, () => item());

	it.each([2, 3, 9, 10])('accepts %i items', (count) => {
		expect(carousel(many(count)).children).toHaveLength(count);
		expect(carousel({ item: many(count) }).children).toHaveLength(count);
	});

	it.each([0, 1, 11])('rejects %i items', (count) => {
		const error = inputErrorOf(() => carousel(many(count)));
		expect(error.parameter).toBe('Carousel Items');
		expect(error.message).toContain(`${count} item`);
	});

	it.each([undefined, null, '', 'x', [null, 'x'], 7])('rejects %j', (value) => {
		expect(inputErrorOf(() => carousel(value)).parameter).toBe('Carousel Items');
	});

	it.each([
		[{ url: '' }, 'URL'],
		[{ url: null }, 'URL'],
		[{ url: 'http://example.com/a.jpg' }, 'URL'],
		[{ url: 'https://www.dropbox.com/s/a/b.jpg?dl=0' }, 'URL'],
		[{ mediaType: '' }, 'Media Type'],
		[{ mediaType: 'reel' }, 'Media Type'],
		[{ source: 'disk' }, 'Source'],
		[{ source: 'binary' }, 'Input Binary Field'],
		[{ altText: 'a'.repeat(1001) }, 'Alt Text'],
		[{ userTags: { tag: [{ username: 'anna' }] } }, 'User Tags > Tag 1 > X'],
		[{ mediaType: 'video', url: VIDEO, userTags: [{ username: 'a', x: 0, y: 0 }] }, 'User Tags > Tag 1 > X'],
	])('names the field of an invalid item: %j', (changes, path) => {
		expect(inputErrorOf(() => carousel([item(), item(), item(changes)])).parameter).toBe(
			`Carousel Items > Item 3 > ${path}`,
		);
	});

	it('leaves out an alt text of a video, which Meta takes for images only', () => {
		const { children, leftOut } = carousel([
			item(),
			item({ mediaType: 'video', url: VIDEO, altText: 'A cat' }),
		]);
		expect(children[1]?.parameters).toEqual({ media_type: 'VIDEO', is_carousel_item: true });
		expect(leftOut).toEqual(['Carousel Items > Item 2 > Alt Text']);
	});

	it('accepts fields that the editor leaves empty', () => {
		const empty = { altText: '', userTags: {} };
		expect(carousel([item(empty), item({ ...empty, mediaType: 'video', url: VIDEO })]).children).toHaveLength(
			2,
		);
	});
});

describe('planPost: media source', () => {
	const binary = (mimeType: string, size?: number) => ({
		mediaSource: 'binary',
		binary: { propertyName: 'data', mimeType, size },
	});

	it.each(['url', '', null, undefined])('uses the URL for %p', (mediaSource) => {
		expect(plan('image', { mediaSource }).container.media).toEqual({ kind: 'url', url: PHOTO });
	});

	it('uses a binary field', () => {
		const source = binary('video/mp4', 1000);
		expect(plan('reel', source).container).toEqual({
			kind: 'video',
			parameters: { media_type: 'REELS' },
			media: { kind: 'binary', binary: source.binary },
			mediaLabel: 'Input Binary Field',
		});
		const children = plan('carousel', {
			carouselItems: [item(), item({ source: 'binary', binary: binary('image/jpeg').binary })],
		}).children;
		expect(children[1]?.media).toMatchObject({ kind: 'binary' });
	});

	it('derives the kind of story from the binary data, despite an old editor value', () => {
		expect(plan('imageStory', binary('video/mp4')).container.kind).toBe('video');
		expect(plan('videoStory', binary('image/jpeg')).container.kind).toBe('image');
		for (const mimeType of ['application/octet-stream', '']) {
			expect(inputErrorOf(() => plan('imageStory', binary(mimeType))).parameter).toBe('Input Binary Field');
		}
	});

	it.each([
		['image', binary('image/png')],
		['image', binary('video/mp4')],
		['reel', binary('image/jpeg')],
		['reel', binary('video/mp4', 0)],
		['videoStory', binary('video/mp4', 101 * 1024 * 1024)],
		['image', { mediaSource: 'binary' }],
		['imageStory', { mediaSource: 'binary' }],
	])('rejects binary data for %s: %j', (kind, changes) => {
		expect(inputErrorOf(() => plan(kind, changes)).parameter).toBe('Input Binary Field');
	});

	it('rejects an unknown source', () => {
		expect(inputErrorOf(() => plan('image', { mediaSource: 'disk' })).parameter).toBe('Media Source');
	});

	it.each(['image', 'reel', 'imageStory', 'videoStory'])('requires a media URL for %s', (kind) => {
		for (const mediaUrl of ['', null, undefined]) {
			expect(inputErrorOf(() => plan(kind, { mediaUrl })).message).toContain("'Media URL' is empty");
		}
	});

	it.each([
		['image', VIDEO],
		['reel', PHOTO],
		['imageStory', VIDEO],
		['videoStory', PHOTO],
	])('sends a URL for %s with any extension, because Meta inspects the file', (kind, mediaUrl) => {
		expect(plan(kind, { mediaUrl }).container.media).toEqual({ kind: 'url', url: mediaUrl });
	});

	it('leaves out media parameters that the post type does not use', () => {
		expect(plan('carousel', { mediaUrl: PHOTO }).leftOut).toEqual(['Media URL']);
		expect(plan('image', { carouselItems: [item()] })).toMatchObject({
			children: [],
			leftOut: ['Carousel Items'],
		});
		expect(plan('image', { carouselItems: [] }).children).toEqual([]);
		expect(
			plan('carousel', { mediaUrl: '', mediaSource: 'url', storyMediaType: 'image' }).children,
		).toHaveLength(2);
	});
});

describe('planPost: post type', () => {
	it.each(['', null, undefined, 'video', 'Image', 3, {}, ['image']])(
		'rejects the post type %j',
		(postType) => {
			const error = inputErrorOf(() => plan('image', { postType }));
			expect(error.parameter).toBe('Post Type');
			expect(error.description).toBe('Choose image, reel, story or carousel.');
		},
	);

	it.each(['', null, undefined, 'reel', 3])(
		'rejects the story media type %j for a story from a URL',
		(storyMediaType) => {
			expect(inputErrorOf(() => plan('imageStory', { storyMediaType })).parameter).toBe('Story Media Type');
		},
	);
});
