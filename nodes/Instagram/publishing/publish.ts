import { decimalIdIn } from '../graph/answer';
import { GraphError, mediaStatusError, unreadableError } from '../graph/errors/explain';
import { toError } from '../shared/toError';
import type { PublishContext } from './types';
import type { PublishRecord, SentPost } from './idempotency/ledger';
import { publishLedger } from './idempotency/ledger';
import type { Published } from './publishError';
import { notPublished, PublishError, refusedPublish, unknownOutcome } from './publishError';
import { readPublishAnswer } from './publishAnswer';
import { PublishRetry } from './publishRetry';
import type { PostTrace } from './reconcile';
import { findPublished, readFinalStatus } from './reconcile';

/** Hooks around each publish that is sent. */
export interface SendGuard {
	/** May throw, so that nothing is sent. */
	beforeSend(): Promise<void>;
	/** After Meta's answer that the media is not ready: nothing is live, and the wait may be long. */
	afterNotReady(): Promise<void>;
}

/** A container to publish, and what is known about its post. */
export interface Publication extends SentPost {
	containerId: string;
	/** End of the wait for Meta's processing, milliseconds since the epoch. */
	deadline: number;
	/** Milliseconds that retries after "not ready" have at least: earlier items may have used up the time until the deadline. */
	retryMs: number;
	/** Start of the wait for the container, milliseconds since the epoch; absent before the first wait. */
	waitingSince?: number;
	/** Whether a read has returned that the container can be published. */
	isReady?: boolean;
	includePermalink: boolean;
	/** Called as soon as the post is live: its permalink can be read while the next post is published. */
	onLive?(): void;
	/** State of earlier attempts of the same item, updated by this one. */
	record: PublishRecord;
	guard?: SendGuard;
}

/** Maximum of publishes sent for one container: another one is sent only after a read returned that the post is not live. */
const MAX_SENDS = 3;

/** A publish may take longer than other calls, because Meta copies the media. */
const PUBLISH_TIMEOUT_MS = 60_000;

/** Wait after a publish that could not be sent, because Meta was not reachable. */
const RESEND_AFTER_MS = 3_000;

/** Sends the publish. Only an id confirms that the post is live; every other answer is returned as an error. */
async function send({ graph, account }: PublishContext, containerId: string): Promise<string | GraphError> {
	try {
		const answer = await graph.call({
			method: 'POST',
			path: `/${account}/media_publish`,
			form: { creation_id: containerId },
			repeatable: false,
			accountId: account,
			permission: 'publish',
			timeout: PUBLISH_TIMEOUT_MS,
		});
		return decimalIdIn(answer) ?? unreadableError('it does not say whether the post is live', {});
	} catch (error) {
		if (error instanceof GraphError) return error;
		throw toError(error);
	}
}

async function permalinkOf({ graph }: PublishContext, mediaId: string): Promise<string | undefined> {
	try {
		const { permalink } = await graph.call<{ permalink?: string }>({
			method: 'GET',
			path: `/${mediaId}`,
			query: { fields: 'permalink' },
			repeatable: true,
		});
		return permalink;
	} catch {
		// The post is live, so that a failed read of its permalink must not fail the item.
		return undefined;
	}
}

function publishedResult(publication: Publication, id: string | null, permalink?: string): Published {
	const { containerId, includePermalink } = publication;
	if (id !== null) publishLedger.ids.add(id);
	return {
		id,
		containerId,
		...(includePermalink && permalink ? { permalink } : {}),
		status: 'PUBLISHED',
	};
}

async function confirmed(ctx: PublishContext, publication: Publication, id: string): Promise<Published> {
	publishLedger.ids.add(id);
	publication.onLive?.();
	const permalink = publication.includePermalink ? await permalinkOf(ctx, id) : undefined;
	return publishedResult(publication, id, permalink);
}

function postTraceOf({ productType, caption }: Publication, sentAt: number): PostTrace {
	return { productType, caption, sentAt, others: publishLedger.ids };
}

/** Finds the id of a post that is known to be live. */
async function recovered(ctx: PublishContext, publication: Publication, sentAt: number): Promise<Published> {
	const found = await findPublished(ctx, postTraceOf(publication, sentAt));
	return publishedResult(publication, found?.id ?? null, found?.permalink);
}

/**
 * Finds out whether a publish that was sent has succeeded: from its container or, if that is not conclusive, from the
 * account's newest media.
 *
 * @returns the post if it is live; `undefined` if it is not, and the container can still be published
 * @throws PublishError if the container has failed, or the outcome stays unknown
 */
export async function reconcilePublish(
	ctx: PublishContext,
	publication: Publication,
	sentAt: number,
	reason?: GraphError,
): Promise<Published | undefined> {
	const { containerId } = publication;
	const state = await readFinalStatus(ctx, containerId);
	if (state?.status === 'PUBLISHED') return await recovered(ctx, publication, sentAt);
	if (state?.status === 'FINISHED') return undefined;
	if (state?.status === 'ERROR' || state?.status === 'EXPIRED')
		throw new PublishError(mediaStatusError(state), { containerId, published: false });
	const found = await findPublished(ctx, postTraceOf(publication, sentAt), false);
	if (found) return publishedResult(publication, found.id, found.permalink);
	throw unknownOutcome(reason, containerId);
}

/**
 * Publishes a container once. After an answer that leaves the outcome open, reads the container: if the post is live,
 * looks for its id; if it is not, sends the publish again or throws Meta's error; otherwise reports an unknown outcome.
 *
 * @throws PublishError with `published` false or 'unknown'
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/media_publish
 */
export async function publishContainer(ctx: PublishContext, publication: Publication): Promise<Published> {
	const { containerId, record, guard } = publication;
	let retry: PublishRetry | undefined;
	let firstSentAt: number | undefined;
	let reason: GraphError | undefined;
	for (let sends = 0; ;) {
		const sentBefore = record.sentAt;
		if (sentBefore !== undefined) {
			const live = await reconcilePublish(ctx, publication, sentBefore, reason);
			if (live) return live;
			if (reason && reason.retry !== 'sameRequest') throw refusedPublish(reason, containerId);
			if (sends >= MAX_SENDS) throw notPublished(reason, containerId);
		}
		ctx.throwIfCancelled();
		await guard?.beforeSend();
		firstSentAt ??= sentBefore ?? ctx.clock.now();
		record.sentAt = sentBefore ?? ctx.clock.now();
		const answer = await send(ctx, containerId);
		if (typeof answer === 'string') return await confirmed(ctx, publication, answer);
		reason = answer;
		sends += 1;
		const meaning = readPublishAnswer(answer);
		if (meaning === 'notReady') {
			record.sentAt = undefined;
			sends -= 1;
			await guard?.afterNotReady();
			retry ??= new PublishRetry(ctx, publication, ctx.clock.now());
			if ((await retry.wait()) === 'live') return await recovered(ctx, publication, firstSentAt);
		} else if (meaning !== 'unclear' && sentBefore === undefined) {
			record.sentAt = undefined;
			const isTransient = meaning === 'notSent' && answer.retry === 'sameRequest';
			if (!isTransient) throw refusedPublish(answer, containerId);
			if (sends >= MAX_SENDS) throw notPublished(answer, containerId);
			await ctx.clock.sleep(RESEND_AFTER_MS);
		}
	}
}
