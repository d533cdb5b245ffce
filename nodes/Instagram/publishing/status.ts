import type { IDataObject } from 'n8n-workflow';

import { unreadableError } from '../graph/errors';
import type { GraphClient } from '../graph/types';

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

/**
 * How the text of `status` begins, by state: it came without `status_code` (trypost PR #351; `Failed` and the lower
 * case in other public code, 2026-11).
 */
const BEGINNINGS: ReadonlyArray<[RegExp, StatusCode]> = [
	[/^(error|failed)\b/i, 'ERROR'],
	[/^expired\b/i, 'EXPIRED'],
	[/^published\b/i, 'PUBLISHED'],
	[/^(finished|completed)\b/i, 'FINISHED'],
	[/^in[ _]progress\b/i, 'IN_PROGRESS'],
];

function codeIn({ status_code: code, status: text }: IDataObject): StatusCode | undefined {
	if (typeof code === 'string' && code !== '') return code as StatusCode;
	return BEGINNINGS.find(([beginning]) => typeof text === 'string' && beginning.test(text.trim()))?.[1];
}

/**
 * Reads the state of a container. Free of side effects, so passing faults are retried by the client.
 *
 * @throws GraphError; one of kind `unreadable` where the answer tells no state
 */
export async function readContainer(graph: GraphClient, containerId: string): Promise<ContainerStatus> {
	const answer = await graph.call<IDataObject>({
		method: 'GET',
		path: `/${containerId}`,
		query: { fields: FIELDS },
		repeatable: true,
	});
	const status = codeIn(answer);
	if (status === undefined) throw unreadableError("it does not tell the container's state", {});
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
