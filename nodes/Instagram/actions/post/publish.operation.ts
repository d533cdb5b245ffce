import { postProperties } from '../../descriptions/post';
import { publishOptions } from '../../descriptions/publishOptions';
import { prepareContainer } from '../../publishing/container';
import { PostsOfRun } from '../../publishing/postsOfRun';
import { publishContainer } from '../../publishing/publish';
import type { Operation } from '../operation';
import { deskOf, readPlan } from './input';
import { checkPublishingLimit, readPublishOptions } from './options';

/**
 * Creates the container, waits for it and publishes it. Items are prepared side by side and published in their order,
 * which is the order of the feed.
 */
export const publish: Operation = {
	properties: [...postProperties, publishOptions],
	concurrent: true,
	async execute(run) {
		const plan = readPlan(run);
		const options = readPublishOptions(run);
		const desk = await deskOf(run);
		if (options.checkPublishingLimit) await checkPublishingLimit(run, desk);
		const deadline = desk.clock.now() + options.maxWait * 1000;
		const containerId = await prepareContainer(desk, plan, deadline);
		await run.turns.wait(run.itemIndex);
		const published = await publishContainer(desk, {
			containerId,
			kind: plan.container.kind,
			productType: plan.productType,
			caption: plan.caption ?? '',
			deadline,
			includePermalink: options.includePermalink,
			others: run.shared(PostsOfRun).publishedTo(desk.account),
		});
		return { ...published };
	},
};
