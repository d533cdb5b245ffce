import { createServer, type Socket } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import type { Readable } from 'node:stream';

import { OutboundHttp } from '@n8n/backend-network';
import { Container } from '@n8n/di';
import { BinaryDataService } from 'n8n-core';
import type { IN8nHttpFullResponse } from 'n8n-workflow';

import { Downloads } from '../../nodes/Instagram/files/download';
import { bodyOf, requestFile } from '../../nodes/Instagram/files/request';
import { startN8nCore } from '../../tools/n8n-harness/n8nCore';
import { connectWithoutTls } from '../jest/plainConnections';

const HOST = 'scontent.cdninstagram.com';
const URL = `https://${HOST}/v/a.jpg`;

let server: Server;
let disconnect: () => void;
let answer: (socket: Socket) => void;
/** Resolves with the number of connections once they are all closed. */
let closed: () => Promise<number>;

beforeAll(async () => {
	await startN8nCore();
	server = createServer();
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	disconnect = connectWithoutTls((server.address() as AddressInfo).port, [HOST]);
});

beforeEach(() => {
	const closings: Array<Promise<void>> = [];
	server.removeAllListeners('connection');
	server.on('connection', (socket) => {
		closings.push(new Promise((resolve) => socket.once('close', () => resolve())));
		socket.on('error', () => undefined);
		socket.once('data', () => answer(socket));
	});
	closed = async () => (await Promise.all(closings)).length;
});

afterAll(async () => {
	disconnect();
	await new Promise((resolve) => server.close(resolve));
});

const send = async (request: object) =>
	(await Container.get(OutboundHttp)
		.requests()
		.request(request as never)) as IN8nHttpFullResponse;

const helpers = {
	httpRequest: send,
	prepareBinaryData: async (file: unknown, fileName?: string, mimeType = '') =>
		await Container.get(BinaryDataService).store(
			{ type: 'execution', workflowId: 'harness', executionId: 'connections' },
			file as Buffer,
			{ data: '', mimeType, fileName },
		),
} as never;

const fetch = async () => await new Downloads().fetch({ helpers }, [{ url: URL, name: 'a' }]);
const reasonOf = async () => (await fetch()).problems.map(({ reason }) => reason);

/** The head of an answer whose body is longer than what is sent. */
const head = (status: string, ...headers: string[]) =>
	`${[`HTTP/1.1 ${status}`, 'content-length: 1000000', ...headers].join('\r\n')}\r\n\r\n`;

describe("downloads through n8n's own request helper", () => {
	it.each([
		['of an error page', head('500 Oops', 'content-type: text/html')],
		['of a web page', head('200 OK', 'content-type: text/html')],
		['of a redirect', head('302 Found', 'location: https://example.com/')],
		['of a file that is too large', head('200 OK').replace('1000000', '600000000')],
	])('close the connection %s that they do not read', async (_what, text) => {
		answer = (socket) => socket.write(text);
		expect(await reasonOf()).toHaveLength(1);
		expect(await closed()).toBe(1);
	});

	it.each([
		['before its first byte', ''],
		['in its middle', 'abc'],
	])('give up a file that stalls %s, and close its connection', async (_where, sent) => {
		answer = (socket) => socket.write(head('200 OK') + sent);
		const request = { send, allows: () => true, allowed: '', accept: '*/*' };
		const limits = { maxBytes: 1e9, timeoutMs: 60_000, idleMs: 100 };
		const body = bodyOf(await requestFile('GET', URL, request), limits);
		const read = async () => {
			for await (const chunk of body) expect(String(chunk)).toBe('abc');
		};
		await expect(read()).rejects.toThrow('the connection was lost or too slow');
		expect(await closed()).toBe(1);
	});

	it('give up a file that takes too long, although bytes arrive', async () => {
		answer = (socket) => {
			socket.write(head('200 OK'));
			const timer = setInterval(() => socket.write('a'), 20);
			socket.once('close', () => clearInterval(timer));
		};
		const request = { send, allows: () => true, allowed: '', accept: '*/*' };
		const limits = { maxBytes: 1e9, timeoutMs: 300, idleMs: 60_000 };
		const body = bodyOf(await requestFile('GET', URL, request), limits);
		const read = async () => {
			for await (const chunk of body) expect(chunk.length).toBeGreaterThan(0);
		};
		await expect(read()).rejects.toThrow('the connection was lost or too slow');
		expect(await closed()).toBe(1);
	});

	it('wait for a reader that is slower than the server', async () => {
		const parts = ['abc', 'def', 'ghi'];
		answer = (socket) => {
			socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n');
			for (const [index, part] of parts.entries()) setTimeout(() => socket.write(part), index * 20);
		};
		const request = { send, allows: () => true, allowed: '', accept: '*/*' };
		const limits = { maxBytes: 1e9, timeoutMs: 60_000, idleMs: 400 };
		const body = bodyOf(await requestFile('GET', URL, request), limits);
		let text = '';
		for await (const chunk of body) {
			text += String(chunk);
			await new Promise((resolve) => void setTimeout(resolve, 1000));
		}
		expect(text).toBe(parts.join(''));
	});

	it('say that the connection was lost where a file is shorter than announced', async () => {
		answer = (socket) => socket.end(`${head('200 OK')}abc`);
		expect(await reasonOf()).toEqual([
			'The URL of the file cannot be fetched by n8n: the connection was lost or too slow',
		]);
	});

	it('give the whole file to a reader that only listens, as n8n stores files in memory and in a database', async () => {
		answer = (socket) => {
			socket.write('HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nabc');
			setTimeout(() => socket.write('def'), 50);
		};
		const request = { send, allows: () => true, allowed: '', accept: '*/*' };
		const limits = { maxBytes: 1e9, timeoutMs: 60_000, idleMs: 60_000 };
		const body = bodyOf(await requestFile('GET', URL, request), limits) as unknown as Readable;
		await new Promise((resolve) => setTimeout(resolve, 20));
		const chunks: Buffer[] = [];
		body.on('data', (chunk: Buffer) => chunks.push(chunk));
		await new Promise((resolve) => body.once('end', resolve));
		expect(Buffer.concat(chunks).toString()).toBe('abcdef');
	});

	it('store a whole file', async () => {
		answer = (socket) =>
			socket.end('HTTP/1.1 200 OK\r\ncontent-type: image/png\r\ncontent-length: 3\r\n\r\nabc');
		expect((await fetch()).binary).toEqual({
			data: expect.objectContaining({ fileName: 'a.png', mimeType: 'image/png', bytes: 3 }),
		});
		expect(await closed()).toBe(1);
	});
});
