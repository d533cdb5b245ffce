import type { ILoadOptionsFunctions, INodeListSearchItems, INodeListSearchResult } from 'n8n-workflow';

import { connect } from '../connection/connect';
import { accountInForm } from './accountInForm';

/** Posts per page of the list without a search. */
const PAGE_SIZE = 50;

/** Pages that a search reads at a time; scrolling the list continues it. */
const PAGES_PER_SEARCH = 5;

const SEARCH_PAGE_SIZE = 100;

const MAX_CAPTION = 60;

interface ListedMedia {
	id: string;
	caption?: string;
	timestamp?: string;
	media_type?: string;
	media_product_type?: string;
	permalink?: string;
}

const KINDS: Readonly<Record<string, string>> = {
	IMAGE: 'image',
	VIDEO: 'video',
	CAROUSEL_ALBUM: 'carousel',
};

function kindOf({ media_type: type = '', media_product_type: product }: ListedMedia): string {
	return product === 'REELS' ? 'reel' : (KINDS[type] ?? 'post');
}

function listItem(media: ListedMedia): INodeListSearchItems {
	const caption = (media.caption ?? '').replace(/\s+/g, ' ').trim();
	const letters = [...caption];
	const shown = letters.length > MAX_CAPTION ? `${letters.slice(0, MAX_CAPTION).join('')}…` : caption;
	const date = media.timestamp?.slice(0, 10);
	const about = [date, kindOf(media)].filter(Boolean).join(', ');
	return {
		name: `${shown || 'No caption'} (${about})`,
		value: media.id,
		...(media.permalink ? { url: media.permalink } : {}),
	};
}

function matches({ id, caption = '', timestamp = '', permalink = '' }: ListedMedia, filter: string): boolean {
	const wanted = filter.trim().toLowerCase();
	return [id, caption, timestamp, permalink].some((text) => text.toLowerCase().includes(wanted));
}

/** The media picker: the account's posts, newest first, by caption and date. */
export async function searchMedia(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const connection = await connect(this);
	const account = await accountInForm(this, connection);
	const search = filter?.trim();
	const results: INodeListSearchItems[] = [];
	let after = paginationToken;
	const pages = connection.graph.pages<ListedMedia>(
		{
			method: 'GET',
			path: `/${account}/media`,
			query: { fields: 'id,caption,timestamp,media_type,media_product_type,permalink' },
			repeatable: true,
			accountId: account,
		},
		{ pageSize: search ? SEARCH_PAGE_SIZE : PAGE_SIZE, after },
	);
	let read = 0;
	for await (const { records, next } of pages) {
		results.push(...records.filter((media) => !search || matches(media, search)).map(listItem));
		after = next;
		read += 1;
		if (!search || read === PAGES_PER_SEARCH) break;
	}
	return { results, ...(after === undefined ? {} : { paginationToken: after }) };
}
