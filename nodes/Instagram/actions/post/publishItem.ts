import { GraphError } from '../../graph/errors/explain';
import { toError } from '../../shared/toError';
import type { PublishContext } from '../../publishing/types';
import type { Prepared } from '../../publishing/container';
import type { PublishRecord, SentPost } from '../../publishing/idempotency/ledger';
import { digestOf, publishLedger } from '../../publishing/idempotency/ledger';
import type { Published } from '../../publishing/publishError';
import { PublishError } from '../../publishing/publishError';
import type { Publication, SendGuard } from '../../publishing/publish';
import { publishContainer, reconcilePublish } from '../../publishing/publish';
import { itemKeyOf } from '../itemKey';
import type { ItemRun } from '../operation';
import type { Deduplicated, PublishSteps } from './deduplicate';
import { publishOnce } from './deduplicate';
import type { PublishOptions } from './options';
import { checkPublishingLimit } from './options';

/** Enough for Meta to accept a container that it has reported as ready, in milliseconds. */
const MAX_RETRY_MS = 60_000;

/** A post as one item wants it. */
export interface ItemPost extends SentPost {
	/** Everything that is posted: a container is reused for the same content only. */
	content: unknown;
	/** End of the wait for Meta's processing, milliseconds since the epoch. */
	deadline: number;
	/** Creates the container and waits for it if necessary. May update the record. */
	prepare(record: PublishRecord): Promise<Prepared>;
}

/** Whether the container must be discarded before the next attempt. */
function isContainerUnusable({ reason }: PublishError): boolean {
	if (!(reason instanceof GraphError)) return false;
	return reason.newContainer || reason.kind === 'container' || reason.kind === 'mediaFetch';
}

/** Updates the record for the next attempt. */
function recordFailure(record: PublishRecord, failure: PublishError): void {
	record.containerId ??= failure.containerId;
	// While it is unknown whether the post is live, only the container can show it.
	if (failure.published === 'unknown') return;
	if (failure.published === false) record.sentAt = undefined;
	if (isContainerUnusable(failure)) record.containerId = undefined;
}

/** Creates and publishes the post of one item, starting from the record of earlier attempts. */
class ItemPublishing implements PublishSteps {
	private prepared?: Prepared;

	/** @param content digest of what the item posts now */
	constructor(
		private readonly ctx: PublishContext,
		private readonly options: PublishOptions,
		private readonly post: ItemPost,
		private readonly record: PublishRecord,
		private readonly content: string,
		private readonly onLive?: () => void,
	) {}

	readonly prepare = async (): Promise<string> => {
		const { record } = this;
		// A publish without a clear answer is reconciled first, even if the content has changed since.
		const isUsable = record.sentAt !== undefined || record.content === this.content;
		return isUsable && record.containerId !== undefined ? record.containerId : await this.create();
	};

	readonly publish = async (containerId: string, sentAt?: number, guard?: SendGuard): Promise<Published> => {
		const { ctx, record } = this;
		record.sentAt ??= sentAt;
		let current = containerId;
		if (record.sentAt !== undefined && record.content !== undefined && record.content !== this.content) {
			const live = await reconcilePublish(ctx, this.publication(containerId, record.sent), record.sentAt);
			if (live) return this.complete(live);
			record.sentAt = undefined;
			current = await this.create();
		}
		const { kind, productType, caption } = this.post;
		record.containerId = current;
		record.content = this.content;
		record.sent = { kind, productType, caption };
		return this.complete(await publishContainer(ctx, { ...this.publication(current), guard }));
	};

	private async create(): Promise<string> {
		const { record } = this;
		record.containerId = undefined;
		record.content = this.content;
		this.prepared = await this.post.prepare(record);
		record.containerId = this.prepared.containerId;
		return record.containerId;
	}

	private publication(containerId: string, sent: SentPost = this.post): Publication {
		const { kind, productType, caption } = sent;
		return {
			deadline: this.post.deadline,
			...(this.prepared?.containerId === containerId ? this.prepared : {}),
			containerId,
			kind,
			productType,
			caption,
			record: this.record,
			retryMs: Math.min(this.options.maxWait * 1000, MAX_RETRY_MS),
			includePermalink: this.options.includePermalink,
			onLive: this.onLive,
		};
	}

	/** From here on the item succeeds: the post is live. */
	private complete(published: Published): Published {
		this.record.result = published;
		return published;
	}
}

/** The post that this execution has already published for the item, if n8n runs the node again. */
export function recallPublished(run: Pick<ItemRun, 'context' | 'itemIndex'>): Deduplicated | undefined {
	return publishLedger.resultOf(itemKeyOf(run));
}

/**
 * Publishes the post of one item. Returns what this execution has already published instead of publishing it again.
 *
 * @throws PublishError with the state of the post
 */
export async function publishItem(
	run: ItemRun,
	ctx: PublishContext,
	options: PublishOptions,
	post: ItemPost,
): Promise<Deduplicated> {
	// `me` is a different account for each token.
	const content = digestOf([run.connection.token.lineage, ctx.account, post.content]);
	const { record, close } = publishLedger.open(itemKeyOf(run), content);
	try {
		if (record.result) return record.result;
		// A publish that was sent before may be the one that used up the quota.
		if (options.checkPublishingLimit && record.sentAt === undefined) await checkPublishingLimit(run, ctx);
		// With a deduplication key the next item waits for the outcome, because it may have the same key.
		const onLive = options.deduplicationKey === undefined ? () => run.order.done(run.itemIndex) : undefined;
		const steps = new ItemPublishing(ctx, options, post, record, content, onLive);
		const published = await publishOnce(run, ctx, options.deduplicationKey, steps);
		record.result = published;
		return published;
	} catch (error) {
		// The post is live; an error after that must not fail the item.
		if (record.result) return record.result;
		if (error instanceof PublishError) recordFailure(record, error);
		throw toError(error);
	} finally {
		close();
	}
}
