import { InputError, readId } from '../input';
import { checkCount, quoted, readList, readText } from './given';
import { LIMITS } from './limits';

const USERNAME = /^[a-z0-9._]+$/i;

/**
 * Reads an Instagram username, with or without its `@`.
 *
 * @returns the name without `@`
 * @throws InputError if Instagram could have no such user
 */
export function readUsername(value: unknown, parameter: string): string {
	const name = readText(value, parameter).trim().replace(/^@/, '');
	const { max } = LIMITS.usernameCharacters;
	if (name.length > max || !USERNAME.test(name)) {
		throw new InputError(
			parameter,
			`is not a username: ${quoted(value)}`,
			`A username has up to ${max} letters, digits, dots and underscores. Enter the name alone, not its URL.`,
		);
	}
	return name;
}

/**
 * Reads the accounts invited to share a post: a comma list or an array of usernames. A name given twice counts once.
 *
 * @throws InputError if one is not a username or there are too many
 */
export function readCollaborators(value: unknown, parameter: string): string[] {
	const names = new Map<string, string>();
	for (const entry of readList(value, parameter)) {
		const name = readUsername(entry, parameter);
		if (!names.has(name.toLowerCase())) names.set(name.toLowerCase(), name);
	}
	checkCount(names.size, LIMITS.collaborators, 'usernames', parameter);
	return [...names.values()];
}

/**
 * Reads the sponsors of a paid partnership: a comma list or an array of account ids. An id given twice counts once.
 *
 * @throws InputError if one is not an id or there are too many
 */
export function readSponsorIds(value: unknown, parameter: string): string[] {
	const ids = [...new Set(readList(value, parameter).map((entry) => readId(entry, parameter)))];
	checkCount(ids.length, LIMITS.sponsors, 'ids', parameter);
	return ids;
}
