import { Readable } from 'node:stream';
import type { IHttpRequestOptions } from 'n8n-workflow';

import type { DownloadContext } from '../../../nodes/Instagram/files/download';
import { Downloads } from '../../../nodes/Instagram/files/download';
import { bodyOf } from '../../../nodes/Instagram/files/request';

const URL = 'https://scontent.cdninstagram.com/v/a.jpg';
const MEGABYTE = 1024 * 1024;

/** A context whose server answers with a body, and whose storage keeps only names, types and sizes. */
function contextOf(
	body: () => Readable,
	headers: Record<string, string> = {},
	more: Partial<DownloadContext> = {},
) {
	const stored: Array<{ fileName?: string; mimeType?: string; bytes: number }> = [];
	const requests: IHttpRequestOptions[] = [];
	const context: DownloadContext = {
		helpers: {
			httpRequest: async (request: IHttpRequestOptions) => {
				requests.push(request);
				return { statusCode: 200, headers, body: body() };
			},
			prepareBinaryData: async (file, fileName, mimeType) => {
				let bytes = 0;
				for await (const chunk of file as Readable) bytes += (chunk as Buffer).length;
				stored.push({ fileName, mimeType, bytes });
				return { data: '', mimeType: mimeType ?? '' };
			},
		},
		...more,
	};
	return { context, stored, requests };
}

const small = () => Readable.from([Buffer.from('abc')]);

describe('Downloads', () => {
	it.each<[string, string, string, { fileName: string; mimeType?: string }]>([
		['the type', '17900', 'image/webp', { fileName: '17900.webp', mimeType: 'image/webp' }],
		['the URL', '17900', 'application/octet-stream', { fileName: '17900.jpg' }],
		['the URL', '17900', '', { fileName: '17900.jpg' }],
		['the name', 'menu.pdf', 'image/png', { fileName: 'menu.pdf', mimeType: 'image/png' }],
		['the type', '../../etc/passwd', 'image/png', { fileName: '_.._etc_passwd.png', mimeType: 'image/png' }],
		['the type', '..', 'image/png', { fileName: 'file.png', mimeType: 'image/png' }],
		['the type', ' .htaccess. ', 'image/png', { fileName: 'htaccess.png', mimeType: 'image/png' }],
		['the type', 'a<b>:"|?*', 'image/png', { fileName: 'a_b______.png', mimeType: 'image/png' }],
		['the name', 'exe.\u202Egpj', 'image/png', { fileName: 'exe._gpj.png', mimeType: 'image/png' }],
		['the type', 'a\uD83D', 'image/png', { fileName: 'a_.png', mimeType: 'image/png' }],
		[
			'the name',
			`${'x'.repeat(500)}${'\u{1F469}'.repeat(60)}.pdf`,
			'image/png',
			{ fileName: `${'\u{1F469}'.repeat(49)}.pdf`, mimeType: 'image/png' },
		],
		['the URL', '17900', '../../etc/passwd', { fileName: '17900.jpg' }],
		['the URL', '17900', `image/${'x'.repeat(5000)}`, { fileName: '17900.jpg' }],
		['the type', 'a\u0000b', 'video/mp4', { fileName: 'a_b.mp4', mimeType: 'video/mp4' }],
	])('takes the extension from %s: %s with %j', async (_from, name, type, expected) => {
		const { context, stored } = contextOf(small, type === '' ? {} : { 'content-type': type });
		await new Downloads().fetch(context, [{ url: URL, name }]);
		expect(stored).toEqual([{ mimeType: undefined, ...expected, bytes: 3 }]);
	});

	it('stops at the size limit where the server names no size', async () => {
		let sent = 0;
		function* endless() {
			for (const piece = Buffer.alloc(MEGABYTE); ; sent += 1) yield piece;
		}
		const { context, stored } = contextOf(() => Readable.from(endless(), { objectMode: false }));
		const { binary, problems } = await new Downloads().fetch(context, [{ url: URL, name: 'a' }]);
		expect(problems).toEqual([
			{ property: 'data', reason: 'The URL of the file leads to a file of more than 512 MB' },
		]);
		expect(binary).toEqual({});
		expect(stored).toEqual([]);
		expect(sent).toBeLessThan(520);
	});

	it('does not take an empty file for a file', async () => {
		const { context } = contextOf(() => Readable.from([]));
		const { binary, problems } = await new Downloads().fetch(context, [{ url: URL, name: 'a' }]);
		expect(problems).toEqual([{ property: 'data', reason: 'The URL of the file leads to an empty file' }]);
		expect(binary).toEqual({});
	});

	it('asks for the file as it is, because a compressed one that breaks off looks whole', async () => {
		const { context, requests } = contextOf(small);
		await new Downloads().fetch(context, [{ url: URL, name: 'a' }]);
		expect(requests[0]?.headers).toEqual({ Accept: '*/*', 'Accept-Encoding': 'identity' });
	});

	it('keeps the files that are there when the time is over, and names those that are not', async () => {
		const time = new AbortController();
		const { context } = contextOf(small, {}, { signal: time.signal, tooLate: 'Too late' });
		context.helpers.httpRequest = async (request) => {
			if (request.url !== `${URL}?slow`) return { statusCode: 200, headers: {}, body: small() };
			setTimeout(() => time.abort(), 20);
			return await new Promise<never>((_resolve, reject) => {
				request.abortSignal?.addEventListener?.('abort', () => reject(new Error('aborted')));
			});
		};
		const files = ['', '?slow', ''].map((query) => ({ url: `${URL}${query}`, name: 'a' }));
		const { binary, problems } = await new Downloads().fetch(context, files);
		expect(Object.keys(binary)).toEqual(['data_0', 'data_2']);
		expect(problems).toEqual([{ property: 'data_1', reason: 'Too late' }]);
	});

	it('does not wait for a new URL when the time is over', async () => {
		const time = new AbortController();
		const { context } = contextOf(
			small,
			{},
			{
				signal: time.signal,
				tooLate: 'Too late',
				refresh: async () => {
					setImmediate(() => time.abort());
					return await new Promise<never>(() => undefined);
				},
			},
		);
		context.helpers.httpRequest = async () =>
			await Promise.resolve({ statusCode: 403, headers: {}, body: Readable.from([]) });
		const file = { url: URL, name: 'a', mediaId: '1' };
		expect((await new Downloads().fetch(context, [file])).problems).toEqual([
			{ property: 'data', reason: 'Too late' },
		]);
	});

	it('says that n8n could not store a file, without its token', async () => {
		const { context } = contextOf(small);
		context.helpers.prepareBinaryData = async () =>
			await Promise.reject(new Error('ENOSPC: no space left, token=EAAbcdef123456'));
		const { problems } = await new Downloads().fetch(context, [{ url: URL, name: 'a' }]);
		expect(problems).toEqual([
			{ property: 'data', reason: 'n8n could not store the file: ENOSPC: no space left, token=(hidden)' },
		]);
	});

	it('downloads nothing more once the execution is cancelled', async () => {
		const { context, requests } = contextOf(small, {}, { signal: AbortSignal.abort() });
		await expect(new Downloads().fetch(context, [{ url: URL, name: 'a' }])).rejects.toThrow(
			'The execution was canceled',
		);
		expect(requests).toEqual([]);
	});

	it.each([
		'http://scontent.cdninstagram.com/a.jpg',
		'https://cdninstagram.com.example.org/a.jpg',
		'https://notcdninstagram.com/a.jpg',
		'https://scontent.cdninstagram.com:8443/a.jpg',
		'https://anna:pass@scontent.cdninstagram.com/a.jpg',
		'https://www.instagram.com/p/abc/',
		'https://fbsbx.com/a.jpg',
		'https://127.0.0.1/a.jpg',
		'file:///etc/passwd',
		'a.jpg',
	])('does not ask %s', async (url) => {
		const { context, requests } = contextOf(small);
		const { problems } = await new Downloads().fetch(context, [{ url, name: 'a' }]);
		expect(problems[0]?.reason).toContain("is not one of Meta's file servers");
		expect(problems[0]?.reason).not.toContain('pass@');
		expect(requests).toEqual([]);
	});

	it.each([
		'https://cdninstagram.com/a.jpg',
		'https://scontent-fra3-1.cdninstagram.com/v/a.jpg?oh=1&oe=2',
		'https://video.xx.fbcdn.net/a.mp4',
		'https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=1',
	])('asks %s', async (url) => {
		const { context, requests } = contextOf(small);
		expect((await new Downloads().fetch(context, [{ url, name: 'a' }])).problems).toEqual([]);
		expect(requests.map((request) => request.url)).toEqual([url]);
	});
});

describe('bodyOf', () => {
	const answer = (body: Readable) => ({
		statusCode: 200,
		headers: {},
		body: body as never,
		close: (reason?: Error) => void body.destroy(reason),
	});

	it('closes a connection on which nothing comes', async () => {
		const body = new Readable({ read: () => undefined });
		const read = async () => {
			for await (const chunk of bodyOf(answer(body), { maxBytes: 10, timeoutMs: 20, idleMs: 60_000 }))
				return chunk;
			return undefined;
		};
		await expect(read()).rejects.toThrow('cannot be fetched by n8n: the connection was lost or too slow');
		expect(body.destroyed).toBe(true);
	});

	it('closes the connection when the execution is cancelled', async () => {
		const stop = new AbortController();
		const body = new Readable({ read: () => undefined });
		const limited = bodyOf(answer(body), {
			maxBytes: 10,
			timeoutMs: 60_000,
			idleMs: 60_000,
			signal: stop.signal,
		});
		setImmediate(() => stop.abort());
		await expect((limited as unknown as Readable).toArray()).rejects.toThrow('connection was lost');
		expect(body.destroyed).toBe(true);
	});

	it('passes on a body that is exactly as large as the limit', async () => {
		const limits = { maxBytes: 3, timeoutMs: 60_000, idleMs: 60_000 };
		const limited = bodyOf(answer(Readable.from([Buffer.from('abc')])), limits);
		expect(await (limited as unknown as Readable).toArray()).toEqual([Buffer.from('abc')]);
	});
});
