import { readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { connect as tlsConnect } from 'node:tls';

import type { Sandbox } from '../../sandbox';

export interface MetaAnswer {
	status: number;
	headers: Record<string, string | string[] | undefined>;
	text: string;
	/** The body as JSON, or undefined where it is none. */
	json: Body;
}

export type Body = ReturnType<typeof JSON.parse>;

export interface MetaCall {
	headers?: Record<string, string>;
	/** Bytes to send instead of a form. */
	bytes?: Buffer;
	/** Ends the connection after the bytes although more are announced. */
	announced?: number;
	signal?: AbortSignal;
}

/** The tunnel that the proxy opens. @throws Error with the proxy's status where it refuses the host */
export async function tunnel({ proxyUrl }: Sandbox, host: string): Promise<Socket> {
	return await new Promise((resolve, reject) => {
		httpRequest(proxyUrl, { method: 'CONNECT', path: host, agent: false })
			.once('connect', (response, socket) => {
				if (response.statusCode === 200) return resolve(socket);
				socket.destroy();
				reject(new Error(`The proxy answered ${response.statusCode}`));
			})
			.once('error', reject)
			.end();
	});
}

/** Calls one of Meta's hosts through the proxy, as any HTTP client would; parameters in the query or as a form. */
export async function meta(
	sandbox: Sandbox,
	method: string,
	address: string,
	parameters: Record<string, string> = {},
	{ headers = {}, bytes, announced, signal }: MetaCall = {},
): Promise<MetaAnswer> {
	const url = new URL(address.startsWith('https:') ? address : `https://${address}`);
	const isForm = method === 'POST' && !bytes;
	if (!isForm) for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
	const body = bytes ?? (isForm ? Buffer.from(new URLSearchParams(parameters).toString()) : undefined);
	const socket = await tunnel(sandbox, `${url.hostname}:443`);
	const ca = readFileSync(sandbox.caFile);
	const secure = tlsConnect({ socket, servername: url.hostname, ca });
	return await new Promise((resolve, reject) => {
		const request = httpsRequest(url, {
			method,
			signal,
			createConnection: () => secure,
			headers: {
				...(isForm ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
				...(bytes ? { 'content-type': 'application/octet-stream' } : {}),
				...(body ? { 'content-length': announced ?? body.length } : {}),
				...headers,
			},
		});
		request.once('error', reject);
		request.once('response', (response) => {
			const parts: Buffer[] = [];
			response.on('data', (part: Buffer) => parts.push(part));
			response.once('error', reject);
			response.once('end', () => {
				secure.destroy();
				const text = Buffer.concat(parts).toString();
				resolve({
					status: response.statusCode ?? 0,
					headers: response.headers,
					text,
					json: parsed(text),
				});
			});
		});
		if (body) request.write(body);
		if (announced === undefined) request.end();
		else setImmediate(() => request.flushHeaders());
	});
}

function parsed(text: string): Body {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** What a refusal says in numbers: `190/463`. */
export function refusalIn({ json }: MetaAnswer): string {
	const { code, error_subcode: subcode } = (json?.error ?? {}) as { code?: number; error_subcode?: number };
	return subcode === undefined ? String(code) : `${code}/${subcode}`;
}

/** The control API below `/_sandbox`. */
export async function control(sandbox: Sandbox, method: string, path: string, body?: unknown): Promise<Body> {
	return await new Promise((resolve, reject) => {
		const request = httpRequest(
			`${sandbox.url}/_sandbox/${path}`,
			{ method, agent: false, headers: body === undefined ? {} : { 'content-type': 'application/json' } },
			(response) => {
				let text = '';
				response.on('data', (part: Buffer) => (text += part.toString()));
				response.once('end', () => resolve(parsed(text)));
			},
		);
		request.once('error', reject);
		request.end(body === undefined ? undefined : JSON.stringify(body));
	});
}
