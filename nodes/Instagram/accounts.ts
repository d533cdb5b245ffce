import type { Account, Reach } from './accountList';
import { readAccount, readOwn, withBusinesses } from './accountList';
import type { Connection } from './connection';
import { PERMISSION_NAMES } from './graph/permissions';
import { processStore } from './shared/processState';
import { ReadCache } from './graph/readCache';
import { InputError, readId } from './input';

export type { Account } from './accountList';
export { accounts, accountsPage } from './accountList';

/** How long the accounts of a token are remembered. */
const MEMORY_MS = 60 * 60 * 1000;

/** An account that is not in the remembered list makes us read again, but no oftener than this. */
const SECOND_LOOK_MS = 60 * 1000;

/** Tokens, and accounts, that are remembered at most. */
const REMEMBERED = 1000;

/** By token, so that a post does not cost a look-up: its own list, and the one with business portfolios. */
const own = processStore(new ReadCache<Reach>(REMEMBERED));
const all = processStore(new ReadCache<Reach>(REMEMBERED));

/** Accounts that no list names, by token and id. */
const unlisted = processStore(new ReadCache<Account | undefined>(REMEMBERED));

async function ownReach(connection: Connection, maxAge = MEMORY_MS): Promise<Reach> {
	const { fingerprint } = connection.token.state();
	return await own.get(fingerprint, connection, maxAge, async () => await readOwn(connection));
}

/** With the accounts that only business portfolios name. */
async function fullReach(connection: Connection): Promise<Reach> {
	const { fingerprint } = connection.token.state();
	const read = async () => await withBusinesses(connection, await ownReach(connection));
	const known = await all.get(fingerprint, connection, MEMORY_MS, read);
	return known.accounts.length > 0 ? known : await all.get(fingerprint, connection, SECOND_LOOK_MS, read);
}

async function unlistedAccount(connection: Connection, id: string): Promise<Account | undefined> {
	if (connection.settings.loginMethod === 'instagram') return undefined;
	const key = `${connection.token.state().fingerprint}:${id}`;
	const read = async () => await readAccount(connection, id);
	const known = await unlisted.get(key, connection, MEMORY_MS, read);
	return known ?? (await unlisted.get(key, connection, SECOND_LOOK_MS, read));
}

const NAMED_AT_MOST = 10;

function named(names: string[]): string {
	const more = names.length - NAMED_AT_MOST;
	return names.slice(0, NAMED_AT_MOST).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function labels(accounts: Account[]): string {
	return named(accounts.map(({ username, id }) => `@${username} (${id})`));
}

const PORTFOLIO = `If the Page belongs to a business portfolio, add '${PERMISSION_NAMES.businessManager}' to the credential's 'Permissions', then connect it again.`;

/** What to do where a credential reaches no account at all. */
function noAccountRemedy({ pagesWithout, withBusinesses: complete }: Reach): string {
	const portfolio = complete ? '' : ` ${PORTFOLIO}`;
	return pagesWithout.length === 0
		? `It reaches no Facebook Page either. Connect the credential again and choose the Page and its Instagram account on the consent screen.${portfolio}`
		: `It reaches Facebook Pages that show none: ${named(pagesWithout)}. Link a professional Instagram account to the Page, then connect the credential again and choose both on the consent screen.${portfolio}`;
}

function theOnlyOne(reach: Reach): string {
	const [only] = reach.accounts;
	if (only && reach.accounts.length === 1) return only.id;
	throw only
		? new InputError(
				'Account',
				'is empty, and this credential reaches several accounts',
				`Choose one of them: ${labels(reach.accounts)}.`,
			)
		: new InputError(
				'Account',
				'is empty, and this credential reaches no Instagram account',
				noAccountRemedy(reach),
			);
}

function notReached(wanted: string, reach: Reach): InputError {
	const complaint = `is ${wanted}, which this credential does not reach`;
	return new InputError(
		'Account',
		complaint,
		reach.accounts.length > 0
			? `This credential reaches ${labels(reach.accounts)}. Choose one of them, or use the credential of the other account.`
			: noAccountRemedy(reach),
	);
}

/** The credential's only account, where none is chosen. */
async function defaultAccount(connection: Connection): Promise<string> {
	const listed = await ownReach(connection);
	return theOnlyOne(listed.accounts.length > 0 ? listed : await fullReach(connection));
}

/**
 * The account that an item acts on, as it stands in a path: an id, or `me` for the one account of an Instagram Login.
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
	const isListed = ({ accounts }: Reach) => accounts.some(({ id }) => id === wanted);
	if (isListed(await ownReach(connection))) return wanted;
	const listed = await ownReach(connection, SECOND_LOOK_MS);
	if (isListed(listed)) return wanted;
	const ofPage = listed.accounts.find(({ pageId }) => pageId === wanted);
	if (ofPage) {
		throw new InputError(
			'Account',
			`is ${wanted}, the ID of a Facebook Page`,
			`Give the ID of its Instagram account: ${labels([ofPage])}.`,
		);
	}
	if (await unlistedAccount(connection, wanted)) return wanted;
	throw notReached(wanted, listed.accounts.length > 0 ? listed : await fullReach(connection));
}

/** What is known of an account that {@link resolveAccount} gave, also where a path says `me`. */
export async function accountRecord(connection: Connection, account: string): Promise<Account> {
	const id = await accountIdOf(connection, account);
	const isWanted = (one: Account) => one.id === id;
	return (
		(await ownReach(connection)).accounts.find(isWanted) ??
		(await fullReach(connection)).accounts.find(isWanted) ??
		(await unlistedAccount(connection, id)) ?? { id, username: id }
	);
}

/** The account's id, also where a path says `me`. */
export async function accountIdOf(connection: Connection, account: string): Promise<string> {
	return account === 'me' ? theOnlyOne(await ownReach(connection)) : account;
}
