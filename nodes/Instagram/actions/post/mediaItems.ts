import { postProperties } from '../../descriptions/post';
import { senderOf } from '../../graph/request';
import { InputError, labelPath } from '../../parameters/inputError';
import { defineParameter, parameterIn, readRaw } from '../../parameters/parameter';
import { readMediaUrl } from '../../parameters/publicUrl';
import { hasValue, quoted, readChoice } from '../../parameters/readers';
import { formatOfBinary, nameOfBinary } from '../../publishing/media/checks';
import { fetchFormat } from '../../publishing/media/fetchFile';
import type { MediaFormat } from '../../publishing/media/formats';
import { formatOfUrl } from '../../publishing/media/formats';
import type { MediaListEntry } from '../../publishing/mediaList';
import { readBinaryNames, readMediaList } from '../../publishing/mediaList';
import type { BinaryFacts, CarouselItemInput } from '../../publishing/types';
import type { ItemRun } from '../operation';
import { isObject } from '../../shared/isObject';
import { readBinary } from './binary';

/** The post type for which the files decide. */
export const AUTOMATIC = 'auto';

const SOURCES = ['items', 'list', 'binary'] as const;

const FORMATS: readonly MediaFormat[] = ['image', 'video'];

const mediaFrom = parameterIn(postProperties, 'mediaFrom', readRaw);
const mediaList = parameterIn(postProperties, 'mediaList', readMediaList);
const rawMediaList = defineParameter(mediaList.property, readRaw);

/** Text without the blanks around it; other values as they are. */
export const textOf = (value: unknown) => (typeof value === 'string' ? value.trim() : value);

export const mediaListLabel = mediaList.property.displayName;
const binaryPropertyNames = parameterIn(postProperties, 'binaryPropertyNames', readRaw);

/** Whether 'Media List' has a value; it is not checked. */
export function hasMediaList({ read }: ItemRun): boolean {
	return hasValue(read(rawMediaList));
}

/**
 * Where the files of a carousel or an automatic post come from. 'Entries Below' is the default of one and 'List of URLs'
 * that of the other, and n8n keeps a single value where the post type is an expression: between these two, the one that
 * was filled in counts.
 */
export function listOf(run: ItemRun, type: unknown, hasEntries: boolean): (typeof SOURCES)[number] {
	const value = run.read(mediaFrom);
	const from = hasValue(value) ? readChoice(value, SOURCES, mediaFrom.property.displayName) : 'items';
	if (from === 'binary') return from;
	const hasList = hasMediaList(run);
	if (hasList !== hasEntries) return hasList ? 'list' : 'items';
	return from === 'items' && type === AUTOMATIC && !hasEntries ? 'list' : from;
}

function formatOfFile(binary: BinaryFacts, label: string, remedy: string): MediaFormat {
	const format = formatOfBinary(binary);
	if (format) return format;
	throw new InputError(
		label,
		`cannot be used: it contains ${nameOfBinary(binary)}, which is neither an image nor a video`,
		remedy,
	);
}

function unknownFormatError(label: string, url: string): InputError {
	// Without its query, which may sign it.
	const { origin, pathname } = new URL(url);
	return new InputError(
		label,
		`does not tell whether it is an image or a video: ${quoted(origin + pathname)}`,
		'The URL ends in no known extension, and its server names no type of image or video. Give the entry as an object with mediaType, such as { "url": "https://example.com/1", "mediaType": "image" }.',
	);
}

/** The format of the file behind a URL: by its extension, else by what its server says or sends. */
async function formatBehind(
	{ context, connection }: ItemRun,
	url: string,
	label: string,
): Promise<MediaFormat> {
	const named = formatOfUrl(url);
	if (named) return named;
	const send = senderOf(context);
	const format = await fetchFormat(url, { send, parameter: label, signal: connection.signal });
	if (!format) throw unknownFormatError(label, url);
	return format;
}

async function readEntry(
	run: ItemRun,
	entry: MediaListEntry,
	needed: MediaFormat | undefined,
): Promise<CarouselItemInput> {
	const { url, binary: property, mediaType, label, ...fields } = entry;
	const given = hasValue(mediaType) ? readChoice(mediaType, FORMATS, labelPath(label, 'mediaType')) : needed;
	if (hasValue(property)) {
		const binary = await readBinary(run, property, label);
		const remedy = 'Name a binary field with an image or video, or remove the entry.';
		const format = given ?? formatOfFile(binary, label, remedy);
		return { ...fields, label, source: 'binary', binary, mediaType: format };
	}
	const address = readMediaUrl(url, label);
	const format = given ?? (await formatBehind(run, address, label));
	return { ...fields, label, source: 'url', url: address, mediaType: format };
}

async function readField(run: ItemRun, name: string, parameter: string): Promise<CarouselItemInput> {
	const label = labelPath(parameter, name);
	const binary = await readBinary(run, name, label);
	const remedy = `Name only fields with images or videos in '${parameter}', or remove this file before the node.`;
	return { label, source: 'binary', binary, mediaType: formatOfFile(binary, label, remedy) };
}

/**
 * Where the file of an image, a reel or a story comes from if not from 'Media URL' or 'Input Binary Field'. n8n keeps the
 * parameters of a list only where the post type is an expression, and there shows those of the type that the previewed
 * item has: one list can hold the files of all rows.
 *
 * @returns `undefined` where there is no list
 */
export function listInstead(run: ItemRun): 'list' | 'binary' | undefined {
	if (run.read(mediaFrom) === 'binary') return 'binary';
	return hasMediaList(run) ? 'list' : undefined;
}

/**
 * Reads the files of a list or of the item's binary fields, and finds out what each of them is.
 *
 * @param cover name of the binary field with the cover, which is not one of all files
 * @param needed the only format that the post takes, if it takes only one
 * @returns the files in their order, and the label of the list
 * @throws InputError that names the entry
 */
export async function readMediaItems(
	run: ItemRun,
	from: 'list' | 'binary',
	{ cover, needed }: { cover?: unknown; needed?: MediaFormat },
): Promise<[items: CarouselItemInput[], listLabel: string]> {
	if (from === 'list') {
		const entries = run.read(mediaList);
		return [
			await Promise.all(entries.map(async (entry) => await readEntry(run, entry, needed))),
			mediaListLabel,
		];
	}
	const label = binaryPropertyNames.property.displayName;
	const { binary } = run.context.getInputData()[run.itemIndex] ?? {};
	const available = Object.keys(isObject(binary) ? binary : {}).filter((name) => name !== textOf(cover));
	const names = readBinaryNames(run.read(binaryPropertyNames), available, label);
	return [await Promise.all(names.map(async (name) => await readField(run, name, label))), label];
}
