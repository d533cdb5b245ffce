import type { IHttpRequestMethods, IN8nHttpFullResponse } from 'n8n-workflow';

import type { SendRequest } from '../graph/types';
import { parseUrl } from '../parameters/publicUrl';
import { quoted } from '../parameters/readers';

/** Servers redirect once or twice. */
const MAX_REDIRECTS = 5;

/** Until a server answers. */
const TIMEOUT_MS = 30_000;

/** A file could not be fetched. The message is a complaint without its subject: `is redirected more than 5 times`. */
export class FetchError extends Error {
	constructor(
		complaint: string,
		readonly remedy?: string,
		/** HTTP status of the server, if that is the reason. */
		readonly status?: number,
	) {
		super(complaint);
	}
}

/** What fetching a file needs. */
export interface FileRequest {
	send: SendRequest;
	/** Where a redirect may lead. The caller has checked the first URL. */
	allows(url: URL): boolean;
	/** The allowed addresses, for errors: `a public https address`. */
	allowed: string;
	/** Value of the Accept header. */
	accept: string;
	/** Aborted when the execution is cancelled. */
	signal?: AbortSignal;
}

function isRedirect(status: number): boolean {
	return [301, 302, 303, 307, 308].includes(status);
}

/** n8n reaches hosts that the internet does not: an address must not lead there by a redirect. */
function nextUrl(location: unknown, from: string, { allows, allowed }: FileRequest): string {
	const remedy = 'Use the address at which the file itself is.';
	const url =
		typeof location === 'string' && URL.canParse(location, from) ? new URL(location, from) : undefined;
	// Addresses may be signed, so messages name the host only.
	if (!url) throw new FetchError(`leads on from ${quoted(new URL(from).host)} to no address`);
	if (url.username !== '' || url.password !== '') {
		throw new FetchError(`leads on to ${quoted(url.origin)} with a username or password`, remedy);
	}
	if (allows(url)) return url.href;
	throw new FetchError(`leads on to ${quoted(url.origin)}, which is not ${allowed}`, remedy);
}

export function unreachedError(url: string): FetchError {
	return new FetchError(
		`cannot be fetched by n8n: no answer from ${quoted(parseUrl(url)?.host ?? url)}`,
		'Check the address, and whether the n8n server may connect to it.',
	);
}

/** Closes the connection of an answer whose body is not read; else it stays open until the server gives up. */
export function discard({ body }: IN8nHttpFullResponse): void {
	(body as Partial<FileStream> | undefined)?.destroy?.();
}

/**
 * Sends a request without credentials and follows redirects one at a time, each address checked before it is asked.
 *
 * @returns the answer, of any status but a redirect, with its body as a stream
 * @throws FetchError if no answer comes, or a redirect leads to an address that is not allowed
 */
export async function requestFile(
	method: IHttpRequestMethods,
	start: string,
	request: FileRequest,
): Promise<IN8nHttpFullResponse> {
	const { send, accept, signal } = request;
	let url = start;
	for (let redirects = 0; ; redirects += 1) {
		let response: IN8nHttpFullResponse;
		try {
			response = (await send({
				method,
				url,
				headers: { Accept: accept },
				encoding: 'stream',
				json: false,
				returnFullResponse: true,
				ignoreHttpStatusErrors: true,
				disableFollowRedirect: true,
				timeout: TIMEOUT_MS,
				...(signal ? { abortSignal: signal } : {}),
			})) as IN8nHttpFullResponse;
		} catch {
			throw unreachedError(url);
		}
		if (!isRedirect(response.statusCode)) return response;
		discard(response);
		if (redirects === MAX_REDIRECTS) {
			throw new FetchError(`is redirected more than ${MAX_REDIRECTS} times`);
		}
		url = nextUrl(response.headers?.location, url, request);
	}
}

/** The type that the server names, without its parameters and in lower case; empty where it names none. */
export function typeIn({ headers }: IN8nHttpFullResponse): string {
	const type = headers?.['content-type'];
	return typeof type === 'string' ? (type.split(';')[0] ?? '').trim().toLowerCase() : '';
}

/** The parts of Node's `Readable` that are needed. */
export interface FileStream extends AsyncIterable<Uint8Array> {
	pause(): unknown;
	on(event: 'data', listener: (chunk: Uint8Array) => void): unknown;
	on(event: 'error', listener: () => void): unknown;
	once(event: 'close', listener: () => void): unknown;
	destroy(reason?: Error): unknown;
}

/** Limits of a body. */
export interface BodyLimits {
	maxBytes: number;
	/** Until the whole file is there: the timeout of n8n's helper ends with the headers. */
	timeoutMs: number;
	/** What to do about a file that is too large. */
	remedy?: string;
	/** Aborted when the execution is cancelled. */
	signal?: AbortSignal;
}

function tooLargeError({ maxBytes, remedy }: BodyLimits): FetchError {
	return new FetchError(`leads to a file of more than ${Math.floor(maxBytes / 1024 / 1024)} MB`, remedy);
}

/**
 * Returns the body of an answer with status 200. Whoever reads it gets a {@link FetchError} once it exceeds a limit, and
 * the connection is closed. Holds nothing of the file.
 *
 * @throws FetchError if the status is another one, or the server names a size above the limit
 */
export function bodyOf(response: IN8nHttpFullResponse, limits: BodyLimits): FileStream {
	const { maxBytes, timeoutMs, signal } = limits;
	const { statusCode, headers } = response;
	if (statusCode !== 200) {
		discard(response);
		throw new FetchError(
			`cannot be fetched by n8n: the server answers with status ${statusCode}`,
			'Open the address in a private browser window: it has to show the file without a login.',
			statusCode,
		);
	}
	if (Number(headers?.['content-length']) > maxBytes) {
		discard(response);
		throw tooLargeError(limits);
	}
	const body = response.body as FileStream;
	const lost = new FetchError('cannot be fetched by n8n: the connection was lost or too slow', 'Try again.');
	const stop = () => body.destroy(lost);
	const signals = [AbortSignal.timeout(timeoutMs), ...(signal ? [signal] : [])];
	for (const one of signals) one.addEventListener('abort', stop, { once: true });
	body.once('close', () => signals.forEach((one) => one.removeEventListener('abort', stop)));
	// The reader gets the error. Without a listener, one that comes before or after it would end the process.
	body.on('error', () => undefined);
	// A listener starts a stream unless it is paused; the reader starts it then.
	body.pause();
	let size = 0;
	body.on('data', (chunk) => {
		size += chunk.length;
		if (size > maxBytes) body.destroy(tooLargeError(limits));
	});
	return body;
}
