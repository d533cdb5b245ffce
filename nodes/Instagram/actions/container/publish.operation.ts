import type { IDataObject } from 'n8n-workflow';

import { containerIdProperty } from '../../descriptions/containerId';
import { accountLocator } from '../../descriptions/locators';
import { publishOptions } from '../../descriptions/publishOptions';
import { readId } from '../../input';
import { GraphError } from '../../graph/errors';
import type { Desk, Prepared } from '../../publishing/container';
import type { JournalEntry } from '../../publishing/journal';
import { interpretStatus, lookAtPost, waitUntilReady } from '../../publishing/waiting';
import type { Operation } from '../operation';
import { deskOf, joinTurns } from '../post/input';
import { readPublishOptions } from '../post/options';
import { publishItem, recallPublished } from '../post/publishItem';

/** When a container that is live already was published is not known. */
const PUBLISHED_SOMETIME = 0;

/**
 * Reads how far the container is, and waits where it is not ready: what kind of media it holds is not known. That also tells
 * a post already live. Where the read is refused the publish tells.
 */
async function prepare(
	desk: Desk,
	containerId: string,
	deadline: number,
	entry: JournalEntry,
): Promise<Prepared> {
	const waitingSince = desk.clock.now();
	const post = { containerId };
	const look = await lookAtPost(desk, post);
	const ready =
		look instanceof GraphError
			? 'unreadable'
			: (interpretStatus(look, post) ?? (await waitUntilReady(desk, post, 'carousel', deadline)));
	if (ready === 'PUBLISHED') entry.sentAt = PUBLISHED_SOMETIME;
	return { containerId, deadline, waitingSince, isReady: ready === 'FINISHED' };
}

/** Publishes a container that was made earlier: by Container > Create, or by a Post > Publish whose time ran out. */
export const publish: Operation = {
	properties: [accountLocator, containerIdProperty, publishOptions],
	concurrent: true,
	recall: (run) => recallPublished(run) as IDataObject | undefined,
	async execute(run) {
		joinTurns(run);
		const containerId = readId(run.parameter('containerId', ''), 'Container ID');
		const options = readPublishOptions(run);
		const desk = await deskOf(run);
		const deadline = desk.clock.now() + options.maxWait * 1000;
		const published = await publishItem(run, desk, options, {
			content: containerId,
			kind: 'carousel',
			deadline,
			prepare: async (entry) => await prepare(desk, containerId, deadline, entry),
		});
		return { ...published };
	},
};
