import type { IDataObject } from 'n8n-workflow';

import { accountRecord, CREATE_TOKEN_WITH_PAGE } from './accounts';
import type { Connection } from './connect';
import { GraphError } from '../graph/errors/explain';
import { INVALID_TOKEN } from '../graph/errors/row';
import { processStore } from '../shared/processState';
import { ReadCache } from '../graph/readCache';
import { toError } from '../shared/toError';
import { InputError } from '../parameters/inputError';

/** A Page, and its access token. */
export interface PageAccess {
	pageId: string;
	accessToken: string;
}

/** Age limit of a cached Page token. */
const CACHE_MS = 60 * 60 * 1000;

/**
 * Page tokens by the fingerprint of the credential's token and the Page's id. In memory only: workflows, outputs and
 * saved credentials never contain one.
 */
const pageTokens = processStore(new ReadCache<string>(1000));

function keyOf({ token }: Connection, pageId: string): string {
	return `${token.state().fingerprint}:${pageId}`;
}

/** The credential itself may contain the Page token, and then Meta may not return it. */
async function ownToken({ graph, token }: Connection, pageId: string): Promise<string | undefined> {
	const { id } = await graph.call<{ id?: string }>({
		method: 'GET',
		path: '/me',
		query: { fields: 'id' },
		repeatable: true,
	});
	return id === pageId ? token.source.current() : undefined;
}

async function readToken(connection: Connection, pageId: string): Promise<string> {
	const { access_token: given } = await connection.graph.call<IDataObject>({
		method: 'GET',
		path: `/${pageId}`,
		query: { fields: 'id,access_token' },
		repeatable: true,
	});
	const token = typeof given === 'string' && given !== '' ? given : await ownToken(connection, pageId);
	if (token !== undefined) return token;
	throw new InputError(
		'Account',
		`is linked to the Page ${pageId}, for which Meta returns no token to this credential`,
		`This needs the Page's own token: the person who connected needs a task on the Page (for messages, the task Messages). Check that, then connect the credential again and choose the Page on the consent screen. ${CREATE_TOKEN_WITH_PAGE}`,
	);
}

async function pageTokenOf(connection: Connection, pageId: string): Promise<string> {
	const read = async () => await readToken(connection, pageId);
	return await pageTokens.get(keyOf(connection, pageId), connection, CACHE_MS, read);
}

async function pageIdOf(connection: Connection, account: string): Promise<string> {
	const { pageId } = await accountRecord(connection, account);
	if (pageId) return pageId;
	throw new InputError(
		'Account',
		`is ${account}, which this credential reaches without a Page`,
		`Link the Instagram account to a Facebook Page, then connect the credential again and choose that Page on the consent screen. ${CREATE_TOKEN_WITH_PAGE}`,
	);
}

/**
 * Runs `work` with the access token of the Page that an account is linked to (Facebook Login). If Meta rejects the cached
 * token, nothing has happened, and `work` runs once more with a new one.
 *
 * @param account id from `resolveAccount`
 * @throws InputError if the account has no Page, or the credential gets no token for it
 * @see https://developers.facebook.com/docs/facebook-login/guides/access-tokens#pagetokens
 */
export async function withPageToken<T>(
	connection: Connection,
	account: string,
	work: (page: PageAccess) => Promise<T>,
): Promise<T> {
	const pageId = await pageIdOf(connection, account);
	const isRemembered = pageTokens.has(keyOf(connection, pageId));
	try {
		return await work({ pageId, accessToken: await pageTokenOf(connection, pageId) });
	} catch (error) {
		if (!isRemembered || !(error instanceof GraphError) || error.code !== INVALID_TOKEN) throw toError(error);
		pageTokens.delete(keyOf(connection, pageId));
		return await work({ pageId, accessToken: await pageTokenOf(connection, pageId) });
	}
}
