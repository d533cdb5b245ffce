import type { IDataObject } from 'n8n-workflow';

import { GraphError, mediaStatusError } from '../graph/errors';
import { asError } from '../graph/thrown';
import type { Clock, GraphClient, GraphParameters } from '../graph/types';
import type { PostState } from './outcome';
import { PostFailure } from './outcome';
import { nextPoll } from './schedule';
import type { ContainerPlan, PostPlan } from './types';

/** What publishing needs of the outside, for one account. */
export interface Desk {
	readonly graph: GraphClient;
	/** The account as it stands in a path: an id, or `me`. */
	readonly account: string;
	readonly clock: Clock;
	/** Throws if the user has cancelled the execution. */
	throwIfCancelled(): void;
}

/** `status_code` of a container. https://developers.facebook.com/docs/instagram-platform/reference/ig-container */
export type StatusCode = 'IN_PROGRESS' | 'FINISHED' | 'PUBLISHED' | 'ERROR' | 'EXPIRED';

export interface ContainerStatus {
	id: string;
	status: StatusCode;
	statusText?: string;
	/** Meta's subcode (2207xxx) where the processing has failed. */
	errorCode?: number;
}

/** How often a container whose media Meta could not process for a passing reason is made anew. */
const MAKES = 2;

/** A container lives 24 hours. */
export const CONTAINER_LIFE_MS = 24 * 60 * 60 * 1000;

/** Reads the state of a container. Free of side effects, so passing faults are retried by the client. */
export async function readContainer(graph: GraphClient, containerId: string): Promise<ContainerStatus> {
	const answer = await graph.call<IDataObject>({
		method: 'GET',
		path: `/${containerId}`,
		query: { fields: 'id,status_code,status' },
		repeatable: true,
	});
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

function mediaParameters(plan: ContainerPlan): GraphParameters {
	if (plan.media?.kind !== 'url') return {};
	return plan.kind === 'video' ? { video_url: plan.media.url } : { image_url: plan.media.url };
}

async function make({ graph, account }: Desk, plan: ContainerPlan, children?: string[]): Promise<string> {
	const { id } = await graph.call<{ id: string }>({
		method: 'POST',
		path: `/${account}/media`,
		form: {
			...plan.parameters,
			...mediaParameters(plan),
			...(children ? { children: children.join(',') } : {}),
		},
		// An unused container costs nothing but one of 400 a day.
		repeatable: true,
		accountId: account,
		permission: 'publish',
	});
	return id;
}

/**
 * What a container's state means for publishing it.
 *
 * @returns `undefined` while Meta is still processing
 * @throws PostFailure where the container can never be published
 */
export function judge(state: ContainerStatus, post: PostState): 'FINISHED' | 'PUBLISHED' | undefined {
	if (state.status === 'FINISHED' || state.status === 'PUBLISHED') return state.status;
	if (state.status === 'ERROR' || state.status === 'EXPIRED')
		throw new PostFailure(mediaStatusError(state), post);
	return undefined;
}

/**
 * Waits until Meta has processed the container's media.
 *
 * @param post the container, and whether a publish has been sent for it
 * @param deadline when to give up, milliseconds since the epoch
 * @returns `FINISHED`, or `PUBLISHED` where the container turns out to be live already
 * @throws PostFailure with the container's id when time is over or the processing failed
 */
export async function waitUntilReady(
	desk: Desk,
	post: PostState & { containerId: string },
	kind: ContainerPlan['kind'],
	deadline: number,
): Promise<'FINISHED' | 'PUBLISHED'> {
	const start = desk.clock.now();
	for (let reads = 0; ; reads += 1) {
		const now = desk.clock.now();
		const wait = nextPoll({ kind, elapsedMs: now - start, reads, maxWaitMs: deadline - start });
		if (wait === 'give up') throw timedOut(post, now - start);
		desk.throwIfCancelled();
		await desk.clock.sleep(wait);
		const state = await readContainer(desk.graph, post.containerId).catch((error: unknown) => {
			// A read that fails for a passing reason says nothing of the container; the next one may.
			if (error instanceof GraphError && error.outcome === 'unknown') return undefined;
			throw new PostFailure(error, post);
		});
		const ready = state && judge(state, post);
		if (ready) return ready;
	}
}

function timedOut(post: PostState & { containerId: string }, waited: number): PostFailure {
	return new PostFailure(undefined, post, {
		message: `Instagram was still processing the media after ${Math.round(waited / 1000)} seconds`,
		description: `Nothing has been published. The container ${post.containerId} goes on being processed and can be published for 24 hours: use the operation Container > Publish with this ID, or raise 'Max Wait'.`,
		retryable: true,
	});
}

/** Whether processing failed in a way that Meta says a new container may mend. */
function mayMend(error: unknown): boolean {
	return error instanceof PostFailure && error.reason instanceof GraphError && error.reason.newContainer;
}

async function makeReady(desk: Desk, plan: ContainerPlan, deadline: number): Promise<string> {
	for (let makes = 1; ; makes += 1) {
		const containerId = await make(desk, plan);
		if (plan.kind === 'image') return containerId;
		try {
			await waitUntilReady(desk, { containerId }, plan.kind, deadline);
			return containerId;
		} catch (error) {
			if (makes < MAKES && mayMend(error)) continue;
			throw asError(error);
		}
	}
}

async function makeChildren(desk: Desk, plan: PostPlan, deadline: number): Promise<string[] | undefined> {
	if (plan.children.length === 0) return undefined;
	return await allSettledOrThrow(plan.children.map(async (child) => await makeReady(desk, child, deadline)));
}

/**
 * Creates what a post needs: its container, or a carousel's children side by side and then the carousel. Videos in a
 * carousel are waited for, since the carousel cannot be made of unfinished ones.
 *
 * @returns the id of the container to publish; it may still be processing
 */
export async function createContainer(desk: Desk, plan: PostPlan, deadline: number): Promise<string> {
	return await make(desk, plan.container, await makeChildren(desk, plan, deadline));
}

/**
 * Creates what a post needs and waits for videos. Images and carousels are usually ready at once, so their state is
 * not read: publishing tells.
 *
 * @returns the id of the container to publish
 */
export async function prepareContainer(desk: Desk, plan: PostPlan, deadline: number): Promise<string> {
	if (plan.children.length > 0) return await createContainer(desk, plan, deadline);
	return await makeReady(desk, plan.container, deadline);
}

/** Like Promise.all, but leaves nothing running behind a failure. */
async function allSettledOrThrow<T>(work: Array<Promise<T>>): Promise<T[]> {
	const results = await Promise.allSettled(work);
	return results.map((result) => {
		if (result.status === 'rejected') throw asError(result.reason);
		return result.value;
	});
}
