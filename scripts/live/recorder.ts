import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';

import { parseWithTextIds } from '../../nodes/Instagram/graph/answer';

/** A call to Meta and what came back, before the package has read it. Holds secrets: never goes into the report. */
export interface Exchange {
	method: string;
	host: string;
	/** Without the version. */
	path: string;
	query: Record<string, string>;
	/** Absent while no answer has come. */
	status?: number;
	/** Parsed; absent where it is no JSON. */
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

/** Takes an answer's body down as it comes in: a listener would start its flow before the one that waits for it is there. */
function listen(response: IncomingMessage, exchange: Exchange): void {
	exchange.status = response.statusCode;
	const chunks: Buffer[] = [];
	const push = response.push.bind(response);
	response.push = (chunk: Buffer | null, encoding?: BufferEncoding) => {
		if (chunk) chunks.push(chunk);
		else exchange.answer = parsed(chunks, response.headers['content-encoding']);
		return push(chunk, encoding);
	};
}

/**
 * Listens to what this process and Meta say to each other, at the level of Node's own HTTP client, and sees to it that
 * no more calls are made than allowed.
 */
export class Recorder {
	readonly exchanges: Exchange[] = [];

	private controller = new AbortController();
	private readonly addRequest = agents.addRequest;

	/** @param mostCalls after so many no other call is let out */
	constructor(private mostCalls: number) {}

	start(): void {
		const { addRequest } = this;
		const note = (request: ClientRequest) => this.note(request);
		agents.addRequest = function (request, ...rest) {
			note(request);
			addRequest.call(this, request, ...rest);
		};
	}

	stop(): void {
		agents.addRequest = this.addRequest;
	}

	/** Aborted when no more calls are allowed: a caller that waits for one must not retry. */
	get signal(): AbortSignal {
		return this.controller.signal;
	}

	get callsLeft(): number {
		return this.mostCalls - this.exchanges.length;
	}

	/** Allows more calls, for what has to be seen through. */
	allowMore(calls: number): void {
		this.mostCalls += calls;
		this.controller = new AbortController();
	}

	private note(request: ClientRequest): void {
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
		request.prependOnceListener('response', (response: IncomingMessage) => listen(response, exchange));
	}
}
