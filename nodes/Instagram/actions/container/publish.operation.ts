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

/** Stands for the unknown time at which a container was published that is live already. */
const UNKNOWN_TIME = 0;

/**
 * Reads the status of the container and waits until it is ready, because the kind of its media is not known. The status
 * also shows a post that is live already. If Meta refuses the read, publishing shows whether the container is ready.
 */
async function prepare(
	ctx: PublishContext,
	id: string,
	deadline: number,
	entry: PublishRecord,
): Promise<Prepared> {
	const waitingSince = ctx.clock.now();
	const post = { containerId: id };
	const status = await tryReadPost(ctx, post);
	const ready =
		status instanceof GraphError
			? 'unreadable'
			: (interpretStatus(status, post) ?? (await waitUntilReady(ctx, post, 'carousel', deadline)));
	if (ready === 'PUBLISHED') entry.sentAt = UNKNOWN_TIME;
	return { containerId: id, deadline, waitingSince, isReady: ready === 'FINISHED' };
}

/** Publishes a container of Container > Create, or of a Post > Publish that timed out. */
export const publish = defineOperation({
	name: 'Publish',
	action: 'Publish container',
	description: 'Publish a post that was prepared earlier, after waiting for its media if necessary',
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
