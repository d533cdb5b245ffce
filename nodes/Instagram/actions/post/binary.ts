import { createHash } from 'crypto';
import type { IBinaryData } from 'n8n-workflow';

import type { UploadBody } from '../../graph/types';
import { InputError } from '../../parameters/inputError';
import { readFileHeader, HEADER_BYTES } from '../../publishing/media/headers';
import { enumerated, hasValue, quoted, typeName } from '../../parameters/readers';
import type { BinaryFacts, BinaryFile } from '../../publishing/types';
import type { ItemRun } from '../operation';
import { isObject } from '../../shared/isObject';

/** Bytes per read from n8n's storage. */
const CHUNK_BYTES = 256 * 1024;

/** How long Meta can fetch a file from n8n. It does so when the container is created, or soon after. */
const SIGNED_URL_LIFETIME = '3 hours';

type Context = ItemRun['context'];

type Stream = Exclude<UploadBody, Buffer>;

function fieldsOf(item: { binary?: object } | undefined): string {
	const names = Object.keys(item?.binary ?? {}).map((name) => quoted(name));
	if (names.length === 0) return 'The item has no binary data: check the output of the previous node.';
	return `The item has the binary ${names.length === 1 ? 'field' : 'fields'} ${enumerated(names)}.`;
}

function missingFieldError({ context, itemIndex }: ItemRun, name: string, label: string): InputError {
	return new InputError(
		label,
		`names ${quoted(name)}, but the item has no binary field of that name`,
		fieldsOf(context.getInputData()[itemIndex]),
	);
}

function missingFileError(name: string, label: string): InputError {
	return new InputError(
		label,
		`cannot be used: n8n no longer has the file of ${quoted(name)}`,
		'n8n deletes the files of old executions. Run the workflow from the node that provides the file.',
	);
}

/** The binary data that the parameter names. An expression can also return the binary data itself. */
function findBinary(run: ItemRun, property: unknown, label: string): { name: string; binary: IBinaryData } {
	const { context, itemIndex } = run;
	if (!hasValue(property)) {
		throw new InputError(
			label,
			'is empty',
			'Enter the name of the binary field that contains the file, such as data.',
		);
	}
	if (typeof property !== 'string' && !isObject(property)) {
		throw new InputError(label, `must be the name of a binary field, not ${typeName(property)}`);
	}
	const named = typeof property === 'string' ? property.trim() : (property as unknown as IBinaryData);
	const name = typeof named === 'string' ? named : (named.fileName ?? 'the file');
	let binary: unknown;
	try {
		binary = context.helpers.assertBinaryData(itemIndex, named);
	} catch {
		throw missingFieldError(run, name, label);
	}
	const isHeld = isObject(binary) && (typeof binary.id === 'string' || typeof binary.data === 'string');
	if (!isHeld) throw missingFieldError(run, name, label);
	return { name, binary: binary as unknown as IBinaryData };
}

async function readHeaderBytes(stream: Stream): Promise<Buffer> {
	const chunks: Buffer[] = [];
	let length = 0;
	// Leaving the loop closes the stream.
	for await (const chunk of stream) {
		chunks.push(Buffer.from(chunk as Uint8Array));
		length += (chunk as Uint8Array).length;
		if (length >= HEADER_BYTES) break;
	}
	return Buffer.concat(chunks).subarray(0, HEADER_BYTES);
}

/** Discards a stream up to an offset and leaves the rest unread. */
async function skip(stream: Stream, offset: number): Promise<void> {
	if (offset === 0) return;
	let passed = 0;
	for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
		const bytes = chunk as Buffer;
		passed += bytes.length;
		if (passed < offset) continue;
		const rest = bytes.subarray(bytes.length - (passed - offset));
		if (rest.length > 0) stream.unshift(rest);
		return;
	}
}

/** A file that n8n keeps outside memory. */
function storedFile({ helpers }: Context, binary: IBinaryData, id: string, size: number): BinaryFile {
	return {
		key: id,
		size,
		async from(offset) {
			const stream = await helpers.getBinaryStream(id, CHUNK_BYTES);
			await skip(stream, offset);
			return stream;
		},
		signedUrl: () => helpers.createBinarySignedUrl(binary, SIGNED_URL_LIFETIME),
	};
}

/** A file in the item itself, as Base64. */
function inMemoryFile({ data }: IBinaryData): BinaryFile {
	return {
		key: createHash('sha256').update(data).digest('base64url'),
		size: Buffer.byteLength(data, 'base64'),
		from: async (offset) => Buffer.from(data, 'base64').subarray(offset),
	};
}

async function openStored(
	context: Context,
	binary: IBinaryData,
	id: string,
): Promise<{ file: BinaryFile; bytes: Buffer }> {
	const { fileSize } = await context.helpers.getBinaryMetadata(id);
	const bytes = await readHeaderBytes(await context.helpers.getBinaryStream(id, HEADER_BYTES));
	return { file: storedFile(context, binary, id, fileSize), bytes };
}

function openInMemory(binary: IBinaryData): { file: BinaryFile; bytes: Buffer } {
	// Four Base64 characters encode three bytes.
	const bytes = Buffer.from(binary.data.slice(0, (HEADER_BYTES / 3 + 1) * 4), 'base64').subarray(
		0,
		HEADER_BYTES,
	);
	return { file: inMemoryFile(binary), bytes };
}

/**
 * Reads the facts of a binary field that are checked before anything is sent: type, size and file header. The rest of the
 * file is not read.
 *
 * @param property value of the parameter: the field's name, or the binary data itself from an expression
 * @param label the parameter's label
 * @throws InputError if the item has no such field, or n8n no longer has the file
 */
export async function readBinary(run: ItemRun, property: unknown, label: string): Promise<BinaryFacts> {
	const { name, binary } = findBinary(run, property, label);
	try {
		return await factsOf(run.context, name, binary);
	} catch {
		throw missingFileError(name, label);
	}
}

/** What is to be known of binary data of n8n. */
export async function factsOf(context: Context, name: string, binary: IBinaryData): Promise<BinaryFacts> {
	const { file, bytes } = binary.id ? await openStored(context, binary, binary.id) : openInMemory(binary);
	return {
		propertyName: name,
		mimeType: binary.mimeType ?? '',
		size: file.size,
		header: readFileHeader(bytes, file.size),
		file,
	};
}

/**
 * Reads a whole file into memory.
 *
 * @throws InputError where n8n no longer has the file
 */
export async function bytesOf({ file, propertyName }: BinaryFacts, label: string): Promise<Buffer> {
	try {
		const body = await file?.from(0);
		if (Buffer.isBuffer(body)) return body;
		const chunks: Buffer[] = [];
		for await (const chunk of body ?? []) chunks.push(Buffer.from(chunk as Uint8Array));
		return Buffer.concat(chunks);
	} catch {
		throw missingFileError(propertyName, label);
	}
}
