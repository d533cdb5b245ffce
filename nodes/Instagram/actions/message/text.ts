import { InputError } from '../../input';
import { isGiven, readText } from '../../publishing/given';
import { MESSAGE_LIMITS } from './limits';

const { max: MAX_TEXT_BYTES } = MESSAGE_LIMITS.textBytes;

/**
 * Reads the text of a message, with its line breaks and spaces as they are.
 *
 * @throws InputError if it is empty, no text or too long
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/messaging-api
 */
export function readMessageText(value: unknown): string {
	if (!isGiven(value)) throw new InputError('Text', 'is empty', 'Enter what the message should say.');
	const text = readText(value, 'Text');
	const bytes = Buffer.byteLength(text, 'utf8');
	if (bytes > MAX_TEXT_BYTES) {
		throw new InputError(
			'Text',
			`has ${bytes.toLocaleString('en-US')} bytes; Instagram takes up to ${MAX_TEXT_BYTES.toLocaleString('en-US')} in a message`,
			'Letters without accents count 1 byte, most others 2 or 3, an emoji 4 or more. Shorten the text, or send it as several messages.',
		);
	}
	return text;
}
