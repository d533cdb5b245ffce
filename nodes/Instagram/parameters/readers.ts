import { isObject } from '../shared/isObject';
import { InputError } from './inputError';

/** A range from Meta's documentation, bounds included. */
export interface Limit {
	readonly min: number;
	readonly max: number;
}

/** A limit of Meta's. */
export interface DocumentedLimit extends Limit {
	/** Page that documents it. */
	readonly source: string;
	/** Day of the version of that page that was read. */
	readonly seen: string;
}

/**
 * Whether a parameter has a value. Fields that were not filled in contain empty text or empty collections, and an
 * expression without a result is null.
 */
export function hasValue(value: unknown): boolean {
	if (value === undefined || value === null) return false;
	if (typeof value === 'string') return value.trim() !== '';
	if (Array.isArray(value)) return value.some(hasValue);
	if (typeof value === 'object') return Object.values(value).some(hasValue);
	return true;
}

/** Name of a value's type, for messages. */
export function typeName(value: unknown): string {
	if (value === null) return 'null';
	if (Array.isArray(value)) return 'a list';
	if (typeof value === 'object') return 'an object';
	return `a ${typeof value}`;
}

/** Quotes a value for a message, shortened. */
export function quoted(value: unknown): string {
	const text = typeof value === 'string' ? value.trim() : String(value);
	const characters = [...text];
	return `'${characters.length > 60 ? `${characters.slice(0, 59).join('')}…` : text}'`;
}

/** Joins names for a message: `A, B and C`. */
export function enumerated(names: readonly string[], word: 'and' | 'or' = 'and'): string {
	if (names.length < 2) return names.join('');
	return `${names.slice(0, -1).join(', ')} ${word} ${names[names.length - 1]}`;
}

/**
 * Reads text; a number counts as its digits, since expressions often yield one. The text is not trimmed.
 *
 * @throws InputError if it is neither, or contains an incomplete emoji
 */
export function readText(value: unknown, parameter: string): string {
	if (typeof value === 'number' && Number.isFinite(value)) return String(value);
	if (typeof value !== 'string') throw new InputError(parameter, `must be text, not ${typeName(value)}`);
	// slice() can split an emoji, and half of one cannot be encoded as UTF-8.
	if (/\p{Surrogate}/u.test(value)) {
		throw new InputError(
			parameter,
			'contains an incomplete emoji',
			"Text was probably cut in the middle of an emoji. Shorten it with [...text].slice(0, n).join('').",
		);
	}
	return value;
}

function toNumber(value: unknown): unknown {
	return typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
}

/**
 * Reads a number, or text such as `0.5`.
 *
 * @throws InputError if it is not a finite number
 */
export function readNumber(value: unknown, parameter: string): number {
	const number = toNumber(value);
	if (typeof number !== 'number' || !Number.isFinite(number)) {
		const found = typeof value === 'string' || typeof value === 'number' ? quoted(value) : typeName(value);
		throw new InputError(parameter, `must be a number, not ${found}`);
	}
	return number;
}

/**
 * Reads a boolean, or the words `true` and `false`.
 *
 * @throws InputError if it is neither
 */
export function readFlag(value: unknown, parameter: string): boolean {
	if (typeof value === 'boolean') return value;
	const word = typeof value === 'string' ? value.trim().toLowerCase() : '';
	if (word === 'true') return true;
	if (word === 'false') return false;
	const found = typeof value === 'string' ? quoted(value) : typeName(value);
	throw new InputError(parameter, `must be true or false, not ${found}`);
}

/**
 * Reads one of several choices.
 *
 * @throws InputError that lists the choices
 */
export function readChoice<T extends string>(value: unknown, choices: readonly T[], parameter: string): T {
	const found = typeof value === 'string' ? choices.find((choice) => choice === value.trim()) : undefined;
	if (found !== undefined) return found;
	const complaint = hasValue(value)
		? `cannot be ${typeof value === 'string' ? quoted(value) : typeName(value)}`
		: 'is empty';
	throw new InputError(parameter, complaint, `Choose ${enumerated(choices, 'or')}.`);
}

function splitList(value: unknown): unknown[] | undefined {
	if (Array.isArray(value)) return value;
	return typeof value === 'string' ? value.split(',').map((entry) => entry.trim()) : undefined;
}

/**
 * Reads a list from comma-separated text or from an array. Removes empty entries.
 *
 * @throws InputError if it is neither
 */
export function readList(value: unknown, parameter: string): unknown[] {
	const entries = typeof value === 'number' ? [value] : splitList(value);
	if (!entries) {
		throw new InputError(parameter, `must be a comma-separated list, not ${typeName(value)}`);
	}
	return entries.filter(hasValue);
}

/**
 * Reads a list or an object that a language model or a spreadsheet has written as JSON, perhaps in a code block.
 *
 * @returns `undefined` where the text is no JSON
 */
export function readJson(text: string): unknown {
	const json = text.trim().replace(/^```(?:json)?\s*|\s*```$/g, '');
	if (!/^[[{]/.test(json)) return undefined;
	try {
		return JSON.parse(json) as unknown;
	} catch {
		return undefined;
	}
}

/**
 * Reads the entries of a fixed collection: in the editor's form (`{ tag: [...] }`, or a single `{ tag: {...} }`), or as a
 * plain array from an expression, or either as JSON text.
 *
 * @param entryName name of the entries in the editor's form
 * @throws InputError if it has another form
 */
export function readEntries(
	value: unknown,
	entryName: string,
	parameter: string,
): Array<Record<string, unknown>> {
	if (!hasValue(value)) return [];
	const given = typeof value === 'string' ? (readJson(value) ?? value) : value;
	if (!hasValue(given)) return [];
	const content = isObject(given) && entryName in given ? given[entryName] : given;
	const entries = Array.isArray(content) ? content : [content];
	return entries.map((entry: unknown) => {
		if (!isObject(entry)) {
			throw new InputError(parameter, `must be a list of entries, but contains ${typeName(entry)}`);
		}
		return entry;
	});
}

/** @throws InputError if there are more than Meta takes */
export function assertCount(count: number, { max }: Limit, what: string, parameter: string): void {
	if (count > max) throw new InputError(parameter, `contains ${count} ${what}; Instagram takes up to ${max}`);
}

/** The value of a resource locator, which an expression may replace by a plain value. */
export function readLocator(value: unknown): unknown {
	return isObject(value) && 'value' in value ? value.value : value;
}

/**
 * Reads the values of a collection.
 *
 * @throws InputError if an expression has replaced the collection by something else than an object
 */
export function readCollection(value: unknown, parameter: string): Record<string, unknown> {
	if (value === null || value === undefined || value === '') return {};
	if (!isObject(value)) {
		throw new InputError(
			parameter,
			'must be an object',
			'Remove the expression, or let it return an object with the names of the fields.',
		);
	}
	return value;
}

/** Returns a reader for whole numbers from `min` to `max`; it throws an InputError that names the limits. */
export function wholeNumber(min: number, max: number): (value: unknown, parameter: string) => number {
	return (value, parameter) => {
		const number = toNumber(value);
		if (typeof number !== 'number' || !Number.isInteger(number) || number < min || number > max) {
			throw new InputError(
				parameter,
				`must be a whole number from ${min} to ${max}`,
				`It is ${JSON.stringify(value) ?? 'empty'}.`,
			);
		}
		return number;
	};
}

/** Returns a reader for one of these choices; see {@link readChoice}. */
export function choice<const T extends string>(
	choices: readonly T[],
): (value: unknown, parameter: string) => T {
	return (value, parameter) => readChoice(value, choices, parameter);
}

/** Returns a reader for a yes or no that may be empty, as an expression that finds nothing leaves it. */
export function flagOr(whenEmpty: boolean): (value: unknown, parameter: string) => boolean {
	return (value, parameter) => (hasValue(value) ? readFlag(value, parameter) : whenEmpty);
}

/**
 * Reads names from an array, as the editor stores them, or from comma-separated text.
 *
 * @throws InputError if it is neither
 */
export function readNames(value: unknown, parameter: string): string[] {
	const entries = value === undefined || value === null ? [] : splitList(value);
	if (!entries?.every((entry) => typeof entry === 'string')) {
		throw new InputError(
			parameter,
			'must be a list of names',
			'Choose from the list, or enter the names as comma-separated text.',
		);
	}
	return entries.map((entry) => entry.trim()).filter((entry) => entry !== '');
}
