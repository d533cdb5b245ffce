import type { IHttpRequestMethods } from 'n8n-workflow';

import type { FileRequest, FileResponse, FileStream } from '../../files/request';
import { bodyOf, FetchError, lostError, requestFile, typeIn, unreachedError } from '../../files/request';
import type { SendRequest } from '../../graph/types';
import { InputError } from '../../parameters/inputError';
import { isPrivateHost } from '../../parameters/publicUrl';
import { toError } from '../../shared/toError';
import { formatOf } from './checks';
import type { MediaFormat } from './signatures';
import { detectFileType } from './signatures';

/** What fetching a file needs. */
export interface FileFetch {
	send: SendRequest;
	/** Label of the parameter, or of its entry, that contains the address. */
	parameter: string;
	/** Aborted when the execution is cancelled. */
	signal?: AbortSignal;
}

/** Milliseconds until the whole file is there. Other images wait meanwhile. */
const BODY_TIMEOUT_MS = 60_000;

/** Milliseconds without a byte. */
const IDLE_MS = 20_000;

/** Bytes in which the type of a file is looked for. */
const START_BYTES = 1024;

/** Image servers answer 406 where nothing that they have is accepted. */
const ACCEPT = 'image/jpeg,image/png,image/*;q=0.8,*/*;q=0.5';

function requestOf({ send, signal }: FileFetch): FileRequest {
	return {
		send,
		signal,
		accept: ACCEPT,
		allows: ({ protocol, hostname }) => protocol === 'https:' && !isPrivateHost(hostname),
		allowed: 'a public https address',
	};
}

/** Errors name the parameter that holds the address. */
function explain(error: unknown, { parameter }: FileFetch): Error {
	return error instanceof FetchError
		? new InputError(parameter, error.message, error.remedy)
		: toError(error);
}

async function request(method: IHttpRequestMethods, url: string, fetch: FileFetch): Promise<FileResponse> {
	try {
		return await requestFile(method, url, requestOf(fetch));
	} catch (error) {
		throw explain(error, fetch);
	}
}

async function read(body: AsyncIterable<Uint8Array>, enough = Infinity): Promise<Buffer> {
	const chunks: Uint8Array[] = [];
	let size = 0;
	for await (const chunk of body) {
		chunks.push(chunk);
		size += chunk.length;
		if (size >= enough) break;
	}
	return Buffer.concat(chunks);
}

/**
 * Reads a whole body.
 *
 * @throws FetchError; errors of a broken connection are replaced, because their text does not help the user
 */
async function bytesOf(body: FileStream): Promise<Buffer> {
	try {
		return await read(body);
	} catch (error) {
		throw error instanceof FetchError ? error : lostError();
	}
}

/**
 * Fetches a file from the internet, without any credential.
 *
 * @param url a public address, as `readPublicUrl` returns it
 * @throws InputError if it cannot be fetched, is too large, or leads to an address that is not public
 */
export async function fetchFile(url: string, fetch: FileFetch, maxBytes: number): Promise<Buffer> {
	const response = await request('GET', url, fetch);
	try {
		const body = bodyOf(response, {
			maxBytes,
			timeoutMs: BODY_TIMEOUT_MS,
			idleMs: IDLE_MS,
			remedy: 'Make the image smaller first.',
			signal: fetch.signal,
		});
		return await bytesOf(body);
	} catch (error) {
		throw explain(error, fetch);
	}
}

/**
 * Asks a server for the type of a file without fetching it.
 *
 * @returns empty where the server does not tell
 * @throws InputError if no answer comes, or the address leads to one that is not public
 */
export async function fetchType(url: string, fetch: FileFetch): Promise<string> {
	const response = await request('HEAD', url, fetch);
	response.close();
	return response.statusCode === 200 ? typeIn(response) : '';
}

/**
 * Finds out whether an image or a video is behind a URL. Addresses that are signed for GET refuse HEAD, and storage
 * services name no type of what was uploaded without one, so the beginning of the file decides at last.
 *
 * @returns `undefined` where neither the server nor the file tells
 * @throws InputError if no answer comes, or the address leads to one that is not public
 */
export async function fetchFormat(url: string, fetch: FileFetch): Promise<MediaFormat | undefined> {
	const named = formatOf(await fetchType(url, fetch));
	if (named) return named;
	const response = await request('GET', url, fetch);
	if (response.statusCode !== 200) {
		response.close();
		return undefined;
	}
	const format = formatOf(typeIn(response));
	if (format) {
		response.close();
		return format;
	}
	try {
		const limits = { maxBytes: Infinity, timeoutMs: BODY_TIMEOUT_MS, idleMs: IDLE_MS, signal: fetch.signal };
		const body = bodyOf(response, limits);
		return detectFileType(await read(body, START_BYTES))?.format;
	} catch {
		throw explain(unreachedError(url), fetch);
	} finally {
		response.close();
	}
}
