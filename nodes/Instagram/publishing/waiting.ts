import { GraphError, mediaStatusError } from '../graph/errors';
import { asError } from '../graph/thrown';
import type { Desk } from './desk';
import type { LastSeen, PostState } from './outcome';
import { PostFailure, timedOut } from './outcome';
import { PollSchedule } from './schedule';
import type { ContainerStatus } from './status';
import { readContainer } from './status';
import type { ContainerPlan } from './types';

/**
 * What a container's state means for publishing it.
 *
 * @returns `undefined` while Meta is still processing
 * @throws PostFailure where the container can never be published
 */
export function interpretStatus(
	state: ContainerStatus,
	post: PostState,
): 'FINISHED' | 'PUBLISHED' | undefined {
	if (state.status === 'FINISHED' || state.status === 'PUBLISHED') return state.status;
	if (state.status === 'ERROR' || state.status === 'EXPIRED')
		throw new PostFailure(mediaStatusError(state), post);
	return undefined;
}

/** A refused read that is about the token, the number of calls or the line, and so will not pass by reading on. */
function endsReading({ kind, code, outcome, retry }: GraphError): boolean {
	if (kind === 'token' || code === 190 || kind === 'cancelled') return true;
	if (kind === 'rateLimit') return outcome === 'refused';
	return kind === 'noAnswer' && retry === 'never';
}

/**
 * Reads a container of which nothing is known but its id.
 *
 * @returns the refusal where it says nothing of the container: for minutes, once for days (May 2026), Meta refused
 *   reads of containers (100/33, 10, 24, 4/2207051) that could be published (postiz #1562, events-tracker #1900)
 * @throws GraphError where reading on does not help: a token that is refused, too many calls
 */
export async function lookAt({ graph }: Desk, containerId: string): Promise<ContainerStatus | GraphError> {
	try {
		return await readContainer(graph, containerId);
	} catch (error) {
		if (error instanceof GraphError && !endsReading(error)) return error;
		throw asError(error);
	}
}

/** As {@link lookAt}, for a post that is to come of the container: a failure tells what is left of it. */
export async function lookAtPost(
	desk: Desk,
	post: PostState & { containerId: string },
): Promise<ContainerStatus | GraphError> {
	return await lookAt(desk, post.containerId).catch((error: unknown) => {
		throw error instanceof GraphError ? new PostFailure(error, post) : asError(error);
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
	desk: Desk,
	post: PostState & { containerId: string },
	kind: ContainerPlan['kind'],
	deadline: number,
): Promise<'FINISHED' | 'PUBLISHED' | 'unreadable'> {
	const schedule = new PollSchedule(desk.clock, kind, desk.clock.now(), deadline);
	const seen: LastSeen = {};
	for (let refused = 0; ;) {
		const isDue = await schedule.next();
		if (!isDue && refused > 0) return 'unreadable';
		if (!isDue) throw timedOut(post, schedule.elapsed, seen);
		desk.throwIfCancelled();
		const look = await lookAtPost(desk, post);
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
