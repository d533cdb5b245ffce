import type { SeenRequest } from './check';
import { outside } from './check';

/** Hosts whose calls the SDK describes; consent pages and uploads are documented elsewhere. */
const GRAPH_HOSTS = new Set(['graph.facebook.com', 'graph.instagram.com', 'api.instagram.com']);

/** Records the parts of a test's requests that are not in Meta's SDK. */
export class RequestRecorder {
	private readonly faults = new Set<string>();

	see(request: SeenRequest): void {
		if (!GRAPH_HOSTS.has(request.host)) return;
		for (const fault of outside(request)) {
			this.faults.add(`${request.method} ${request.host}${request.path}: ${fault}`);
		}
	}

	/** Clears the record. @throws Error if a request was not in the SDK */
	assertAllowed(): void {
		const faults = [...this.faults];
		this.faults.clear();
		if (faults.length === 0) return;
		throw new Error(
			`Requests outside Meta's SDK (test/contract/meta; what a document backs goes into exceptions.ts):\n${faults.join('\n')}`,
		);
	}
}
