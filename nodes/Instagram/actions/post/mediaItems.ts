import type { IHttpRequestOptions, IN8nHttpFullResponse } from 'n8n-workflow';

import { postProperties } from '../../descriptions/post';
import { InputError, labelPath } from '../../parameters/inputError';
import { defineParameter, parameterIn, readRaw } from '../../parameters/parameter';
import { readPublicUrl } from '../../parameters/publicUrl';
import { hasValue, isRecord, readChoice } from '../../parameters/readers';
import { formatOfBinary, nameOfBinary } from '../../publishing/media/checks';
import { fetchType } from '../../publishing/media/fetchFile';
import type { MediaFormat } from '../../publishing/media/formats';
import { formatOfUrl } from '../../publishing/media/formats';
import type { MediaListEntry } from '../../publishing/mediaList';
import { readBinaryNames, readMediaList } from '../../publishing/mediaList';
import type { BinaryFacts, CarouselItemInput } from '../../publishing/types';
import type { ItemRun } from '../operation';
import { readBinary } from './binary';

/** The post type for which the files decide. */
export const AUTOMATIC = 'auto';

const SOURCES = ['items', 'list', 'binary'] as const;

const FORMATS: readonly MediaFormat[] = ['image', 'video'];

const mediaFrom = parameterIn(postProperties, 'mediaFrom', readRaw);
const mediaList = parameterIn(postProperties, 'mediaList', readMediaList);
const rawMediaList = defineParameter(mediaList.property, readRaw);
const binaryPropertyNames = parameterIn(postProperties, 'binaryPropertyNames', readRaw);

/**
 * Where the files of a carousel or an automatic post come from. 'Entries Below' is the default of one and 'List of URLs'
 * that of the other, and n8n keeps a single value where the post type is an expression: between these two, the one that
 * was filled in counts.
 */
export function listOf(run: ItemRun, type: unknown, hasEntries: boolean): (typeof SOURCES)[number] {
	const value = run.read(mediaFrom);
	const from = hasValue(value) ? readChoice(value, SOURCES, mediaFrom.property.displayName) : 'items';
	if (from === 'binary') return from;
	const hasList = hasValue(run.read(rawMediaList));
	if (hasList !== hasEntries) return hasList ? 'list' : 'items';
	return from === 'items' && type === AUTOMATIC && !hasEntries ? 'list' : from;
}

function formatOfFile(binary: BinaryFacts, label: string): MediaFormat {
	const format = formatOfBinary(binary);
	if (format) return format;
	throw new InputError(
		label,
		`cannot be used: it holds ${nameOfBinary(binary)}, and that is neither an image nor a video`,
	);
}

function unknownFormatError(label: string, url: string): InputError {
	return new InputError(
		label,
		`does not tell whether it is an image or a video: '${url.slice(0, 80)}'`,
		'The URL ends in no known extension, and its server names no type of image or video. Give the entry as an object with mediaType, such as { "url": "https://example.com/1", "mediaType": "image" }.',
	);
}

/** The format of the file behind a URL: by its extension, else by what its server says. */
async function formatBehind(
	{ context, connection }: ItemRun,
	url: string,
	label: string,
): Promise<MediaFormat> {
	const named = formatOfUrl(url);
	if (named) return named;
	const send = async (request: IHttpRequestOptions) =>
		(await context.helpers.httpRequest(request)) as IN8nHttpFullResponse;
	const type = await fetchType(url, { send, parameter: label, signal: connection.signal });
	const format = FORMATS.find((one) => type.startsWith(`${one}/`));
	if (!format) throw unknownFormatError(label, url);
	return format;
}

async function readEntry(run: ItemRun, entry: MediaListEntry): Promise<CarouselItemInput> {
	const { url, binary: property, mediaType, label, ...fields } = entry;
	const given = hasValue(mediaType)
		? readChoice(mediaType, FORMATS, labelPath(label, 'mediaType'))
		: undefined;
	if (hasValue(property)) {
		const binary = await readBinary(run, property, label);
		return { ...fields, label, source: 'binary', binary, mediaType: given ?? formatOfFile(binary, label) };
	}
	const address = readPublicUrl(url, label);
	const format = given ?? (await formatBehind(run, address, label));
	return { ...fields, label, source: 'url', url: address, mediaType: format };
}

async function readField(run: ItemRun, name: string, parameter: string): Promise<CarouselItemInput> {
	const label = labelPath(parameter, name);
	const binary = await readBinary(run, name, label);
	return { label, source: 'binary', binary, mediaType: formatOfFile(binary, label) };
}

/**
 * Reads the files of a list or of the item's binary fields, and finds out what each of them is.
 *
 * @returns the files in their order, and the label of the list
 * @throws InputError that names the entry
 */
export async function readMediaItems(
	run: ItemRun,
	from: 'list' | 'binary',
): Promise<[items: CarouselItemInput[], listLabel: string]> {
	if (from === 'list') {
		const label = mediaList.property.displayName;
		const entries = run.read(mediaList);
		return [await Promise.all(entries.map(async (entry) => await readEntry(run, entry))), label];
	}
	const label = binaryPropertyNames.property.displayName;
	const { binary } = run.context.getInputData()[run.itemIndex] ?? {};
	const names = readBinaryNames(
		run.read(binaryPropertyNames),
		isRecord(binary) ? Object.keys(binary) : [],
		label,
	);
	return [await Promise.all(names.map(async (name) => await readField(run, name, label))), label];
}
