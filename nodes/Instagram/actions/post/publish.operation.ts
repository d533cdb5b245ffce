import type { IDataObject } from 'n8n-workflow';

import { postProperties } from '../../descriptions/post';
import { postOptions } from '../../descriptions/publishOptions';
import { prepareContainer } from '../../publishing/postContainer';
import { defineOperation } from '../operation';
import { commentOn, readFirstComment } from './firstComment';
import { preparePlan } from './images';
import { additionalFields, publishContextFor, joinOrder, readPlan } from './input';
import { readPublishOptions } from './options';
import { publishItem, recallPublished } from './publishItem';

/**
 * Creates the container, waits for it and publishes it. Items are prepared concurrently and published in their order,
 * which is the order of each account's feed.
 */
export const publish = defineOperation({
	name: 'Publish',
	action: 'Publish post',
	description: 'Publish an image, a reel, a story or a carousel',
	parameters: [...postProperties, postOptions],
	concurrent: true,
	recall: (run) => recallPublished(run) as IDataObject | undefined,
	async execute(run) {
		joinOrder(run);
		const plan = await readPlan(run);
		const comment = readFirstComment(run, run.read(additionalFields), plan);
		const options = readPublishOptions(run);
		const ctx = await publishContextFor(run);
		const deadline = ctx.clock.now() + options.maxWait * 1000;
		const published = await publishItem(run, ctx, options, {
			content: plan,
			kind: plan.container.kind,
			productType: plan.productType,
			caption: plan.caption ?? '',
			deadline,
			prepare: async () => await prepareContainer(ctx, await preparePlan(run, plan), deadline),
		});
		// With a deduplication key the item has kept its place until now; its comment does not delay the next post.
		run.order.done(run.itemIndex);
		return { ...published, ...(await commentOn(run, published, comment)) };
	},
});
