import type { IDataObject } from 'n8n-workflow';

import type { Connection } from './connect';
import { unwrap } from '../graph/answer';
import { GraphError } from '../graph/errors/explain';
import { PERMISSION_SCOPES } from '../graph/permissions';
import { toError } from '../shared/toError';
import type { GraphClient, GraphPage } from '../graph/types';

/** A professional account that a credential reaches, as account.getMany puts it out. */
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

/** What a credential reaches. */
export interface ReachableAccounts {
	accounts: Account[];
	/** Names of the Pages that have, or show, no Instagram account. */
	pagesWithout: string[];
	/** Whether the Pages of business portfolios are among them, or there can be none. */
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

/** Fields that accounts have and Pages, media and comments do not all have: those are refused. */
const ACCOUNT_FIELDS = 'id,username,name,profile_picture_url,media_count';

/** Pages per request. */
const PAGES_PER_REQUEST = 100;

/** Refusals that say that an object is none of the credential's accounts. */
const NOT_AN_ACCOUNT: ReadonlySet<string> = new Set(['notFound', 'validation', 'permission']);

/** The Pages of a business: its own, and those of its clients. */
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
	// `id` is the id within the app; `user_id` is the account's, the one in paths and webhooks.
	return accountOf({ ...profile, id: profile.user_id ?? profile.id });
}

/** One page of the person's Pages. A Page's own token has no `/me/accounts`: there, `/me` is the Page. */
async function pagesPage(
	graph: GraphClient,
	after?: string,
): Promise<GraphPage<PageRecord> & { isPage: boolean }> {
	try {
		const call = {
			method: 'GET',
			path: '/me/accounts',
			query: { fields: PAGE_FIELDS },
			repeatable: true,
		} as const;
		return { ...(await graph.page<PageRecord>(call, { pageSize: PAGES_PER_REQUEST, after })), isPage: false };
	} catch (error) {
		if (!(error instanceof GraphError) || error.code !== 100) throw toError(error);
		const call = { method: 'GET', path: '/me', query: { fields: PAGE_FIELDS }, repeatable: true } as const;
		return { records: [await graph.call<PageRecord & IDataObject>(call)], isPage: true };
	}
}

async function mayReadBusinesses(graph: GraphClient): Promise<boolean> {
	const wanted = PERMISSION_SCOPES.businessManager.facebook;
	const call = { method: 'GET', path: '/me/permissions', repeatable: true } as const;
	const { data = [] } = await graph.call<{ data?: Array<{ permission: string; status: string }> }>(call);
	return data.some(({ permission, status }) => status === 'granted' && wanted.includes(permission));
}

/**
 * Pages that belong to a business portfolio may be missing in `/me/accounts`. A business that does not show its Pages is
 * passed over.
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

/** What the credential's own list holds: the account of an Instagram Login, the Pages of a Facebook Login. */
export async function readOwn({ graph }: Connection): Promise<ReachableAccounts> {
	if (graph.settings.loginMethod === 'instagram') {
		return { accounts: [await ownAccount(graph)], pagesWithout: [], withBusinesses: true };
	}
	const records: PageRecord[] = [];
	let page: Awaited<ReturnType<typeof pagesPage>> | undefined;
	do {
		page = await pagesPage(graph, page?.next);
		records.push(...page.records);
	} while (page.next);
	return reachableAccounts(records, page.isPage);
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

/** The same with the Pages of business portfolios, where the person has granted them. */
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

/**
 * One page of the accounts that the connection reaches. A page may be empty although there is a next one: Facebook
 * lists the person's Pages, and not every Page has an Instagram account.
 *
 * @param after cursor of a former page
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-api-with-facebook-login/get-started
 */
export async function accountsPage(connection: Connection, after?: string): Promise<GraphPage<Account>> {
	const { graph } = connection;
	if (graph.settings.loginMethod === 'instagram') return { records: [await ownAccount(graph)] };
	const { records, next, isPage } = await pagesPage(graph, after);
	const listed = reachableAccounts(records, isPage);
	if (next !== undefined) return { records: listed.accounts, next };
	return { records: (await withBusinesses(connection, listed)).accounts };
}

/** All accounts that the connection reaches, each once, page by page. */
export async function* accounts(connection: Connection): AsyncGenerator<Account> {
	const seen = new Set<string>();
	let after: string | undefined;
	do {
		const page = await accountsPage(connection, after);
		for (const account of page.records) {
			if (seen.has(account.id)) continue;
			seen.add(account.id);
			yield account;
		}
		after = page.next;
	} while (after);
}

/** An account that no list names (system users and business portfolios have such), by its id; `undefined` where it is none. */
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
