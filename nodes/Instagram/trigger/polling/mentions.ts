import type { GraphCall } from '../../graph/types';
import { timeOf } from '../../graph/answer';
import { addedSince, advanceIds, beginIds, LISTED_AT_MOST, readIdCursor } from './idCursor';
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

/** Pages that are read to find one that is known. */
const MOST_PAGES = (2 * LISTED_AT_MOST) / PAGE_SIZE;

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

/** Reads from the top until the page that `isEnough`. */
async function read(
	source: PollContext,
	pages: number,
	isEnough: (page: PolledRecord[]) => boolean = () => false,
): Promise<{ listed: PolledRecord[]; whole: boolean }> {
	const call: GraphCall = {
		method: 'GET',
		path: `/${source.path}/tags`,
		query: { fields: FIELDS },
		repeatable: true,
		accountId: source.path,
		permission: 'comments',
	};
	const listed: PolledRecord[] = [];
	const followed = new Set<string | undefined>();
	let after: string | undefined;
	for (let number = 0; number < pages; number += 1) {
		// The tags edge has cursors, but never a `next`.
		const page = await source.graph.page<TaggedMedia>(call, {
			pageSize: PAGE_SIZE,
			after,
			followCursors: true,
		});
		const records = page.records.filter(({ timestamp }) => !Number.isNaN(timeOf(timestamp)));
		const these = records.map((media) => polledMention(source, media));
		listed.push(...these);
		followed.add(after);
		after = page.next;
		if (after === undefined || followed.has(after)) return { listed, whole: true };
		if (isEnough(these)) break;
	}
	return { listed, whole: false };
}

/**
 * Posts of others in which the account is tagged. Mentions by @username in captions and comments are told by webhooks
 * only; no edge lists them.
 * https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/tags
 */
export const mentions: PolledEdge = {
	async changes(source, stored) {
		const before = readIdCursor(stored);
		if (!before) {
			const { listed, whole } = await read(source, LISTED_AT_MOST / PAGE_SIZE);
			return { records: [], state: beginIds(source.now, listed, whole) };
		}
		const known = new Set(before.known);
		const { listed } = await read(source, MOST_PAGES, (page) => page.some(({ id }) => known.has(id)));
		return { records: addedSince(before, listed), state: advanceIds(before, listed) };
	},

	async newest(source) {
		return (await read(source, 1)).listed;
	},
};
