import type { IDataObject } from 'n8n-workflow';

import { GraphError } from '../graph/errors';
import type { Clock, GraphClient } from '../graph/types';

/** `status_code` of a container. https://developers.facebook.com/docs/instagram-platform/reference/ig-container */
export type StatusCode = 'IN_PROGRESS' | 'FINISHED' | 'PUBLISHED' | 'ERROR' | 'EXPIRED';

export interface ContainerStatus {
	id: string;
	status: StatusCode;
	statusText?: string;
	/** Meta's subcode (2207xxx) where the processing has failed. */
	errorCode?: number;
}

const FIELDS = 'id,status_code,status';

/** Ids in one read. */
const IDS_AT_ONCE = 50;

/** How long a read waits for others to go with; far below the gaps between the reads of one container. */
const GATHER_MS = 1_000;

function statusOf(containerId: string, answer: IDataObject): ContainerStatus {
	const status = String(answer.status_code) as StatusCode;
	const statusText = answer.status === undefined ? undefined : String(answer.status);
	// Meta documents `status` as the subcode, and sends a sentence that holds it.
	const errorCode = status === 'ERROR' ? /2207\d{3}/.exec(statusText ?? '')?.[0] : undefined;
	return {
		id: containerId,
		status,
		...(statusText === undefined ? {} : { statusText }),
		...(errorCode === undefined ? {} : { errorCode: Number(errorCode) }),
	};
}

/** Reads the state of a container. Free of side effects, so passing faults are retried by the client. */
export async function readContainer(graph: GraphClient, containerId: string): Promise<ContainerStatus> {
	const answer = await graph.call<IDataObject>({
		method: 'GET',
		path: `/${containerId}`,
		query: { fields: FIELDS },
		repeatable: true,
	});
	return statusOf(containerId, answer);
}

interface Reader {
	containerId: string;
	resolve(status: ContainerStatus): void;
	reject(error: unknown): void;
}

/**
 * Reads containers that many items of a run wait for. Facebook Login reads up to 50 objects in one call (`?ids=`); for
 * Instagram Login nobody has seen that work, so each is read by itself there.
 *
 * @see https://developers.facebook.com/docs/graph-api/overview#multiple-ids
 */
export class StatusReader {
	private watchers = 0;

	private gathered: Reader[] = [];

	/** Counts those who wait, so that a single one is not held up. */
	async watching<T>(wait: () => Promise<T>): Promise<T> {
		this.watchers += 1;
		try {
			return await wait();
		} finally {
			this.watchers -= 1;
		}
	}

	async read(graph: GraphClient, clock: Clock, containerId: string): Promise<ContainerStatus> {
		if (graph.settings.loginMethod !== 'facebook' || this.watchers < 2) {
			return await readContainer(graph, containerId);
		}
		return await new Promise<ContainerStatus>((resolve, reject) => {
			this.gathered.push({ containerId, resolve, reject });
			if (this.gathered.length === 1)
				void clock.sleep(GATHER_MS).then(async () => await this.readGathered(graph));
		});
	}

	private async readGathered(graph: GraphClient): Promise<void> {
		const readers = this.gathered;
		this.gathered = [];
		for (let start = 0; start < readers.length; start += IDS_AT_ONCE) {
			await this.readTogether(graph, readers.slice(start, start + IDS_AT_ONCE));
		}
	}

	private async readTogether(graph: GraphClient, readers: Reader[]): Promise<void> {
		let answer: Record<string, IDataObject | undefined> = {};
		try {
			const ids = [...new Set(readers.map(({ containerId }) => containerId))].join(',');
			answer = await graph.call({
				method: 'GET',
				path: '/',
				query: { ids, fields: FIELDS },
				repeatable: true,
			});
		} catch (error) {
			// While throttled, further calls make it worse; of any other fault one container may be the reason.
			if (error instanceof GraphError && error.kind === 'rateLimit') {
				for (const { reject } of readers) reject(error);
				return;
			}
		}
		for (const { containerId, resolve, reject } of readers) {
			const state = answer[containerId];
			if (state) resolve(statusOf(containerId, state));
			else readContainer(graph, containerId).then(resolve, reject);
		}
	}
}
