import type { IHttpRequestMethods, IN8nHttpFullResponse } from 'n8n-workflow';

import type { SendRequest } from '../graph/types';
import { parseUrl } from '../parameters/publicUrl';
import { quoted } from '../parameters/readers';
import type { ObservedStream } from '../shared/streams';
import { observeChunks, watchForStall } from '../shared/streams';

/** Servers redirect once or twice. */
const MAX_REDIRECTS = 5;

/** Milliseconds until a server answers. */
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

/** The error for a server that does not answer. */
export function unreachedError(url: string): FetchError {
	return new FetchError(
		`cannot be fetched by n8n: no answer from ${quoted(parseUrl(url)?.host ?? url)}`,
		'Check the address, and whether the n8n server may connect to it.',
	);
}

/** An answer with its body as a stream, and its connection. */
export interface FileResponse extends IN8nHttpFullResponse {
	/**
	 * Closes the connection; else it stays open until the server gives up. Whoever reads the body gets the reason. Aborts
	 * the request as well: n8n wraps the body in a generator, which cannot be destroyed before its first chunk, or while it
	 * waits for another one (axios 1.20).
	 */
	close(reason?: Error): void;
}

function closable(response: IN8nHttpFullResponse, connection: AbortController): FileResponse {
	const body = response.body as Partial<FileStream> | undefined;
	// Without a listener, an error that comes before or after somebody reads would end the process.
	body?.on?.('error', () => undefined);
	return {
		...response,
		close(reason) {
			body?.destroy?.(reason);
			connection.abort();
		},
	};
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
): Promise<FileResponse> {
	const { send, accept, signal } = request;
	let url = start;
	for (let redirects = 0; ; redirects += 1) {
		const connection = new AbortController();
		// In older versions of n8n its own timeout starts once the connection exists. The body has limits of its own.
		const limit = AbortSignal.timeout(TIMEOUT_MS);
		const giveUp = () => connection.abort();
		limit.addEventListener('abort', giveUp, { once: true });
		let response: FileResponse;
		try {
			const answer = await send({
				method,
				url,
				// A compressed body that breaks off cannot be told from a whole one, and its size is not known before.
				headers: { Accept: accept, 'Accept-Encoding': 'identity' },
				encoding: 'stream',
				json: false,
				returnFullResponse: true,
				ignoreHttpStatusErrors: true,
				disableFollowRedirect: true,
				timeout: TIMEOUT_MS,
				abortSignal: AbortSignal.any([connection.signal, ...(signal ? [signal] : [])]),
			});
			response = closable(answer, connection);
		} catch {
			throw unreachedError(url);
		} finally {
			limit.removeEventListener('abort', giveUp);
		}
		if (!isRedirect(response.statusCode)) return response;
		response.close();
		if (redirects === MAX_REDIRECTS) {
			throw new FetchError(`is redirected more than ${MAX_REDIRECTS} times`);
		}
		url = nextUrl(response.headers?.location, url, request);
	}
}

/** RFC 6838 limits each part to 127 characters, and asks for 64. */
const MEDIA_TYPE = /^[a-z0-9][\w!#$&^.+-]{0,63}\/[a-z0-9][\w!#$&^.+-]{0,63}$/;

/** The type that the server names, without its parameters and in lower case; empty where it names none. */
export function typeIn({ headers }: Pick<IN8nHttpFullResponse, 'headers'>): string {
	const named = headers?.['content-type'];
	const type = typeof named === 'string' ? (named.split(';')[0] ?? '').trim().toLowerCase() : '';
	return MEDIA_TYPE.test(type) ? type : '';
}

/** The parts of Node's `Readable` that are needed. */
export interface FileStream extends AsyncIterable<Uint8Array>, Pick<ObservedStream, 'off'> {
	/** Bytes, or chunks, that have arrived and are not read yet. */
	readonly readableLength: number;
	readonly destroyed: boolean;
	on(event: 'data', listener: (chunk: Uint8Array) => void): unknown;
	on(event: 'newListener', listener: (event: string | symbol) => void): unknown;
	on(event: 'error', listener: (error: unknown) => void): unknown;
	once(event: 'close', listener: () => void): unknown;
	destroy(reason?: Error): unknown;
}

/** Limits of a body. */
export interface BodyLimits {
	maxBytes: number;
	/** Milliseconds until the whole file is there: the timeout of n8n's helper ends with the headers. */
	timeoutMs: number;
	/** Milliseconds in which nothing arrives although the reader waits. */
	idleMs: number;
	/** What to do about a file that is too large. */
	remedy?: string;
	/** Aborted when the execution is cancelled. */
	signal?: AbortSignal;
}

function tooLargeError({ maxBytes, remedy }: BodyLimits): FetchError {
	return new FetchError(`leads to a file of more than ${Math.floor(maxBytes / 1024 / 1024)} MB`, remedy);
}

/** The error for a connection that breaks, or is too slow, while the file is read. */
export function lostError(): FetchError {
	return new FetchError('cannot be fetched by n8n: the connection was lost or too slow', 'Try again.');
}

/**
 * Returns the body of an answer with status 200. Whoever reads it gets a {@link FetchError} once it exceeds a limit, and
 * the connection is closed. Holds nothing of the file.
 *
 * @throws FetchError if the status is another one, or the server names a size above the limit
 */
export function bodyOf(response: FileResponse, limits: BodyLimits): FileStream {
	const { maxBytes, timeoutMs, idleMs, signal } = limits;
	const { statusCode, headers } = response;
	if (statusCode !== 200) {
		response.close();
		throw new FetchError(
			`cannot be fetched by n8n: the server answers with status ${statusCode}`,
			'Open the address in a private browser window: it has to show the file without a login.',
			statusCode,
		);
	}
	const announced = Number(headers?.['content-length']);
	if (announced > maxBytes) {
		response.close();
		throw tooLargeError(limits);
	}
	const body = response.body as FileStream;
	const stop = () => response.close(lostError());
	const signals = [AbortSignal.timeout(timeoutMs), ...(signal ? [signal] : [])];
	for (const one of signals) one.addEventListener('abort', stop, { once: true });
	// What has arrived and is not read waits for a slow reader, such as n8n's storage.
	const isReaderSlow = () => !body.destroyed && body.readableLength > 0;
	const endWatch = watchForStall(body, idleMs, stop, isReaderSlow);
	body.once('close', () => {
		endWatch();
		for (const one of signals) one.removeEventListener('abort', stop);
	});
	let size = 0;
	observeChunks(body, (chunk) => {
		size += chunk.length;
		// The end of a stream comes only once a reader asks for more.
		if (size === announced) endWatch();
		if (size > maxBytes) response.close(tooLargeError(limits));
	});
	return body;
}
