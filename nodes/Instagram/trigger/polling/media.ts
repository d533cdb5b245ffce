import { timeOf } from '../../graph/answer';
import type { GraphCall } from '../../graph/types';
import {
	advanceTimeCursor,
	startTimeCursor,
	readSince,
	readTimeCursor,
	startTime,
	unseenIn,
} from './timeCursor';
import type { PolledEdge, PolledRecord, PollContext } from './types';

interface ListedMedia {
	id: string;
	caption?: string;
	media_product_type?: string;
	media_type?: string;
	media_url?: string;
	permalink?: string;
	shortcode?: string;
	thumbnail_url?: string;
	timestamp?: string;
	username?: string;
}

const FIELDS =
	'id,caption,media_product_type,media_type,media_url,permalink,shortcode,thumbnail_url,timestamp,username';

const PAGE_SIZE = 25;

function polledMedia({ account }: PollContext, { id, timestamp, ...media }: ListedMedia): PolledRecord[] {
	const at = timeOf(timestamp);
	if (Number.isNaN(at)) return [];
	const item = {
		event: 'media' as const,
		accountId: account.id,
		time: new Date(at).toISOString(),
		id,
		...media,
	};
	return [{ id, at, isOwn: false, item }];
}

async function read(context: PollContext, since: number): Promise<PolledRecord[]> {
	const call: GraphCall = {
		method: 'GET',
		path: `/${context.path}/media`,
		query: { fields: FIELDS },
		repeatable: true,
		accountId: context.path,
	};
	const { records } = await readSince<ListedMedia>(context.graph, call, undefined, {
		since,
		pageSize: PAGE_SIZE,
	});
	return records.flatMap((media) => polledMedia(context, media));
}

/**
 * New posts and reels of the account, including those published outside n8n.
 *
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/media
 */
export const media: PolledEdge = {
	async changes(context, stored) {
		const before = readTimeCursor(stored);
		if (!before) {
			return {
				records: [],
				state: startTimeCursor(context.now, await read(context, startTime(context.now))),
			};
		}
		const listed = await read(context, before.since);
		return { records: unseenIn(before, listed), state: advanceTimeCursor(before, listed) };
	},

	async newest(context) {
		return await read(context, Infinity);
	},
};
