import { InputError } from '../parameters/inputError';
import { defineParameter } from '../parameters/parameter';
import { readText } from '../parameters/readers';
import { countCharacters } from '../publishing/caption';

/** The limit of the Instagram app. Meta's API pages state none, so a lower one would reject what Meta accepts. */
const MAX_CHARACTERS = 2200;

/**
 * Reads the text of a comment or reply, with its line breaks and spaces as they are.
 *
 * @throws InputError if it is empty, not text or too long
 */
export function readCommentText(value: unknown, label: string): string {
	const text = value === undefined || value === null ? '' : readText(value, label);
	if (text.trim() === '') throw new InputError(label, 'is empty', 'Enter the text of the comment.');
	const characters = countCharacters(text);
	if (characters > MAX_CHARACTERS) {
		throw new InputError(
			label,
			`has ${characters.toLocaleString('en-US')} characters; Instagram takes up to ${MAX_CHARACTERS.toLocaleString('en-US')} in a comment`,
			'Shorten the text.',
		);
	}
	return text;
}

/** The text of a comment or a reply. */
export const commentText = defineParameter(
	{
		displayName: 'Text',
		name: 'text',
		type: 'string',
		typeOptions: { rows: 3 },
		default: '',
		required: true,
		description: 'Text of the comment, up to 2,200 characters. Use @username to mention an account.',
	},
	readCommentText,
);
