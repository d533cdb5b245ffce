import { UserError } from 'n8n-workflow';

/**
 * A parameter has an invalid value. Thrown before anything is sent.
 *
 * `parameter` is the label in the editor. The message starts with it in single quotes and says what is allowed.
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

/** Ids are decimal text: JavaScript rounds numbers above 2^53. */
const ID = /^[0-9]{1,32}$/;

/**
 * Reads an id for a path or parameter.
 *
 * @param value text, or a number that is still exact
 * @param parameter label of the parameter
 * @throws InputError if it is empty or not a decimal id
 */
export function readId(value: unknown, parameter: string): string {
	if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
		throw new InputError(
			parameter,
			'is a number that is too large to be exact',
			'Pass the ID as text: JavaScript rounds numbers above 9,007,199,254,740,991, so the ID has already lost digits.',
		);
	}
	const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : '';
	if (text === '')
		throw new InputError(parameter, 'is empty', 'Enter an ID: digits only, such as 17841400000000000.');
	if (!ID.test(text)) {
		throw new InputError(
			parameter,
			`is not an ID: '${text.slice(0, 60)}'`,
			'An ID consists of digits only, such as 17841400000000000.',
		);
	}
	return text;
}
