import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { Container } from '@n8n/di';
import { BinaryDataService } from 'n8n-core';

import { addSecretSource } from '../../tools/n8n-harness';
import type { SandboxControl } from '../jest/sandbox';

/** What n8n does at `/rest/binary-data/signed`. */
async function give(path: string): Promise<NodeJS.ReadableStream | undefined> {
	const { pathname, searchParams } = new URL(path, 'http://n8n');
	if (pathname !== '/rest/binary-data/signed') return undefined;
	const files = Container.get(BinaryDataService);
	return await files.getAsStream(files.validateSignedToken(searchParams.get('token') ?? ''));
}

/** The part of a running n8n that serves files by signed URL. */
class ServedFiles {
	private server: Server | undefined;

	/** Such as `http://127.0.0.1:40000`. */
	address = '';

	/** Signed URLs that were asked for, by path and query. */
	readonly asked: string[] = [];

	async start(): Promise<void> {
		const server = createServer((request, response) => {
			this.asked.push(request.url ?? '');
			give(request.url ?? '').then(
				(stream) => (stream ? stream.pipe(response) : response.writeHead(404).end()),
				() => response.writeHead(400).end(),
			);
		});
		this.server = server;
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		this.address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	}

	/** Tokens of the signed URLs: secrets, since they open the files. */
	tokens(): string[] {
		return this.asked.flatMap((path) => new URL(path, 'http://n8n').searchParams.get('token') ?? []);
	}

	async stop(): Promise<void> {
		this.server?.closeAllConnections();
		await new Promise((resolve) => this.server?.close(resolve));
	}
}

/** Serves files for the tests of a file, to the sandbox as `https://n8n.example.com`. */
export function useServedFiles(sandbox: SandboxControl): ServedFiles {
	const served = new ServedFiles();
	let forget: (() => void) | undefined;

	beforeAll(async () => {
		await served.start();
		forget = addSecretSource(() => served.tokens());
	});

	beforeEach(() => {
		served.asked.length = 0;
		sandbox.get().world.behave({ tunnels: { 'n8n.example.com': served.address } });
	});

	afterAll(async () => {
		forget?.();
		await served.stop();
	});

	return served;
}
