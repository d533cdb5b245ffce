import { makeCarousel } from './carousel';
import type { Desk } from './desk';
import type { Prepared } from './making';
import { make, makeReady } from './making';
import type { PostPlan } from './types';

export type { Desk } from './desk';
export type { Prepared } from './making';

/** A container lives 24 hours. */
export const CONTAINER_LIFE_MS = 24 * 60 * 60 * 1000;

/**
 * Creates what a post needs: its container, or a carousel's children side by side and then the carousel.
 *
 * @param deadline when to give up waiting for a carousel's children, milliseconds since the epoch
 * @returns the id of the container to publish; it may still be processing
 */
export async function createContainer(desk: Desk, plan: PostPlan, deadline: number): Promise<string> {
	if (plan.children.length > 0) return await makeCarousel(desk, plan, deadline);
	return await make(desk, plan.container);
}

/**
 * Creates what a post needs and waits for videos. Images and carousels are usually ready at once, so their state is
 * not read: publishing tells.
 *
 * @param deadline when to give up waiting, milliseconds since the epoch
 */
export async function prepareContainer(desk: Desk, plan: PostPlan, deadline: number): Promise<Prepared> {
	if (plan.children.length > 0)
		return { containerId: await makeCarousel(desk, plan, deadline), deadline, isReady: false };
	return await makeReady(desk, plan.container, deadline);
}
