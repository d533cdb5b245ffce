import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { WorkflowNode } from '../n8nApi';

/** What workflows report when they run: which workflow, and the text of the event that started it. */
export class Collector {
	private readonly texts = new Map<string, string[]>();

	private constructor(private readonly server: Server) {}

	static async start(): Promise<Collector> {
		const server = createServer();
		const collector = new Collector(server);
		server.on('request', (request, response) => {
			const url = new URL(request.url ?? '/', 'http://127.0.0.1');
			const workflow = url.pathname.slice(1);
			collector.texts.set(workflow, [...collector.of(workflow), url.searchParams.get('text') ?? '']);
			response.writeHead(200, { 'content-type': 'application/json', connection: 'close' }).end('{}');
		});
		await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
		return collector;
	}

	/** The texts that a workflow has reported, in order of arrival. */
	of(workflow: string): string[] {
		return this.texts.get(workflow) ?? [];
	}

	/** A node that reports each item of a workflow. */
	node(workflow: string): WorkflowNode {
		const { port } = this.server.address() as AddressInfo;
		return {
			id: '6d2f1b5e-0000-4000-8000-000000000201',
			name: 'Report',
			type: 'n8n-nodes-base.httpRequest',
			typeVersion: 4.2,
			position: [440, 300],
			parameters: {
				url: `http://127.0.0.1:${port}/${workflow}`,
				sendQuery: true,
				queryParameters: { parameters: [{ name: 'text', value: '={{ $json.text }}' }] },
				options: {},
			},
		};
	}

	async stop(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((resolve) => this.server.close(resolve));
	}
}
