import { GraphError, mediaStatusError } from '../graph/errors';
import { asError } from '../graph/thrown';
import type { Clock, GraphClient } from '../graph/types';
import type { PostState } from './outcome';
import { PostFailure } from './outcome';
import { nextPoll } from './schedule';
import type { Delivery } from './source';
import { deliver, explained } from './source';
import type { ContainerStatus, StatusReader } from './status';
import type { ContainerPlan, PostPlan } from './types';

/** What publishing needs of the outside, for one account. */
export interface Desk {
	readonly graph: GraphClient;
	/** The account as it stands in a path: an id, or `me`. */
	readonly account: string;
	readonly clock: Clock;
	/** Reads containers, those of several items together where that is possible. */
	readonly statuses: StatusReader;
	/** Throws if the user has cancelled the execution. */
	throwIfCancelled(): void;
}

/** How often a container whose media Meta could not process for a passing reason is made anew. */
const MAKES = 2;

/** A container lives 24 hours. */
export const CONTAINER_LIFE_MS = 24 * 60 * 60 * 1000;

async function create(
	{ graph, account }: Desk,
	plan: ContainerPlan,
	delivery: Delivery,
	children?: string[],
): Promise<string> {
	const { id, uri } = await graph.call<{ id: string; uri?: unknown }>({
		method: 'POST',
		path: `/${account}/media`,
		form: {
			...plan.parameters,
			...delivery.parameters,
			...(children ? { children: children.join(',') } : {}),
		},
		// An unused container costs nothing but one of 400 a day.
		repeatable: true,
		accountId: account,
		permission: 'publish',
	});
	if (delivery.upload) await graph.upload({ containerId: id, uri, file: delivery.upload });
	return id;
}

/** Makes a container and sees to it that Meta has its file, or knows where to fetch it. */
async function make(desk: Desk, plan: ContainerPlan, children?: string[]): Promise<string> {
	for (let makes = 1; ; makes += 1) {
		desk.throwIfCancelled();
		const delivery = deliver(plan, desk.graph.settings.loginMethod);
		try {
			return await create(desk, plan, delivery, children);
		} catch (error) {
			if (delivery.upload && makes < MAKES && (mayMend(error) || isStuck(error))) continue;
			throw explained(error, delivery);
		}
	}
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
	return await desk.statuses.watching(async () => {
		const start = desk.clock.now();
		for (let reads = 0; ; reads += 1) {
			const now = desk.clock.now();
			const wait = nextPoll({ kind, elapsedMs: now - start, reads, maxWaitMs: deadline - start });
			if (wait === 'give up') throw timedOut(post, now - start);
			await desk.clock.sleep(wait);
			desk.throwIfCancelled();
			const state = await readInPassing(desk, post);
			const ready = state && judge(state, post);
			if (ready) return ready;
		}
	});
}

/** A read that fails for a passing reason says nothing of the container; the next one may. */
async function readInPassing(
	{ statuses, graph, clock }: Desk,
	post: PostState & { containerId: string },
): Promise<ContainerStatus | undefined> {
	try {
		return await statuses.read(graph, clock, post.containerId);
	} catch (error) {
		if (error instanceof GraphError && error.outcome === 'unknown') return undefined;
		throw failed(error, post);
	}
}

function failed(error: unknown, post: PostState): PostFailure {
	return new PostFailure(error, post);
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
	const reason = error instanceof PostFailure ? error.reason : error;
	return reason instanceof GraphError && reason.newContainer;
}

/** Meta answers, but goes on refusing the upload: the container may have lost count of its bytes. */
function isStuck(error: unknown): boolean {
	return error instanceof GraphError && error.kind === 'transient';
}

async function makeReady(desk: Desk, plan: ContainerPlan, deadline: number): Promise<string> {
	for (let makes = 1; ; makes += 1) {
		const start = desk.clock.now();
		const containerId = await make(desk, plan);
		if (plan.kind === 'image') return containerId;
		// 'Max Wait' is for Meta's processing: it begins when Meta has the file.
		const delivery = deliver(plan, desk.graph.settings.loginMethod);
		const uploading = delivery.upload ? desk.clock.now() - start : 0;
		try {
			await waitUntilReady(desk, { containerId }, plan.kind, deadline + uploading);
			return containerId;
		} catch (error) {
			if (makes < MAKES && mayMend(error)) continue;
			throw explained(error, delivery);
		}
	}
}

async function makeChildren(desk: Desk, plan: PostPlan, deadline: number): Promise<string[] | undefined> {
	if (plan.children.length === 0) return undefined;
	return await allSettledOrThrow(plan.children.map(async (child) => await makeChild(desk, child, deadline)));
}

async function makeChild(desk: Desk, child: ContainerPlan, deadline: number): Promise<string> {
	try {
		return await makeReady(desk, child, deadline);
	} catch (error) {
		throw ofChild(error);
	}
}

/** A child's container is not named: unlike a post's own it cannot be published later. */
function ofChild(error: unknown): Error {
	if (!(error instanceof PostFailure)) return asError(error);
	if (error.reason !== undefined) return new PostFailure(error.reason, {});
	return new PostFailure(
		undefined,
		{},
		{
			message: error.message,
			description: "Nothing has been published. Raise 'Max Wait', or use a shorter video in the carousel.",
			retryable: true,
		},
	);
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
