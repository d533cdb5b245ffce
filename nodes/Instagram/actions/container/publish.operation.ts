import { containerIdProperty } from '../../descriptions/containerId';
import { accountLocator } from '../../descriptions/locators';
import { publishOptions } from '../../descriptions/publishOptions';
import { readId } from '../../input';
import { judge, waitUntilReady } from '../../publishing/container';
import { readContainer } from '../../publishing/status';
import type { Operation } from '../operation';
import { deskOf } from '../post/input';
import { readPublishOptions } from '../post/options';
import { publishItem } from '../post/publishItem';

/** When a container that is live already was published is not known. */
const PUBLISHED_SOMETIME = 0;

/** Publishes a container that was made earlier: by Container > Create, or by a Post > Publish whose time ran out. */
export const publish: Operation = {
	properties: [accountLocator, containerIdProperty, publishOptions],
	concurrent: true,
	async execute(run) {
		const containerId = readId(run.parameter('containerId', ''), 'Container ID');
		const options = readPublishOptions(run);
		const desk = await deskOf(run);
		const deadline = desk.clock.now() + options.maxWait * 1000;
		const published = await publishItem(run, desk, options, {
			content: containerId,
			kind: 'carousel',
			deadline,
			// What kind of media it holds is not known, so its state is read first; that also tells a post already live.
			prepare: async (entry) => {
				const state = await readContainer(desk.graph, containerId);
				const ready =
					judge(state, { containerId }) ??
					(await waitUntilReady(desk, { containerId }, 'carousel', deadline));
				if (ready === 'PUBLISHED') entry.sentAt = PUBLISHED_SOMETIME;
				return containerId;
			},
		});
		return { ...published };
	},
};
