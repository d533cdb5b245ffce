import type { IDataObject } from 'n8n-workflow';

import { GraphError } from '../graph/errors';
import { asError } from '../graph/thrown';
import { timeOf } from '../graph/timestamp';
import type { Desk } from './container';
import type { StatusCode } from './status';
import { readContainer } from './status';
import type { PostPlan } from './types';

/** What is known of a post whose publish got no clear answer, to tell it from the account's other posts. */
export interface Trace {
	productType?: PostPlan['productType'];
	/** As sent; `undefined` where it is not known or there is none. */
	caption?: string;
	/** When the publish was sent, milliseconds since the epoch; 0 where nobody knows. */
	sentAt: number;
	/** Media that are known to be other posts. */
	others: ReadonlySet<string>;
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

/** New posts of an account between publish and look-up that are still looked through. */
const LISTED = 30;

/**
 * Reads what became of a container after a publish without a clear answer. `FINISHED` counts only when it is read
 * twice: the publish may still be under way the first time.
 *
 * @returns the state, or `undefined` where it could not be read often enough to tell
 */
export async function settledStatus(desk: Desk, containerId: string): Promise<StatusCode | undefined> {
	let before: StatusCode | undefined;
	for (const wait of READ_AFTER_MS) {
		await desk.clock.sleep(wait);
		const status = await readContainer(desk.graph, containerId)
			.then((state) => state.status)
			.catch(() => undefined);
		if (status === 'PUBLISHED' || status === 'ERROR' || status === 'EXPIRED') return status;
		if (status === 'FINISHED' && before === 'FINISHED') return status;
		before = status ?? before;
	}
	return before === 'FINISHED' ? undefined : before;
}

function isCandidate(media: ListedMedia, trace: Trace): boolean {
	if (trace.others.has(media.id)) return false;
	if (trace.productType && media.media_product_type && media.media_product_type !== trace.productType)
		return false;
	if (trace.caption !== undefined && (media.caption ?? '').trim() !== trace.caption.trim()) return false;
	const time = timeOf(media.timestamp);
	return Number.isNaN(time) || time >= trace.sentAt - CLOCK_SKEW_MS;
}

/**
 * Looks for a post that is live among the account's newest media: by product type, caption and time, never "the first
 * one".
 *
 * @returns its id and permalink, or `undefined` where none or several fit
 */
export async function findPublished(
	desk: Desk,
	trace: Trace,
): Promise<{ id: string; permalink?: string } | undefined> {
	// Of any time and with any text: the account's only post would be as good as the right one.
	if (trace.sentAt === 0 && trace.caption === undefined) return undefined;
	const edges =
		trace.productType === undefined
			? ['media', 'stories']
			: [trace.productType === 'STORY' ? 'stories' : 'media'];
	for (const wait of LIST_AFTER_MS) {
		await desk.clock.sleep(wait);
		try {
			const candidates: ListedMedia[] = [];
			for (const edge of edges) {
				const { records } = await desk.graph.page<IDataObject>(
					{
						method: 'GET',
						path: `/${desk.account}/${edge}`,
						query: { fields: 'id,caption,media_product_type,permalink,timestamp' },
						repeatable: true,
						accountId: desk.account,
					},
					{ pageSize: LISTED },
				);
				candidates.push(
					...(records as unknown as ListedMedia[]).filter((media) => isCandidate(media, trace)),
				);
			}
			const [only] = candidates;
			if (only && candidates.length === 1) return { id: only.id, permalink: only.permalink };
			if (only) return undefined;
		} catch (error) {
			// The post is live whether or not the list can be read.
			if (!(error instanceof GraphError)) throw asError(error);
		}
	}
	return undefined;
}
