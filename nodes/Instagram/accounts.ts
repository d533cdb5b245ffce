import type { IDataObject } from 'n8n-workflow';

import type { Connection } from './connection';
import { unwrap } from './graph/answer';
import { GraphError } from './graph/errors';
import { asError } from './graph/thrown';
import type { GraphClient, GraphPage } from './graph/types';
import { InputError, readId } from './input';

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

interface PageRecord {
	id: string;
	name?: string;
	instagram_business_account?: { id: string; username?: string; name?: string; profile_picture_url?: string };
}

const PAGE_FIELDS = 'id,name,instagram_business_account{id,username,name,profile_picture_url}';
const PROFILE_FIELDS = 'id,user_id,username,name,profile_picture_url';

/** Pages per request of /me/accounts. */
const PAGES_PER_REQUEST = 100;

/** How long the accounts of a token are remembered. */
const MEMORY_MS = 60 * 60 * 1000;

/** An account that is not in the remembered list makes us read again, but no oftener than this. */
const SECOND_LOOK_MS = 60 * 1000;

function accountOfPage(page: PageRecord): Account | undefined {
	const account = page.instagram_business_account;
	if (!account) return undefined;
	return {
		id: account.id,
		username: account.username ?? account.id,
		...(account.name ? { name: account.name } : {}),
		...(account.profile_picture_url ? { profile_picture_url: account.profile_picture_url } : {}),
		pageId: page.id,
		...(page.name ? { pageName: page.name } : {}),
	};
}

async function ownAccount(graph: GraphClient): Promise<Account> {
	const profile = unwrap(
		await graph.call<IDataObject>({
			method: 'GET',
			path: '/me',
			query: { fields: PROFILE_FIELDS },
			repeatable: true,
		}),
	) as { id: string; user_id?: string; username?: string; name?: string; profile_picture_url?: string };
	// `id` is the id within the app; `user_id` is the account's, the one in paths and webhooks.
	const id = profile.user_id ?? profile.id;
	return {
		id,
		username: profile.username ?? id,
		...(profile.name ? { name: profile.name } : {}),
		...(profile.profile_picture_url ? { profile_picture_url: profile.profile_picture_url } : {}),
	};
}

async function accountOfPageToken(graph: GraphClient): Promise<Account[]> {
	const page = await graph.call<PageRecord>({
		method: 'GET',
		path: '/me',
		query: { fields: PAGE_FIELDS },
		repeatable: true,
	});
	return [accountOfPage(page) ?? []].flat();
}

/**
 * One page of the accounts that the connection reaches. A page may be empty although there is a next one: Facebook
 * lists the person's Pages, and not every Page has an Instagram account.
 *
 * @param after cursor of a former page
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-api-with-facebook-login/get-started
 */
export async function accountsPage({ graph }: Connection, after?: string): Promise<GraphPage<Account>> {
	if (graph.settings.loginMethod === 'instagram') return { records: [await ownAccount(graph)] };
	try {
		const { records, next } = await graph.page<PageRecord>(
			{ method: 'GET', path: '/me/accounts', query: { fields: PAGE_FIELDS }, repeatable: true },
			{ pageSize: PAGES_PER_REQUEST, after },
		);
		return { records: records.flatMap((page) => accountOfPage(page) ?? []), next };
	} catch (error) {
		// A Page's own token has no /me/accounts: there, /me is the Page.
		if (!(error instanceof GraphError) || error.code !== 100) throw asError(error);
		return { records: await accountOfPageToken(graph) };
	}
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

/** Accounts by token, so that a post does not cost a look-up. Lives as long as the process. */
const known = new Map<string, { accounts: Promise<Account[]>; readAt: number }>();

async function readAll(connection: Connection): Promise<Account[]> {
	const list: Account[] = [];
	for await (const account of accounts(connection)) list.push(account);
	return list;
}

/** The accounts of the connection's token, from memory if they were read within `maxAge` milliseconds. */
async function knownAccounts(connection: Connection, maxAge: number): Promise<Account[]> {
	const { fingerprint } = connection.token.state();
	const now = connection.clock.now();
	const entry = known.get(fingerprint);
	if (entry && now - entry.readAt < maxAge) return await entry.accounts;
	const reading = readAll(connection);
	known.set(fingerprint, { accounts: reading, readAt: now });
	reading.catch(() => known.delete(fingerprint));
	return await reading;
}

/** Forgets what is known of all tokens; for tests, which share a process. */
export function forgetAccounts(): void {
	known.clear();
}

const NAMED_AT_MOST = 10;

function named(list: Account[]): string {
	const names = list.slice(0, NAMED_AT_MOST).map(({ username, id }) => `@${username} (${id})`);
	const more = list.length - names.length;
	return names.join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function theOnlyOne(list: Account[]): string {
	const [only] = list;
	if (only && list.length === 1) return only.id;
	throw only
		? new InputError(
				'Account',
				'is empty, and this credential reaches several accounts',
				`Choose one of them: ${named(list)}.`,
			)
		: new InputError(
				'Account',
				'is empty, and this credential reaches no Instagram account',
				'Link a professional Instagram account to a Facebook Page, then connect the credential again and choose that Page and account on the consent screen.',
			);
}

/**
 * The account that an item acts on, as it stands in a path: an id, or `me` for the one account of an Instagram Login.
 *
 * @param value the `account` parameter's value; empty means the account that the credential belongs to
 * @throws InputError if the credential does not reach it, or if it is empty and the credential reaches several or none
 */
export async function resolveAccount(connection: Connection, value: unknown): Promise<string> {
	const wanted = value === undefined || value === null || value === '' ? undefined : readId(value, 'Account');
	if (!wanted && connection.settings.loginMethod === 'instagram') return 'me';
	const remembered = await knownAccounts(connection, MEMORY_MS);
	if (!wanted) return theOnlyOne(remembered);
	if (remembered.some(({ id }) => id === wanted)) return wanted;
	const list = await knownAccounts(connection, SECOND_LOOK_MS);
	if (list.some(({ id }) => id === wanted)) return wanted;
	throw new InputError(
		'Account',
		`is ${wanted}, which this credential does not reach`,
		list.length > 0
			? `This credential reaches ${named(list)}. Choose one of them, or use the credential of the other account.`
			: 'This credential reaches no Instagram account. Connect it again and choose the account on the consent screen.',
	);
}

/** What is known of an account that {@link resolveAccount} gave, also where a path says `me`. */
export async function accountRecord(connection: Connection, account: string): Promise<Account> {
	const id = await accountIdOf(connection, account);
	const list = await knownAccounts(connection, MEMORY_MS);
	return list.find((one) => one.id === id) ?? { id, username: id };
}

/** The account's id, also where a path says `me`. */
export async function accountIdOf(connection: Connection, account: string): Promise<string> {
	return account === 'me' ? theOnlyOne(await knownAccounts(connection, MEMORY_MS)) : account;
}
