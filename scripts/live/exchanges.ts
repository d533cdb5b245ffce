import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';

import type { IDataObject } from 'n8n-workflow';

import { parseWithTextIds } from '../../nodes/Instagram/graph/answer';
import { redact } from '../../nodes/Instagram/graph/redact';
import { appSecretProof } from '../../nodes/Instagram/graph/request';

/** A call to Meta and its answer, before the package has read it. Contains secrets, so it never goes into the report. */
export interface Exchange {
	method: string;
	host: string;
	/** Without the version. */
	path: string;
	query: Record<string, string>;
	/** Absent until Meta answers. */
	status?: number;
	/** Parsed; absent if it is not JSON. */
	answer?: unknown;
}

/** Every request of Node's HTTP client goes through this method of its agent; Node's types leave it out. */
const agents = http.Agent.prototype as unknown as {
	addRequest(this: http.Agent, request: ClientRequest, ...rest: unknown[]): void;
};

const HOSTS = new Set([
	'graph.instagram.com',
	'graph.facebook.com',
	'api.instagram.com',
	'rupload.facebook.com',
]);

const DECODERS: Record<string, (body: Buffer) => Buffer> = {
	gzip: gunzipSync,
	deflate: inflateSync,
	br: brotliDecompressSync,
};

function parsed(chunks: Buffer[], encoding = 'identity'): unknown {
	try {
		const body = Buffer.concat(chunks);
		return parseWithTextIds((DECODERS[encoding]?.(body) ?? body).toString('utf8'));
	} catch {
		return undefined;
	}
}

/** Copies an answer's body as it arrives. A `data` listener would start the stream before the actual reader is attached. */
function copyBody(response: IncomingMessage, exchange: Exchange): void {
	exchange.status = response.statusCode;
	const chunks: Buffer[] = [];
	const push = response.push.bind(response);
	response.push = (chunk: Buffer | null, encoding?: BufferEncoding) => {
		if (chunk) chunks.push(chunk);
		else exchange.answer = parsed(chunks, response.headers['content-encoding']);
		return push(chunk, encoding);
	};
}

/** Records what this process sends to Meta and receives, inside Node's own HTTP client, and limits the number of calls. */
export class ExchangeRecorder {
	readonly exchanges: Exchange[] = [];

	private controller = new AbortController();
	private readonly addRequest = agents.addRequest;

	/** @param mostCalls calls after this many are not sent */
	constructor(private mostCalls: number) {}

	start(): void {
		const { addRequest } = this;
		const record = (request: ClientRequest) => this.record(request);
		agents.addRequest = function (request, ...rest) {
			record(request);
			addRequest.call(this, request, ...rest);
		};
	}

	stop(): void {
		agents.addRequest = this.addRequest;
	}

	/** Aborted once the limit is reached, so that callers stop retrying. */
	get signal(): AbortSignal {
		return this.controller.signal;
	}

	get callsLeft(): number {
		return this.mostCalls - this.exchanges.length;
	}

	/** Raises the limit. */
	allowMore(calls: number): void {
		this.mostCalls += calls;
		this.controller = new AbortController();
	}

	private record(request: ClientRequest): void {
		if (!HOSTS.has(request.host)) return;
		if (this.callsLeft <= 0) {
			this.controller.abort();
			request.destroy(new Error('The bound on calls of the live check is reached'));
			return;
		}
		const { pathname, searchParams } = new URL(request.path, `https://${request.host}`);
		const exchange: Exchange = {
			method: request.method,
			host: request.host,
			path: pathname.replace(/^\/v\d+\.\d+(?=\/|$)/, '') || '/',
			query: Object.fromEntries(searchParams),
		};
		this.exchanges.push(exchange);
		request.prependOnceListener('response', (response: IncomingMessage) => copyBody(response, exchange));
	}
}

/** Returns the object at a path of names; an empty one if there is none. */
export function objectAt(value: unknown, ...names: string[]): IDataObject {
	let at: unknown = value;
	for (const name of names) at = (at as IDataObject | undefined)?.[name];
	return typeof at === 'object' && at !== null ? (at as IDataObject) : {};
}

/** Reads a page of an edge: its records, and whether another page follows. */
export function pageOf(edge: IDataObject): { records: IDataObject[]; hasNext: boolean } {
	const records = Array.isArray(edge.data) ? (edge.data as IDataObject[]) : [];
	return { records, hasNext: typeof objectAt(edge, 'paging').next === 'string' };
}

export function isAnswered({ status = 0 }: Exchange): boolean {
	return status >= 200 && status < 300;
}

/** Whether Meta rejects the request itself, not the token or the permission. */
export function isRefused({ answer }: Exchange): boolean {
	return objectAt(answer, 'error').code === 100;
}

/** `100/33`; `undefined` without a code. */
export function codesText(code: unknown, subcode: unknown): string | undefined {
	return code === undefined ? undefined : [code, subcode].filter((one) => one !== undefined).join('/');
}

/** `200`, or `400 (100/33)`. */
export function answerText({ status, answer }: Exchange): string {
	const { code, error_subcode: subcode } = objectAt(answer, 'error');
	const codes = codesText(code, subcode);
	return `${status ?? 'none'}${codes === undefined ? '' : ` (${codes})`}`;
}

/** Parameters that determine the shape of an answer. */
const SHAPING = ['fields', 'metric_type', 'breakdown', 'period', 'timeframe', 'grant_type'];

/** Removes what differs between accounts from `fields`. */
function withoutValues(value: string): string {
	return value
		.replace(/\.after\([^)]*\)/g, '')
		.replace(/\.(limit|username|media_id|comment_id)\([^)]*\)/g, '.$1')
		.replace(/metric\([^)]*\)/g, 'metric');
}

/** Replaces ids in a path. Those of conversations also contain letters. */
function withoutIds(path: string): string {
	return path.replace(/\/(\d{5,}|(?=[\w=-]*\d)[\w=-]{16,})(?=\/|$)/g, '/{id}');
}

/** The request without ids, limits and cursors: `GET graph.instagram.com/me/media fields=id,caption`. */
export function questionOf({ method, host, path, query }: Exchange): string {
	const parameters = SHAPING.flatMap((name) =>
		query[name] ? [`${name}=${withoutValues(query[name])}`] : [],
	);
	return [`${method} ${host}${withoutIds(path)}`, ...parameters].join(' ');
}

const SECRET_NAMES = /^(access_token|input_token|fb_exchange_token|client_secret|appsecret_proof|code)$/;

/** Shorter texts occur by chance. */
const MIN_SECRET = 8;

function collect(value: unknown, found: Set<string>, isSecret = false): void {
	if (typeof value === 'string') {
		if (isSecret) found.add(value);
		// The URLs of further pages contain the token.
		const inUrl = /[?&]access_token=([^&]+)/.exec(value)?.[1];
		if (inUrl) found.add(decodeURIComponent(inUrl));
	} else if (typeof value === 'object' && value !== null) {
		for (const [name, inner] of Object.entries(value)) collect(inner, found, SECRET_NAMES.test(name));
	}
}

/** Returns all secrets of the settings and of the exchanges. */
export function secretsOf(
	exchanges: Exchange[],
	{
		accessToken,
		appSecret = '',
		metaAppSecret = '',
	}: { accessToken: string; appSecret?: string; metaAppSecret?: string },
): string[] {
	const found = new Set([accessToken, appSecret, metaAppSecret]);
	for (const { query, answer } of exchanges) {
		collect(query, found);
		collect(answer, found);
	}
	if (appSecret) for (const token of [...found]) found.add(appSecretProof(appSecret, token));
	return [...found].filter((secret) => secret.length >= MIN_SECRET);
}

/** `17841400000000001` -> `1784…01`; `north.pottery` -> `no…y` */
export function shortened(text: string): string {
	const [head, tail] = /^\d+$/.test(text) ? [4, 2] : [2, 1];
	return text.length > head + tail + 1 ? `${text.slice(0, head)}…${text.slice(-tail)}` : text;
}

/**
 * Makes a text of Meta, such as an error, fit for the report: without secrets, with shortened ids and usernames, and
 * with URLs cut after their host.
 */
export function sanitized(text: string, secrets: string[]): string {
	return redact(text, secrets)
		.replace(/(https?:\/\/[^/\s]+)\/\S*/g, '$1/…')
		.replace(/\d{8,}/g, shortened)
		.replace(/@[\w.]+/g, (name) => `@${shortened(name.slice(1))}`)
		.slice(0, 500);
}

/** @throws Error if the text contains a secret */
export function assertWithoutSecrets(text: string, secrets: string[]): void {
	for (const secret of secrets) {
		for (const form of [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]) {
			if (text.includes(form)) throw new Error('The report contains a secret, so it is not written');
		}
	}
}
