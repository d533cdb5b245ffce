import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

import {
	ACCOUNT,
	counts,
	connectedCredential,
	media,
	restartN8n,
	run,
} from '../../tools/n8n-harness/arrange';
import { connectWithoutTls } from '../jest/plainConnections';
import { useSandbox } from '../jest/sandbox';
import { useVirtualTime } from '../jest/virtualTime';
import { video } from '../unit/publishing/media/files';
import { imageFile } from '../unit/publishing/media/image/images';
import { useServedFiles } from './servedFiles';

const sandbox = useSandbox();
useVirtualTime(sandbox);
beforeEach(restartN8n);

const HOST = 'files.example.org';
const at = (path: string) => `https://${HOST}${path}`;

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const send =
	(body: Buffer, headers: Record<string, string> = {}): Answer =>
	({ method }, response) =>
		response.writeHead(200, headers).end(method === 'HEAD' ? undefined : body);

const PNG = imageFile('rgb.png');
const UNTYPED = { 'content-type': 'application/octet-stream' };

/** A server of files on the internet. */
const ANSWERS: Record<string, Answer> = {
	'/typed': send(PNG, { 'content-type': 'image/png' }),
	'/get-only': (request, response) =>
		request.method === 'HEAD' ? response.writeHead(403).end() : send(PNG, UNTYPED)(request, response),
	'/film': send(video(), UNTYPED),
	'/page': send(Buffer.from('<html>Sign in</html>'), { 'content-type': 'text/html' }),
	'/packed': send(gzipSync(PNG), { 'content-encoding': 'gzip', 'content-type': 'image/png' }),
	'/x/moved': (_request, response) => response.writeHead(302, { location: '../typed' }).end('Moved'),
	'/loop': (_request, response) => response.writeHead(302, { location: '/loop?token=s3cret' }).end(),
	'/inside': (_request, response) =>
		response.writeHead(302, { location: 'https://127.0.0.1/a?k=s3cret' }).end(),
	'/signed-in': (_request, response) =>
		response.writeHead(302, { location: `https://anna:s3cret@${HOST}/typed` }).end(),
	'/short': (_request, response) => {
		response.writeHead(200, { 'content-length': String(PNG.length), 'content-type': 'image/png' });
		response.write(PNG.subarray(0, 100), () => response.destroy());
	},
};

let server: Server;
let disconnect: () => void;
const asked: string[] = [];
useServedFiles(sandbox);

beforeAll(async () => {
	server = createServer((request, response) => {
		const { pathname } = new URL(request.url ?? '/', at('/'));
		asked.push(`${request.method} ${pathname}`);
		const answer = ANSWERS[pathname] ?? ((_request, none) => none.writeHead(404).end());
		answer(request, response);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	disconnect = connectWithoutTls((server.address() as AddressInfo).port, [HOST]);
});
beforeEach(() => {
	asked.length = 0;
});
afterAll(async () => {
	disconnect();
	server.closeAllConnections();
	await new Promise((resolve) => server.close(resolve));
});

async function publish(parameters: object) {
	const connected = await connectedCredential(sandbox.get(), 'instagram');
	const outcome = await run(
		connected,
		{ resource: 'post', operation: 'publish', ...parameters },
		{ instanceBaseUrl: 'https://n8n.example.com/' },
	);
	return { ...outcome, error: outcome.error?.message };
}

const automatic = (...urls: string[]) => ({
	postType: 'auto',
	mediaFrom: 'list',
	mediaList: urls.join('\n'),
});
const fitted = (url: string) => ({ mediaUrl: url, options: { imageFit: 'crop', imageRatio: '1:1' } });

function newest() {
	const { world } = sandbox.get();
	return world.postsOf(ACCOUNT.instagram).find(({ containerId }) => containerId !== undefined);
}

describe('Post > Publish, Automatic, URLs without an extension', () => {
	it.each([
		['an image by the type that the server names', '/typed', 'FEED', ['HEAD /typed']],
		['a video by its first bytes', '/film', 'REELS', ['HEAD /film', 'GET /film']],
		['an image of a server that refuses HEAD', '/get-only', 'FEED', ['HEAD /get-only', 'GET /get-only']],
	])('recognizes %s', async (_what, path, productType, requests) => {
		// Meta fetches the file itself; here it knows only its own samples.
		sandbox
			.get()
			.world.behave({ tunnels: { [HOST]: `http://127.0.0.1:${(server.address() as AddressInfo).port}` } });
		await publish(automatic(at(path)));
		expect(asked.slice(0, requests.length)).toEqual(requests);
		const [create] = sandbox.get().world.requests.list({ endpoint: 'create' });
		expect(create?.body[productType === 'REELS' ? 'video_url' : 'image_url']).toBe(at(path));
	});

	it('fails for a web page, without the query of its address and before anything is sent', async () => {
		const { error } = await publish(automatic(media('pottery-1.jpg'), at('/page?token=s3cret')));
		expect(error).toBe(
			`'Media List > Entry 2' does not tell whether it is an image or a video: '${at('/page')}'`,
		);
		expect(counts(sandbox.get()).create ?? 0).toBe(0);
	});
});

describe('Post > Publish with Image Fit, an image by URL', () => {
	it.each(['/typed', '/packed', '/x/moved'])('fetches and converts %s', async (path) => {
		const { json, error } = await publish(fitted(at(path)));
		expect(error).toBeUndefined();
		expect(json).toMatchObject([{ status: 'PUBLISHED' }]);
		expect(newest()?.productType).toBe('FEED');
		const [create] = sandbox.get().world.requests.list({ endpoint: 'create' });
		expect(create?.body.image_url).toMatch(/^https:\/\/n8n\.example\.com\//);
	});

	it.each([
		['/loop', "'Media URL' is redirected more than 5 times"],
		['/inside', "'Media URL' leads on to 'https://127.0.0.1', which is not a public https address"],
		['/signed-in', `'Media URL' leads on to 'https://${HOST}' with a username or password`],
		['/none', "'Media URL' cannot be fetched by n8n: the server answers with status 404"],
		['/page', "'Media URL' cannot be used: it is not a JPEG, PNG, GIF or BMP image"],
		['/short', "'Media URL' cannot be fetched by n8n: the connection was lost or too slow"],
	])('fails for %s before anything is sent', async (path, message) => {
		const { error } = await publish(fitted(at(path)));
		expect(error).toBe(message);
		expect(counts(sandbox.get()).create ?? 0).toBe(0);
	});
});
