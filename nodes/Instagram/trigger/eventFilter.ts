import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { InputError, readId } from '../parameters/inputError';
import { flagOr, hasValue, readChoice, readCollection, readList, readText } from '../parameters/readers';
import { isObject } from '../shared/isObject';
import type { MessageKind } from './messageKind';
import { MESSAGE_KINDS } from './messageKind';
import { comparableText, containsAny } from './textMatch';

const KINDS = Object.keys(MESSAGE_KINDS) as MessageKind[];

/**
 * Options that leave out events, with the texts of the Instagram Trigger. All but the kinds of messages are for both
 * triggers.
 */
export const filterOptions = {
	ignoreReplies: {
		displayName: 'Ignore Replies',
		name: 'ignoreReplies',
		type: 'boolean',
		default: false,
		description: 'Whether to leave out replies to comments',
	},
	mediaIds: {
		displayName: 'Media IDs',
		name: 'mediaIds',
		type: 'string',
		default: '',
		placeholder: 'e.g. 17895695668004550, 17895695668004551',
		description:
			'Comma-separated IDs of posts or stories, from Media > Get Many. Comments, mentions, story replies and story insights of other media are left out. Leave empty for all.',
		hint: 'Empty: all posts and stories',
	},
	messageKinds: {
		displayName: 'Message Kinds',
		name: 'messageKinds',
		type: 'multiOptions',
		options: KINDS.map((value) => ({ value, ...MESSAGE_KINDS[value] })),
		default: [],
		description: 'Kinds of messages that start the workflow. Leave empty for all kinds.',
		hint: 'Empty: messages of all kinds',
	},
	textContains: {
		displayName: 'Text Contains',
		name: 'textContains',
		type: 'string',
		default: '',
		placeholder: 'e.g. link, price',
		description:
			'Comma-separated words or phrases: comments and messages that contain none of them are left out. Upper and lower case are the same. Leave empty for all texts.',
		hint: 'Empty: comments and messages with any text, or none',
	},
	wholeWords: {
		displayName: 'Whole Words',
		name: 'wholeWords',
		type: 'boolean',
		default: false,
		description: "Whether 'Text Contains' finds whole words only: 'link' then does not find 'blinking'",
	},
} as const satisfies Record<string, INodeProperties>;

/** Which events start the workflow. What is empty leaves nothing out. */
export interface EventFilter {
	/** In the form of `comparableText`. */
	readonly phrases: readonly string[];
	readonly wholeWords: boolean;
	readonly mediaIds: ReadonlySet<string>;
	readonly ignoreReplies: boolean;
	readonly messageKinds: ReadonlySet<unknown>;
}

const flag = flagOr(false);

/** @throws InputError also if a list has nothing but commas: as an empty one it would leave nothing out */
function listOf<T>(
	value: unknown,
	label: string,
	what: string,
	read: (entry: unknown, label: string) => T | undefined,
): T[] {
	if (!hasValue(value)) return [];
	const entries = readList(value, label).map((entry) => read(entry, label));
	const found = entries.filter((entry) => entry !== undefined);
	if (found.length > 0) return found;
	throw new InputError(
		label,
		`contains no ${what}`,
		`Enter a ${what} between the commas, or leave it empty.`,
	);
}

/** A word of nothing but invisible characters is none. */
function readPhrase(value: unknown, label: string): string | undefined {
	const phrase = comparableText(readText(value, label));
	return phrase === '' ? undefined : phrase;
}

/**
 * Reads {@link filterOptions}.
 *
 * @param options value of the parameter 'Options'
 * @throws InputError that names the invalid option
 */
export function readEventFilter(options: unknown): EventFilter {
	const { ignoreReplies, mediaIds, messageKinds, textContains, wholeWords } = filterOptions;
	const values = readCollection(options, 'Options');
	return {
		phrases: listOf(values.textContains, textContains.displayName, 'word', readPhrase),
		wholeWords: flag(values.wholeWords, wholeWords.displayName),
		mediaIds: new Set(listOf(values.mediaIds, mediaIds.displayName, 'media ID', readId)),
		messageKinds: new Set(
			listOf(values.messageKinds, messageKinds.displayName, 'kind', (kind, label) =>
				readChoice(kind, KINDS, label),
			),
		),
		ignoreReplies: flag(values.ignoreReplies, ignoreReplies.displayName),
	};
}

/** Events with a text that a person has written. A postback has the label of the account's own button. */
const WRITTEN: ReadonlySet<unknown> = new Set(['comments', 'live_comments', 'message_edit', 'messages']);

function idsIn(...values: unknown[]): string[] {
	return values.filter((value): value is string => typeof value === 'string');
}

/**
 * The IDs of the post or story that an event belongs to, if any: of a comment, of a mention, of story insights, of a reply
 * to a story. A comment on an ad has the ID of the ad's copy, and that of the post if it was made from one.
 */
function mediaOf({ media, media_id: mediaId, reply_to: replyTo }: IDataObject): string[] {
	if (isObject(media)) return idsIn(media.id, media.original_media_id);
	if (isObject(replyTo) && isObject(replyTo.story)) return idsIn(replyTo.story.id);
	return idsIn(mediaId);
}

/**
 * Decides whether an event starts the workflow. An option that has no meaning for an event does not leave it out.
 *
 * @returns the label of the option that leaves the event out; `undefined` if none does
 */
export function leftOutBy(event: IDataObject, filter: EventFilter): string | undefined {
	const { phrases, wholeWords, mediaIds, ignoreReplies, messageKinds } = filter;
	const { event: name, kind, parent_id: parentId, text } = event;
	if (name === 'messages' && messageKinds.size > 0 && !messageKinds.has(kind)) {
		return filterOptions.messageKinds.displayName;
	}
	if (ignoreReplies && hasValue(parentId)) return filterOptions.ignoreReplies.displayName;
	const media = mediaOf(event);
	if (mediaIds.size > 0 && media.length > 0 && !media.some((id) => mediaIds.has(id))) {
		return filterOptions.mediaIds.displayName;
	}
	if (phrases.length === 0 || !WRITTEN.has(name)) return undefined;
	return typeof text === 'string' && containsAny(text, phrases, wholeWords)
		? undefined
		: filterOptions.textContains.displayName;
}

/**
 * Splits events into those that start the workflow, and the number of those that each option leaves out.
 *
 * @param eventOf the fields of an event
 */
export function applyFilter<T>(
	events: readonly T[],
	eventOf: (one: T) => IDataObject,
	filter: EventFilter,
): { passed: T[]; leftOut: Map<string, number> } {
	const leftOut = new Map<string, number>();
	const passed = events.filter((one) => {
		const option = leftOutBy(eventOf(one), filter);
		if (option !== undefined) leftOut.set(option, (leftOut.get(option) ?? 0) + 1);
		return option === undefined;
	});
	return { passed, leftOut };
}

/**
 * Says for n8n's debug log what filters have left out.
 *
 * @returns `undefined` if they have left out nothing
 */
export function describeLeftOut(leftOut: ReadonlyMap<string, number>): string | undefined {
	if (leftOut.size === 0) return undefined;
	const total = [...leftOut.values()].reduce((sum, count) => sum + count, 0);
	const counts = [...leftOut].map(([option, count]) => `${option} ${count}`).join(', ');
	return `the options left out ${total} ${total === 1 ? 'event' : 'events'} (${counts}).`;
}
