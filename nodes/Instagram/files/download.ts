import type { IBinaryKeyData, IExecuteFunctions } from 'n8n-workflow';

import { cancelledError } from '../graph/errors/explain';
import { isFileHost } from '../graph/hosts';
import { redact } from '../graph/redact';
import { senderOf } from '../graph/request';
import { parseUrl } from '../parameters/publicUrl';
import { quoted } from '../parameters/readers';
import { createSemaphore } from '../shared/concurrency';
import { observeChunks } from '../shared/streams';
import { toError } from '../shared/toError';
import type { FileReference } from './filesOf';
import { bodyOf, FetchError, lostError, requestFile, typeIn } from './request';

/** The largest file that is downloaded. Meta takes videos of up to 300 MB and serves them compressed again. */
const MAX_DOWNLOAD_BYTES = 512 * 1024 * 1024;

/** Milliseconds until a whole file is there: the largest at 0.3 MB a second. */
const BODY_TIMEOUT_MS = 1_800_000;

/** Milliseconds without a byte. */
const IDLE_MS = 30_000;

/** Files that are downloaded at the same time. */
const MAX_CONCURRENT_DOWNLOADS = 4;

/** A signed URL that has expired is answered with 403; files that are gone with the others. */
const EXPIRED: readonly number[] = [403, 404, 410];

/** Types that say nothing of a file. */
const UNTYPED: readonly string[] = ['', 'application/octet-stream', 'binary/octet-stream'];

/** The types that Meta stores, and the usual extensions. */
const EXTENSIONS: Readonly<Record<string, string>> = {
	'application/pdf': 'pdf',
	'audio/aac': 'aac',
	'audio/mp4': 'm4a',
	'audio/mpeg': 'mp3',
	'audio/ogg': 'ogg',
	'audio/wav': 'wav',
	'image/gif': 'gif',
	'image/heic': 'heic',
	'image/jpeg': 'jpg',
	'image/png': 'png',
	'image/webp': 'webp',
	'video/mp4': 'mp4',
	'video/quicktime': 'mov',
};

const MISSING =
	'Meta returns no URL of the file. It leaves out media_url for media with a copyright claim, such as a reel with licensed music.';

/** What a download needs. */
export interface DownloadContext {
	helpers: Pick<IExecuteFunctions['helpers'], 'httpRequest' | 'prepareBinaryData'>;
	/** Asks Meta for a new URL of a file; `undefined` if Meta gives none. */
	refresh?(file: FileReference): Promise<string | undefined>;
	/** Aborted when the execution is cancelled, or the time is over. */
	signal?: AbortSignal;
	/** Why files are missing when the time is over. Without it, an aborted signal is a cancelled execution. */
	tooLate?: string;
}

/** The files of a record. */
export interface Downloaded {
	/** `data`, or for several files `data_0`, `data_1`, … */
	binary: IBinaryKeyData;
	/** Why files are missing, in the order of the files. */
	problems: Array<{ property: string; reason: string }>;
}

/** The value of the field `downloadError`: the reason, or for several files `data_1: <reason>; data_2: <reason>`. */
export function downloadError(problems: Downloaded['problems']): string {
	return problems
		.map(({ property, reason }) => (property === 'data' ? reason : `${property}: ${reason}`))
		.join('; ');
}

/** File systems take names of up to 255 bytes; the extension may come on top. */
const MAX_NAME_BYTES = 200;

/** The end of a text, of at most so many bytes in UTF-8. The end of a name has its extension. */
function lastBytes(text: string, count: number): string {
	// Every character has a byte at least.
	const characters = [...text].slice(-count);
	while (Buffer.byteLength(characters.join('')) > count) characters.shift();
	return characters.join('');
}

/**
 * Whoever sends a file chooses its name, and a node behind this one may write it to a disk: no separators, nothing that
 * Windows refuses, no marks that turn the direction of writing (`gpj.exe` can look like `exe.jpg`), no leading dots.
 */
function safeName(name: string): string {
	const plain = name
		.replace(/[\\/:*?"<>|\p{Cc}\p{Cs}\p{Bidi_Control}]/gu, '_')
		.replace(/^[\s.]+|[\s.]+$/g, '');
	return lastBytes(plain, MAX_NAME_BYTES) || 'file';
}

/** Meta's names are kept; without an extension they get the one of the type, or that of the URL. */
function fileNameOf(name: string, url: string, type: string): string {
	const plain = safeName(name);
	if (/\.[a-z0-9]{2,5}$/i.test(plain)) return plain;
	const extension =
		EXTENSIONS[type] ?? /\.([a-z0-9]{2,4})$/i.exec(parseUrl(url)?.pathname ?? '')?.[1]?.toLowerCase();
	return extension === undefined ? plain : `${plain}.${extension}`;
}

function assertFileHost(url: string): void {
	const parsed = parseUrl(url);
	if (parsed && isFileHost(parsed)) return;
	throw new FetchError(
		`is not one of Meta's file servers: ${quoted(parsed?.origin ?? url)}`,
		'Download it with an HTTP Request node if you trust it.',
	);
}

/** Puts files of Meta into n8n's binary data, a few at a time. */
export class Downloads {
	private readonly permits = createSemaphore(MAX_CONCURRENT_DOWNLOADS);

	/**
	 * Downloads the files of a record. A file that fails, or is too late, does not fail the record or the other files.
	 *
	 * @throws GraphError if the execution is cancelled
	 */
	async fetch(context: DownloadContext, files: readonly FileReference[]): Promise<Downloaded> {
		const result: Downloaded = { binary: {}, problems: [] };
		const stored = await Promise.all(
			files.map(async (file) => {
				const release = await this.permits.acquire();
				try {
					return await fetchOrExplain(context, file);
				} finally {
					release();
				}
			}),
		);
		for (const [index, outcome] of stored.entries()) {
			const property = stored.length === 1 ? 'data' : `data_${index}`;
			if (typeof outcome === 'string') result.problems.push({ property, reason: outcome });
			else result.binary[property] = outcome;
		}
		return result;
	}
}

/** @returns why the file is missing, if the time is over. @throws GraphError if the execution is cancelled */
function stopReason({ signal, tooLate }: DownloadContext): string | undefined {
	if (!signal?.aborted) return undefined;
	if (tooLate === undefined) throw cancelledError(false);
	return tooLate;
}

/** @returns the file, or why it is missing */
async function fetchOrExplain(
	context: DownloadContext,
	file: FileReference,
): Promise<IBinaryKeyData[string] | string> {
	const { url } = file;
	const tooLate = stopReason(context);
	if (url === undefined) return file.missing ?? MISSING;
	if (tooLate !== undefined) return tooLate;
	try {
		return await store(context, file, url);
	} catch (error) {
		try {
			const fresh = await freshUrl(context, file, error);
			if (fresh === undefined) throw toError(error);
			return await store(context, file, fresh);
		} catch (last) {
			return stopReason(context) ?? reasonOf(last);
		}
	}
}

/** The URL for a second attempt; `undefined` if there is no point in one. */
async function freshUrl(
	{ refresh, signal }: DownloadContext,
	file: FileReference,
	error: unknown,
): Promise<string | undefined> {
	const isKnown = file.mediaId !== undefined || file.attachment !== undefined;
	if (signal?.aborted || !refresh || !isKnown || !isExpired(error)) return undefined;
	const stopped = new Promise<undefined>((resolve) => {
		signal?.addEventListener('abort', () => resolve(undefined), { once: true });
	});
	// The file's own error says more than that of this attempt to get around it.
	return await Promise.race([refresh(file).catch(() => undefined), stopped]);
}

function isExpired(error: unknown): boolean {
	return error instanceof FetchError && error.status !== undefined && EXPIRED.includes(error.status);
}

function reasonOf(error: unknown): string {
	if (!(error instanceof FetchError))
		return `n8n could not store the file: ${redact(toError(error).message)}`;
	if (isExpired(error)) return `The URL of the file has expired: Meta answers with status ${error.status}`;
	return `The URL of the file ${error.message}`;
}

async function store(
	{ helpers, signal }: DownloadContext,
	{ name }: FileReference,
	url: string,
): Promise<IBinaryKeyData[string]> {
	assertFileHost(url);
	const response = await requestFile('GET', url, {
		send: senderOf({ helpers }),
		allows: isFileHost,
		allowed: "one of Meta's file servers",
		accept: '*/*',
		signal,
	});
	const type = typeIn(response);
	if (response.statusCode === 200 && type === 'text/html') {
		response.close();
		throw new FetchError('leads to a web page, not to a file');
	}
	const limits = { maxBytes: MAX_DOWNLOAD_BYTES, timeoutMs: BODY_TIMEOUT_MS, idleMs: IDLE_MS, signal };
	const body = bodyOf(response, limits);
	let broken: unknown;
	let isEmpty = true;
	body.on('error', (error) => (broken ??= error));
	observeChunks(body, () => (isEmpty = false));
	try {
		const stored = await helpers.prepareBinaryData(
			body as unknown as Parameters<typeof helpers.prepareBinaryData>[0],
			fileNameOf(name, url, type),
			UNTYPED.includes(type) ? undefined : type,
		);
		if (isEmpty) throw new FetchError('leads to an empty file');
		return stored;
	} catch (error) {
		// Errors of a broken connection are replaced, because their text does not help the user; n8n may wrap the body's.
		if (broken === undefined) throw toError(error);
		throw broken instanceof FetchError ? broken : lostError();
	} finally {
		// n8n leaves the body unread where it cannot store it.
		response.close();
	}
}
