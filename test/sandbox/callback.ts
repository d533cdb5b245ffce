import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
	headers: IncomingHttpHeaders;
	raw: string;
}

/**
 * A callback as an app has it. Answers verification requests that have its verify token, and posts with the next of
 * `statuses`.
 */
export class Callback {
	readonly posts: Received[] = [];
	verifications = 0;
	/** Statuses of the next posts; 200 once they are used up. */
	statuses: number[] = [];

	private constructor(
		private readonly server: Server,
		readonly url: string,
		readonly verifyToken: string,
	) {}

	static async listen(verifyToken = 'the-verify-token'): Promise<Callback> {
		const server = createServer();
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const { port } = server.address() as AddressInfo;
		const callback = new Callback(server, `http://127.0.0.1:${port}/webhook`, verifyToken);
		server.on('request', (request, response) => {
			const query = new URL(request.url ?? '', 'http://localhost').searchParams;
			if (request.method === 'GET') {
				callback.verifications += 1;
				const isRight = query.get('hub.verify_token') === verifyToken;
				response.statusCode = isRight && query.get('hub.mode') === 'subscribe' ? 200 : 403;
				response.end(isRight ? query.get('hub.challenge') : '');
				return;
			}
			let raw = '';
			request.on('data', (part: Buffer) => (raw += part.toString('latin1')));
			request.once('end', () => {
				callback.posts.push({ headers: request.headers, raw });
				response.statusCode = callback.statuses.shift() ?? 200;
				response.end();
			});
		});
		return callback;
	}

	/** What the posts said. */
	payloads() {
		return this.posts.map(({ raw }) => JSON.parse(raw));
	}

	async close(): Promise<void> {
		const closed = new Promise((resolve) => this.server.close(resolve));
		this.server.closeAllConnections();
		await closed;
	}
}

/** A callback for the tests of a file; each begins with one that has received nothing. */
export function ownCallback(): { get(): Callback } {
	let callback: Callback | undefined;
	beforeEach(async () => {
		callback = await Callback.listen();
	});
	afterEach(async () => await callback?.close());
	return {
		get: () => {
			if (!callback) throw new Error('The callback listens only within tests');
			return callback;
		},
	};
}
