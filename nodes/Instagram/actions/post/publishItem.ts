import { GraphError } from '../../graph/errors';
import { asError } from '../../graph/thrown';
import type { Desk, Prepared } from '../../publishing/container';
import type { JournalEntry, SentPost } from '../../publishing/journal';
import { digestOf, processJournal } from '../../publishing/journal';
import type { Published } from '../../publishing/outcome';
import { PostFailure } from '../../publishing/outcome';
import type { Publication, SendGuard } from '../../publishing/publish';
import { publishContainer, reconcile } from '../../publishing/publish';
import { itemKeyOf } from '../itemKey';
import type { ItemRun } from '../operation';
import type { Deduplicated, Making } from './deduplicate';
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
	prepare(entry: JournalEntry): Promise<Prepared>;
}

/** Whether the container that a try has left behind is of no use to the next one. */
function isUnusable({ reason }: PostFailure): boolean {
	if (!(reason instanceof GraphError)) return false;
	return reason.newContainer || reason.kind === 'container' || reason.kind === 'mediaFetch';
}

/** Notes what a failed try leaves to the next one. */
function note(entry: JournalEntry, failure: PostFailure): void {
	entry.containerId ??= failure.containerId;
	// As long as nobody knows whether it is live, the container is what may tell.
	if (failure.published === 'unknown') return;
	if (failure.published === false) entry.sentAt = undefined;
	if (isUnusable(failure)) entry.containerId = undefined;
}

/** Makes and publishes one item's post, with what earlier tries of it have left in the entry. */
class ItemPublishing implements Making {
	private prepared?: Prepared;

	/** @param content digest of what the item posts now */
	constructor(
		private readonly desk: Desk,
		private readonly options: PublishOptions,
		private readonly post: ItemPost,
		private readonly entry: JournalEntry,
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
		const { desk, entry } = this;
		entry.sentAt ??= sentAt;
		let current = containerId;
		if (entry.sentAt !== undefined && entry.content !== undefined && entry.content !== this.content) {
			const live = await reconcile(desk, this.publication(containerId, entry.sent), entry.sentAt);
			if (live) return this.done(live);
			entry.sentAt = undefined;
			current = await this.make();
		}
		const { kind, productType, caption } = this.post;
		entry.containerId = current;
		entry.content = this.content;
		entry.sent = { kind, productType, caption };
		return this.done(await publishContainer(desk, { ...this.publication(current), guard }));
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
			entry: this.entry,
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
	return processJournal.resultOf(itemKeyOf(run));
}

/**
 * Brings one item's post to the feed, or to a failure that says what is left of it. What this execution has already
 * published is returned, not posted again.
 */
export async function publishItem(
	run: ItemRun,
	desk: Desk,
	options: PublishOptions,
	post: ItemPost,
): Promise<Deduplicated> {
	// `me` is another account with another person's token.
	const content = digestOf([run.connection.token.lineage, desk.account, post.content]);
	const { entry, close } = processJournal.open(itemKeyOf(run), content);
	try {
		if (entry.result) return entry.result;
		// What was sent already may be what has used up the quota.
		if (options.checkPublishingLimit && entry.sentAt === undefined) await checkPublishingLimit(run, desk);
		// With a key the next item waits until the key is settled: it may have the same one.
		const onLive = options.deduplicationKey === undefined ? () => run.turns.leave(run.itemIndex) : undefined;
		const making = new ItemPublishing(desk, options, post, entry, content, onLive);
		const published = await publishOnce(run, desk, options.deduplicationKey, making);
		entry.result = published;
		return published;
	} catch (error) {
		// Whatever went wrong after it: the post is live.
		if (entry.result) return entry.result;
		if (error instanceof PostFailure) note(entry, error);
		throw asError(error);
	} finally {
		close();
	}
}
