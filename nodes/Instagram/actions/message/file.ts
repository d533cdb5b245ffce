import { InputError } from '../../parameters/inputError';
import type { Parameter } from '../../parameters/parameter';
import { defineParameter, readRaw } from '../../parameters/parameter';
import { readPublicUrl } from '../../parameters/publicUrl';
import type { Limit } from '../../parameters/readers';
import { choice, quoted } from '../../parameters/readers';
import type { FileType } from '../../publishing/media/signatures';
import { assertContent, nameOfBinary } from '../../publishing/media/checks';
import { assertFetchable, signedUrlOf } from '../../publishing/media/source';
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
			'Public https URL from which Meta downloads the file: an image (PNG, JPEG or GIF, up to 8 MB), a video, an audio file or a PDF (up to 25 MB each)',
		displayOptions: { show: { messageType: [...FILE_TYPES], mediaSource: ['url'] } },
	},
	readPublicUrl,
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
			'Name of the binary field of the item that contains the file. Meta downloads it from n8n, which must have a public https address.',
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

/**
 * Reads the file of a message.
 *
 * @returns the URL for Meta; for a binary file, also what identifies it, because its URL is another one each time
 * @throws InputError if Meta would reject the file or could not fetch it
 */
export async function readFile(run: ItemRun, type: MessageFileType): Promise<{ url: string; key?: string }> {
	if (run.read(mediaSource) === 'url') return { url: run.read(mediaUrl) };
	const { displayName } = binaryPropertyName.property;
	const binary = await readBinary(run, run.read(binaryPropertyName), displayName);
	assertTaken(binary, type, displayName);
	assertFetchable(binary, displayName);
	return { url: signedUrlOf(binary), key: binary.file?.key };
}
