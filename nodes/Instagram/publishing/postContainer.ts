import { createCarousel } from './carousel';
import type { Prepared } from './container';
import { createAndWait, createWithRetries } from './container';
import type { PostPlan, PublishContext } from './types';

/** A container can be published for 24 hours. */
export const CONTAINER_LIFE_MS = 24 * 60 * 60 * 1000;

/**
 * Creates the container of a post, or a carousel's children concurrently and then the carousel, for an operation without
 * the option 'Max Wait'.
 *
 * @param deadline end of the wait for a carousel's children, milliseconds since the epoch
 * @returns the id of the container to publish; it may still be processing
 */
export async function createContainer(
	ctx: PublishContext,
	plan: PostPlan,
	deadline: number,
): Promise<string> {
	const remedy = 'Try again later, or use a shorter video in the carousel.';
	if (plan.children.length > 0) return await createCarousel(ctx, plan, { deadline, remedy });
	return await createWithRetries(ctx, plan.container);
}

/**
 * Creates the containers of a post and waits for videos. Images and carousels are usually ready at once, so their status
 * is not read before the publish.
 *
 * @param deadline end of the wait, milliseconds since the epoch
 */
export async function prepareContainer(
	ctx: PublishContext,
	plan: PostPlan,
	deadline: number,
): Promise<Prepared> {
	const remedy = "Raise 'Max Wait', or use a shorter video in the carousel.";
	if (plan.children.length > 0) {
		const containerId = await createCarousel(ctx, plan, { deadline, remedy });
		return { containerId, deadline, isReady: false };
	}
	return await createAndWait(ctx, plan.container, deadline);
}
