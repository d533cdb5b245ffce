import type { Account, ReachableAccounts } from './accountList';
import { readAccount, readOwn, withBusinesses } from './accountList';
import type { Connection } from './connect';
import { PERMISSION_NAMES } from '../graph/permissions';
import { processStore } from '../shared/processState';
import { ReadCache } from '../graph/readCache';
import { InputError, readId } from '../parameters/inputError';

export type { Account, ReachableAccounts } from './accountList';
export { accounts, accountPages, reachableNow } from './accountList';

/** Age limit of the cached accounts of a token. */
const CACHE_MS = 60 * 60 * 1000;

/** An account that is not in the cached list triggers another read, at most this often. */
const RECHECK_AFTER_MS = 60 * 1000;

/** Maximum of cached tokens, and of cached accounts. */
const MAX_CACHED = 1000;

/** By token, so that a post needs no lookup: its own list, and the one with business portfolios. */
const ownAccounts = processStore(new ReadCache<ReachableAccounts>(MAX_CACHED));
const allAccounts = processStore(new ReadCache<ReachableAccounts>(MAX_CACHED));

/** Accounts that are in no list, by token and id. */
const unlistedAccounts = processStore(new ReadCache<Account | undefined>(MAX_CACHED));

async function ownReach(connection: Connection, maxAge = CACHE_MS): Promise<ReachableAccounts> {
	const { fingerprint } = connection.token.state();
	return await ownAccounts.get(fingerprint, connection, maxAge, async () => await readOwn(connection));
}

/** Includes the accounts that only business portfolios list. */
async function fullReach(connection: Connection): Promise<ReachableAccounts> {
	const { fingerprint } = connection.token.state();
	const read = async () => await withBusinesses(connection, await ownReach(connection));
	const known = await allAccounts.get(fingerprint, connection, CACHE_MS, read);
	return known.accounts.length > 0
		? known
		: await allAccounts.get(fingerprint, connection, RECHECK_AFTER_MS, read);
}

async function unlistedAccount(connection: Connection, id: string): Promise<Account | undefined> {
	if (connection.settings.loginMethod === 'instagram') return undefined;
	const key = `${connection.token.state().fingerprint}:${id}`;
	const read = async () => await readAccount(connection, id);
	const known = await unlistedAccounts.get(key, connection, CACHE_MS, read);
	return known ?? (await unlistedAccounts.get(key, connection, RECHECK_AFTER_MS, read));
}

const MAX_LISTED = 10;

function listNames(names: string[]): string {
	const more = names.length - MAX_LISTED;
	return names.slice(0, MAX_LISTED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function accountLabels(accounts: Account[]): string {
	return listNames(accounts.map(({ username, id }) => `@${username} (${id})`));
}

const PORTFOLIO = `If the Page belongs to a business portfolio, select '${PERMISSION_NAMES.businessManager}' under 'Permissions' and connect again (access token: create it with business_management).`;

/** What 'connect again' means for a credential with a pasted token. */
export const CREATE_TOKEN_WITH_PAGE =
	'With an access token credential, create the token again with the Page selected, and paste it.';

/** Remedy for a credential that reaches no account. */
export function noAccountRemedy({ pagesWithout, withBusinesses: complete }: ReachableAccounts): string {
	const portfolio = complete ? '' : ` ${PORTFOLIO}`;
	return pagesWithout.length === 0
		? `It reaches no Facebook Page either. Connect the credential again and choose the Page and its Instagram account on the consent screen. ${CREATE_TOKEN_WITH_PAGE}${portfolio}`
		: `It reaches Facebook Pages that show none: ${listNames(pagesWithout)}. Link a professional Instagram account to the Page, then connect the credential again and choose both on the consent screen. ${CREATE_TOKEN_WITH_PAGE}${portfolio}`;
}

/** 'Account' is empty, and there is more than one to choose from. */
export class SeveralAccountsError extends InputError {}

function onlyAccount(reach: ReachableAccounts): string {
	const [only] = reach.accounts;
	if (only && reach.accounts.length === 1) return only.id;
	throw only
		? new SeveralAccountsError(
				'Account',
				'is empty, and this credential can access several accounts',
				`Choose one of them: ${accountLabels(reach.accounts)}.`,
			)
		: new InputError(
				'Account',
				'is empty, and this credential can access no Instagram account',
				noAccountRemedy(reach),
			);
}

function unreachableAccountError(wanted: string, reach: ReachableAccounts): InputError {
	const complaint = `is ${wanted}, which this credential cannot access`;
	return new InputError(
		'Account',
		complaint,
		reach.accounts.length > 0
			? `This credential can access ${accountLabels(reach.accounts)}. Choose one of them, or use the credential of the other account.`
			: noAccountRemedy(reach),
	);
}

/** The credential's only account, if none is chosen. */
async function defaultAccount(connection: Connection): Promise<string> {
	const listed = await ownReach(connection);
	return onlyAccount(listed.accounts.length > 0 ? listed : await fullReach(connection));
}

/**
 * Resolves the account that an item acts on to its form in paths: an id, or `me` for the account of an Instagram Login.
 *
 * @param value the `account` parameter's value; empty means the account that the credential belongs to
 * @throws InputError if the credential does not reach it, or if it is empty and the credential reaches several or none
 */
export async function resolveAccount(connection: Connection, value: unknown): Promise<string> {
	const isGiven =
		value !== undefined && value !== null && !(typeof value === 'string' && value.trim() === '');
	if (!isGiven)
		return connection.settings.loginMethod === 'instagram' ? 'me' : await defaultAccount(connection);
	const wanted = readId(value, 'Account');
	const isListed = ({ accounts }: ReachableAccounts) => accounts.some(({ id }) => id === wanted);
	if (isListed(await ownReach(connection))) return wanted;
	const listed = await ownReach(connection, RECHECK_AFTER_MS);
	if (isListed(listed)) return wanted;
	const ofPage = listed.accounts.find(({ pageId }) => pageId === wanted);
	if (ofPage) {
		throw new InputError(
			'Account',
			`is ${wanted}, the ID of a Facebook Page`,
			`Give the ID of its Instagram account: ${accountLabels([ofPage])}.`,
		);
	}
	if (await unlistedAccount(connection, wanted)) return wanted;
	throw unreachableAccountError(wanted, listed.accounts.length > 0 ? listed : await fullReach(connection));
}

/** Returns the details of an account from {@link resolveAccount}, also for `me`. */
export async function accountRecord(connection: Connection, account: string): Promise<Account> {
	const id = await accountIdOf(connection, account);
	const isWanted = (one: Account) => one.id === id;
	return (
		(await ownReach(connection)).accounts.find(isWanted) ??
		(await fullReach(connection)).accounts.find(isWanted) ??
		(await unlistedAccount(connection, id)) ?? { id, username: id }
	);
}

/** Returns the id of an account, also for `me`. */
export async function accountIdOf(connection: Connection, account: string): Promise<string> {
	return account === 'me' ? onlyAccount(await ownReach(connection)) : account;
}

/** Returns the listed account that has this ID or whose Page has it, for an ID in a path. */
export async function accountOfId(connection: Connection, id: string): Promise<Account | undefined> {
	const { accounts: listed } = await ownReach(connection);
	return listed.find((account) => account.id === id || account.pageId === id);
}
