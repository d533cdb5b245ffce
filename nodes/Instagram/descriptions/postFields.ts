import type { INodeProperties } from 'n8n-workflow';

import { productTags, userTags } from './tags';

const reelOnly = { show: { '/postType': ['reel'] } };
const notStory = { hide: { '/postType': ['story'] } };

/** Optional fields of a post. Hidden where the post type does not take them; the plan refuses them as well. */
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
			displayOptions: { show: { '/postType': ['image'] } },
		},
		{
			displayName: 'Audio Name',
			name: 'audioName',
			type: 'string',
			default: '',
			placeholder: 'e.g. Sounds of the workshop',
			description: "Name for the reel's original audio. It can be set only once.",
			displayOptions: reelOnly,
		},
		{
			displayName: 'Collaborators',
			name: 'collaborators',
			type: 'string',
			default: '',
			placeholder: 'e.g. north.pottery, lumen.bikes',
			description: 'Comma-separated list of up to 3 usernames to invite as co-authors',
			displayOptions: notStory,
		},
		{
			displayName: 'Cover URL',
			name: 'coverUrl',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://example.com/cover.jpg',
			description:
				"Public https address of a JPEG for the reel's cover. Takes precedence over 'Thumbnail Offset'.",
			displayOptions: reelOnly,
		},
		{
			displayName: 'Location ID',
			name: 'locationId',
			type: 'string',
			default: '',
			placeholder: 'e.g. 7640348500',
			description: 'ID of a Facebook Page that has a location, to tag the post with that place',
			displayOptions: notStory,
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
			description: 'Whether the reel is shown in the Feed tab as well as in the Reels tab',
			displayOptions: reelOnly,
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
			description: "Moment of the video to use as the reel's cover, in milliseconds from the start",
			displayOptions: reelOnly,
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
			description: 'Publish as a trial reel, shown to non-followers first, and how it graduates to followers',
			displayOptions: reelOnly,
		},
		userTags,
	],
};
