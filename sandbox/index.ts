import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Server as PlainServer } from 'node:http';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

import { ensureCertificateAuthority, ensureServerCertificate } from './certificates';
import { CDN_HOST, MESSAGE_FILES_HOST } from './media/files';
import { controlServer } from './control';
import type { Behaviour, ProcessingTimes } from './model';
import { startProxy } from './proxy';
import { seedWorld } from './seed';
import { metaServer } from './server';
import { World } from './world';

/** Meta's hosts that the sandbox answers for. */
export const META_HOSTS = [
	'www.facebook.com',
	'graph.facebook.com',
	'rupload.facebook.com',
	'www.instagram.com',
	'api.instagram.com',
	'graph.instagram.com',
	CDN_HOST,
	MESSAGE_FILES_HOST,
] as const;

export interface SandboxOptions {
	/** Port of the page; 0 takes a free one. */
	port?: number;
	/** Port of the CONNECT proxy; 0 takes a free one. */
	proxyPort?: number;
	seed?: number;
	/** Registered redirect URIs besides n8n's usual one. */
	redirectUris?: string[];
	/** Where the certificate authority is kept; a new temporary one if left out. */
	certificateDirectory?: string;
	processing?: Partial<ProcessingTimes>;
	/** Real milliseconds before every answer of Meta's hosts. */
	latencyMs?: number;
	behaviour?: Partial<Behaviour>;
	/** Also accepts connections without proxy and TLS, which halves the time of a test. */
	plain?: boolean;
}

export interface Sandbox {
	/** Of the page and the JSON below it. */
	url: string;
	proxyUrl: string;
	/** Where Meta's hosts answer without TLS, if that was asked for. */
	plainPort?: number;
	/** PEM of the certificate authority. */
	caFile: string;
	/** Environment for a program that should use the sandbox as Meta. */
	env(): { HTTPS_PROXY: string; HTTP_PROXY: string; NODE_EXTRA_CA_CERTS: string; NO_PROXY: string };
	world: World;
	close(): Promise<void>;
}

/** Passes unencrypted connections to the plain server. Loopback only. */
async function listenPlainly(plain: PlainServer, sockets: Set<Socket>): Promise<Server> {
	const listener = createServer((socket) => {
		sockets.add(socket);
		socket.on('error', () => socket.destroy());
		socket.once('close', () => sockets.delete(socket));
		plain.emit('connection', socket);
	});
	await new Promise<void>((resolve) => void listener.listen(0, '127.0.0.1', resolve));
	return listener;
}

/** Starts the stand-in for Meta: the hosts behind a CONNECT proxy, and the page. Loopback only. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	const temporary = options.certificateDirectory
		? undefined
		: mkdtempSync(join(tmpdir(), 'instagram-sandbox-'));
	const authority = await ensureCertificateAuthority(options.certificateDirectory ?? temporary ?? '');
	const world = new World(
		{
			seed: options.seed ?? 1,
			redirectUris: options.redirectUris ?? [],
			processing: { imageSeconds: 0, videoSeconds: 3, ...options.processing },
			latencyMs: options.latencyMs ?? 0,
			behaviour: options.behaviour ?? {},
		},
		seedWorld,
	);
	const meta = await metaServer(world, await ensureServerCertificate(authority, META_HOSTS));
	const proxy = await startProxy({
		port: options.proxyPort ?? 0,
		hosts: META_HOSTS,
		onConnection: (socket) => meta.server.emit('connection', socket),
		onRefused: (host) => world.noteRefused(host),
	});
	const sockets = new Set<Socket>();
	const listener = options.plain ? await listenPlainly(meta.plain, sockets) : undefined;
	const control = controlServer(world);
	await control.listen({ host: '127.0.0.1', port: options.port ?? 0 });
	world.url = `http://127.0.0.1:${(control.server.address() as AddressInfo).port}`;
	return {
		url: world.url,
		proxyUrl: proxy.url,
		...(listener ? { plainPort: (listener.address() as AddressInfo).port } : {}),
		caFile: authority.caFile,
		env: () => ({
			HTTPS_PROXY: proxy.url,
			HTTP_PROXY: proxy.url,
			NODE_EXTRA_CA_CERTS: authority.caFile,
			NO_PROXY: '127.0.0.1,localhost',
		}),
		world,
		close: async () => {
			// The proxy's sockets first: open connections must not hold the servers up.
			await proxy.close();
			for (const socket of sockets) socket.destroy();
			listener?.close();
			await control.close();
			await meta.app.close();
			world.close();
			if (temporary) rmSync(temporary, { recursive: true, force: true });
		},
	};
}
