import { InputError, readId } from '../parameters/inputError';
import { readMediaUrl } from '../parameters/publicUrl';
import { readChoice, readFlag, readNumber, readText } from '../parameters/readers';
import { ADD_ON_FIELDS } from './addOns';
import { altText, caption, readAltText, readCaption } from './caption';
import { LIMITS } from './limits';
import { FEED_POSTS, PLACEMENTS, POSTS } from './placements';
import {
	productTags,
	readCollaborators,
	readProductTags,
	readSponsorIds,
	readUserTags,
	userTags,
} from './tags';
import type { PostField } from './types';

function readOffset(value: unknown, label: string): number {
	const { min, max } = LIMITS.thumbOffset;
	const offset = readNumber(value, label);
	if (!Number.isInteger(offset) || offset < min || offset > max) {
		throw new InputError(
			label,
			`is ${offset}; it must be a whole number of milliseconds from ${min} to ${max}`,
			'A reel is at most 15 minutes long.',
		);
	}
	return offset;
}

/**
 * The fields of a post: how the editor shows them, and where Meta takes them.
 *
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/media (2026-09-11)
 */
export const POST_FIELDS: readonly PostField[] = [
	{
		property: caption,
		parameter: 'caption',
		placements: FEED_POSTS,
		read: readCaption,
	},
	{
		property: {
			displayName: 'AI Generated',
			name: 'isAiGenerated',
			type: 'boolean',
			default: false,
			description: 'Whether to label the post as made with AI',
		},
		parameter: 'is_ai_generated',
		isDeclaration: true,
		// Meta rejects it on the children of a carousel.
		placements: POSTS,
		read: readFlag,
		omitWhenFalse: true,
	},
	{
		property: altText,
		parameter: 'alt_text',
		placements: ['image', 'carouselImage'],
		read: readAltText,
	},
	{
		property: {
			displayName: 'Audio Name',
			name: 'audioName',
			type: 'string',
			default: '',
			placeholder: 'e.g. Sounds of the workshop',
			description: 'Name for the original audio, which can be set only once. Reels only.',
		},
		parameter: 'audio_name',
		placements: ['reel'],
		read: readText,
	},
	{
		property: {
			displayName: 'Collaborators',
			name: 'collaborators',
			type: 'string',
			default: '',
			placeholder: 'e.g. north.pottery, lumen.bikes',
			description: 'Comma-separated list of up to 5 usernames to invite as co-authors. Not for stories.',
		},
		parameter: 'collaborators',
		placements: FEED_POSTS,
		read: readCollaborators,
	},
	{
		property: {
			displayName: 'Cover URL',
			name: 'coverUrl',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://example.com/cover.jpg',
			description:
				"Public https URL of a JPEG for the cover; takes precedence over 'Thumbnail Offset'. Reels only.",
		},
		parameter: 'cover_url',
		placements: ['reel'],
		read: readMediaUrl,
	},
	{
		property: {
			displayName: 'Location ID',
			name: 'locationId',
			type: 'string',
			default: '',
			placeholder: 'e.g. 7640348500',
			description:
				'ID of a Facebook Page that has a location, to tag the post with that place. Not for stories.',
		},
		parameter: 'location_id',
		// Meta lists location stickers among the limitations of stories.
		placements: FEED_POSTS,
		read: readId,
	},
	{
		property: {
			displayName: 'Paid Partnership',
			name: 'isPaidPartnership',
			type: 'boolean',
			default: false,
			description: 'Whether to label the post as a paid partnership. Facebook Login only.',
		},
		parameter: 'is_paid_partnership',
		isDeclaration: true,
		placements: POSTS,
		login: 'facebook',
		read: readFlag,
		omitWhenFalse: true,
	},
	{
		property: productTags,
		parameter: 'product_tags',
		placements: ['image', 'reel'],
		login: 'facebook',
		read: (value, label, placement) =>
			readProductTags(value, placement === 'image' ? 'image' : 'reel', label, PLACEMENTS[placement].one),
	},
	{
		property: {
			displayName: 'Share to Feed',
			name: 'shareToFeed',
			type: 'boolean',
			default: true,
			description: 'Whether the reel is shown in the Feed tab as well as in the Reels tab. Reels only.',
		},
		parameter: 'share_to_feed',
		placements: ['reel'],
		read: readFlag,
	},
	{
		property: {
			displayName: 'Sponsor IDs',
			name: 'sponsorIds',
			type: 'string',
			default: '',
			placeholder: 'e.g. 17841400000000005',
			description:
				'Comma-separated list of up to 2 account IDs of the sponsors of a paid partnership. Facebook Login only.',
		},
		parameter: 'branded_content_sponsor_ids',
		isDeclaration: true,
		placements: POSTS,
		login: 'facebook',
		read: readSponsorIds,
	},
	{
		property: {
			displayName: 'Thumbnail Offset',
			name: 'thumbOffset',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 0,
			description: 'Moment of the video to use as the cover, in milliseconds from its start. Reels only.',
		},
		parameter: 'thumb_offset',
		placements: ['reel'],
		read: readOffset,
	},
	{
		property: {
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
		parameter: 'trial_params',
		isDeclaration: true,
		placements: ['reel'],
		read: (value, label) => ({
			graduation_strategy: readChoice(value, ['MANUAL', 'SS_PERFORMANCE'], label),
		}),
	},
	{
		property: userTags,
		parameter: 'user_tags',
		placements: ['image', 'reel', 'imageStory', 'videoStory', 'carouselImage', 'carouselVideo'],
		read: (value, label, placement) =>
			readUserTags(value, PLACEMENTS[placement].userTagPosition, label, PLACEMENTS[placement].one),
	},
	...ADD_ON_FIELDS,
];
