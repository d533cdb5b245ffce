import type { INodeProperties } from 'n8n-workflow';

import { InputError } from '../parameters/inputError';
import { readText } from '../parameters/readers';
import { LIMITS } from './limits';

export const caption: INodeProperties = {
	displayName: 'Caption',
	name: 'caption',
	type: 'string',
	typeOptions: { rows: 4 },
	default: '',
	placeholder: 'e.g. Fresh from the kiln #pottery',
	description: 'Text of the post: up to 2,200 characters, 30 hashtags and 20 @mentions',
	displayOptions: { hide: { postType: ['story'] } },
};

export const altText: INodeProperties = {
	displayName: 'Alt Text',
	name: 'altText',
	type: 'string',
	default: '',
	description:
		'Description of the image for people who cannot see it, up to 1,000 characters. Image posts only; carousel images have their own.',
};

/**
 * Counts characters as code points. Meta does not document how it counts. There are never more code points than UTF-16
 * units, so every text that Meta takes passes. If it is still too long, Meta returns code 36004 before anything is
 * published.
 */
export function countCharacters(text: string): number {
	return [...text].length;
}

const TAG_START = String.raw`[\p{L}\p{N}_\p{Extended_Pictographic}\p{Regional_Indicator}]`;
const TAG_REST = String.raw`[\p{L}\p{M}\p{N}_\p{Extended_Pictographic}\p{Regional_Indicator}\u200d]`;

/**
 * One or more hashtags in a row (`#one#two`), in any script, ASCII or full-width sign. Not: `C#`, a fragment of a
 * URL, an HTML entity, the keycap emoji.
 */
const HASHTAG_RUN = new RegExp(String.raw`(?<![\p{L}\p{N}_&/])(?:[#＃]${TAG_START}${TAG_REST}*)+`, 'gu');

/** A mention is at the start of a word; `anna@example.com` and `example.com/@anna` contain none. */
const MENTION = /(?<![\p{L}\p{N}_/])[@＠][A-Za-z0-9._]*[A-Za-z0-9_]/gu;

/** Counts hashtags as Instagram shows them; see {@link HASHTAG_RUN}. */
export function countHashtags(text: string): number {
	return [...text.matchAll(HASHTAG_RUN)].reduce((sum, [run]) => sum + run.split(/[#＃]/u).length - 1, 0);
}

/** Counts mentions as Instagram shows them; see {@link MENTION}. */
export function countMentions(text: string): number {
	return [...text.matchAll(MENTION)].length;
}

function readUpTo(max: number, value: unknown, parameter: string): string {
	const text = readText(value, parameter);
	const characters = countCharacters(text);
	if (characters > max) {
		throw new InputError(
			parameter,
			`has ${characters.toLocaleString('en-US')} characters; Instagram takes up to ${max.toLocaleString('en-US')}`,
			'Shorten the text.',
		);
	}
	return text;
}

/**
 * Reads a caption. Keeps line breaks and spaces.
 *
 * @throws InputError if it is not text, or has too many characters, hashtags or mentions
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/media
 */
export function readCaption(value: unknown, parameter: string): string {
	const text = readUpTo(LIMITS.captionCharacters.max, value, parameter);
	const counts: Array<[number, number, string]> = [
		[countHashtags(text), LIMITS.captionHashtags.max, 'hashtags'],
		[countMentions(text), LIMITS.captionMentions.max, 'mentions'],
	];
	for (const [count, max, name] of counts) {
		if (count > max) {
			throw new InputError(
				parameter,
				`has ${count} ${name}; Instagram takes up to ${max} in a caption`,
				'Remove some of them.',
			);
		}
	}
	return text;
}

/**
 * Reads an alternative text.
 *
 * @throws InputError if it is not text or too long
 */
export function readAltText(value: unknown, parameter: string): string {
	return readUpTo(LIMITS.altTextCharacters.max, value, parameter);
}
