import { Readable } from 'node:stream';
import type { IHttpRequestOptions, IN8nHttpFullResponse } from 'n8n-workflow';

import { fetchFile, fetchFormat, fetchType } from '../../../../nodes/Instagram/publishing/media/fetchFile';

const START = 'https://example.com/a.jpg';
const LIMIT = 1024;

type Answer = { status?: number; headers?: Record<string, string>; body?: string } | Error;

/** A fake web of addresses, with the requests that it received. */
function web(answers: Readonly<Record<string, Answer>>) {
	const requests: IHttpRequestOptions[] = [];
	const send = async (request: IHttpRequestOptions): Promise<IN8nHttpFullResponse> => {
		requests.push(request);
		const answer = answers[request.url];
		if (!answer || answer instanceof Error) throw answer ?? new Error(`Not expected: ${request.url}`);
		const { status = 200, headers = {}, body = '' } = answer;
		return { statusCode: status, headers, body: Readable.from([Buffer.from(body)]) as never };
	};
	return { requests, fetch: { send, parameter: 'Media URL' } };
}

const to = (location: string, status = 302): Answer => ({ status, headers: { location } });

describe('fetchFile', () => {
	it('returns the file', async () => {
		const { fetch, requests } = web({
			[START]: { headers: { 'content-type': 'Image/PNG; charset=x', 'content-length': '3' }, body: 'abc' },
		});
		expect(await fetchFile(START, fetch, LIMIT)).toEqual(Buffer.from('abc'));
		expect(requests).toEqual([
			expect.objectContaining({ method: 'GET', disableFollowRedirect: true, timeout: 30_000 }),
		]);
		expect(JSON.stringify(requests)).not.toMatch(/authorization|access_token/i);
	});

	it.each([301, 302, 303, 307, 308])(
		'follows a redirect with status %d, also to a relative address',
		async (status) => {
			const { fetch, requests } = web({
				[START]: to('/b', status),
				'https://example.com/b': to('https://cdn.example.net/c'),
				'https://cdn.example.net/c': { body: 'c' },
			});
			expect((await fetchFile(START, fetch, LIMIT)).toString()).toBe('c');
			expect(requests.map(({ url }) => url)).toEqual([
				START,
				'https://example.com/b',
				'https://cdn.example.net/c',
			]);
		},
	);

	it.each([
		'http://example.com/b',
		'https://127.0.0.1/b',
		'https://[::1]/b',
		'https://localhost/b',
		'https://10.1.2.3:5678/',
		'https://metadata.internal/',
		'https://169.254.169.254/latest/meta-data',
		'file:///etc/passwd',
	])('does not follow a redirect to %s', async (location) => {
		const { fetch, requests } = web({ [START]: to(location) });
		await expect(fetchFile(START, fetch, LIMIT)).rejects.toThrow(
			/^'Media URL' leads on to .* not a public https address$/,
		);
		expect(requests).toHaveLength(1);
	});

	it.each<[string, Record<string, Answer>, RegExp]>([
		['an error status', { [START]: { status: 404 } }, /the server answers with status 404$/],
		[
			'no answer',
			{ [START]: new Error('ECONNREFUSED') },
			/^'Media URL' cannot be fetched by n8n: no answer from 'example\.com'$/,
		],
		[
			'a file that is too large by its header',
			{ [START]: { headers: { 'content-length': '2000' } } },
			/more than 0 MB$/,
		],
		[
			'a file that is too large, whatever its header says',
			{ [START]: { headers: { 'content-length': '2' }, body: 'x'.repeat(2000) } },
			/more than 0 MB$/,
		],
		[
			'a redirect to an address with a password',
			{ [START]: to('https://anna:s3cret@example.com/b') },
			/leads on to 'https:\/\/example\.com' with a username or password$/,
		],
		['a redirect without an address', { [START]: { status: 302 } }, /to no address$/],
		['redirects without end', { [START]: to(START) }, /is redirected more than 5 times$/],
	])('throws for %s', async (_what, answers, message) => {
		await expect(fetchFile(START, web(answers).fetch, LIMIT)).rejects.toThrow(message);
	});
});

/** A body that ends only when it is closed, as that of a server that has stalled. */
function stalled() {
	const body = new Readable({ read: () => undefined });
	body.push('x');
	return body;
}

describe('fetchFile and the connection', () => {
	const answering = (status: number, headers: Record<string, string>, body: Readable) => ({
		send: async (): Promise<IN8nHttpFullResponse> => ({ statusCode: status, headers, body: body as never }),
		parameter: 'Media URL',
	});

	it.each<[string, number, Record<string, string>]>([
		['an error status', 404, {}],
		['a redirect', 302, {}],
		['a file that is too large by its header', 200, { 'content-length': '2000' }],
	])('closes it after %s', async (_what, status, headers) => {
		const body = stalled();
		await expect(fetchFile(START, answering(status, headers, body), LIMIT)).rejects.toThrow('Media URL');
		expect(body.destroyed).toBe(true);
	});

	it('closes it when the file takes too long', async () => {
		const limit = new AbortController();
		const timeout = jest.spyOn(AbortSignal, 'timeout').mockReturnValue(limit.signal);
		const body = stalled();
		const file = fetchFile(START, answering(200, {}, body), LIMIT);
		setImmediate(() => limit.abort());
		await expect(file).rejects.toThrow(/the connection was lost or too slow$/);
		expect(body.destroyed).toBe(true);
		expect(timeout).toHaveBeenCalledWith(60_000);
		timeout.mockRestore();
	});

	it('gives up a server that never answers, in versions of n8n whose own timeout does not begin either', async () => {
		const limit = new AbortController();
		const timeout = jest.spyOn(AbortSignal, 'timeout').mockReturnValue(limit.signal);
		const send = async ({ abortSignal }: IHttpRequestOptions) =>
			await new Promise<IN8nHttpFullResponse>((_resolve, reject) => {
				(abortSignal as AbortSignal).addEventListener('abort', () => reject(new Error('aborted')));
			});
		const file = fetchFile(START, { send, parameter: 'Media URL' }, LIMIT);
		setImmediate(() => limit.abort());
		await expect(file).rejects.toThrow(/^'Media URL' cannot be fetched by n8n: no answer from/);
		expect(timeout).toHaveBeenCalledWith(30_000);
		timeout.mockRestore();
	});
});

describe('fetchFormat', () => {
	it.each<[string, Answer, string | undefined]>([
		['by the type', { headers: { 'content-type': 'video/mp4' } }, 'video'],
		[
			'by the first bytes',
			{ headers: { 'content-type': 'application/octet-stream' }, body: 'GIF89a' },
			'image',
		],
		['not at all for text', { body: 'Sign in' }, undefined],
		['not at all for an error', { status: 403, headers: { 'content-type': 'image/png' } }, undefined],
	])('recognizes a file %s', async (_what, answer, format) => {
		expect(await fetchFormat(START, web({ [START]: answer }).fetch)).toBe(format);
	});
});

describe('fetchType', () => {
	it('requests only the type', async () => {
		const { fetch, requests } = web({ [START]: { headers: { 'content-type': 'video/mp4' } } });
		expect(await fetchType(START, fetch)).toBe('video/mp4');
		expect(requests).toEqual([expect.objectContaining({ method: 'HEAD' })]);
	});

	it.each<[string, Answer]>([
		['names no type', {}],
		['does not answer HEAD', { status: 405, headers: { 'content-type': 'text/html' } }],
	])('returns undefined when the server %s', async (_what, answer) => {
		expect(await fetchType(START, web({ [START]: answer }).fetch)).toBe('');
	});
});
