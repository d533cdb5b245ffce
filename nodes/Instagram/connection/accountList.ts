import type { IDataObject } from 'n8n-workflow';

import type { Connection } from './connect';
import { unwrap } from '../graph/answer';
import { GraphError } from '../graph/errors/explain';
import { PERMISSION_SCOPES } from '../graph/permissions';
import { toError } from '../shared/toError';
import type { GraphClient, GraphPage } from '../graph/types';

/** A professional account that a credential reaches: output of account.getMany. */
export interface Account {
	/** The professional account's id, decimal text. */
	id: string;
	username: string;
	name?: string;
	profile_picture_url?: string;
	/** Facebook Login only: the Page that the account is linked to. */
	pageId?: string;
	pageName?: string;
}

/** The accounts and Pages that a credential reaches. */
export interface ReachableAccounts {
	accounts: Account[];
	/** Names of the Pages without a visible Instagram account. */
	pagesWithout: string[];
	/** Whether the Pages of business portfolios are included, or there can be none. */
	withBusinesses: boolean;
}

interface Profile {
	id: string;
	username?: string;
	name?: string;
	profile_picture_url?: string;
}

interface PageRecord {
	id: string;
	name?: string;
	instagram_business_account?: Profile;
}

const PAGE_FIELDS = 'id,name,instagram_business_account{id,username,name,profile_picture_url}';
const PROFILE_FIELDS = 'id,user_id,username,name,profile_picture_url';

/** Fields of accounts. Meta rejects a read of them for Pages, media and comments, which lack some. */
const ACCOUNT_FIELDS = 'id,username,name,profile_picture_url,media_count';

/** Pages per request. */
const PAGES_PER_REQUEST = 100;

/** Kinds of errors that mean that an object is not an account of the credential. */
const NOT_AN_ACCOUNT: ReadonlySet<string> = new Set(['notFound', 'validation', 'permission']);

/** Edges of a business with its own Pages and those of its clients. */
const BUSINESS_EDGES = ['owned_pages', 'client_pages'] as const;

function isRefused(error: unknown): boolean {
	return error instanceof GraphError && NOT_AN_ACCOUNT.has(error.kind);
}

function accountOf({ id, username = id, name, profile_picture_url: picture }: Profile): Account {
	return { id, username, ...(name ? { name } : {}), ...(picture ? { profile_picture_url: picture } : {}) };
}

function accountOfPage({ id, name, instagram_business_account: linked }: PageRecord): Account | undefined {
	return linked && { ...accountOf(linked), pageId: id, ...(name ? { pageName: name } : {}) };
}

async function ownAccount(graph: GraphClient): Promise<Account> {
	const answer: unknown = await graph.call({
		method: 'GET',
		path: '/me',
		query: { fields: PROFILE_FIELDS },
		repeatable: true,
	});
	const profile = unwrap(answer) as unknown as Profile & { user_id?: string };
	// `id` is specific to the app. `user_id` is the id of the account, used in paths and webhooks.
	return accountOf({ ...profile, id: profile.user_id ?? profile.id });
}

/** Yields the person's Facebook Pages, page by page. With a Page token there is no `/me/accounts`: `/me` is the Page. */
async function* ownPages(
	graph: GraphClient,
	after?: string,
): AsyncGenerator<GraphPage<PageRecord> & { isPage: boolean }> {
	const call = {
		method: 'GET',
		path: '/me/accounts',
		query: { fields: PAGE_FIELDS },
		repeatable: true,
	} as const;
	try {
		const pages = graph.pages<PageRecord>(call, { pageSize: PAGES_PER_REQUEST, after });
		for await (const page of pages) yield { ...page, isPage: false };
	} catch (error) {
		if (!(error instanceof GraphError) || error.code !== 100) throw toError(error);
		const own = await graph.call<PageRecord & IDataObject>({ ...call, path: '/me' });
		yield { records: [own], isPage: true };
	}
}

async function mayReadBusinesses(graph: GraphClient): Promise<boolean> {
	const wanted = PERMISSION_SCOPES.businessManager.facebook;
	const call = { method: 'GET', path: '/me/permissions', repeatable: true } as const;
	const { data = [] } = await graph.call<{ data?: Array<{ permission: string; status: string }> }>(call);
	return data.some(({ permission, status }) => status === 'granted' && wanted.includes(permission));
}

/**
 * Reads Pages of business portfolios, which may be missing in `/me/accounts`. Skips a business that does not show its
 * Pages.
 */
async function* businessPages(graph: GraphClient): AsyncGenerator<PageRecord> {
	const businesses = {
		method: 'GET',
		path: '/me/businesses',
		query: { fields: 'id' },
		repeatable: true,
	} as const;
	for await (const { id } of graph.records<{ id: string }>(businesses)) {
		for (const edge of BUSINESS_EDGES) {
			const call = {
				method: 'GET',
				path: `/${id}/${edge}`,
				query: { fields: PAGE_FIELDS },
				repeatable: true,
			} as const;
			try {
				yield* graph.records<PageRecord>(call, { pageSize: PAGES_PER_REQUEST });
			} catch (error) {
				if (!isRefused(error)) throw toError(error);
			}
		}
	}
}

/** The credential's own list: the account of an Instagram Login, the Pages of a Facebook Login. */
export async function readOwn({ graph }: Connection): Promise<ReachableAccounts> {
	if (graph.settings.loginMethod === 'instagram') {
		return { accounts: [await ownAccount(graph)], pagesWithout: [], withBusinesses: true };
	}
	const records: PageRecord[] = [];
	let hasPageToken = false;
	for await (const page of ownPages(graph)) {
		records.push(...page.records);
		hasPageToken = page.isPage;
	}
	return reachableAccounts(records, hasPageToken);
}

function reachableAccounts(records: PageRecord[], withBusinesses = false): ReachableAccounts {
	const accounts = new Map<string, Account>();
	const pagesWithout: string[] = [];
	for (const record of records) {
		const account = accountOfPage(record);
		if (!account) pagesWithout.push(record.name ?? record.id);
		else if (!accounts.has(account.id)) accounts.set(account.id, account);
	}
	return { accounts: [...accounts.values()], pagesWithout, withBusinesses };
}

/** The same with the Pages of business portfolios, if the person has granted access to them. */
export async function withBusinesses(
	{ graph }: Connection,
	own: ReachableAccounts,
): Promise<ReachableAccounts> {
	if (own.withBusinesses || !(await mayReadBusinesses(graph))) return own;
	const records: PageRecord[] = [];
	for await (const record of businessPages(graph)) records.push(record);
	const known = new Set(own.accounts.map(({ id }) => id));
	const more = reachableAccounts(records);
	return {
		accounts: [...own.accounts, ...more.accounts.filter(({ id }) => !known.has(id))],
		pagesWithout: [...new Set([...own.pagesWithout, ...more.pagesWithout])],
		withBusinesses: true,
	};
}

/** Reads what the connection reaches, including the Pages of business portfolios. */
export async function reachableNow(connection: Connection): Promise<ReachableAccounts> {
	return await withBusinesses(connection, await readOwn(connection));
}

/**
 * Yields the accounts that the connection reaches, page by page. A page may be empty although there is a next one:
 * Facebook lists the person's Pages, and not every Page has an Instagram account.
 *
 * @param after cursor of an earlier page
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-api-with-facebook-login/get-started
 */
export async function* accountPages(
	connection: Connection,
	after?: string,
): AsyncGenerator<GraphPage<Account>> {
	const { graph } = connection;
	if (graph.settings.loginMethod === 'instagram') {
		yield { records: [await ownAccount(graph)] };
		return;
	}
	for await (const { records, next, isPage } of ownPages(graph, after)) {
		const listed = reachableAccounts(records, isPage);
		if (next === undefined) yield { records: (await withBusinesses(connection, listed)).accounts };
		else yield { records: listed.accounts, next };
	}
}

/** Yields all accounts that the connection reaches, without duplicates. */
export async function* accounts(connection: Connection): AsyncGenerator<Account> {
	const seen = new Set<string>();
	for await (const { records } of accountPages(connection)) {
		for (const account of records) {
			if (seen.has(account.id)) continue;
			seen.add(account.id);
			yield account;
		}
	}
}

/** Reads an account that is in no list (of system users and business portfolios) by its id; `undefined` if it is not an account. */
export async function readAccount({ graph }: Connection, id: string): Promise<Account | undefined> {
	const call = {
		method: 'GET',
		path: `/${id}`,
		query: { fields: ACCOUNT_FIELDS },
		repeatable: true,
	} as const;
	try {
		return accountOf(await graph.call<Profile & IDataObject>({ ...call, accountId: id }));
	} catch (error) {
		if (!isRefused(error)) throw toError(error);
		return undefined;
	}
}
