import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';
import { OperationalError } from 'n8n-workflow';

import { readAnswer } from './answer';
import { GraphError, networkError, unreadableError } from './errors/explain';
import { INVALID_TOKEN } from './errors/row';
import { isTokenHost, UPLOAD_ORIGIN } from './hosts';
import { secretsOf } from './request';
import { toError } from '../shared/toError';
import { createSemaphore } from '../shared/concurrency';
import { watchForStall } from '../shared/streams';
import type { GraphClientOptions, GraphSettings, UploadBody, UploadCall, UploadFile } from './types';

/** Concurrent uploads of a client: a single one can use the whole bandwidth. */
const MAX_UPLOADS = 3;

/** An upload is started or resumed at most this often. */
const MAX_ATTEMPTS = 6;

/** Waits before the next attempt. The last one applies to all later attempts. */
const WAITS_MS = [1_000, 3_000, 10_000];

/**
 * Milliseconds without a chunk, or after the last one without an answer, before the upload of a stream is interrupted. A
 * file in memory has only the total limit.
 */
const IDLE_TIMEOUT_MS = 60_000;

/** The slowest supported upload, in bytes per millisecond: 64 kB a second. */
const MIN_BYTES_PER_MS = 64;

/** What an upload needs from the client. */
interface UploadContext extends Pick<GraphClientOptions, 'send' | 'token' | 'signal'> {
	settings: Readonly<GraphSettings>;
	/** Sleeps, and throws once the execution is cancelled. */
	pause(milliseconds: number, mayHaveActed: boolean): Promise<void>;
	throwIfCancelled(mayHaveActed: boolean): void;
}

/**
 * The URL to upload a container's file to: the one that Meta returned with the container, or the documented one.
 *
 * @throws GraphError if Meta returned a URL of another host, because the token must not be sent there
 */
export function uploadUrl({ containerId, uri }: UploadCall, { apiVersion }: GraphSettings): string {
	if (typeof uri !== 'string' || uri === '')
		return `${UPLOAD_ORIGIN}/ig-api-upload/${apiVersion}/${containerId}`;
	if (isTokenHost(uri) && new URL(uri).origin === UPLOAD_ORIGIN) return uri;
	throw unreadableError("its upload URL is not one of Meta's", {});
}

/** The offset that Meta has reached; `undefined` if the answer has none. */
function offsetIn(answer: unknown, size: number): number | undefined {
	const { offset, file_offset: fileOffset } = (answer ?? {}) as IDataObject;
	const reached = Number(offset ?? fileOffset ?? Number.NaN);
	return Number.isInteger(reached) && reached >= 0 && reached <= size ? reached : undefined;
}

/** Whether Meta rejected the token. rupload.facebook.com has no code for it. */
function isTokenRejected({ kind, code }: GraphError): boolean {
	return kind === 'token' || kind === 'permission' || code === INVALID_TOKEN;
}

function fileNotReadError(): OperationalError {
	return new OperationalError("The file could not be read completely from n8n's storage", {
		description: 'Run the workflow again, starting with the node that provides the file.',
	});
}

function isStream(body: UploadBody | undefined): body is Exclude<UploadBody, Buffer> {
	return body !== undefined && !Buffer.isBuffer(body);
}

/**
 * Uploads files to containers, in one request, as a stream. After an interruption it asks Meta for the offset and
 * resumes there; without an offset it starts again.
 *
 * @see https://developers.facebook.com/docs/instagram-platform/content-publishing/resumable-uploads
 */
export function createUploader(context: UploadContext): (call: UploadCall) => Promise<void> {
	const { settings, send, token: tokens, signal, pause, throwIfCancelled } = context;
	const semaphore = createSemaphore(MAX_UPLOADS);

	async function exchange(
		request: Pick<IHttpRequestOptions, 'method' | 'url' | 'headers'> & { body?: UploadBody },
		token: string,
		timeLimitMs: number,
	): Promise<unknown> {
		const stalled = new AbortController();
		const limits = [AbortSignal.timeout(timeLimitMs), stalled.signal, ...(signal ? [signal] : [])];
		const { body } = request;
		const endWatch = isStream(body)
			? watchForStall(body, IDLE_TIMEOUT_MS, () => stalled.abort())
			: () => undefined;
		try {
			const response = await send({
				...request,
				headers: { ...request.headers, Authorization: `OAuth ${token}`, Accept: 'application/json' },
				json: false,
				encoding: 'text',
				returnFullResponse: true,
				ignoreHttpStatusErrors: true,
				// With redirects, the HTTP client would keep the whole file in memory to be able to send it again.
				disableFollowRedirect: true,
				// Without redirects, axios 1.18 counts the whole time until the answer, not the time without a byte.
				timeout: timeLimitMs,
				abortSignal: AbortSignal.any(limits),
			});
			return readAnswer(response, { secrets: secretsOf(settings, token), permission: 'publish' });
		} catch (caught) {
			throwIfCancelled(true);
			throw caught instanceof GraphError ? caught : networkError(caught);
		} finally {
			endWatch();
		}
	}

	/** Sends the bytes from the offset to the end. */
	async function sendFrom(url: string, token: string, file: UploadFile, offset: number): Promise<void> {
		const body = await file.from(offset);
		const reading: { failed?: boolean } = {};
		if (isStream(body)) body.once('error', () => (reading.failed = true));
		const rest = file.size - offset;
		const headers = {
			offset: String(offset),
			file_size: String(file.size),
			'Content-Type': 'application/octet-stream',
			'Content-Length': String(rest),
		};
		try {
			const answer = (await exchange(
				{ method: 'POST', url, headers, body },
				token,
				IDLE_TIMEOUT_MS + Math.ceil(rest / MIN_BYTES_PER_MS),
			)) as IDataObject | true;
			if (answer !== true && answer.success === false)
				throw unreadableError('it reports a failed upload without a reason', {});
		} catch (caught) {
			throw reading.failed ? fileNotReadError() : toError(caught);
		} finally {
			if (isStream(body)) body.destroy();
		}
	}

	/** The offset to resume at. Meta does not document that it returns one; without an answer it is 0. */
	async function readOffset(url: string, token: string, { size }: UploadFile): Promise<number> {
		try {
			return offsetIn(await exchange({ method: 'GET', url }, token, IDLE_TIMEOUT_MS), size) ?? 0;
		} catch (caught) {
			if (caught instanceof GraphError && caught.kind !== 'cancelled') return 0;
			throw toError(caught);
		}
	}

	async function run(url: string, file: UploadFile): Promise<void> {
		let token = tokens.current();
		let replaced = false;
		let offset = 0;
		for (let attempt = 1; ; attempt += 1) {
			throwIfCancelled(attempt > 1);
			try {
				return await sendFrom(url, token, file, offset);
			} catch (caught) {
				if (!(caught instanceof GraphError) || caught.kind === 'cancelled') throw toError(caught);
				const other = isTokenRejected(caught) && !replaced ? await tokens.replacementFor(token) : undefined;
				if (other !== undefined && other !== token) {
					token = other;
					replaced = true;
					continue;
				}
				const isTransient = caught.retry === 'sameRequest';
				// After a rejected rest, Meta may still accept the whole file.
				if (attempt >= MAX_ATTEMPTS || (!isTransient && offset === 0)) throw toError(caught);
				await pause(WAITS_MS[Math.min(attempt, WAITS_MS.length) - 1] ?? 0, true);
				offset = isTransient ? await readOffset(url, token, file) : 0;
				// All bytes have arrived; only the answer was lost.
				if (offset === file.size) return;
			}
		}
	}

	return async (call) => {
		throwIfCancelled(false);
		const url = uploadUrl(call, settings);
		const release = await semaphore.acquire();
		try {
			await run(url, call.file);
		} finally {
			release();
		}
	};
}
