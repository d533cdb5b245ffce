import type { INodeProperties, IPollFunctions } from 'n8n-workflow';

import { accountLocator } from '../../descriptions/account';
import { InputError } from '../../parameters/inputError';
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
					"Somebody comments on one of the account's newest posts, or replies to a comment. Needs the permission to manage comments.",
			},
			{
				name: 'Mention',
				value: 'mentions',
				description:
					'Somebody tags the account in a post. An @username in a caption or comment is told by the Instagram Trigger only. Needs the permission to manage comments.',
			},
			{
				name: 'Post',
				value: 'media',
				description: 'The account has a new post or reel, however it was published',
			},
		],
		required: true,
		default: ['comments'],
		description: 'What starts the workflow',
	},
	{
		...accountLocator,
		description:
			'The Instagram professional account to look at. Leave empty to use the account that the credential belongs to; if a Facebook Login credential reaches several accounts, choose one.',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [
			{
				displayName: 'Include Echo',
				name: 'includeEcho',
				type: 'boolean',
				default: false,
				description:
					"Whether to also trigger on the account's own comments and messages. A workflow that replies would then trigger itself.",
			},
			{
				displayName: 'Posts to Watch',
				name: 'mediaWatched',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 100 },
				default: 25,
				description: 'On how many of the newest posts to look for comments. Every 25 take one more call.',
			},
		],
	},
];

/** What the user has set. */
export interface PollSettings extends Wanted {
	/** As `resolveAccount` takes it. */
	account: unknown;
	/** On how many of the newest posts comments are looked for. */
	mediaWatched: number;
}

/** Meta gives at most this many posts at once; each of them comes with its comments. */
const MOST_MEDIA = 100;

const DEFAULT_MEDIA = 25;

const NAMES: readonly PolledName[] = ['comments', 'media', 'mentions'];

function eventsFrom(value: unknown): PolledName[] {
	const given = typeof value === 'string' ? value.split(',').map((name) => name.trim()) : value;
	const chosen = Array.isArray(given) ? NAMES.filter((name) => given.includes(name)) : [];
	const isClear = Array.isArray(given) && given.every((name) => NAMES.some((known) => known === name));
	if (chosen.length > 0 && isClear) return chosen;
	throw new InputError(
		'Events',
		`must be one or more of ${NAMES.join(', ')}`,
		`It is ${JSON.stringify(value) ?? 'empty'}.`,
	);
}

function mediaWatchedFrom(value: unknown): number {
	const number = Number(value);
	if (value !== '' && Number.isInteger(number) && number >= 1 && number <= MOST_MEDIA) return number;
	throw new InputError(
		'Posts to Watch',
		`must be a whole number from 1 to ${MOST_MEDIA}`,
		`It is ${JSON.stringify(value)}.`,
	);
}

/** What a resource locator holds; a plain value by expression is accepted too. */
function locatedIn(value: unknown): unknown {
	return typeof value === 'object' && value !== null && 'value' in value ? value.value : value;
}

/** @throws InputError naming the parameter that cannot be used */
export function settingsOf(context: IPollFunctions): PollSettings {
	const { includeEcho, mediaWatched = DEFAULT_MEDIA } = context.getNodeParameter('options', {}) as {
		includeEcho?: unknown;
		mediaWatched?: unknown;
	};
	return {
		events: eventsFrom(context.getNodeParameter('events', [])),
		account: locatedIn(context.getNodeParameter('account', '')),
		includeEcho: includeEcho === true,
		mediaWatched: mediaWatchedFrom(mediaWatched),
	};
}
