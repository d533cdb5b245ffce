import { timeOf } from '../../graph/timestamp';
import type { GraphCall } from '../../graph/types';
import { advance, begin, newIn, startOf } from './timeCursor';
import { readBack } from './readSince';
import { cursorFrom } from './stored';
import type { Edge, Found, Source } from './types';

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

function found({ account }: Source, { id, timestamp, ...media }: ListedMedia): Found[] {
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

async function read(source: Source, since: number): Promise<Found[]> {
	const call: GraphCall = {
		method: 'GET',
		path: `/${source.path}/media`,
		query: { fields: FIELDS },
		repeatable: true,
		accountId: source.path,
	};
	const { records } = await readBack<ListedMedia>(source.graph, call, undefined, {
		since,
		pageSize: PAGE_SIZE,
	});
	return records.flatMap((media) => found(source, media));
}

/**
 * New posts and reels of the account, by whatever way they were published.
 * https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/media
 */
export const media: Edge = {
	async changes(source, stored) {
		const before = cursorFrom(stored);
		if (!before) {
			return { found: [], state: begin(source.now, await read(source, startOf(source.now))) };
		}
		const listed = await read(source, before.since);
		return { found: newIn(before, listed), state: advance(before, listed) };
	},

	async newest(source) {
		return await read(source, Infinity);
	},
};
