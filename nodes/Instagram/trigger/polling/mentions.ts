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

/** Reads the list from the top, at most `pages` pages, up to and including the first page for which `isEnough` returns true. */
async function readTags(
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
	let read = 0;
	// The tags edge has cursors, but never a `next`.
	const options = { pageSize: PAGE_SIZE, followCursors: true };
	for await (const { records, next } of context.graph.pages<TaggedMedia>(call, options)) {
		const dated = records.filter(({ timestamp }) => !Number.isNaN(timeOf(timestamp)));
		const mentions = dated.map((media) => polledMention(context, media));
		listed.push(...mentions);
		read += 1;
		if (next === undefined) return { listed, isComplete: true };
		if (read === pages || isEnough(mentions)) break;
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
			const { listed, isComplete } = await readTags(context, MAX_IDS / PAGE_SIZE);
			return { records: [], state: startIdCursor(context.now, listed, isComplete) };
		}
		const seen = new Set(before.seen);
		const { listed } = await readTags(context, MAX_PAGES, (page) => page.some(({ id }) => seen.has(id)));
		return { records: addedSince(before, listed), state: advanceIdCursor(before, listed) };
	},

	async newest(context) {
		return (await readTags(context, 1)).listed;
	},
};
