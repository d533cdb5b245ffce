import type { Cursor } from './timeCursor';
import type { Listing } from './idCursor';

/** n8n's static data is text in a database, which people may edit: what is not of the right form is not there. */
export function fieldsOf(stored: unknown): Record<string, unknown> {
	return typeof stored === 'object' && stored !== null ? (stored as Record<string, unknown>) : {};
}

/** Numbers by id. */
export function countsFrom(stored: unknown): Record<string, number> {
	const numbers = Object.entries(fieldsOf(stored)).filter(
		(entry): entry is [string, number] => typeof entry[1] === 'number',
	);
	return Object.fromEntries(numbers);
}

export function cursorFrom(stored: unknown): Cursor | undefined {
	const { since, known } = fieldsOf(stored);
	return typeof since === 'number' ? { since, known: countsFrom(known) } : undefined;
}

export function listingFrom(stored: unknown): Listing | undefined {
	const { since, known, whole } = fieldsOf(stored);
	if (typeof since !== 'number' || !Array.isArray(known)) return undefined;
	return {
		since,
		known: known.filter((id): id is string => typeof id === 'string'),
		whole: whole === true,
	};
}
