import { postProperties } from '../../descriptions/post';
import { createOptions } from '../../descriptions/publishOptions';
import { CONTAINER_LIFE_MS, createContainer } from '../../publishing/postContainer';
import { readContainer } from '../../publishing/containerStatus';
import { defineOperation } from '../operation';
import { readFirstComment } from '../post/firstComment';
import { preparePlan } from '../post/images';
import { additionalFields, publishContextFor, readPlan } from '../post/input';

/** How long to wait for the videos of a carousel. The operation does not wait for the container itself. */
const CHILDREN_WAIT_MS = 300_000;

export const create = defineOperation({
	name: 'Create',
	action: 'Create container',
	description: 'Prepare a post without publishing it; Instagram starts processing the media',
	parameters: [...postProperties, createOptions],
	concurrent: true,
	async execute(run) {
		const post = await readPlan(run);
		if (readFirstComment(run, run.read(additionalFields), post) !== undefined) {
			run.hint("'First Comment' was left out", 'a container has no comments; Post > Publish writes it');
		}
		const plan = await preparePlan(run, post);
		const ctx = await publishContextFor(run);
		const createdAt = ctx.clock.now();
		const id = await createContainer(ctx, plan, createdAt + CHILDREN_WAIT_MS);
		// The container exists: failing to read its state must not lose its ID.
		const status = await readContainer(ctx.graph, id).then(
			(state) => state.status,
			() => 'IN_PROGRESS',
		);
		return { id, status, expiresAt: new Date(createdAt + CONTAINER_LIFE_MS).toISOString() };
	},
});
