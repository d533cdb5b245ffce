import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';

import { OutboundHttp } from '@n8n/backend-network';
import { Container } from '@n8n/di';
import type { IHttpRequestOptions, IN8nHttpFullResponse } from 'n8n-workflow';

import { createGraphClient } from '../../nodes/Instagram/graph/client';
import { startN8nCore } from '../../tools/n8n-harness/n8nCore';
import { connectWithoutTls } from '../jest/plainConnections';

/** Of time: the minute in which nothing moves takes 600 milliseconds, and every other limit as much less. */
const SPEED = 100;

const CHUNK = Buffer.alloc(2_500_000);
const CHUNKS = 10;
const CHUNK_MS = 150;

let server: Server;
let disconnect: () => void;
/** Bytes that have arrived, over all requests, and the offsets that were sent. */
let arrived: number;
let offsets: unknown[];

async function receive(request: IncomingMessage): Promise<object> {
	if (request.method === 'GET') return { offset: arrived };
	offsets.push(request.headers.offset);
	for await (const chunk of request) arrived += (chunk as Buffer).length;
	return { success: true };
}

beforeAll(async () => {
	await startN8nCore();
	server = createServer((request, response) => {
		receive(request).then(
			(answer) => response.end(JSON.stringify(answer)),
			() => undefined,
		);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	disconnect = connectWithoutTls((server.address() as AddressInfo).port, ['rupload.facebook.com']);
	const { timeout } = AbortSignal;
	jest
		.spyOn(AbortSignal, 'timeout')
		.mockImplementation((milliseconds) => timeout.call(AbortSignal, Math.ceil(milliseconds / SPEED)));
});

beforeEach(() => {
	arrived = 0;
	offsets = [];
});

afterAll(async () => {
	jest.restoreAllMocks();
	disconnect();
	server.closeAllConnections();
	await new Promise((resolve) => server.close(resolve));
});

const send = async (request: IHttpRequestOptions) =>
	(await Container.get(OutboundHttp)
		.requests()
		.request({ ...request, timeout: (request.timeout ?? 0) / SPEED } as never)) as IN8nHttpFullResponse;

/** @param stopsAt number of the chunk after which the first stream has nothing more */
async function upload(stopsAt = Infinity): Promise<void> {
	const { upload: start } = createGraphClient({
		loginMethod: 'facebook',
		apiVersion: 'v26.0',
		token: { current: () => 'EAAsandboxToken', replacementFor: async () => undefined },
		clock: { now: () => 0, sleep: async () => undefined },
		send,
	});
	let streams = 0;
	async function* chunks(from: number) {
		streams += 1;
		const isFirst = streams === 1;
		for (let index = from / CHUNK.length; index < CHUNKS; index += 1) {
			if (isFirst && index === stopsAt) await new Promise(() => undefined);
			yield CHUNK;
			await pause(CHUNK_MS);
		}
	}
	await start({
		containerId: '111',
		file: {
			size: CHUNK.length * CHUNKS,
			from: async (offset) => Readable.from(chunks(offset), { objectMode: false }),
		},
	});
}

describe("uploads through n8n's own request helper", () => {
	it('are not interrupted while bytes move, however long they take', async () => {
		await upload();
		expect(offsets).toEqual(['0']);
		expect(arrived).toBe(CHUNK.length * CHUNKS);
	});

	it('are resumed after a minute in which nothing moves', async () => {
		await upload(3);
		expect(offsets).toEqual(['0', String(CHUNK.length * 3)]);
		expect(arrived).toBe(CHUNK.length * CHUNKS);
	});
});
