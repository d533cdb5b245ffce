import type { IDataObject } from 'n8n-workflow';

import { GraphError } from '../graph/errors/explain';
import { toError } from '../shared/toError';
import { timeOf } from '../graph/answer';
import type { Clock } from '../graph/types';
import type { PublishContext, PostPlan } from './types';
import type { ContainerStatus } from './containerStatus';
import { tryReadContainer } from './containerStatus';

/** What identifies a post whose publish got no clear answer among the account's other posts. */
export interface PostTrace {
	productType?: PostPlan['productType'];
	/** As sent; `undefined` if it is not known or there is none. */
	caption?: string;
	/** When the publish was sent, milliseconds since the epoch; 0 if unknown. */
	sentAt: number;
	/** Media that are known to be other posts. */
	others: { has(id: string): boolean };
}

interface ListedMedia {
	id: string;
	caption?: string;
	media_product_type?: string;
	permalink?: string;
	timestamp?: string;
}

/** Waits before each read of the container. The first gives Meta time to finish the publish. */
const READ_AFTER_MS = [2_000, 5_000, 10_000, 20_000];

/** Waits before each read of the account's media: a new post may take a moment to appear. */
const LIST_AFTER_MS = [0, 3_000, 7_000];

/** A post is not older than its publish by more than this, even if the clocks differ. */
const MAX_CLOCK_SKEW_MS = 2 * 60 * 1000;

/**
 * How much Meta's clock is usually behind ours, including the second to which it rounds. Little, because an earlier
 * record with the same text must not count as the one that was sent.
 */
export const CLOCK_SKEW_MS = 5_000;

/** All attempts of one publish are over by then. */
const PUBLISHED_WITHIN_MS = 10 * 60 * 1000;

/** Newest media of the account that are searched. */
const MAX_LISTED = 30;

/**
 * Reads the final status of a container after a publish without a clear answer. `FINISHED` counts only when it is read
 * twice: the publish may still be in progress the first time.
 *
 * @returns `undefined` if the status could not be read often enough to be certain
 */
export async function readFinalStatus(
	ctx: PublishContext,
	containerId: string,
): Promise<ContainerStatus | undefined> {
	let previous: ContainerStatus | undefined;
	for (const wait of READ_AFTER_MS) {
		await ctx.clock.sleep(wait);
		let state: ContainerStatus | GraphError;
		try {
			state = await tryReadContainer(ctx, containerId);
		} catch (error) {
			// The token is rejected, or there were too many calls: reading again does not help.
			if (error instanceof GraphError) return undefined;
			throw toError(error);
		}
		if (state instanceof GraphError) continue;
		const { status } = state;
		if (status === 'PUBLISHED' || status === 'ERROR' || status === 'EXPIRED') return state;
		if (status === 'FINISHED' && previous?.status === 'FINISHED') return state;
		previous = state;
	}
	return previous?.status === 'FINISHED' ? undefined : previous;
}

function isCandidate(media: ListedMedia, trace: PostTrace): boolean {
	if (trace.others.has(media.id)) return false;
	if (trace.productType && media.media_product_type && media.media_product_type !== trace.productType)
		return false;
	if (trace.caption !== undefined && (media.caption ?? '').trim() !== trace.caption.trim()) return false;
	const time = timeOf(media.timestamp);
	return Number.isNaN(time) || time >= trace.sentAt - MAX_CLOCK_SKEW_MS;
}

/** Whether the media cannot be an earlier post. */
function isNew({ timestamp }: ListedMedia, { sentAt }: PostTrace): boolean {
	return timeOf(timestamp) >= sentAt - CLOCK_SKEW_MS;
}

async function newestMedia({ graph, account }: PublishContext, edge: string): Promise<ListedMedia[]> {
	const { records } = await graph.page<IDataObject>(
		{
			method: 'GET',
			path: `/${account}/${edge}`,
			query: { fields: 'id,caption,media_product_type,permalink,timestamp' },
			repeatable: true,
			accountId: account,
		},
		{ pageSize: MAX_LISTED },
	);
	return records as unknown as ListedMedia[];
}

function edgesOf({ productType }: PostTrace): string[] {
	if (productType === undefined) return ['media', 'stories'];
	return [productType === 'STORY' ? 'stories' : 'media'];
}

/** The media that can be the post, so that a single one must be it. */
function matchesIn(
	candidates: ListedMedia[],
	trace: PostTrace,
	isLive: boolean,
	isLast: boolean,
): ListedMedia[] {
	const recent = candidates.filter((media) => isNew(media, trace));
	if (!isLive)
		return recent.filter(({ timestamp }) => timeOf(timestamp) <= trace.sentAt + PUBLISHED_WITHIN_MS);
	// Next to a new media, an older one is an earlier post. Alone, it may be ours with a time of another clock.
	return recent.length > 0 || !isLast ? recent : candidates;
}

/**
 * Looks for the only record that matches, once after each wait, until at least one matches.
 *
 * @param waitsMs milliseconds
 * @param find returns the records that match; a GraphError counts as none, because the next attempt may succeed
 * @returns `undefined` if none or several match
 */
export async function findOnlyMatch<T>(
	clock: Clock,
	waitsMs: readonly number[],
	find: (isLast: boolean) => Promise<T[]>,
): Promise<T | undefined> {
	for (const [index, wait] of waitsMs.entries()) {
		await clock.sleep(wait);
		try {
			const [only, ...more] = await find(index === waitsMs.length - 1);
			if (only !== undefined) return more.length === 0 ? only : undefined;
		} catch (error) {
			if (!(error instanceof GraphError)) throw toError(error);
		}
	}
	return undefined;
}

/**
 * Looks for a post among the account's newest media, by product type, caption and time.
 *
 * @param isLive whether the post is known to be published; if not, only a media that can be no other post matches
 * @returns its id and permalink, or `undefined` if none or several match
 */
export async function findPublished(
	ctx: PublishContext,
	trace: PostTrace,
	isLive = true,
): Promise<{ id: string; permalink?: string } | undefined> {
	// With neither time nor caption to match on, any post would match.
	if (trace.caption === undefined && trace.sentAt === 0) return undefined;
	// Without a caption it could be the post of another item whose answer was lost as well.
	if (!isLive && !trace.caption?.trim()) return undefined;
	const found = await findOnlyMatch(ctx.clock, LIST_AFTER_MS, async (isLast) => {
		const listed: ListedMedia[] = [];
		for (const edge of edgesOf(trace)) listed.push(...(await newestMedia(ctx, edge)));
		const candidates = listed.filter((media) => isCandidate(media, trace));
		return matchesIn(candidates, trace, isLive, isLast);
	});
	return found && { id: found.id, permalink: found.permalink };
}
