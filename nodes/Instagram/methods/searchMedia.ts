import type {
	IDataObject,
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';

import { resolveAccount } from '../connection/accounts';
import { connect } from '../connection/connect';

/** Posts that are fetched for one look at the list. */
const SHOWN_AT_ONCE = 50;

/** A search reads this many pages of 100 posts, and goes on from there when the list is scrolled. */
const PAGES_PER_SEARCH = 5;

const SEARCH_PAGE = 100;

const CAPTION_SHOWN = 60;

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
	const shown = letters.length > CAPTION_SHOWN ? `${letters.slice(0, CAPTION_SHOWN).join('')}…` : caption;
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

/** The account that the form names; an expression cannot be read in the editor, and then the default serves. */
function accountInForm(context: ILoadOptionsFunctions): unknown {
	const account = context.getCurrentNodeParameter('account') as IDataObject | string | undefined;
	const value = typeof account === 'object' && account !== null ? account.value : account;
	return typeof value === 'string' && value.startsWith('=') ? undefined : value;
}

/** The media picker: the account's posts, newest first, by caption and date. */
export async function searchMedia(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const connection = await connect(this);
	const account = await resolveAccount(connection, accountInForm(this));
	const search = filter?.trim();
	const results: INodeListSearchItems[] = [];
	let after = paginationToken;
	for (let pages = 0; pages < (search ? PAGES_PER_SEARCH : 1); pages += 1) {
		const page = await connection.graph.page<ListedMedia>(
			{
				method: 'GET',
				path: `/${account}/media`,
				query: { fields: 'id,caption,timestamp,media_type,media_product_type,permalink' },
				repeatable: true,
				accountId: account,
			},
			{ pageSize: search ? SEARCH_PAGE : SHOWN_AT_ONCE, after },
		);
		results.push(...page.records.filter((media) => !search || matches(media, search)).map(listItem));
		after = page.next;
		if (after === undefined) break;
	}
	return { results, ...(after === undefined ? {} : { paginationToken: after }) };
}
