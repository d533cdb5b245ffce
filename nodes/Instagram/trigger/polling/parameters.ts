import type { IDataObject, INodeProperties, IPollFunctions } from 'n8n-workflow';

import { accountLocator } from '../../descriptions/account';
import { downloadOf } from '../../descriptions/download';
import { includeEcho } from '../../descriptions/includeEcho';
import { InputError } from '../../parameters/inputError';
import { filterOptions, readEventFilter } from '../eventFilter';
import type { Wanted } from './changes';
import type { PolledName } from './types';

/** Parameters of the Instagram Polling Trigger, besides the authentication. */
export const pollingTriggerProperties: INodeProperties[] = [
	{
		displayName: 'Events',
		name: 'events',
		type: 'multiOptions',
		options: [
			{
				name: 'Comment',
				value: 'comments',
				description:
					"Someone comments on one of the account's newest posts, or replies to a comment. Requires the permission 'Manage Comments'.",
			},
			{
				name: 'Post',
				value: 'media',
				description: 'The account publishes a post or reel, from n8n or elsewhere',
			},
			{
				name: 'Tagged',
				value: 'mentions',
				description:
					"Someone tags the account in a post. The Instagram Trigger reports @mentions in captions and comments. Requires the permission 'Manage Comments'.",
			},
		],
		required: true,
		default: ['comments'],
		description: 'Events that start the workflow',
	},
	{
		...accountLocator,
		description:
			'The Instagram professional account to check. Leave empty to use the account that the credential belongs to; if a Facebook Login credential can access several accounts, choose one.',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [
			downloadOf('the image or video of a Post event, or those of a carousel,'),
			filterOptions.ignoreReplies,
			{
				...includeEcho,
				description:
					"Whether to also trigger on the account's own comments. A workflow that replies would then trigger itself.",
			},
			{
				...filterOptions.mediaIds,
				description:
					"Comma-separated IDs of posts, from Media > Get Many: comments on other posts are left out. They must be among the newest 'Posts to Watch'. Leave empty for all of those.",
				hint: 'Empty: comments on all watched posts',
			},
			{
				displayName: 'Posts to Watch',
				name: 'mediaWatched',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 100 },
				default: 25,
				description:
					'Number of newest posts to check for comments. Each 25 posts take one API call per poll.',
			},
			{
				...filterOptions.textContains,
				description:
					'Comma-separated words or phrases: comments that contain none of them are left out. Upper and lower case are the same. Leave empty for all texts.',
				hint: 'Empty: comments with any text',
			},
			filterOptions.wholeWords,
		],
	},
];

/** The parameters of the trigger, validated. */
export interface PollSettings extends Wanted {
	/** The value of 'Account', as `resolveAccount` expects it. */
	account: unknown;
	/** Number of newest posts to check for comments. */
	mediaWatched: number;
	/** Whether to download the files of posts. */
	download: boolean;
}

/** The most posts that Meta returns per page; each comes with its comments. */
const MAX_MEDIA = 100;

const DEFAULT_MEDIA = 25;

const NAMES: readonly PolledName[] = ['comments', 'media', 'mentions'];

function eventsFrom(value: unknown): PolledName[] {
	const names = typeof value === 'string' ? value.split(',').map((name) => name.trim()) : value;
	const chosen = Array.isArray(names) ? NAMES.filter((name) => names.includes(name)) : [];
	const isValid = Array.isArray(names) && names.every((name) => NAMES.some((one) => one === name));
	if (chosen.length > 0 && isValid) return chosen;
	throw new InputError(
		'Events',
		`must be one or more of ${NAMES.join(', ')}`,
		`It is ${JSON.stringify(value) ?? 'empty'}.`,
	);
}

function mediaWatchedFrom(value: unknown): number {
	const number = Number(value);
	if (value !== '' && Number.isInteger(number) && number >= 1 && number <= MAX_MEDIA) return number;
	throw new InputError(
		'Posts to Watch',
		`must be a whole number from 1 to ${MAX_MEDIA}`,
		`It is ${JSON.stringify(value)}.`,
	);
}

/** The value of a resource locator; an expression may also return a plain value. */
function locatorValue(value: unknown): unknown {
	return typeof value === 'object' && value !== null && 'value' in value ? value.value : value;
}

/** @throws InputError that names the invalid parameter */
export function readPollSettings(context: IPollFunctions): PollSettings {
	const options: unknown = context.getNodeParameter('options', {});
	const filter = readEventFilter(options);
	const { download, includeEcho: echo, mediaWatched = DEFAULT_MEDIA } = (options ?? {}) as IDataObject;
	return {
		events: eventsFrom(context.getNodeParameter('events', [])),
		account: locatorValue(context.getNodeParameter('account', '')),
		includeEcho: echo === true,
		filter,
		mediaWatched: mediaWatchedFrom(mediaWatched),
		download: download === true,
	};
}
