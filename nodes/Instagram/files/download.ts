import type { IBinaryKeyData, IExecuteFunctions } from 'n8n-workflow';

import { cancelledError } from '../graph/errors/explain';
import { isFileHost } from '../graph/hosts';
import { redact } from '../graph/redact';
import { senderOf } from '../graph/request';
import { parseUrl } from '../parameters/publicUrl';
import { quoted } from '../parameters/readers';
import { createSemaphore } from '../shared/concurrency';
import { toError } from '../shared/toError';
import type { FileReference } from './filesOf';
import { bodyOf, discard, FetchError, requestFile, typeIn } from './request';

/** The largest file that is downloaded. Meta takes videos of up to 300 MB and serves them compressed again. */
export const MAX_DOWNLOAD_BYTES = 512 * 1024 * 1024;

/** Until a whole file is there: the largest at 1.7 MB a second. */
const BODY_TIMEOUT_MS = 300_000;

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
	/** Reads the URL of a media again; `undefined` if Meta gives none. */
	refresh?(mediaId: string): Promise<string | undefined>;
	/** Aborted when the execution is cancelled. */
	signal?: AbortSignal;
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

/** Meta's names are kept; without an extension they get the one of the type, or that of the URL. */
function fileNameOf(name: string, url: string, type: string): string {
	const plain = name.replace(/[\\/:\p{Cc}]/gu, '_').slice(-120);
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
	 * Downloads the files of a record. A file that fails does not fail the record.
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

/** @returns the file, or why it is missing */
async function fetchOrExplain(
	context: DownloadContext,
	file: FileReference,
): Promise<IBinaryKeyData[string] | string> {
	if (context.signal?.aborted) throw cancelledError(false);
	if (file.url === undefined) return file.missing ?? MISSING;
	try {
		return await store(context, file, file.url);
	} catch (error) {
		const url = await freshUrl(context, file, error);
		try {
			if (url === undefined) throw toError(error);
			return await store(context, file, url);
		} catch (last) {
			if (context.signal?.aborted) throw cancelledError(false);
			return reasonOf(last);
		}
	}
}

/** The URL for a second attempt; `undefined` if there is no point in one. */
async function freshUrl(
	{ refresh, signal }: DownloadContext,
	{ mediaId }: FileReference,
	error: unknown,
): Promise<string | undefined> {
	if (signal?.aborted || !refresh || mediaId === undefined || !isExpired(error)) return undefined;
	// The file's own error says more than that of this attempt to get around it.
	return await refresh(mediaId).catch(() => undefined);
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
		discard(response);
		throw new FetchError('leads to a web page, not to a file');
	}
	const limits = { maxBytes: MAX_DOWNLOAD_BYTES, timeoutMs: BODY_TIMEOUT_MS, signal };
	const body = bodyOf(response, limits);
	return await helpers.prepareBinaryData(
		body as unknown as Parameters<typeof helpers.prepareBinaryData>[0],
		fileNameOf(name, url, type),
		UNTYPED.includes(type) ? undefined : type,
	);
}
