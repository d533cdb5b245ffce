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

/** A post as one item wants it. */
export interface ItemPost extends SentPost {
	/** What is posted: a container is used again for the same content only. */
	content: unknown;
	/** When to give up waiting for Meta's processing, milliseconds since the epoch. */
	deadline: number;
	/** Makes the container and waits for it where that is needed; may note in the entry. */
	prepare(entry: PublishRecord): Promise<Prepared>;
}

/** Whether the container that a try has left behind is of no use to the next one. */
function isUnusable({ reason }: PublishError): boolean {
	if (!(reason instanceof GraphError)) return false;
	return reason.newContainer || reason.kind === 'container' || reason.kind === 'mediaFetch';
}

/** Notes what a failed try leaves to the next one. */
function recordFailure(entry: PublishRecord, failure: PublishError): void {
	entry.containerId ??= failure.containerId;
	// As long as nobody knows whether it is live, the container is what may tell.
	if (failure.published === 'unknown') return;
	if (failure.published === false) entry.sentAt = undefined;
	if (isUnusable(failure)) entry.containerId = undefined;
}

/** Makes and publishes one item's post, with what earlier tries of it have left in the entry. */
class ItemPublishing implements PublishSteps {
	private prepared?: Prepared;

	/** @param content digest of what the item posts now */
	constructor(
		private readonly ctx: PublishContext,
		private readonly options: PublishOptions,
		private readonly post: ItemPost,
		private readonly entry: PublishRecord,
		private readonly content: string,
		private readonly onLive?: () => void,
	) {}

	readonly prepare = async (): Promise<string> => {
		const { entry } = this;
		// What was sent without a clear answer is looked at first, whatever the item has become since.
		const isOfUse = entry.sentAt !== undefined || entry.content === this.content;
		return isOfUse && entry.containerId !== undefined ? entry.containerId : await this.make();
	};

	readonly publish = async (containerId: string, sentAt?: number, guard?: SendGuard): Promise<Published> => {
		const { ctx, entry } = this;
		entry.sentAt ??= sentAt;
		let current = containerId;
		if (entry.sentAt !== undefined && entry.content !== undefined && entry.content !== this.content) {
			const live = await reconcilePublish(ctx, this.publication(containerId, entry.sent), entry.sentAt);
			if (live) return this.done(live);
			entry.sentAt = undefined;
			current = await this.make();
		}
		const { kind, productType, caption } = this.post;
		entry.containerId = current;
		entry.content = this.content;
		entry.sent = { kind, productType, caption };
		return this.done(await publishContainer(ctx, { ...this.publication(current), guard }));
	};

	private async make(): Promise<string> {
		const { entry } = this;
		entry.containerId = undefined;
		entry.content = this.content;
		this.prepared = await this.post.prepare(entry);
		entry.containerId = this.prepared.containerId;
		return entry.containerId;
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
			record: this.entry,
			includePermalink: this.options.includePermalink,
			onLive: this.onLive,
		};
	}

	/** From here on the post is live, whatever else fails. */
	private done(published: Published): Published {
		this.entry.result = published;
		return published;
	}
}

/** The post that this execution has made of the item already, if n8n runs the node again. */
export function recallPublished(run: Pick<ItemRun, 'context' | 'itemIndex'>): Deduplicated | undefined {
	return publishLedger.resultOf(itemKeyOf(run));
}

/**
 * Brings one item's post to the feed, or to a failure that says what is left of it. What this execution has already
 * published is returned, not posted again.
 */
export async function publishItem(
	run: ItemRun,
	ctx: PublishContext,
	options: PublishOptions,
	post: ItemPost,
): Promise<Deduplicated> {
	// `me` is another account with another person's token.
	const content = digestOf([run.connection.token.lineage, ctx.account, post.content]);
	const { entry, close } = publishLedger.open(itemKeyOf(run), content);
	try {
		if (entry.result) return entry.result;
		// What was sent already may be what has used up the quota.
		if (options.checkPublishingLimit && entry.sentAt === undefined) await checkPublishingLimit(run, ctx);
		// With a key the next item waits until the key is settled: it may have the same one.
		const onLive = options.deduplicationKey === undefined ? () => run.order.done(run.itemIndex) : undefined;
		const steps = new ItemPublishing(ctx, options, post, entry, content, onLive);
		const published = await publishOnce(run, ctx, options.deduplicationKey, steps);
		entry.result = published;
		return published;
	} catch (error) {
		// Whatever went wrong after it: the post is live.
		if (entry.result) return entry.result;
		if (error instanceof PublishError) recordFailure(entry, error);
		throw toError(error);
	} finally {
		close();
	}
}
