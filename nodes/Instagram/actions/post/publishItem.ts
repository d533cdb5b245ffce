import { GraphError } from '../../graph/errors';
import { asError } from '../../graph/thrown';
import type { Desk } from '../../publishing/container';
import type { JournalEntry } from '../../publishing/journal';
import { processJournal } from '../../publishing/journal';
import { PostFailure } from '../../publishing/outcome';
import { PostsOfRun } from '../../publishing/postsOfRun';
import type { Publication } from '../../publishing/publish';
import { publishContainer } from '../../publishing/publish';
import type { ItemRun } from '../operation';
import type { Deduplicated } from './deduplicate';
import { publishOnce } from './deduplicate';
import type { PublishOptions } from './options';
import { checkPublishingLimit } from './options';

/** A post as one item wants it. */
export interface ItemPost extends Pick<Publication, 'kind' | 'productType' | 'caption' | 'deadline'> {
	/** What is posted; the same again under Retry on Fail is the same post. */
	content: unknown;
	/** Makes the container and waits for it where that is needed. Resolves with its id; may note in the entry. */
	prepare(entry: JournalEntry): Promise<string>;
}

/** What this item has made before, if n8n runs the node again (Retry on Fail). */
function entryOf({ context, itemIndex }: ItemRun, desk: Desk, content: unknown): JournalEntry {
	return processJournal.entry({
		executionId: context.getExecutionId(),
		nodeId: context.getNode().id,
		runIndex: context.getWorkflowDataProxy(itemIndex).$runIndex as number,
		itemIndex,
		content: [desk.account, content],
	});
}

/** Whether the container that a try has left behind is of use to the next one. */
function isSpoilt(error: unknown): boolean {
	if (!(error instanceof PostFailure) || !(error.reason instanceof GraphError)) return false;
	return error.reason.newContainer || error.reason.kind === 'container' || error.reason.kind === 'mediaFetch';
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
	const { content, prepare, ...publication } = post;
	const entry = entryOf(run, desk, content);
	const others = run.shared(PostsOfRun).publishedTo(desk.account);
	if (entry.published) {
		// Another item whose answer is lost must not take it for its own.
		if (entry.published.id !== null) others.add(entry.published.id);
		return entry.published;
	}
	if (options.checkPublishingLimit) await checkPublishingLimit(run, desk);
	// With a key the next item waits until the key is settled: it may have the same one.
	const onLive = options.deduplicationKey === undefined ? () => run.turns.leave(run.itemIndex) : undefined;
	try {
		const published = await publishOnce(run, desk, options.deduplicationKey, {
			prepare: async () => (entry.containerId ??= await prepare(entry)),
			publish: async (containerId, sentAt, guard) => {
				entry.containerId = containerId;
				entry.sentAt ??= sentAt;
				return await publishContainer(desk, {
					...publication,
					containerId,
					entry,
					includePermalink: options.includePermalink,
					others,
					onLive,
					guard,
				});
			},
		});
		entry.published = published;
		return published;
	} catch (error) {
		if (error instanceof PostFailure) entry.containerId ??= error.containerId;
		if (isSpoilt(error)) entry.containerId = undefined;
		throw asError(error);
	}
}
