import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A process of n8n behind the balancer. */
export interface Backend {
	name: string;
	/** Of 127.0.0.1. */
	port: number;
}

/** A request that was answered. */
export interface Passed {
	backend: string;
	method: string;
	path: string;
	status: number;
}

/** Production webhooks. Test webhooks, the editor, signed URLs of files and the OAuth callback stay with the main process. */
const WEBHOOK_PATH = /^\/webhook\//;

async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of incoming) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks);
}

/**
 * A reverse proxy in front of n8n, as n8n's documents ask for: production webhooks go to the webhook processes in turn,
 * everything else to the main process. A process that does not accept a connection is passed over; a request that a
 * process has begun is not sent to another one.
 *
 * @see https://docs.n8n.io/hosting/scaling/queue-mode/#webhook-processors (read 2026-11-27)
 */
export class Balancer {
	/** Where production webhooks go. Without any, to the main process. */
	webhooks: Backend[] = [];

	/** Called with the first bytes of each answer, before they are passed on. */
	onAnswer?: (passed: Passed) => void;

	/** Answered requests, oldest first. */
	readonly passed: Passed[] = [];

	private turn = 0;

	private constructor(
		private readonly main: Backend,
		private readonly server: Server,
	) {}

	static async start(main: Backend): Promise<Balancer> {
		const server = createServer();
		const balancer = new Balancer(main, server);
		server.on('request', (incoming, outgoing) => void balancer.serve(incoming, outgoing));
		await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
		return balancer;
	}

	get port(): number {
		return (this.server.address() as AddressInfo).port;
	}

	async stop(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((resolve) => this.server.close(resolve));
	}

	private backendsFor(path: string): Backend[] {
		if (!WEBHOOK_PATH.test(path) || this.webhooks.length === 0) return [this.main];
		this.turn += 1;
		return this.webhooks.map((_, index) => this.webhooks[(this.turn + index) % this.webhooks.length]!);
	}

	private async serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
		const path = incoming.url ?? '/';
		const body = await bodyOf(incoming).catch(() => undefined);
		if (!body) return void outgoing.destroy();
		for (const backend of this.backendsFor(path)) {
			const outcome = await this.pass(backend, { incoming, body, path }, outgoing);
			if (outcome === 'answered') return;
			if (outcome === 'broken') break;
		}
		if (outgoing.headersSent) outgoing.destroy();
		else outgoing.writeHead(502).end();
	}

	private async pass(
		{ name, port }: Backend,
		{ incoming, body, path }: { incoming: IncomingMessage; body: Buffer; path: string },
		outgoing: ServerResponse,
	): Promise<'answered' | 'refused' | 'broken'> {
		const { method = 'GET', headers } = incoming;
		return await new Promise((resolve) => {
			const forwarded = request(
				{ host: '127.0.0.1', port, method, path, headers: { ...headers, connection: 'close' } },
				(answer) => {
					const status = answer.statusCode ?? 0;
					const passed = { backend: name, method, path, status };
					this.passed.push(passed);
					this.onAnswer?.(passed);
					outgoing.writeHead(status, answer.headers);
					answer.pipe(outgoing);
					answer.once('end', () => resolve('answered'));
					answer.once('error', () => resolve('broken'));
				},
			);
			forwarded.once('error', (error: NodeJS.ErrnoException) =>
				resolve(error.code === 'ECONNREFUSED' ? 'refused' : 'broken'),
			);
			forwarded.end(body);
		});
	}
}
