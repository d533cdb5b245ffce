import type { INodeProperties } from 'n8n-workflow';

import type { GraphParameter, GraphParameters } from '../graph/types';
import { InputError, labelPath, readId } from '../parameters/inputError';
import {
	hasValue,
	readEntries,
	readFlag,
	readJson,
	readLocator,
	readNumber,
	readText,
} from '../parameters/readers';
import { isObject } from '../shared/isObject';
import { LIMITS } from './limits';
import { FEED_POSTS } from './placements';
import type { PostField } from './types';

const audioId: INodeProperties = {
	displayName: 'Song or Sound',
	name: 'audioId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	description: 'Audio to add to the reel. If it is empty, no audio is added.',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select audio...',
			typeOptions: { searchListMethod: 'searchAudio', searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 17900000000000000',
			hint: "The audio_id that API > Request returns for '/ig_audio'",
		},
	],
};

const volume = {
	type: 'number',
	typeOptions: { minValue: LIMITS.volume.min, maxValue: LIMITS.volume.max },
	default: LIMITS.volume.max,
} satisfies Partial<INodeProperties>;

const audioVolume: INodeProperties = {
	displayName: 'Audio Volume',
	name: 'audioVolume',
	...volume,
	description: 'Volume of the audio, from 0 to 100',
};

const videoVolume: INodeProperties = {
	displayName: 'Video Volume',
	name: 'videoVolume',
	...volume,
	description:
		"Volume of the video's own sound, from 0 to 100. Enter 0 for a video without sound: Instagram cannot process it otherwise.",
};

/** The only group of fields in 'Audio'. */
const track = { displayName: 'Track', name: 'track' };

const audio: INodeProperties = {
	displayName: 'Audio',
	name: 'audio',
	type: 'fixedCollection',
	placeholder: 'Add Audio',
	// The editor shows the fields at once, without another 'Add Audio'.
	default: { track: {} },
	description: "Music or an original sound from Instagram's audio catalog. Reels only. Facebook Login only.",
	options: [{ ...track, values: [audioId, audioVolume, videoVolume] }],
};

const pollOptions: INodeProperties = {
	displayName: 'Poll Options',
	name: 'options',
	type: 'string',
	typeOptions: { rows: 4 },
	default: '',
	placeholder: 'e.g. Blue glaze',
	hint: 'One option per line',
	description:
		'The 2 to 4 answers to choose from, one per line. An expression can also return a list of texts. If it is empty, no poll is added.',
};

const isDurationExtended: INodeProperties = {
	displayName: 'Keep Open',
	name: 'isDurationExtended',
	type: 'boolean',
	default: false,
	description: 'Whether the poll stays open. It ends after 3 days otherwise.',
};

/** The only group of fields in 'Poll'. */
const answers = { displayName: 'Answers', name: 'answers' };

const poll: INodeProperties = {
	displayName: 'Poll',
	name: 'poll',
	type: 'fixedCollection',
	placeholder: 'Add Poll',
	default: { answers: {} },
	description:
		"Poll under the caption, which is the question. Cannot be combined with 'Comment Prompt'. Not for stories. Facebook Login only.",
	options: [{ ...answers, values: [pollOptions, isDurationExtended] }],
};

const commentPrompt: INodeProperties = {
	displayName: 'Comment Prompt',
	name: 'isCommentPromptUsed',
	type: 'boolean',
	default: false,
	description:
		"Whether to invite people to answer the caption in the comments. Cannot be combined with 'Poll'. Not for stories. Facebook Login only.",
};

/** The fields of a collection that has a single group of them, or of what an expression gives in its place. */
function readGroup(value: unknown, group: string, label: string): Record<string, unknown> {
	const [entry = {}, ...more] = readEntries(value, group, label);
	if (more.length > 0) throw new InputError(label, `contains ${more.length + 1} entries; a post takes one`);
	return entry;
}

/** Returns whether a field of the only group is filled in. The other fields of the group have defaults. */
function hasField(group: string, field: string): (value: unknown) => boolean {
	return (value) => {
		const content = isObject(value) && group in value ? value[group] : value;
		return hasValue(isObject(content) ? readLocator(content[field]) : content);
	};
}

function readVolume(value: unknown, label: string): number | undefined {
	if (!hasValue(value)) return undefined;
	const number = readNumber(value, label);
	const { min, max } = LIMITS.volume;
	if (number < min || number > max) {
		throw new InputError(label, `is ${number}; it must be from ${min} to ${max}`);
	}
	return number;
}

function readAudio(value: unknown, label: string): GraphParameter {
	const fields = readGroup(value, track.name, label);
	const path = (field: INodeProperties) => labelPath(label, track.displayName, field.displayName);
	return {
		audio_id: readId(readLocator(fields.audioId), path(audioId)),
		audio_volume: readVolume(fields.audioVolume, path(audioVolume)),
		video_volume: readVolume(fields.videoVolume, path(videoVolume)),
	};
}

function readPoll(value: unknown, label: string): GraphParameter {
	const { options } = readGroup(value, answers.name, label);
	const path = labelPath(label, answers.displayName, pollOptions.displayName);
	const given = typeof options === 'string' ? (readJson(options) ?? options.split('\n')) : options;
	const entries = (Array.isArray(given) ? given : [given]).filter(hasValue);
	const texts = entries.map((entry: unknown) => readText(entry, path).trim());
	const { min, max } = LIMITS.pollOptions;
	if (texts.length < min || texts.length > max) {
		const count = texts.length === 1 ? '1 option' : `${texts.length} options`;
		throw new InputError(
			path,
			`contains ${count}; a poll takes ${min} to ${max}`,
			'Enter one option per line.',
		);
	}
	return Object.fromEntries(texts.map((text, index) => [`option_${'abcd'[index]}`, text]));
}

function readPollDuration(value: unknown, label: string): GraphParameter {
	const { isDurationExtended: isExtended } = readGroup(value, answers.name, label);
	const path = labelPath(label, answers.displayName, isDurationExtended.displayName);
	return hasValue(isExtended) && readFlag(isExtended, path) ? true : undefined;
}

/**
 * What Meta offers with Facebook Login to add to a post: audio, and one of two add-ons to the caption.
 *
 * @see https://developers.facebook.com/documentation/instagram-platform/content-publishing/audio-api (2026-06-16)
 * @see https://developers.facebook.com/documentation/instagram-platform/content-publishing/caption-add-ons (2026-09-28)
 */
export const ADD_ON_FIELDS: readonly PostField[] = [
	{
		property: audio,
		parameter: 'audio_configuration',
		placements: ['reel'],
		login: 'facebook',
		isFilledIn: hasField(track.name, audioId.name),
		read: readAudio,
	},
	{
		property: commentPrompt,
		parameter: 'is_comment_prompt_used',
		placements: FEED_POSTS,
		login: 'facebook',
		read: readFlag,
		omitWhenFalse: true,
	},
	{
		property: poll,
		parameter: 'poll_attachment',
		placements: FEED_POSTS,
		login: 'facebook',
		isFilledIn: hasField(answers.name, pollOptions.name),
		read: readPoll,
		companion: { parameter: 'is_poll_duration_extended', read: readPollDuration },
	},
];

/**
 * Checks the add-ons of a caption: Meta takes one per post, and none without a caption.
 *
 * @param parameters Meta's parameters of the container
 * @throws InputError
 * @see https://developers.facebook.com/documentation/instagram-platform/content-publishing/caption-add-ons (2026-09-28)
 */
export function assertAddOns(parameters: GraphParameters): void {
	const { poll_attachment: hasPoll, is_comment_prompt_used: hasPrompt, caption } = parameters;
	if (!hasPoll && !hasPrompt) return;
	const label = (hasPoll ? poll : commentPrompt).displayName;
	if (hasPoll && hasPrompt) {
		throw new InputError(
			label,
			`cannot be used together with '${commentPrompt.displayName}'`,
			'Remove one of them.',
		);
	}
	if (!hasValue(caption)) {
		throw new InputError(label, "needs a 'Caption'", 'The caption is the question that people answer.');
	}
}
