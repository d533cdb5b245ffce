import type { IDataObject } from 'n8n-workflow';

import { GraphError } from '../graph/errors/explain';
import { toError } from '../shared/toError';
import { timeOf } from '../graph/answer';
import type { PublishContext, PostPlan } from './types';
import type { ContainerStatus } from './containerStatus';
import { tryReadContainer } from './containerStatus';

/** What is known of a post whose publish got no clear answer, to tell it from the account's other posts. */
export interface PostTrace {
	productType?: PostPlan['productType'];
	/** As sent; `undefined` where it is not known or there is none. */
	caption?: string;
	/** When the publish was sent, milliseconds since the epoch; 0 where nobody knows. */
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

/** Waits between the reads that settle a publish; the first leaves Meta time to finish what it was doing. */
const READ_AFTER_MS = [2_000, 5_000, 10_000, 20_000];

/** Waits before the account's list is read: a new post may take a moment to stand in it. */
const LIST_AFTER_MS = [0, 3_000, 7_000];

/** Meta's clock and ours may differ; a post is not older than the publish by more than this. */
const CLOCK_SKEW_MS = 2 * 60 * 1000;

/** Clocks that are set right differ by less, and Meta tells whole seconds; what is older is probably an earlier post. */
const USUAL_SKEW_MS = 5_000;

/** All tries of one publish are over by then. */
const PUBLISHED_WITHIN_MS = 10 * 60 * 1000;

/** New posts of an account between publish and look-up that are still looked through. */
const LISTED = 30;

/**
 * Reads what became of a container after a publish without a clear answer. `FINISHED` counts only when it is read
 * twice: the publish may still be under way the first time.
 *
 * @returns the state, or `undefined` where it could not be read often enough to tell
 */
export async function readFinalStatus(
	ctx: PublishContext,
	containerId: string,
): Promise<ContainerStatus | undefined> {
	let before: ContainerStatus | undefined;
	for (const wait of READ_AFTER_MS) {
		await ctx.clock.sleep(wait);
		let state: ContainerStatus | GraphError;
		try {
			state = await tryReadContainer(ctx, containerId);
		} catch (error) {
			// The token is refused, or there are too many calls: more of them do not help.
			if (error instanceof GraphError) return undefined;
			throw toError(error);
		}
		if (state instanceof GraphError) continue;
		const { status } = state;
		if (status === 'PUBLISHED' || status === 'ERROR' || status === 'EXPIRED') return state;
		if (status === 'FINISHED' && before?.status === 'FINISHED') return state;
		before = state;
	}
	return before?.status === 'FINISHED' ? undefined : before;
}

function isCandidate(media: ListedMedia, trace: PostTrace): boolean {
	if (trace.others.has(media.id)) return false;
	if (trace.productType && media.media_product_type && media.media_product_type !== trace.productType)
		return false;
	if (trace.caption !== undefined && (media.caption ?? '').trim() !== trace.caption.trim()) return false;
	const time = timeOf(media.timestamp);
	return Number.isNaN(time) || time >= trace.sentAt - CLOCK_SKEW_MS;
}

/** Whether it cannot be an earlier post. */
function isNew({ timestamp }: ListedMedia, { sentAt }: PostTrace): boolean {
	return timeOf(timestamp) >= sentAt - USUAL_SKEW_MS;
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
		{ pageSize: LISTED },
	);
	return records as unknown as ListedMedia[];
}

function edgesOf({ productType }: PostTrace): string[] {
	if (productType === undefined) return ['media', 'stories'];
	return [productType === 'STORY' ? 'stories' : 'media'];
}

/** The one of the candidates that it must be, as far as this look tells. */
function onlyMatch(
	candidates: ListedMedia[],
	trace: PostTrace,
	isLive: boolean,
	isLast: boolean,
): ListedMedia | undefined {
	const fresh = candidates.filter((media) => isNew(media, trace));
	if (!isLive) {
		const [only, ...more] = fresh.filter(
			({ timestamp }) => timeOf(timestamp) <= trace.sentAt + PUBLISHED_WITHIN_MS,
		);
		return more.length === 0 ? only : undefined;
	}
	// Beside one that is new, an older one is an earlier post; alone, it may be ours by another clock.
	const [only, ...more] = fresh.length > 0 || !isLast ? fresh : candidates;
	return more.length === 0 ? only : undefined;
}

/**
 * Looks for a post among the account's newest media: by product type, caption and time, never "the first one".
 *
 * @param isLive whether the post is known to be live; where it is not, only one that can be no other is taken for it
 * @returns its id and permalink, or `undefined` where none or several fit
 */
export async function findPublished(
	ctx: PublishContext,
	trace: PostTrace,
	isLive = true,
): Promise<{ id: string; permalink?: string } | undefined> {
	// Of any time and with any text: the account's only post would be as good as the right one.
	if (trace.caption === undefined && trace.sentAt === 0) return undefined;
	// Without a caption it could be another item's post whose answer was lost as well.
	if (!isLive && !trace.caption?.trim()) return undefined;
	for (const [look, wait] of LIST_AFTER_MS.entries()) {
		await ctx.clock.sleep(wait);
		try {
			const candidates: ListedMedia[] = [];
			for (const edge of edgesOf(trace)) {
				const listed = await newestMedia(ctx, edge);
				candidates.push(...listed.filter((media) => isCandidate(media, trace)));
			}
			const found = onlyMatch(candidates, trace, isLive, look === LIST_AFTER_MS.length - 1);
			if (found) return { id: found.id, permalink: found.permalink };
			if (candidates.filter((media) => isNew(media, trace)).length > 1) return undefined;
		} catch (error) {
			// What cannot be read now may be readable at the next look.
			if (!(error instanceof GraphError)) throw toError(error);
		}
	}
	return undefined;
}
