import { containerIdProperty } from '../../descriptions/containerId';
import { accountLocator } from '../../descriptions/locators';
import { publishOptions } from '../../descriptions/publishOptions';
import { readId } from '../../input';
import { judge, readContainer, waitUntilReady } from '../../publishing/container';
import { PostsOfRun } from '../../publishing/postsOfRun';
import { publishContainer } from '../../publishing/publish';
import type { Operation } from '../operation';
import { deskOf } from '../post/input';
import { checkPublishingLimit, readPublishOptions } from '../post/options';

/** Publishes a container that was made earlier: by Container > Create, or by a Post > Publish whose time ran out. */
export const publish: Operation = {
	properties: [accountLocator, containerIdProperty, publishOptions],
	concurrent: true,
	async execute(run) {
		const containerId = readId(run.parameter('containerId', ''), 'Container ID');
		const options = readPublishOptions(run);
		const desk = await deskOf(run);
		if (options.checkPublishingLimit) await checkPublishingLimit(run, desk);
		const deadline = desk.clock.now() + options.maxWait * 1000;
		// What kind of media it holds is not known, so its state is read first; that also tells a post already live.
		const state = await readContainer(desk.graph, containerId);
		const status =
			judge(state, { containerId }) ?? (await waitUntilReady(desk, { containerId }, 'carousel', deadline));
		await run.turns.wait(run.itemIndex);
		const published = await publishContainer(desk, {
			containerId,
			kind: 'carousel',
			deadline,
			includePermalink: options.includePermalink,
			others: run.shared(PostsOfRun).publishedTo(desk.account),
			isLive: status === 'PUBLISHED',
		});
		return { ...published };
	},
};
