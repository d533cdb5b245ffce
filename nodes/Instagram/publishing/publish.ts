import { GraphError } from '../graph/errors';
import type { Desk } from './container';
import { waitUntilReady } from './container';
import type { Published } from './outcome';
import { PostFailure } from './outcome';
import type { Trace } from './settle';
import { findPublished, settledStatus } from './settle';
import type { ContainerPlan, PostPlan } from './types';

/** A container to publish, and what is known of the post it makes. */
export interface Publication {
	containerId: string;
	kind: ContainerPlan['kind'];
	productType?: PostPlan['productType'];
	caption?: string;
	/** When to give up waiting for Meta's processing, milliseconds since the epoch. */
	deadline: number;
	includePermalink: boolean;
	/** Whether the container has turned out to be published already. */
	isLive?: boolean;
	/** Media published meanwhile by the same run; each new one is added. */
	others: Set<string>;
}

/** Publishes sent for one container, at most: each further one only after a read said that the post is not live. */
const SENDS = 3;

/** A publish may take longer than other calls: Meta copies the media. */
const PUBLISH_TIMEOUT_MS = 60_000;

/** Container unknown to Meta: it may not have spread yet. */
const NOT_SPREAD = { code: 24, subcode: 2207008 };

/** Meta was not reached, so that nothing was sent: a moment later it may be. */
const SECOND_TRY_AFTER_MS = 3_000;

/** A publish that Meta has refused for good, and which did nothing. */
function isRefused(error: GraphError): boolean {
	return error.outcome === 'refused' && error.subcode !== NOT_SPREAD.subcode;
}

async function send({ graph, account }: Desk, containerId: string): Promise<string> {
	const { id } = await graph.call<{ id: string }>({
		method: 'POST',
		path: `/${account}/media_publish`,
		form: { creation_id: containerId },
		repeatable: false,
		accountId: account,
		permission: 'publish',
		timeout: PUBLISH_TIMEOUT_MS,
	});
	return id;
}

async function permalinkOf({ graph }: Desk, mediaId: string): Promise<string | undefined> {
	try {
		const { permalink } = await graph.call<{ permalink?: string }>({
			method: 'GET',
			path: `/${mediaId}`,
			query: { fields: 'permalink' },
			repeatable: true,
		});
		return permalink;
	} catch {
		// The post is live; that its link could not be read must not turn it into a failure.
		return undefined;
	}
}

/** A post that is known to be live but whose id was not told. */
async function recovered(desk: Desk, publication: Publication, sentAt: number): Promise<Published> {
	const { containerId, productType, caption, others, includePermalink } = publication;
	const trace: Trace = { productType, caption, sentAt, others };
	const found = await findPublished(desk, trace);
	if (found) others.add(found.id);
	return {
		id: found?.id ?? null,
		containerId,
		...(includePermalink && found?.permalink ? { permalink: found.permalink } : {}),
		status: 'PUBLISHED',
	};
}

async function told(desk: Desk, publication: Publication, id: string): Promise<Published> {
	const { containerId, others, includePermalink } = publication;
	others.add(id);
	const permalink = includePermalink ? await permalinkOf(desk, id) : undefined;
	return { id, containerId, ...(permalink ? { permalink } : {}), status: 'PUBLISHED' };
}

const UNSETTLED = {
	description:
		'Look at the account before you publish this again: the post may be live. Container > Get with the container ID tells; PUBLISHED means that it is.',
	retryable: false,
};

function readyToPublish(containerId: string) {
	return {
		description: `The post is not live. Its container ${containerId} is ready: Container > Publish with this ID tries again.`,
		retryable: true,
	};
}

/**
 * Publishes a container once. An answer that does not settle it is settled by reading the container: live, and its id
 * is looked for; not live, and it is sent again; neither, and that is reported.
 *
 * @throws PostFailure with `published` false or 'unknown'
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/media_publish
 */
export async function publishContainer(desk: Desk, publication: Publication): Promise<Published> {
	const { containerId, kind, deadline } = publication;
	// When a container that is live already was published is not known.
	if (publication.isLive) return await recovered(desk, publication, 0);
	const firstSentAt = desk.clock.now();
	// Whether a publish has been sent whose answer did not settle it: from then on only the container's state counts.
	let unsettled = false;
	for (let sends = 1; ; sends += 1) {
		desk.throwIfCancelled();
		let reason: GraphError;
		try {
			return await told(desk, publication, await send(desk, containerId));
		} catch (error) {
			if (!(error instanceof GraphError)) throw new PostFailure(error, { containerId });
			reason = error;
		}
		if (reason.kind === 'notReady') {
			const status = await waitUntilReady(
				desk,
				{ containerId, published: unsettled ? 'unknown' : false },
				kind,
				deadline,
			);
			if (status === 'PUBLISHED') return await recovered(desk, publication, firstSentAt);
			sends -= 1;
			continue;
		}
		if (reason.kind === 'noAnswer' && reason.outcome === 'refused' && !unsettled && sends < SENDS) {
			await desk.clock.sleep(SECOND_TRY_AFTER_MS);
			continue;
		}
		if (isRefused(reason) && !unsettled) throw new PostFailure(reason, { containerId, published: false });
		unsettled = true;

		const status = await settledStatus(desk, containerId);
		if (status === 'PUBLISHED') return await recovered(desk, publication, firstSentAt);
		if (status === 'ERROR' || status === 'EXPIRED')
			throw new PostFailure(reason, { containerId, published: false });
		if (status !== 'FINISHED')
			throw new PostFailure(reason, { containerId, published: 'unknown' }, UNSETTLED);
		if (sends >= SENDS || isRefused(reason)) {
			throw new PostFailure(reason, { containerId, published: false }, readyToPublish(containerId));
		}
	}
}
