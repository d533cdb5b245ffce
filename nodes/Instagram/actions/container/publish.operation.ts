import type { IDataObject } from 'n8n-workflow';

import { account } from '../../descriptions/account';
import { publishOptions } from '../../descriptions/publishOptions';
import { GraphError } from '../../graph/errors/explain';
import type { PublishContext } from '../../publishing/types';
import type { Prepared } from '../../publishing/container';
import type { PublishRecord } from '../../publishing/idempotency/ledger';
import { interpretStatus, tryReadPost, waitUntilReady } from '../../publishing/containerStatus';
import { defineOperation } from '../operation';
import { publishContextFor, joinOrder } from '../post/input';
import { readPublishOptions } from '../post/options';
import { publishItem, recallPublished } from '../post/publishItem';
import { containerId } from './shared';

/** When a container that is live already was published is not known. */
const PUBLISHED_SOMETIME = 0;

/**
 * Reads how far the container is, and waits where it is not ready: what kind of media it holds is not known. That also tells
 * a post already live. Where the read is refused the publish tells.
 */
async function prepare(
	ctx: PublishContext,
	id: string,
	deadline: number,
	entry: PublishRecord,
): Promise<Prepared> {
	const waitingSince = ctx.clock.now();
	const post = { containerId: id };
	const look = await tryReadPost(ctx, post);
	const ready =
		look instanceof GraphError
			? 'unreadable'
			: (interpretStatus(look, post) ?? (await waitUntilReady(ctx, post, 'carousel', deadline)));
	if (ready === 'PUBLISHED') entry.sentAt = PUBLISHED_SOMETIME;
	return { containerId: id, deadline, waitingSince, isReady: ready === 'FINISHED' };
}

/** Publishes a container that was made earlier: by Container > Create, or by a Post > Publish whose time ran out. */
export const publish = defineOperation({
	name: 'Publish',
	action: 'Publish container',
	description: 'Publish a post that was prepared earlier, waiting for its media where needed',
	parameters: [account, containerId, publishOptions],
	concurrent: true,
	recall: (run) => recallPublished(run) as IDataObject | undefined,
	async execute(run) {
		joinOrder(run);
		const id = run.read(containerId);
		const options = readPublishOptions(run);
		const ctx = await publishContextFor(run);
		const deadline = ctx.clock.now() + options.maxWait * 1000;
		const published = await publishItem(run, ctx, options, {
			content: id,
			kind: 'carousel',
			deadline,
			prepare: async (entry) => await prepare(ctx, id, deadline, entry),
		});
		return { ...published };
	},
});
