import { entryLabel, InputError } from '../../parameters/inputError';
import type { Parameter } from '../../parameters/parameter';
import { defineParameter, readRaw } from '../../parameters/parameter';
import { readPublicUrl } from '../../parameters/publicUrl';
import type { Limit } from '../../parameters/readers';
import { assertCount, choice, hasValue, quoted } from '../../parameters/readers';
import type { FileType } from '../../publishing/media/signatures';
import { assertContent, nameOfBinary } from '../../publishing/media/checks';
import { assertFetchable, signedUrlOf } from '../../publishing/media/source';
import { readListEntries } from '../../publishing/mediaList';
import type { BinaryFacts } from '../../publishing/types';
import type { ItemRun } from '../operation';
import { readBinary } from '../post/binary';
import { MESSAGE_LIMITS } from './shared';

const FILE_TYPES = ['audio', 'file', 'image', 'video'] as const;

/** The types of messages that consist of a file. */
export type MessageFileType = (typeof FILE_TYPES)[number];

const mediaSource = defineParameter(
	{
		displayName: 'Media Source',
		name: 'mediaSource',
		type: 'options',
		options: [
			{ name: 'Binary File', value: 'binary', description: 'A file from a previous node' },
			{ name: 'URL', value: 'url', description: 'A public URL of the file' },
		],
		default: 'url',
		description: 'Where the file comes from',
		displayOptions: { show: { messageType: [...FILE_TYPES] } },
	},
	choice(['binary', 'url']),
);

const mediaUrl = defineParameter(
	{
		displayName: 'Media URL',
		name: 'mediaUrl',
		type: 'string',
		default: '',
		placeholder: 'e.g. https://example.com/menu.pdf',
		description:
			'Public https URL from which Meta downloads the file: an image (PNG, JPEG or GIF, up to 8 MB), a video, an audio file or a PDF (up to 25 MB each). Separate several images in one message with commas, up to 10.',
		displayOptions: { show: { messageType: [...FILE_TYPES], mediaSource: ['url'] } },
	},
	readRaw,
);

const binaryPropertyName = defineParameter(
	{
		displayName: 'Input Binary Field',
		name: 'binaryPropertyName',
		type: 'string',
		default: 'data',
		placeholder: 'e.g. data',
		hint: 'The name of the input binary field containing the file to be sent. Meta fetches it from n8n, which needs a public https address and must not keep binary data in memory.',
		description:
			'Name of the binary field of the item that contains the file. Separate several images in one message with commas, up to 10. Meta downloads the files from n8n, which must have a public https address.',
		displayOptions: { show: { messageType: [...FILE_TYPES], mediaSource: ['binary'] } },
	},
	readRaw,
);

/** The file of a message. */
export const fileParameters: readonly Parameter[] = [mediaSource, mediaUrl, binaryPropertyName];

interface FileRule {
	takes: string;
	accepts(kind: FileType): boolean;
	bytes: Limit;
}

const IMAGES: ReadonlySet<string> = new Set(['a GIF image', 'a JPEG image', 'a PNG image']);

const isVideo = ({ format }: FileType) => format === 'video';
const isAudio = ({ name }: FileType) => name === 'an audio file';

/**
 * What Meta takes. The same first bytes may begin an Ogg file with sound or with a video, and an MP4 file may hold sound
 * only.
 *
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/messaging-api (2026-11-22)
 */
const RULES: Readonly<Record<MessageFileType, FileRule>> = {
	audio: {
		takes: 'AAC, M4A, WAV and MP4 files',
		accepts: (kind) => isAudio(kind) || isVideo(kind),
		bytes: MESSAGE_LIMITS.fileBytes,
	},
	file: {
		takes: 'PDF files',
		accepts: ({ name }) => name === 'a PDF file',
		bytes: MESSAGE_LIMITS.fileBytes,
	},
	image: {
		takes: 'PNG, JPEG and GIF images',
		accepts: ({ name }) => IMAGES.has(name),
		bytes: MESSAGE_LIMITS.imageBytes,
	},
	video: {
		takes: 'MP4, MOV, AVI, WebM and Ogg videos',
		accepts: (kind) => isVideo(kind) || isAudio(kind),
		bytes: MESSAGE_LIMITS.fileBytes,
	},
};

/** Refuses a file of a kind that Meta does not take. A file of an unknown kind passes. */
function assertTaken(binary: BinaryFacts, type: MessageFileType, label: string): void {
	const { accepts, bytes, takes } = RULES[type];
	const kind = binary.header?.kind;
	if (kind && !accepts(kind)) {
		throw new InputError(
			label,
			`cannot be used: ${quoted(binary.propertyName)} contains ${nameOfBinary(binary)}; a message of this type takes ${takes}`,
			"Choose another 'Message Type', or convert the file before this node.",
		);
	}
	assertContent(binary, bytes, label);
}

const ADDRESSES = 'Enter one URL per line or between commas, or by expression a list of URLs.';

/** The addresses as the user gave them. */
function addressesIn(value: unknown, label: string): unknown[] {
	return readListEntries(value, label, ADDRESSES).filter(hasValue);
}

/** The binary fields as the user gave them; an expression can also return binary data itself. */
function binaryFieldsIn(value: unknown): unknown[] {
	return (typeof value === 'string' ? value.split(',') : [value].flat()).filter(hasValue);
}

/**
 * Counts the files of a message, and labels them if there are several.
 *
 * @param given what the user entered, read as a file where it contains none
 * @throws InputError if Meta does not take so many in one message
 */
function counted(
	files: unknown[],
	given: unknown,
	type: MessageFileType,
	label: string,
): Array<[unknown, string]> {
	if (files.length <= 1) return [[files.length === 0 ? given : files[0], label]];
	if (type !== 'image') {
		throw new InputError(
			label,
			`contains ${files.length} files; only images can be several in one message`,
			"Send one message for each file, or choose Image as 'Message Type'.",
		);
	}
	assertCount(files.length, MESSAGE_LIMITS.images, 'images', label);
	return files.map((file, index) => [file, entryLabel(label, 'Entry', index)]);
}

async function readBinaryFile(
	run: ItemRun,
	value: unknown,
	type: MessageFileType,
	label: string,
): Promise<BinaryFacts> {
	const binary = await readBinary(run, value, label);
	assertTaken(binary, type, label);
	assertFetchable(binary, label);
	return binary;
}

/** The files of a message. */
interface MessageFiles {
	/** For Meta, at least one. */
	urls: string[];
	/** Identifies binary files, because their URLs are others each time. */
	fileKey?: string;
	/** Origin of n8n if Meta fetches the files from it. */
	servedByN8n?: string;
}

/**
 * Reads the file of a message, or its images.
 *
 * @throws InputError if Meta would reject a file or could not fetch it
 * @see https://developers.facebook.com/docs/instagram-platform/changelog (several images, 2026-05-06)
 */
export async function readFiles(run: ItemRun, type: MessageFileType): Promise<MessageFiles> {
	if (run.read(mediaSource) === 'url') {
		const label = mediaUrl.property.displayName;
		const given = run.read(mediaUrl);
		const urls = counted(addressesIn(given, label), given, type, label);
		return { urls: urls.map(([url, path]) => readPublicUrl(url, path)) };
	}
	const label = binaryPropertyName.property.displayName;
	const given = run.read(binaryPropertyName);
	const fields = counted(binaryFieldsIn(given), given, type, label);
	const files: BinaryFacts[] = [];
	for (const [field, path] of fields) files.push(await readBinaryFile(run, field, type, path));
	const urls = files.map(signedUrlOf);
	return {
		urls,
		fileKey: files.map(({ file }) => file?.key).join(),
		servedByN8n: urls.map((url) => new URL(url).origin)[0],
	};
}
