import type { IHttpRequestMethods, IN8nHttpFullResponse } from 'n8n-workflow';

import type { SendRequest } from '../../graph/types';
import { InputError } from '../../parameters/inputError';
import { isPrivateHost, parseUrl } from '../../parameters/publicUrl';
import { quoted } from '../../parameters/readers';
import { formatOf } from './checks';
import type { MediaFormat } from './signatures';
import { detectFileType } from './signatures';
import { toError } from '../../shared/toError';

/** What fetching a file needs. */
export interface FileFetch {
	send: SendRequest;
	/** Label of the parameter, or of its entry, that contains the address. */
	parameter: string;
	/** Aborted when the execution is cancelled. */
	signal?: AbortSignal;
}

/** Image services redirect once or twice. */
const MAX_REDIRECTS = 5;

/** Until a server answers. */
const TIMEOUT_MS = 30_000;

/** Until the whole file is there: the timeout of n8n's helper ends with the headers. Other images wait meanwhile. */
const BODY_TIMEOUT_MS = 60_000;

/** Bytes in which the type of a file is looked for. */
const START_BYTES = 1024;

/** Image servers answer 406 where nothing that they have is accepted. */
const ACCEPT = 'image/jpeg,image/png,image/*;q=0.8,*/*;q=0.5';

function isRedirect(status: number): boolean {
	return [301, 302, 303, 307, 308].includes(status);
}

/** n8n reaches hosts that the internet does not: an address must not lead there by a redirect. */
function nextUrl(location: unknown, from: string, parameter: string): string {
	const url =
		typeof location === 'string' && URL.canParse(location, from) ? new URL(location, from) : undefined;
	// Addresses may be signed, so messages name the host only.
	if (!url) throw new InputError(parameter, `leads on from ${quoted(new URL(from).host)} to no address`);
	if (url.username !== '' || url.password !== '') {
		throw new InputError(
			parameter,
			`leads on to ${quoted(url.origin)} with a username or password`,
			'Use the address at which the file itself is.',
		);
	}
	if (url.protocol === 'https:' && !isPrivateHost(url.hostname)) return url.href;
	throw new InputError(
		parameter,
		`leads on to ${quoted(url.origin)}, which is not a public https address`,
		'Use the address at which the file itself is.',
	);
}

function unreachedError(parameter: string, url: string): InputError {
	return new InputError(
		parameter,
		`cannot be fetched by n8n: no answer from ${quoted(parseUrl(url)?.host ?? url)}`,
		'Check the address, and whether the n8n server may connect to it.',
	);
}

/** Closes the connection of an answer whose body is not read; else it stays open until the server gives up. */
function discard({ body }: IN8nHttpFullResponse): void {
	(body as Partial<Stream> | undefined)?.destroy?.();
}

/** Sends a request without credentials and follows redirects one at a time, each address checked before it is asked. */
async function request(
	method: IHttpRequestMethods,
	start: string,
	{ send, parameter, signal }: FileFetch,
): Promise<IN8nHttpFullResponse> {
	let url = start;
	for (let redirects = 0; ; redirects += 1) {
		let response: IN8nHttpFullResponse;
		try {
			response = (await send({
				method,
				url,
				headers: { Accept: ACCEPT },
				encoding: 'stream',
				json: false,
				returnFullResponse: true,
				ignoreHttpStatusErrors: true,
				disableFollowRedirect: true,
				timeout: TIMEOUT_MS,
				...(signal ? { abortSignal: signal } : {}),
			})) as IN8nHttpFullResponse;
		} catch {
			throw unreachedError(parameter, url);
		}
		if (!isRedirect(response.statusCode)) return response;
		discard(response);
		if (redirects === MAX_REDIRECTS) {
			throw new InputError(parameter, `is redirected more than ${MAX_REDIRECTS} times`);
		}
		url = nextUrl(response.headers?.location, url, parameter);
	}
}

/** The type that the server names, without its parameters and in lower case; empty where it names none. */
function typeIn({ headers }: IN8nHttpFullResponse): string {
	const type = headers?.['content-type'];
	return typeof type === 'string' ? (type.split(';')[0] ?? '').trim().toLowerCase() : '';
}

interface Stream extends AsyncIterable<Uint8Array> {
	destroy(): unknown;
}

type Body = Buffer | Stream;

/** The bytes of a body as they arrive. Leaving the loop closes the connection, and so does the time limit. */
async function* chunksOf(body: Body): AsyncGenerator<Uint8Array> {
	if (Buffer.isBuffer(body)) {
		yield body;
		return;
	}
	const timeLimit = AbortSignal.timeout(BODY_TIMEOUT_MS);
	const stop = () => body.destroy();
	timeLimit.addEventListener('abort', stop, { once: true });
	try {
		yield* body;
	} finally {
		timeLimit.removeEventListener('abort', stop);
	}
}

async function startOf(body: Body): Promise<Uint8Array> {
	const chunks: Uint8Array[] = [];
	let size = 0;
	for await (const chunk of chunksOf(body)) {
		chunks.push(chunk);
		size += chunk.length;
		if (size >= START_BYTES) break;
	}
	return Buffer.concat(chunks);
}

function tooLargeError(parameter: string, maxBytes: number): InputError {
	return new InputError(
		parameter,
		`leads to a file of more than ${Math.floor(maxBytes / 1024 / 1024)} MB`,
		'Make the image smaller first.',
	);
}

async function bytesOf(body: Body, maxBytes: number, parameter: string): Promise<Buffer> {
	const chunks: Buffer[] = [];
	let size = 0;
	for await (const chunk of chunksOf(body)) {
		size += chunk.length;
		if (size > maxBytes) throw tooLargeError(parameter, maxBytes);
		chunks.push(Buffer.from(chunk));
	}
	return Buffer.concat(chunks);
}

/**
 * Fetches a file from the internet, without any credential.
 *
 * @param url a public address, as `readPublicUrl` returns it
 * @throws InputError if it cannot be fetched, is too large, or leads to an address that is not public
 */
export async function fetchFile(url: string, fetch: FileFetch, maxBytes: number): Promise<Buffer> {
	const { parameter } = fetch;
	const response = await request('GET', url, fetch);
	const { statusCode } = response;
	if (statusCode !== 200) {
		discard(response);
		throw new InputError(
			parameter,
			`cannot be fetched by n8n: the server answers with status ${statusCode}`,
			'Open the address in a private browser window: it has to show the file without a login.',
		);
	}
	const length = Number(response.headers?.['content-length']);
	if (length > maxBytes) {
		discard(response);
		throw tooLargeError(parameter, maxBytes);
	}
	try {
		return await bytesOf(response.body as Body, maxBytes, parameter);
	} catch (error) {
		throw error instanceof InputError
			? toError(error)
			: new InputError(
					parameter,
					'cannot be fetched by n8n: the connection was lost or too slow',
					'Try again.',
				);
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
	discard(response);
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
		discard(response);
		return undefined;
	}
	const format = formatOf(typeIn(response));
	if (format) {
		discard(response);
		return format;
	}
	try {
		return detectFileType(await startOf(response.body as Body))?.format;
	} catch {
		throw unreachedError(fetch.parameter, url);
	}
}
