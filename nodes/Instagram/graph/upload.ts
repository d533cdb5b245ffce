import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';
import { OperationalError } from 'n8n-workflow';

import { readAnswer } from './answer';
import { GraphError, noAnswerError, unreadableError } from './errors/explain';
import { isTokenHost, UPLOAD_ORIGIN } from './hosts';
import { secretsOf } from './request';
import { toError } from '../shared/toError';
import { createSemaphore } from '../shared/concurrency';
import type { GraphClientOptions, GraphSettings, UploadBody, UploadCall, UploadFile } from './types';

/** Uploads of a client at once: each fills the line by itself. */
const UPLOADS_AT_ONCE = 3;

/** How often an upload is begun or gone on with, at most. */
const TRIES = 6;

/** Waits before the next try; the last one stands for the rest. */
const WAITS_MS = [1_000, 3_000, 10_000];

/** Milliseconds without a byte after which a connection is given up. */
const SILENCE_MS = 60_000;

/** Bytes per millisecond of the slowest line that is waited for: 64 kB a second. */
const SLOWEST = 64;

/** What an upload needs of the client. */
interface Uploading extends Pick<GraphClientOptions, 'send' | 'token' | 'signal'> {
	settings: Readonly<GraphSettings>;
	/** Sleeps, and throws once the execution is cancelled. */
	pause(milliseconds: number, mayHaveActed: boolean): Promise<void>;
	throwIfCancelled(mayHaveActed: boolean): void;
}

/**
 * The URL that takes a container's bytes: the one that Meta named when it made the container, or the documented one.
 *
 * @throws GraphError where Meta named another host: the token is not sent there
 */
export function uploadUrl({ containerId, uri }: UploadCall, { apiVersion }: GraphSettings): string {
	if (typeof uri !== 'string' || uri === '')
		return `${UPLOAD_ORIGIN}/ig-api-upload/${apiVersion}/${containerId}`;
	if (isTokenHost(uri) && new URL(uri).origin === UPLOAD_ORIGIN) return uri;
	throw unreadableError("it names an address for the upload that is not Meta's", {});
}

/** How far Meta says that it has come; `undefined` where it does not say. */
function offsetIn(answer: unknown, size: number): number | undefined {
	const { offset, file_offset: fileOffset } = (answer ?? {}) as IDataObject;
	const said = Number(offset ?? fileOffset ?? Number.NaN);
	return Number.isInteger(said) && said >= 0 && said <= size ? said : undefined;
}

/** Codes and kinds with which Meta refuses a token; rupload.facebook.com has no code for it. */
function refusesToken({ kind, code }: GraphError): boolean {
	return kind === 'token' || kind === 'permission' || code === 190;
}

function notRead(): OperationalError {
	return new OperationalError("The file could not be read to its end from n8n's storage", {
		description: 'Run the workflow again from the node that gives the file.',
	});
}

function isStream(body: UploadBody): body is Exclude<UploadBody, Buffer> {
	return !Buffer.isBuffer(body);
}

/**
 * Uploads files to containers, in one piece, as a stream. After a break it asks how far Meta has come and goes on from
 * there; where Meta does not say, it starts again.
 *
 * @see https://developers.facebook.com/docs/instagram-platform/content-publishing/resumable-uploads
 */
export function createUploader(uploading: Uploading): (call: UploadCall) => Promise<void> {
	const { settings, send, token: tokens, signal, pause, throwIfCancelled } = uploading;
	const semaphore = createSemaphore(UPLOADS_AT_ONCE);

	async function exchange(
		request: Pick<IHttpRequestOptions, 'method' | 'url' | 'headers' | 'body'>,
		token: string,
		longest: number,
	): Promise<unknown> {
		const limits = [AbortSignal.timeout(longest), ...(signal ? [signal] : [])];
		try {
			const response = await send({
				...request,
				headers: { ...request.headers, Authorization: `OAuth ${token}`, Accept: 'application/json' },
				json: false,
				encoding: 'text',
				returnFullResponse: true,
				ignoreHttpStatusErrors: true,
				// With redirects allowed, the sender would keep all that it has sent to be able to send it again.
				disableFollowRedirect: true,
				timeout: SILENCE_MS,
				abortSignal: AbortSignal.any(limits),
			});
			return readAnswer(response, { secrets: secretsOf(settings, token), permission: 'publish' });
		} catch (caught) {
			throwIfCancelled(true);
			throw caught instanceof GraphError ? caught : noAnswerError(caught);
		}
	}

	/** Sends the bytes from the offset on. */
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
				SILENCE_MS + Math.ceil(rest / SLOWEST),
			)) as IDataObject | true;
			if (answer !== true && answer.success === false)
				throw unreadableError('it says neither that the upload has succeeded nor why not', {});
		} catch (caught) {
			throw reading.failed ? notRead() : toError(caught);
		} finally {
			if (isStream(body)) body.destroy();
		}
	}

	/** Where to go on after a break. That Meta says so is not documented; without an answer it is the beginning. */
	async function reached(url: string, token: string, { size }: UploadFile): Promise<number> {
		try {
			return offsetIn(await exchange({ method: 'GET', url }, token, SILENCE_MS), size) ?? 0;
		} catch (caught) {
			if (caught instanceof GraphError && caught.kind !== 'cancelled') return 0;
			throw toError(caught);
		}
	}

	async function run(url: string, file: UploadFile): Promise<void> {
		let token = tokens.current();
		let replaced = false;
		let offset = 0;
		for (let tries = 1; ; tries += 1) {
			throwIfCancelled(tries > 1);
			try {
				return await sendFrom(url, token, file, offset);
			} catch (caught) {
				if (!(caught instanceof GraphError) || caught.kind === 'cancelled') throw toError(caught);
				const other = refusesToken(caught) && !replaced ? await tokens.replacementFor(token) : undefined;
				if (other !== undefined && other !== token) {
					token = other;
					replaced = true;
					continue;
				}
				const isPassing = caught.retry === 'sameRequest';
				// Refused in the middle: Meta may not take a rest, but the whole again.
				if (tries >= TRIES || (!isPassing && offset === 0)) throw toError(caught);
				await pause(WAITS_MS[Math.min(tries, WAITS_MS.length) - 1] ?? 0, true);
				offset = isPassing ? await reached(url, token, file) : 0;
				// The bytes have all arrived; only the answer was lost.
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
