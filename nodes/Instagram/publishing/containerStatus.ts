import type { IDataObject } from 'n8n-workflow';

import { GraphError, mediaStatusError, unreadableError } from '../graph/errors/explain';
import { INVALID_TOKEN } from '../graph/errors/row';
import type { GraphClient } from '../graph/types';
import { toError } from '../shared/toError';
import type { PublishContext, ContainerPlan } from './types';
import { PollSchedule } from './pollSchedule';
import type { LastSeen, PostOutcome } from './publishError';
import { PublishError, timedOut } from './publishError';

/** `status_code` of a container. https://developers.facebook.com/docs/instagram-platform/reference/ig-container */
export type StatusCode = 'IN_PROGRESS' | 'FINISHED' | 'PUBLISHED' | 'ERROR' | 'EXPIRED';

export interface ContainerStatus {
	id: string;
	status: StatusCode;
	statusText?: string;
	/** Meta's subcode (2207xxx) if the processing has failed. */
	errorCode?: number;
}

const FIELDS = 'id,status_code,status';

/**
 * Start of the text in `status`, for answers without `status_code` (trypost PR #351; `Failed` and the lower case in other
 * public code, 2026-11).
 */
const STATUS_PREFIXES: ReadonlyArray<[RegExp, StatusCode]> = [
	[/^(error|failed)\b/i, 'ERROR'],
	[/^expired\b/i, 'EXPIRED'],
	[/^published\b/i, 'PUBLISHED'],
	[/^(finished|completed)\b/i, 'FINISHED'],
	[/^in[ _]progress\b/i, 'IN_PROGRESS'],
];

function codeIn({ status_code: code, status: text }: IDataObject): StatusCode | undefined {
	if (typeof code === 'string' && code !== '') return code as StatusCode;
	return STATUS_PREFIXES.find(([beginning]) => typeof text === 'string' && beginning.test(text.trim()))?.[1];
}

/**
 * Reads the status of a container. Without side effects, so that the client retries transient errors.
 *
 * @throws GraphError; of kind `unreadable` if the answer has no status
 */
export async function readContainer(graph: GraphClient, containerId: string): Promise<ContainerStatus> {
	const answer = await graph.call<IDataObject>({
		method: 'GET',
		path: `/${containerId}`,
		query: { fields: FIELDS },
		repeatable: true,
	});
	const status = codeIn(answer);
	if (status === undefined) throw unreadableError('it contains no status of the container', {});
	const statusText = answer.status === undefined ? undefined : String(answer.status);
	// Meta documents `status` as the subcode, but sends a sentence that contains it.
	const errorCode = status === 'ERROR' ? /2207\d{3}/.exec(statusText ?? '')?.[0] : undefined;
	return {
		id: containerId,
		status,
		...(statusText === undefined ? {} : { statusText }),
		...(errorCode === undefined ? {} : { errorCode: Number(errorCode) }),
	};
}

/**
 * Interprets the status of a container for publishing it.
 *
 * @returns `undefined` while Meta is still processing
 * @throws PublishError if the container can never be published
 */
export function interpretStatus(
	state: ContainerStatus,
	post: PostOutcome,
): 'FINISHED' | 'PUBLISHED' | undefined {
	if (state.status === 'FINISHED' || state.status === 'PUBLISHED') return state.status;
	if (state.status === 'ERROR' || state.status === 'EXPIRED')
		throw new PublishError(mediaStatusError(state), post);
	return undefined;
}

/** Whether a failed read concerns the token, the number of calls or the network, so that further reads do not help. */
function isFinal({ kind, code, outcome, retry }: GraphError): boolean {
	if (kind === 'token' || code === INVALID_TOKEN || kind === 'cancelled') return true;
	if (kind === 'rateLimit') return outcome === 'refused';
	return kind === 'network' && retry === 'never';
}

/**
 * Reads a container, and returns errors that say nothing about it: for minutes, once for days (May 2026), Meta rejected
 * reads of containers (100/33, 10, 24, 4/2207051) that could be published (postiz #1562, events-tracker #1900).
 *
 * @throws GraphError if further reads do not help: a rejected token, too many calls
 */
export async function tryReadContainer(
	{ graph }: PublishContext,
	containerId: string,
): Promise<ContainerStatus | GraphError> {
	try {
		return await readContainer(graph, containerId);
	} catch (error) {
		if (error instanceof GraphError && !isFinal(error)) return error;
		throw toError(error);
	}
}

/** Like {@link tryReadContainer}, but errors contain the state of the post. */
export async function tryReadPost(
	ctx: PublishContext,
	post: PostOutcome & { containerId: string },
): Promise<ContainerStatus | GraphError> {
	return await tryReadContainer(ctx, post.containerId).catch((error: unknown) => {
		throw error instanceof GraphError ? new PublishError(error, post) : toError(error);
	});
}

/**
 * Failed reads in a row, and the minimum wait, before the container counts as unreadable and is published without a read.
 * Most videos are processed by then; for the others Meta answers that they are not ready (9007/2207027).
 */
const MAX_FAILED_READS = 3;
const UNREADABLE_AFTER_MS = 60_000;

/**
 * Waits until Meta has processed the container's media.
 *
 * @param post the container, and whether a publish has been sent for it
 * @param deadline end of the wait, milliseconds since the epoch
 * @returns `FINISHED`; `PUBLISHED` if the container is already published; `unreadable` if its reads fail, so that only a
 *   publish can show whether it is ready
 * @throws PublishError with the container's id if the time is over or the processing has failed
 */
export async function waitUntilReady(
	ctx: PublishContext,
	post: PostOutcome & { containerId: string },
	kind: ContainerPlan['kind'],
	deadline: number,
): Promise<'FINISHED' | 'PUBLISHED' | 'unreadable'> {
	const schedule = new PollSchedule(ctx.clock, kind, ctx.clock.now(), deadline);
	const seen: LastSeen = {};
	for (let failedReads = 0; ;) {
		const isDue = await schedule.next();
		if (!isDue && failedReads > 0) return 'unreadable';
		if (!isDue) throw timedOut(post, schedule.elapsed, seen);
		ctx.throwIfCancelled();
		const status = await tryReadPost(ctx, post);
		if (status instanceof GraphError) {
			failedReads += 1;
			if (failedReads >= MAX_FAILED_READS && schedule.elapsed >= UNREADABLE_AFTER_MS) return 'unreadable';
			continue;
		}
		failedReads = 0;
		seen.text = status.statusText;
		const ready = interpretStatus(status, post);
		if (ready) return ready;
	}
}
