import { InputError } from '../../input';
import { countCharacters } from '../../publishing/caption';
import { readText } from '../../publishing/given';

/** What the Instagram app takes. Meta's pages on the API state no limit, so nothing that it takes is refused here. */
const MAX_CHARACTERS = 2200;

/**
 * Reads the text of a comment or reply, with its line breaks and spaces as they are.
 *
 * @throws InputError if it is empty, no text or too long
 */
export function readCommentText(value: unknown): string {
	const text = value === undefined || value === null ? '' : readText(value, 'Text');
	if (text.trim() === '') throw new InputError('Text', 'is empty', 'Enter what the comment should say.');
	const characters = countCharacters(text);
	if (characters > MAX_CHARACTERS) {
		throw new InputError(
			'Text',
			`has ${characters.toLocaleString('en-US')} characters; Instagram takes up to ${MAX_CHARACTERS.toLocaleString('en-US')} in a comment`,
		);
	}
	return text;
}
