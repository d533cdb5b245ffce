import type { INodeProperties } from 'n8n-workflow';

import { productTags, userTags } from './tags';

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
