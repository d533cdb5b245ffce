import { UserError } from 'n8n-workflow';

/**
 * What a user typed cannot be used. Thrown before anything is sent.
 *
 * `parameter` is the parameter's label as the editor shows it; the message begins with it in single quotes and says
 * what is allowed.
 */
export class InputError extends UserError {
	constructor(
		readonly parameter: string,
		complaint: string,
		description?: string,
	) {
		super(`'${parameter}' ${complaint}`, description ? { description } : {});
		this.name = 'InputError';
	}
}

/** Path of a nested field: `Carousel Items > Item 3 > URL`. */
export function labelPath(...labels: string[]): string {
	return labels.join(' > ');
}

/** Path of an entry of a collection: `Carousel Items > Item 3`. The index counts from 0, the label from 1. */
export function entryLabel(collection: string, entry: string, index: number): string {
	return labelPath(collection, `${entry} ${index + 1}`);
}

/** Ids are decimal text: numbers above 2^53 would be spoilt by JavaScript. */
const ID = /^[0-9]{1,32}$/;

/**
 * Reads an id that goes into a path or parameter.
 *
 * @param value what the parameter held: text, or a number that is still exact
 * @param parameter the parameter's label
 * @throws InputError if it is empty or not a decimal id
 */
export function readId(value: unknown, parameter: string): string {
	if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
		throw new InputError(
			parameter,
			'is a number too large to be exact',
			'Pass the id as text: JavaScript rounds numbers above 9,007,199,254,740,991, so the id has already lost digits.',
		);
	}
	const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : '';
	if (text === '')
		throw new InputError(parameter, 'is empty', 'Enter an id: digits only, such as 17841400000000000.');
	if (!ID.test(text)) {
		throw new InputError(
			parameter,
			`is not an id: '${text.slice(0, 60)}'`,
			'An id consists of digits only, such as 17841400000000000.',
		);
	}
	return text;
}
