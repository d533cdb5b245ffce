import type { INodeProperties } from 'n8n-workflow';

import type { Position } from './tags';
import {
	productTags,
	readProductTags,
	readUserTags,
	userTags,
	readCollaborators,
	readSponsorIds,
} from './tags';
import type { GraphParameter, GraphParameters, LoginMethod } from '../graph/types';
import { InputError, readId } from '../parameters/inputError';
import { readMediaUrl } from '../parameters/publicUrl';
import { enumerated, hasValue, readChoice, readFlag, readNumber, readText } from '../parameters/readers';

import { readAltText, readCaption } from './caption';
import { POST_LABELS } from './labels';
import { LIMITS } from './limits';

/**
 * Optional fields of a post. All are offered for every post type, because n8n silently drops the value of a hidden field:
 * the plan says which ones the post type or login method does not take.
 */
export const additionalFields: INodeProperties = {
	displayName: 'Additional Fields',
	name: 'additionalFields',
	type: 'collection',
	placeholder: 'Add Field',
	default: {},
	options: [
		{
			displayName: 'AI Generated',
			name: 'isAiGenerated',
			type: 'boolean',
			default: false,
			description: 'Whether to label the post as made with AI',
		},
		{
			displayName: 'Alt Text',
			name: 'altText',
			type: 'string',
			default: '',
			description:
				'Description of the image for people who cannot see it, up to 1,000 characters. Image posts only; carousel images have their own.',
		},
		{
			displayName: 'Audio Name',
			name: 'audioName',
			type: 'string',
			default: '',
			placeholder: 'e.g. Sounds of the workshop',
			description: 'Name for the original audio, which can be set only once. Reels only.',
		},
		{
			displayName: 'Collaborators',
			name: 'collaborators',
			type: 'string',
			default: '',
			placeholder: 'e.g. north.pottery, lumen.bikes',
			description: 'Comma-separated list of up to 5 usernames to invite as co-authors. Not for stories.',
		},
		{
			displayName: 'Cover URL',
			name: 'coverUrl',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://example.com/cover.jpg',
			description:
				"Public https address of a JPEG for the cover; takes precedence over 'Thumbnail Offset'. Reels only.",
		},
		{
			displayName: 'Location ID',
			name: 'locationId',
			type: 'string',
			default: '',
			placeholder: 'e.g. 7640348500',
			description:
				'ID of a Facebook Page that has a location, to tag the post with that place. Not for stories.',
		},
		{
			displayName: 'Paid Partnership',
			name: 'isPaidPartnership',
			type: 'boolean',
			default: false,
			description: 'Whether to label the post as a paid partnership. Facebook Login only.',
		},
		productTags,
		{
			displayName: 'Share to Feed',
			name: 'shareToFeed',
			type: 'boolean',
			default: true,
			description: 'Whether the reel is shown in the Feed tab as well as in the Reels tab. Reels only.',
		},
		{
			displayName: 'Sponsor IDs',
			name: 'sponsorIds',
			type: 'string',
			default: '',
			placeholder: 'e.g. 17841400000000005',
			description:
				'Comma-separated list of up to 2 account IDs of the sponsors of a paid partnership. Facebook Login only.',
		},
		{
			displayName: 'Thumbnail Offset',
			name: 'thumbOffset',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 0,
			description: 'Moment of the video to use as the cover, in milliseconds from its start. Reels only.',
		},
		{
			displayName: 'Trial Graduation',
			name: 'trialGraduation',
			type: 'options',
			options: [
				{
					name: 'Manual',
					value: 'MANUAL',
					description: 'You share it with followers yourself, in the Instagram app',
				},
				{
					name: 'By Performance',
					value: 'SS_PERFORMANCE',
					description: 'Instagram shares it with followers if it does well',
				},
			],
			default: 'MANUAL',
			description:
				'Publish as a trial reel, shown to non-followers first, and choose how it graduates to followers. Reels only.',
		},
		userTags,
	],
};

/** What a container is for. Meta's parameters differ by it. */
export type Placement =
	'image' | 'reel' | 'imageStory' | 'videoStory' | 'carousel' | 'carouselImage' | 'carouselVideo';

/** What a person calls one, and several of them. */
const NAMES: Readonly<Record<Placement, readonly [one: string, several: string]>> = {
	image: ['an image post', 'image posts'],
	reel: ['a reel', 'reels'],
	imageStory: ['a story', 'stories'],
	videoStory: ['a story', 'stories'],
	carousel: ['a carousel', 'carousels'],
	carouselImage: ['an image of a carousel', 'images of a carousel'],
	carouselVideo: ['a video of a carousel', 'videos of a carousel'],
};

/** Where a tag stands: photos show it at a place, videos do not. */
const USER_TAG_POSITION: Readonly<Record<Placement, Position>> = {
	image: 'required',
	reel: 'none',
	imageStory: 'optional',
	videoStory: 'optional',
	carousel: 'none',
	carouselImage: 'required',
	carouselVideo: 'none',
};

type Reader = (value: unknown, parameter: string, placement: Placement) => GraphParameter;

interface FieldRule {
	/** Meta's name. */
	parameter: string;
	placements: readonly Placement[];
	/** The login method that alone offers it; absent where both do. */
	login?: LoginMethod;
	read: Reader;
	/** False is what Meta assumes anyway: it is neither sent nor refused. */
	omitWhenFalse?: true;
	/** What to do where it is not taken, if there is something to do. */
	hint?: Partial<Record<Placement, string>>;
}

export type FieldName =
	| 'caption'
	| 'altText'
	| 'collaborators'
	| 'locationId'
	| 'userTags'
	| 'productTags'
	| 'coverUrl'
	| 'thumbOffset'
	| 'shareToFeed'
	| 'audioName'
	| 'trialGraduation'
	| 'isAiGenerated'
	| 'isPaidPartnership'
	| 'sponsorIds';

const POSTS: readonly Placement[] = ['image', 'reel', 'imageStory', 'videoStory', 'carousel'];
const FEED_POSTS: readonly Placement[] = ['image', 'reel', 'carousel'];

const ON_THE_ITEM = `Set it on the entries of '${POST_LABELS.carouselItems}' instead.`;

const readOffset: Reader = (value, parameter) => {
	const { min, max } = LIMITS.thumbOffset;
	const offset = readNumber(value, parameter);
	if (!Number.isInteger(offset) || offset < min || offset > max) {
		throw new InputError(
			parameter,
			`is ${offset}; it must be a whole number of milliseconds from ${min} to ${max}`,
			'A reel is at most 15 minutes long.',
		);
	}
	return offset;
};

/**
 * What can be said of a post, and where Meta takes it.
 *
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/media (2026-09-11)
 */
export const FIELDS: Readonly<Record<FieldName, FieldRule>> = {
	caption: {
		parameter: 'caption',
		placements: FEED_POSTS,
		read: readCaption,
		hint: {
			imageStory: 'Instagram shows no caption on a story. Leave it empty, or put the text into the picture.',
			videoStory: 'Instagram shows no caption on a story. Leave it empty, or put the text into the video.',
		},
	},
	altText: {
		parameter: 'alt_text',
		placements: ['image', 'carouselImage'],
		read: readAltText,
		hint: { carousel: ON_THE_ITEM },
	},
	collaborators: { parameter: 'collaborators', placements: FEED_POSTS, read: readCollaborators },
	// Among the limitations of stories Meta names location stickers.
	locationId: { parameter: 'location_id', placements: FEED_POSTS, read: readId },
	userTags: {
		parameter: 'user_tags',
		placements: ['image', 'reel', 'imageStory', 'videoStory', 'carouselImage', 'carouselVideo'],
		read: (value, parameter, placement) =>
			readUserTags(value, USER_TAG_POSITION[placement], parameter, NAMES[placement][0]),
		hint: { carousel: ON_THE_ITEM },
	},
	productTags: {
		parameter: 'product_tags',
		placements: ['image', 'reel'],
		login: 'facebook',
		read: (value, parameter, placement) =>
			readProductTags(value, placement === 'image' ? 'image' : 'reel', parameter, NAMES[placement][0]),
	},
	coverUrl: {
		parameter: 'cover_url',
		placements: ['reel'],
		read: readMediaUrl,
	},
	thumbOffset: { parameter: 'thumb_offset', placements: ['reel'], read: readOffset },
	shareToFeed: { parameter: 'share_to_feed', placements: ['reel'], read: readFlag },
	audioName: { parameter: 'audio_name', placements: ['reel'], read: readText },
	trialGraduation: {
		parameter: 'trial_params',
		placements: ['reel'],
		read: (value, parameter) => ({
			graduation_strategy: readChoice(value, ['MANUAL', 'SS_PERFORMANCE'], parameter),
		}),
	},
	// Meta refuses it on the children of a carousel.
	isAiGenerated: { parameter: 'is_ai_generated', placements: POSTS, read: readFlag, omitWhenFalse: true },
	isPaidPartnership: {
		parameter: 'is_paid_partnership',
		placements: POSTS,
		login: 'facebook',
		read: readFlag,
		omitWhenFalse: true,
	},
	sponsorIds: {
		parameter: 'branded_content_sponsor_ids',
		placements: POSTS,
		login: 'facebook',
		read: readSponsorIds,
	},
};

function misplacedError(rule: FieldRule, placement: Placement, parameter: string): never {
	const takers = [...new Set(rule.placements.map((taker) => NAMES[taker][1]))];
	throw new InputError(
		parameter,
		`is not taken by ${NAMES[placement][0]}, only by ${enumerated(takers)}`,
		rule.hint?.[placement] ?? 'Remove it, or choose another post type.',
	);
}

/**
 * Reads what is said of a container into Meta's parameters.
 *
 * @param values the fields by this package's names; what is empty counts as not given
 * @param labelOf the label of a field, with the path to it
 * @throws InputError if a field is given that this kind of post or this login method does not take, or a value is
 * beyond Meta's limits
 */
export function readFields(
	values: Readonly<Partial<Record<FieldName, unknown>>>,
	placement: Placement,
	login: LoginMethod,
	labelOf: (name: FieldName) => string,
): GraphParameters {
	const parameters: GraphParameters = {};
	for (const [name, rule] of Object.entries(FIELDS) as Array<[FieldName, FieldRule]>) {
		const value = values[name];
		const parameter = labelOf(name);
		if (!hasValue(value) || (rule.omitWhenFalse && !readFlag(value, parameter))) continue;
		if (!rule.placements.includes(placement)) misplacedError(rule, placement, parameter);
		if (rule.login && rule.login !== login) {
			throw new InputError(
				parameter,
				'is offered by Facebook Login only',
				'This credential uses Instagram Login. Remove the field, or use a credential with Facebook Login.',
			);
		}
		const read = rule.read(value, parameter, placement);
		// A list of commas alone names nobody.
		if (hasValue(read)) parameters[rule.parameter] = read;
	}
	return parameters;
}
