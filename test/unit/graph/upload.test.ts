import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';

import type { IHttpRequestOptions } from 'n8n-workflow';

import { createGraphClient } from '../../../nodes/Instagram/graph/client';
import type { GraphClientOptions, UploadCall } from '../../../nodes/Instagram/graph/types';
import { uploadUrl } from '../../../nodes/Instagram/graph/upload';

const TOKEN = 'EAAsandboxTokenOfTheCredential';
const OTHER_TOKEN = 'EAAsandboxTokenSavedElsewhere';
const URI = 'https://rupload.facebook.com/ig-api-upload/v26.0/111';
const FILE = Buffer.from('0123456789');
const DONE = { success: true, message: 'Upload successful.' };
const REFUSED = { debug_info: { retriable: false, type: 'ProcessingFailedError', message: 'no such video' } };
const BROKEN = { debug_info: { retriable: true, type: 'PartialRequestError', message: 'cut off' } };
const NOT_ALLOWED = { debug_info: { retriable: false, type: 'NotAuthorizedError', message: 'no' } };

interface Seen {
	method?: string;
	url: string;
	offset?: unknown;
	body?: string;
	request: IHttpRequestOptions;
}

/** A reply of Meta: a body, a lost connection, or an action before the reply. */
type Reply = object | Error | ((seen: Seen) => object | Error);

async function bytesOf(body: unknown): Promise<string | undefined> {
	if (body instanceof Readable) {
		const chunks: Buffer[] = [];
		for await (const chunk of body) chunks.push(chunk as Buffer);
		return Buffer.concat(chunks).toString();
	}
	return Buffer.isBuffer(body) ? body.toString() : undefined;
}

function uploading(
	replies: Reply[],
	options: Partial<GraphClientOptions> & { file?: UploadCall['file'] } = {},
) {
	const seen: Seen[] = [];
	const sleeps: number[] = [];
	const opened: Readable[] = [];
	const client = createGraphClient({
		loginMethod: 'facebook',
		apiVersion: 'v26.0',
		token: { current: () => TOKEN, replacementFor: async () => undefined },
		clock: {
			now: () => 0,
			sleep: async (milliseconds) => {
				sleeps.push(milliseconds);
				await Promise.resolve();
			},
		},
		send: async (request) => {
			const { method, url, headers } = request;
			const one = { method, url, offset: headers?.offset, body: await bytesOf(request.body), request };
			seen.push(one);
			const reply = replies.shift() ?? new Error('The script has no more answers');
			const answer =
				typeof reply === 'function' && !(reply instanceof Error)
					? (reply as (seen: Seen) => object)(one)
					: reply;
			if (answer instanceof Error) throw answer;
			return { body: JSON.stringify(answer), headers: {}, statusCode: 200 };
		},
		...options,
	});
	const file = options.file ?? {
		size: FILE.length,
		from: async (offset: number) => {
			const stream = Readable.from([FILE.subarray(offset)], { objectMode: false });
			opened.push(stream);
			return await Promise.resolve(stream);
		},
	};
	const upload = async () => await client.upload({ containerId: '111', uri: URI, file });
	return {
		seen,
		sleeps,
		opened,
		upload,
		log: () => seen.map(({ method, offset, body }) => [method, offset, body]),
	};
}

const reset = () => Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });

async function failureOf(promise: Promise<unknown>): Promise<Record<string, unknown> & Error> {
	return await promise.then(
		() => {
			throw new Error('Expected a failure');
		},
		(error: unknown) => error as Record<string, unknown> & Error,
	);
}

describe('uploadUrl', () => {
	const settings = { loginMethod: 'facebook', apiVersion: 'v26.0' } as const;
	const file = { size: 1, from: async () => Buffer.alloc(1) };

	it('returns the URL from Meta, or the documented one', () => {
		const other = 'https://rupload.facebook.com/ig-api-upload/v25.0/111';
		expect(uploadUrl({ containerId: '111', uri: other, file }, settings)).toBe(other);
		expect(uploadUrl({ containerId: '111', file }, settings)).toBe(URI);
		expect(uploadUrl({ containerId: '111', uri: '', file }, settings)).toBe(URI);
	});

	it.each([
		'https://rupload.example.com/111',
		'http://rupload.facebook.com/111',
		'https://rupload.facebook.com.example.com/1',
		'https://rupload.facebook.com:8443/1',
		'https://user@rupload.facebook.com/1',
		'https://graph.facebook.com/1',
		'//rupload.facebook.com/1',
	])('rejects %s', (uri) => {
		expect(() => uploadUrl({ containerId: '111', uri, file }, settings)).toThrow("not one of Meta's");
	});
});

it('client.upload sends the file in one piece with the headers that Meta documents', async () => {
	const { upload, seen, opened, log } = uploading([DONE]);
	await upload();
	expect(log()).toEqual([['POST', '0', '0123456789']]);
	expect(seen[0]?.url).toBe(URI);
	expect(seen[0]?.request.headers).toMatchObject({
		Authorization: `OAuth ${TOKEN}`,
		offset: '0',
		file_size: '10',
		'Content-Length': '10',
	});
	expect(seen[0]?.request).toMatchObject({ disableFollowRedirect: true, returnFullResponse: true });
	expect(opened.every((stream) => stream.destroyed)).toBe(true);
});

it('client.upload sends every byte of a stream that the request helper begins to read later', async () => {
	const folder = mkdtempSync(path.join(tmpdir(), 'upload-'));
	const name = path.join(folder, 'file');
	writeFileSync(name, FILE);
	const received: string[] = [];
	const { upload } = uploading([], {
		file: {
			size: FILE.length,
			// As n8n's stored files are opened: the bytes before the offset are read and dropped.
			from: async () => {
				const stream = createReadStream(name, { highWaterMark: 2 });
				const iterator = stream.iterator({ destroyOnReturn: false });
				await iterator.next();
				await iterator.return?.();
				return stream;
			},
		},
		send: async ({ body }) => {
			await new Promise((resolve) => setTimeout(resolve, 20));
			received.push((await bytesOf(body)) ?? '');
			return { body: JSON.stringify(DONE), headers: {}, statusCode: 200 };
		},
	});
	await upload();
	rmSync(folder, { recursive: true });
	expect(received).toEqual(['23456789']);
});

it('client.upload sends bytes from memory', async () => {
	const file = { size: 10, from: async (offset: number) => FILE.subarray(offset) };
	const { upload, log } = uploading([reset(), { offset: 3 }, DONE], { file });
	await upload();
	expect(log().at(-1)).toEqual(['POST', '3', '3456789']);
});

describe('client.upload: interruptions', () => {
	it.each([
		['a lost connection', reset()],
		['a retriable answer', BROKEN],
	])('resumes at the offset that Meta reports: %s', async (_what, broken) => {
		const { upload, log } = uploading([broken, { offset: 4 }, DONE]);
		await upload();
		expect(log()).toEqual([
			['POST', '0', '0123456789'],
			['GET', undefined, undefined],
			['POST', '4', '456789'],
		]);
	});

	it.each([[{ offset: '4' }], [{ file_offset: 4 }]])('reads the offset from %j', async (said) => {
		const { upload, seen } = uploading([reset(), said, DONE]);
		await upload();
		expect(seen.at(-1)?.offset).toBe('4');
	});

	it.each([[{}], [{ offset: 11 }], [{ offset: -1 }], [{ offset: 'x' }], [reset()], [REFUSED], [NOT_ALLOWED]])(
		'restarts when Meta reports no valid offset: %j',
		async (said) => {
			const { upload, log } = uploading([reset(), said, DONE]);
			await upload();
			expect(log().at(-1)).toEqual(['POST', '0', '0123456789']);
		},
	);

	it('succeeds when only the answer was lost', async () => {
		const { upload, log } = uploading([reset(), { offset: 10 }]);
		await upload();
		expect(log()).toHaveLength(2);
	});

	it('restarts when Meta rejects the remaining bytes', async () => {
		const { upload, log } = uploading([reset(), { offset: 4 }, REFUSED, DONE]);
		await upload();
		expect(log().map(([, offset]) => offset)).toEqual(['0', undefined, '4', '0']);
	});

	it('requests a new container when Meta rejects the complete file after a restart', async () => {
		const { upload } = uploading([reset(), {}, REFUSED]);
		expect(await failureOf(upload())).toMatchObject({ newContainer: true });
	});

	it('gives up after six attempts', async () => {
		const replies = Array.from({ length: 6 }, () => [reset(), { offset: 2 }]).flat();
		const { upload, log, sleeps } = uploading(replies);
		expect(await failureOf(upload())).toMatchObject({ kind: 'network', retryable: true });
		expect(log().filter(([method]) => method === 'POST')).toHaveLength(6);
		expect(sleeps).toEqual([1_000, 3_000, 10_000, 10_000, 10_000]);
	});
});

describe('client.upload: errors', () => {
	it('requests a new container at once', async () => {
		const { upload, sleeps } = uploading([REFUSED]);
		expect(await failureOf(upload())).toMatchObject({
			newContainer: true,
			message: expect.stringContaining('no such video'),
		});
		expect(sleeps).toEqual([]);
	});

	it('treats an error without a reason as an interruption', async () => {
		const { upload, log } = uploading([{ success: false }, {}, DONE]);
		await upload();
		expect(log()).toHaveLength(3);
	});

	it.each([
		['as rupload.facebook.com has it', NOT_ALLOWED],
		[
			'as the Graph API has it',
			{ error: { message: 'Session has expired', type: 'OAuthException', code: 190 } },
		],
	])('retries with a replacement for a rejected token: %s', async (_what, refusal) => {
		const rejected: string[] = [];
		const token = {
			current: () => TOKEN,
			replacementFor: async (one: string) => {
				rejected.push(one);
				return await Promise.resolve(OTHER_TOKEN);
			},
		};
		const { upload, seen } = uploading([refusal, DONE], { token });
		await upload();
		expect(rejected).toEqual([TOKEN]);
		expect(seen.at(-1)?.request.headers?.Authorization).toBe(`OAuth ${OTHER_TOKEN}`);
	});

	it('throws when there is no replacement token', async () => {
		const { upload, log } = uploading([NOT_ALLOWED]);
		expect(await failureOf(upload())).toMatchObject({ kind: 'permission', retryable: false });
		expect(log()).toHaveLength(1);
	});

	it('never reveals the token', async () => {
		const message = `bad OAuth ${TOKEN}`;
		const { upload } = uploading([{ debug_info: { retriable: false, type: 'X', message } }]);
		const { message: said, description } = await failureOf(upload());
		expect(`${said} ${String(description)}`).not.toContain(TOKEN);
	});
});

it('reports a file that cannot be read', async () => {
	const file = {
		size: 10,
		from: async () =>
			await Promise.resolve(
				new Readable({
					read() {
						this.destroy(Object.assign(new Error('/secret/path'), { code: 'EIO' }));
					},
				}),
			),
	};
	const { upload, log } = uploading([DONE], { file });
	expect(await failureOf(upload())).toMatchObject({ message: expect.stringContaining('could not be read') });
	expect(log()).toHaveLength(0);
});

describe('client.upload: cancelling and concurrency', () => {
	it('sends nothing when cancelled before an upload', async () => {
		const { upload, seen } = uploading([], { signal: AbortSignal.abort() });
		expect(await failureOf(upload())).toMatchObject({ kind: 'cancelled' });
		expect(seen).toHaveLength(0);
	});

	it('aborts an upload in progress', async () => {
		const controller = new AbortController();
		const broken = () => {
			controller.abort();
			return Object.assign(new Error('canceled'), { code: 'ERR_CANCELED' });
		};
		const { upload, seen } = uploading([broken], { signal: controller.signal });
		expect(await failureOf(upload())).toMatchObject({ kind: 'cancelled' });
		expect(seen).toHaveLength(1);
		expect(seen[0]?.request.abortSignal).toBeDefined();
	});
});

it('allows three concurrent uploads', async () => {
	const waiting: Array<() => void> = [];
	let underWay = 0;
	let most = 0;
	const { upload } = uploading([], {
		send: async () => {
			underWay += 1;
			most = Math.max(most, underWay);
			await new Promise<void>((resolve) => waiting.push(resolve));
			underWay -= 1;
			return { body: JSON.stringify(DONE), headers: {}, statusCode: 200 };
		},
	});
	const uploads = Promise.all(Array.from({ length: 7 }, upload));
	for (let turn = 0; turn < 50; turn += 1) {
		await new Promise((resolve) => setImmediate(resolve));
		waiting.shift()?.();
	}
	await uploads;
	expect(most).toBe(3);
});
