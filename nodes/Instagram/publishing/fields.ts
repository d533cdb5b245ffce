import type { GraphParameter, GraphParameters, LoginMethod } from '../graph/types';
import { InputError, readId } from '../input';
import { readAltText, readCaption } from './caption';
import { enumerated, isGiven, readChoice, readFlag, readNumber, readText } from './given';
import { POST_LABELS } from './labels';
import { LIMITS } from './limits';
import { readMediaUrl } from './mediaUrl';
import { readCollaborators, readSponsorIds } from './people';
import type { Position } from './tags';
import { readProductTags, readUserTags } from './tags';

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
	takenBy: readonly Placement[];
	/** The login method that alone offers it; absent where both do. */
	login?: LoginMethod;
	read: Reader;
	/** False is what Meta assumes anyway: it is neither sent nor refused. */
	falseSaysNothing?: true;
	/** What to do where it is not taken, if there is something to do. */
	instead?: Partial<Record<Placement, string>>;
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
		takenBy: FEED_POSTS,
		read: readCaption,
		instead: {
			imageStory: 'Instagram shows no caption on a story. Leave it empty, or put the text into the picture.',
			videoStory: 'Instagram shows no caption on a story. Leave it empty, or put the text into the video.',
		},
	},
	altText: {
		parameter: 'alt_text',
		takenBy: ['image', 'carouselImage'],
		read: readAltText,
		instead: { carousel: ON_THE_ITEM },
	},
	collaborators: { parameter: 'collaborators', takenBy: FEED_POSTS, read: readCollaborators },
	// Among the limitations of stories Meta names location stickers.
	locationId: { parameter: 'location_id', takenBy: FEED_POSTS, read: readId },
	userTags: {
		parameter: 'user_tags',
		takenBy: ['image', 'reel', 'imageStory', 'videoStory', 'carouselImage', 'carouselVideo'],
		read: (value, parameter, placement) =>
			readUserTags(value, USER_TAG_POSITION[placement], parameter, NAMES[placement][0]),
		instead: { carousel: ON_THE_ITEM },
	},
	productTags: {
		parameter: 'product_tags',
		takenBy: ['image', 'reel'],
		login: 'facebook',
		read: (value, parameter, placement) =>
			readProductTags(value, placement === 'image' ? 'image' : 'reel', parameter, NAMES[placement][0]),
	},
	coverUrl: {
		parameter: 'cover_url',
		takenBy: ['reel'],
		read: readMediaUrl,
	},
	thumbOffset: { parameter: 'thumb_offset', takenBy: ['reel'], read: readOffset },
	shareToFeed: { parameter: 'share_to_feed', takenBy: ['reel'], read: readFlag },
	audioName: { parameter: 'audio_name', takenBy: ['reel'], read: readText },
	trialGraduation: {
		parameter: 'trial_params',
		takenBy: ['reel'],
		read: (value, parameter) => ({
			graduation_strategy: readChoice(value, ['MANUAL', 'SS_PERFORMANCE'], parameter),
		}),
	},
	// Meta refuses it on the children of a carousel.
	isAiGenerated: { parameter: 'is_ai_generated', takenBy: POSTS, read: readFlag, falseSaysNothing: true },
	isPaidPartnership: {
		parameter: 'is_paid_partnership',
		takenBy: POSTS,
		login: 'facebook',
		read: readFlag,
		falseSaysNothing: true,
	},
	sponsorIds: {
		parameter: 'branded_content_sponsor_ids',
		takenBy: POSTS,
		login: 'facebook',
		read: readSponsorIds,
	},
};

function refuse(rule: FieldRule, placement: Placement, parameter: string): never {
	const takers = [...new Set(rule.takenBy.map((taker) => NAMES[taker][1]))];
	throw new InputError(
		parameter,
		`is not taken by ${NAMES[placement][0]}, only by ${enumerated(takers)}`,
		rule.instead?.[placement] ?? 'Remove it, or choose another post type.',
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
		if (!isGiven(value) || (rule.falseSaysNothing && !readFlag(value, parameter))) continue;
		if (!rule.takenBy.includes(placement)) refuse(rule, placement, parameter);
		if (rule.login && rule.login !== login) {
			throw new InputError(
				parameter,
				'is offered by Facebook Login only',
				'This credential uses Instagram Login. Remove the field, or use a credential with Facebook Login.',
			);
		}
		const read = rule.read(value, parameter, placement);
		// A list of commas alone names nobody.
		if (isGiven(read)) parameters[rule.parameter] = read;
	}
	return parameters;
}
