import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Socket } from 'node:net';

export interface RefusedConnection {
	host: string;
	count: number;
	/** Milliseconds on the sandbox's clock, of the latest try. */
	lastAt: number;
}

export interface ProxyOptions {
	port: number;
	hosts: readonly string[];
	/** Takes a connection that was meant for one of the hosts. TLS has not begun on it. */
	onConnection: (socket: Socket) => void;
	onRefused: (host: string) => void;
}

export interface Proxy {
	url: string;
	close(): Promise<void>;
}

/**
 * A CONNECT proxy that leads nowhere but into this process: connections to the hosts it knows are handed over,
 * all others are refused with 403, so a test can never reach the real Meta or anything else.
 */
export async function startProxy(options: ProxyOptions): Promise<Proxy> {
	const sockets = new Set<Socket>();
	const server = createServer((request, response) => {
		options.onRefused(hostOf(request));
		response.writeHead(403, { 'content-type': 'text/plain' });
		response.end('The sandbox answers for Meta over HTTPS only.\n');
	});
	server.on('connection', (socket) => {
		sockets.add(socket);
		socket.on('error', () => socket.destroy());
		socket.once('close', () => sockets.delete(socket));
	});
	server.on('connect', (request: IncomingMessage, socket: Socket, head: Buffer) => {
		const host = (request.url ?? '').replace(/:\d+$/, '').toLowerCase();
		if (!options.hosts.includes(host) || !/:443$/.test(request.url ?? '')) {
			options.onRefused(host || '(none)');
			socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
			return;
		}
		socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
		if (head.length > 0) socket.unshift(head);
		options.onConnection(socket);
	});
	await listen(server, options.port);
	return {
		url: `http://127.0.0.1:${portOf(server)}`,
		async close() {
			const closed = new Promise<void>((resolve) => server.close(() => resolve()));
			for (const socket of sockets) socket.destroy();
			await closed;
		},
	};
}

function hostOf(request: IncomingMessage): string {
	try {
		return new URL(request.url ?? '').host;
	} catch {
		return request.headers.host ?? '(none)';
	}
}

function listen(server: Server, port: number): Promise<void> {
	return new Promise((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, '127.0.0.1', () => {
			server.off('error', reject);
			resolve();
		});
	});
}

function portOf(server: Server): number {
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('The proxy is not listening');
	return address.port;
}
