import { postProperties } from '../../descriptions/post';
import { createOptions } from '../../descriptions/publishOptions';
import { CONTAINER_LIFE_MS, createContainer } from '../../publishing/postContainer';
import { readContainer } from '../../publishing/containerStatus';
import { defineOperation } from '../operation';
import { preparePlan } from '../post/images';
import { publishContextFor, readPlan } from '../post/input';

/** How long the videos of a carousel are waited for; the container itself is not waited for. */
const CHILDREN_WAIT_MS = 300_000;

export const create = defineOperation({
	name: 'Create',
	action: 'Create container',
	description: 'Prepare a post without publishing it; Instagram starts to process the media',
	parameters: [...postProperties, createOptions],
	concurrent: true,
	async execute(run) {
		const plan = await preparePlan(run, await readPlan(run));
		const ctx = await publishContextFor(run);
		const createdAt = ctx.clock.now();
		const id = await createContainer(ctx, plan, createdAt + CHILDREN_WAIT_MS);
		// The container is made: that its state could not be read must not lose it.
		const status = await readContainer(ctx.graph, id).then(
			(state) => state.status,
			() => 'IN_PROGRESS',
		);
		return { id, status, expiresAt: new Date(createdAt + CONTAINER_LIFE_MS).toISOString() };
	},
});
