import { InputError } from './inputError';
import type { DocumentedLimit } from './readers';
import { quoted, readText } from './readers';

/** Instagram's rule for new accounts. The pages on the API do not document it. */
export const USERNAME_CHARACTERS: DocumentedLimit = {
	min: 1,
	max: 30,
	source: 'https://help.instagram.com',
	seen: '2026-11-22',
};

const USERNAME = /^[a-z0-9._]+$/i;

/**
 * Reads an Instagram username, with or without its `@`.
 *
 * @returns the name without `@`
 * @throws InputError if it is not a valid username
 */
export function readUsername(value: unknown, parameter: string): string {
	const name = readText(value, parameter).trim().replace(/^@/, '');
	const { max } = USERNAME_CHARACTERS;
	if (name.length > max || !USERNAME.test(name)) {
		throw new InputError(
			parameter,
			`is not a username: ${quoted(value)}`,
			`A username has up to ${max} letters, digits, dots and underscores. Enter the name alone, not its URL.`,
		);
	}
	return name;
}
