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

/** Asked around each publish that is sent; may throw to keep it from being sent. */
export interface SendGuard {
	beforeSend(): Promise<void>;
	/** Meta has answered that the media is not ready: nothing is live, and waiting may take long. */
	afterNotReady(): Promise<void>;
}

/** A container to publish, and what is known of the post it makes. */
export interface Publication extends SentPost {
	containerId: string;
	/** When to give up waiting for Meta's processing, milliseconds since the epoch. */
	deadline: number;
	/** Since when the container has been waited for, milliseconds since the epoch; absent where nobody has waited yet. */
	waitingSince?: number;
	/** Whether a read has said that the container can be published. */
	isReady?: boolean;
	includePermalink: boolean;
	/** Called as soon as the post is live: its link can be read while the next post is published. */
	onLive?(): void;
	/** What an earlier try of the same item has come to, and where this one notes how far it is. */
	record: PublishRecord;
	guard?: SendGuard;
}

/** Publishes sent for one container, at most: each further one only after a read said that the post is not live. */
const MAX_SENDS = 3;

/** A publish may take longer than other calls: Meta copies the media. */
const PUBLISH_TIMEOUT_MS = 60_000;

/** Where Meta was not reached, nothing was sent: a moment later it may be. */
const SECOND_TRY_AFTER_MS = 3_000;

/** Sends the publish. Only an id says that the post is live; every other answer is given back as an error. */
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
		// The post is live; that its link could not be read must not turn it into a failure.
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

/** A post that is known to be live but whose id was not told. */
async function recovered(ctx: PublishContext, publication: Publication, sentAt: number): Promise<Published> {
	const found = await findPublished(ctx, postTraceOf(publication, sentAt));
	return publishedResult(publication, found?.id ?? null, found?.permalink);
}

/**
 * Finds out what became of a publish that was sent: from its container, and where that does not tell, from the
 * account's newest media.
 *
 * @returns the post if it is live; `undefined` if it is not, and the container is still good
 * @throws PostFailure where the container has failed, or nobody can tell
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
 * Publishes a container once. An answer that does not settle it is settled by reading the container: live, and its id
 * is looked for; not live, and it is sent again or the refusal stands; neither, and that is reported.
 *
 * @throws PostFailure with `published` false or 'unknown'
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/media_publish
 */
export async function publishContainer(ctx: PublishContext, publication: Publication): Promise<Published> {
	const { containerId, record: entry, guard } = publication;
	let nextTry: PublishRetry | undefined;
	let firstSentAt: number | undefined;
	let reason: GraphError | undefined;
	for (let sends = 0; ;) {
		const before = entry.sentAt;
		if (before !== undefined) {
			const live = await reconcilePublish(ctx, publication, before, reason);
			if (live) return live;
			if (reason && reason.retry !== 'sameRequest') throw refusedPublish(reason, containerId);
			if (sends >= MAX_SENDS) throw notPublished(reason, containerId);
		}
		ctx.throwIfCancelled();
		await guard?.beforeSend();
		firstSentAt ??= before ?? ctx.clock.now();
		entry.sentAt = before ?? ctx.clock.now();
		const answer = await send(ctx, containerId);
		if (typeof answer === 'string') return await confirmed(ctx, publication, answer);
		reason = answer;
		sends += 1;
		const meaning = readPublishAnswer(answer);
		if (meaning === 'notReady') {
			entry.sentAt = undefined;
			sends -= 1;
			await guard?.afterNotReady();
			nextTry ??= new PublishRetry(ctx, publication, ctx.clock.now());
			if ((await nextTry.wait()) === 'live') return await recovered(ctx, publication, firstSentAt);
		} else if (meaning !== 'unclear' && before === undefined) {
			entry.sentAt = undefined;
			const mayPass = meaning === 'notSent' && answer.retry === 'sameRequest';
			if (!mayPass) throw refusedPublish(answer, containerId);
			if (sends >= MAX_SENDS) throw notPublished(answer, containerId);
			await ctx.clock.sleep(SECOND_TRY_AFTER_MS);
		}
	}
}
