import { InputError } from '../parameters/inputError';
import { assertCount, enumerated, hasValue, quoted, readJson, typeName } from '../parameters/readers';
import { isObject } from '../shared/isObject';
import { LIMITS } from './limits';

/** One entry of a media list as the user gave it. Its values are checked where the post is planned. */
export interface MediaListEntry {
	/** Address of the file. Either this or `binary` is there. */
	url?: unknown;
	/** Name of the binary field that contains the file. */
	binary?: unknown;
	/** `image` or `video`. */
	mediaType?: unknown;
	altText?: unknown;
	userTags?: unknown;
	/** Where the entry is, for messages: `Media List > Entry 2`. */
	label: string;
}

const KEYS = ['url', 'binary', 'mediaType', 'altText', 'userTags'] as const;

const EXAMPLE =
	'Give one URL per line, or by expression a list of URLs or of objects such as { "url": "https://example.com/a.jpg", "altText": "A bowl" }.';

/** Addresses hold commas of their own, so a comma separates only where another address begins after it. */
const SEPARATOR = /\t+|[,;](?=\s*(?:["'<]?https?:\/\/|$))|(?<=\S)[,;]\s+|\s+(?=["'<]?https?:\/\/)/i;

/** `- `, `* `, `1. `, `2) ` before an entry of a list, as a language model writes it. */
const BULLET = /^(?:[-*•]|\d{1,2}[.)])(?:\s+|$)/;

/** `![name](address)` or `[name](address "title")` */
const LINK = /^!?\[[^\]]*\]\((\S+?)(?:\s+"[^"]*")?\)$/;

/** ` ``` ` before and after a block of text. */
const FENCE = /^```\w*$/;

/** One line of a list, without marks of Markdown, quotes and angle brackets. */
function addressesInLine(line: string): string[] {
	const text = line.trim().replace(BULLET, '');
	if (FENCE.test(text)) return [];
	return (LINK.test(text) ? [text] : text.split(SEPARATOR)).map((part) => {
		const address = part.trim();
		return LINK.exec(address)?.[1] ?? address.replace(/^["'`<]|[>"'`]$/g, '');
	});
}

function addressesIn(text: string): string[] {
	return text.split(/[\r\n]+/).flatMap(addressesInLine);
}

/**
 * Reads what a list of addresses consists of: text with one per line or between commas, or a list, also as JSON text.
 *
 * @param parameter label of the parameter
 * @param example how to write the list, for errors
 * @returns the entries, empty ones among them; none of them is checked
 * @throws InputError if it is not a list
 */
export function readListEntries(value: unknown, parameter: string, example: string): unknown[] {
	const given = typeof value === 'string' ? (readJson(value) ?? addressesIn(value)) : value;
	if (Array.isArray(given)) return given;
	if (isObject(given)) return [given];
	if (!hasValue(given)) return [];
	throw new InputError(parameter, `must be a list of URLs, not ${typeName(given)}`, example);
}

function readEntry(entry: unknown, label: string): MediaListEntry {
	if (typeof entry === 'string') return { url: entry, label };
	if (!isObject(entry)) {
		throw new InputError(label, `must be a URL or an object, not ${typeName(entry)}`, EXAMPLE);
	}
	const unknownKey = Object.keys(entry).find((key) => !(KEYS as readonly string[]).includes(key));
	if (unknownKey !== undefined) {
		throw new InputError(
			label,
			`has a key that is not known: ${quoted(unknownKey)}`,
			`The keys are ${enumerated(KEYS)}.`,
		);
	}
	const [isUrl, isBinary] = [hasValue(entry.url), hasValue(entry.binary)];
	if (isUrl === isBinary) {
		const complaint = isUrl ? 'has both url and binary' : 'has neither url nor binary';
		throw new InputError(label, complaint, 'Give the URL of the file or the name of its binary field.');
	}
	return { ...entry, label };
}

/** Whether an entry has no file: a row of a calendar has empty cells. */
function isEmpty(entry: unknown): boolean {
	if (!isObject(entry)) return !hasValue(entry);
	return KEYS.every((key) => !hasValue(entry[key]));
}

/**
 * Reads a list of media: text with one address per line or between commas, a list of addresses or objects, or either as
 * JSON text. Empty entries are skipped; the others keep their order, and their labels count what the user sees.
 *
 * @param parameter label of the parameter
 * @returns one to ten entries
 * @throws InputError that names the entry, or the parameter where there are none or too many
 */
export function readMediaList(value: unknown, parameter: string): MediaListEntry[] {
	const entries = readListEntries(value, parameter, EXAMPLE).flatMap((entry, index) =>
		isEmpty(entry) ? [] : [readEntry(entry, `${parameter} > Entry ${index + 1}`)],
	);
	if (entries.length === 0) throw new InputError(parameter, 'is empty', EXAMPLE);
	assertCount(entries.length, LIMITS.carouselItems, 'files', parameter);
	return entries;
}

/** Sorts names as people do: `data_2` before `data_10`. */
export function byNaturalOrder(one: string, other: string): number {
	return one.localeCompare(other, 'en', { numeric: true });
}

/**
 * Chooses binary fields of an item.
 *
 * @param value comma-separated names or a list; empty for all fields
 * @param available names of the item's binary fields
 * @returns the names in the order that was given, or in natural order for all
 * @throws InputError if there are none or too many
 */
export function readBinaryNames(value: unknown, available: readonly string[], parameter: string): string[] {
	const names = (Array.isArray(value) ? value : String(value ?? '').split(','))
		.map((name) => (typeof name === 'string' ? name.trim() : name))
		.filter((name) => hasValue(name));
	const wrong = names.find((name) => typeof name !== 'string');
	if (wrong !== undefined) {
		throw new InputError(parameter, `must name binary fields, but contains ${typeName(wrong)}`);
	}
	const chosen = names.length > 0 ? (names as string[]) : [...available].sort(byNaturalOrder);
	if (chosen.length === 0) {
		throw new InputError(
			parameter,
			'finds no file: the item has no binary data',
			'Look at the output of the node before this one.',
		);
	}
	assertCount(chosen.length, LIMITS.carouselItems, 'files', parameter);
	return chosen;
}
