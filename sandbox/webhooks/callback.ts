import type { WorldState } from '../state';

const LOOPBACK_HOSTS = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Meta waits some 20 seconds. */
const TIMEOUT = 20_000;

/** What a callback answered. */
export interface CallbackAnswer {
	status: number;
	statusText: string;
	text: string;
}

/** Nothing answered at a callback. `number` is that of curl, by which Meta reports it. */
export class Unreachable extends Error {
	constructor(
		readonly number: number,
		text: string,
	) {
		super(text);
	}
}

/** A callback URL: https, or http on this machine. `undefined` where it is none of both. */
export function callbackUrl(text: string): URL | undefined {
	if (!URL.canParse(text)) return undefined;
	const url = new URL(text);
	const isAllowed =
		url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK_HOSTS.has(url.hostname));
	return isAllowed ? url : undefined;
}

/** Where on this machine a callback leads; the sandbox calls no other. @throws Unreachable */
function localAddress({ behaviour }: Pick<WorldState, 'behaviour'>, url: URL): URL {
	if (LOOPBACK_HOSTS.has(url.hostname)) return url;
	const tunnel = behaviour.tunnels[url.hostname];
	if (!tunnel) throw new Unreachable(6, `Could not resolve host: ${url.hostname}`);
	return new URL(`${url.pathname}${url.search}`, tunnel);
}

/** Calls a callback as Meta does. @throws Unreachable where nothing answers */
export async function callBack(
	world: Pick<WorldState, 'behaviour'>,
	url: URL,
	request: { method: 'GET' | 'POST'; headers?: Record<string, string>; body?: string; signal?: AbortSignal },
): Promise<CallbackAnswer> {
	const address = localAddress(world, url);
	const signals = [AbortSignal.timeout(TIMEOUT), ...(request.signal ? [request.signal] : [])];
	try {
		const response = await fetch(address, {
			...request,
			headers: { accept: '*/*', 'user-agent': 'facebookexternalua', ...request.headers },
			redirect: 'manual',
			signal: AbortSignal.any(signals),
		});
		return { status: response.status, statusText: response.statusText, text: await response.text() };
	} catch (error) {
		const isLate = error instanceof Error && error.name === 'TimeoutError';
		throw isLate
			? new Unreachable(28, `Operation timed out after ${TIMEOUT} milliseconds`)
			: new Unreachable(7, `Failed to connect to ${address.host}`);
	}
}
