import type { GraphCall } from '../../graph/types';
import { timeOf } from '../../graph/answer';
import { addedSince, advanceIdCursor, startIdCursor, MAX_IDS, readIdCursor } from './idCursor';
import type { PolledEdge, PolledRecord, PollContext } from './types';

interface TaggedMedia {
	id: string;
	caption?: string;
	media_type?: string;
	permalink?: string;
	timestamp?: string;
	username?: string;
}

const FIELDS = 'id,caption,media_type,permalink,timestamp,username';

const PAGE_SIZE = 100;

/** Maximum number of pages to read until one contains a record that was seen before. */
const MAX_PAGES = (2 * MAX_IDS) / PAGE_SIZE;

function polledMention({ account }: PollContext, { id, timestamp, ...media }: TaggedMedia): PolledRecord {
	const at = timeOf(timestamp);
	return {
		id,
		at,
		isOwn: media.username === account.username,
		item: {
			event: 'mentions',
			accountId: account.id,
			time: new Date(at).toISOString(),
			media_id: id,
			...media,
		},
	};
}

/** Reads the list from the top, up to and including the first page for which `isEnough` returns true. */
async function read(
	context: PollContext,
	pages: number,
	isEnough: (page: PolledRecord[]) => boolean = () => false,
): Promise<{ listed: PolledRecord[]; isComplete: boolean }> {
	const call: GraphCall = {
		method: 'GET',
		path: `/${context.path}/tags`,
		query: { fields: FIELDS },
		repeatable: true,
		accountId: context.path,
		permission: 'comments',
	};
	const listed: PolledRecord[] = [];
	const followed = new Set<string | undefined>();
	let after: string | undefined;
	for (let number = 0; number < pages; number += 1) {
		// The tags edge has cursors, but never a `next`.
		const page = await context.graph.page<TaggedMedia>(call, {
			pageSize: PAGE_SIZE,
			after,
			followCursors: true,
		});
		const records = page.records.filter(({ timestamp }) => !Number.isNaN(timeOf(timestamp)));
		const mentions = records.map((media) => polledMention(context, media));
		listed.push(...mentions);
		followed.add(after);
		after = page.next;
		if (after === undefined || followed.has(after)) return { listed, isComplete: true };
		if (isEnough(mentions)) break;
	}
	return { listed, isComplete: false };
}

/**
 * Posts of other accounts in which the account is tagged. Mentions by @username in captions and comments are only sent
 * to webhooks; no edge lists them.
 *
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/tags
 */
export const mentions: PolledEdge = {
	async changes(context, stored) {
		const before = readIdCursor(stored);
		if (!before) {
			const { listed, isComplete } = await read(context, MAX_IDS / PAGE_SIZE);
			return { records: [], state: startIdCursor(context.now, listed, isComplete) };
		}
		const seen = new Set(before.seen);
		const { listed } = await read(context, MAX_PAGES, (page) => page.some(({ id }) => seen.has(id)));
		return { records: addedSince(before, listed), state: advanceIdCursor(before, listed) };
	},

	async newest(context) {
		return (await read(context, 1)).listed;
	},
};
