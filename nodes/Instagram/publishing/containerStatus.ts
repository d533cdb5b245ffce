import type { IDataObject } from 'n8n-workflow';

import { GraphError, mediaStatusError, unreadableError } from '../graph/errors/explain';
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
	/** Meta's subcode (2207xxx) where the processing has failed. */
	errorCode?: number;
}

const FIELDS = 'id,status_code,status';

/**
 * How the text of `status` begins, by state: it came without `status_code` (trypost PR #351; `Failed` and the lower
 * case in other public code, 2026-11).
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

/**
 * What a container's state means for publishing it.
 *
 * @returns `undefined` while Meta is still processing
 * @throws PostFailure where the container can never be published
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

/** A refused read that is about the token, the number of calls or the line, and so will not pass by reading on. */
function isFinalRefusal({ kind, code, outcome, retry }: GraphError): boolean {
	if (kind === 'token' || code === 190 || kind === 'cancelled') return true;
	if (kind === 'rateLimit') return outcome === 'refused';
	return kind === 'network' && retry === 'never';
}

/**
 * Reads a container of which nothing is known but its id.
 *
 * @returns the refusal where it says nothing of the container: for minutes, once for days (May 2026), Meta refused
 *   reads of containers (100/33, 10, 24, 4/2207051) that could be published (postiz #1562, events-tracker #1900)
 * @throws GraphError where reading on does not help: a token that is refused, too many calls
 */
export async function tryReadContainer(
	{ graph }: PublishContext,
	containerId: string,
): Promise<ContainerStatus | GraphError> {
	try {
		return await readContainer(graph, containerId);
	} catch (error) {
		if (error instanceof GraphError && !isFinalRefusal(error)) return error;
		throw toError(error);
	}
}

/** As {@link tryReadContainer}, for a post that is to come of the container: a failure tells what is left of it. */
export async function tryReadPost(
	ctx: PublishContext,
	post: PostOutcome & { containerId: string },
): Promise<ContainerStatus | GraphError> {
	return await tryReadContainer(ctx, post.containerId).catch((error: unknown) => {
		throw error instanceof GraphError ? new PublishError(error, post) : toError(error);
	});
}

/**
 * Refused reads in a row, and how long to wait, until the container counts as unreadable and its publishing is tried.
 * Most videos are processed by then, and one that is not costs a refusal that says so (9007/2207027).
 */
const REFUSED_READS = 3;
const UNREADABLE_AFTER_MS = 60_000;

/**
 * Waits until Meta has processed the container's media.
 *
 * @param post the container, and whether a publish has been sent for it
 * @param deadline when to give up, milliseconds since the epoch
 * @returns `FINISHED`; `PUBLISHED` where the container turns out to be live already; `unreadable` where its reads are
 *   refused, so that only a publish can tell
 * @throws PostFailure with the container's id when time is over or the processing failed
 */
export async function waitUntilReady(
	ctx: PublishContext,
	post: PostOutcome & { containerId: string },
	kind: ContainerPlan['kind'],
	deadline: number,
): Promise<'FINISHED' | 'PUBLISHED' | 'unreadable'> {
	const schedule = new PollSchedule(ctx.clock, kind, ctx.clock.now(), deadline);
	const seen: LastSeen = {};
	for (let refused = 0; ;) {
		const isDue = await schedule.next();
		if (!isDue && refused > 0) return 'unreadable';
		if (!isDue) throw timedOut(post, schedule.elapsed, seen);
		ctx.throwIfCancelled();
		const look = await tryReadPost(ctx, post);
		if (look instanceof GraphError) {
			refused += 1;
			if (refused >= REFUSED_READS && schedule.elapsed >= UNREADABLE_AFTER_MS) return 'unreadable';
			continue;
		}
		refused = 0;
		seen.text = look.statusText;
		const ready = interpretStatus(look, post);
		if (ready) return ready;
	}
}
