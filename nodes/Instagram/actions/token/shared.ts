import type { IDataObject } from 'n8n-workflow';

import type { Account } from '../../connection/accounts';
import { accounts } from '../../connection/accounts';
import type { Connection } from '../../connection/connect';
import { GraphError } from '../../graph/errors/explain';
import { toError } from '../../shared/toError';

/** Converts milliseconds since the epoch to ISO 8601; `null` means never. */
function isoTime(time: number | null): string | null {
	return time === null ? null : new Date(time).toISOString();
}

/** The accounts that the token can access, or `undefined` if Meta does not accept the token. */
async function reachedAccounts(connection: Connection): Promise<Account[] | undefined> {
	const reached: Account[] = [];
	try {
		for await (const account of accounts(connection)) reached.push(account);
	} catch (error) {
		if (error instanceof GraphError && error.kind === 'token') return undefined;
		throw toError(error);
	}
	return reached;
}

/** With Facebook Login Meta lists the granted scopes; with Instagram Login it returns them once, with the token. */
async function grantedScopes({ graph, settings, token }: Connection): Promise<string[]> {
	const noted = token.state().scopes;
	if (noted || settings.loginMethod === 'instagram') return noted ?? [];
	const { data } = await graph
		.call<{ data?: Array<{ permission: string; status: string }> }>({
			method: 'GET',
			path: '/me/permissions',
			repeatable: true,
		})
		// A Page's token has no permissions of its own.
		.catch(() => ({ data: [] }));
	return (data ?? []).filter(({ status }) => status === 'granted').map(({ permission }) => permission);
}

async function ownId({ graph, settings }: Connection, reached: Account[]): Promise<string | undefined> {
	if (settings.loginMethod === 'instagram') return reached[0]?.id;
	const { id } = await graph.call<{ id?: string }>({
		method: 'GET',
		path: '/me',
		query: { fields: 'id' },
		repeatable: true,
	});
	return id;
}

/**
 * Describes the credential's token for the output of both operations, without the token itself. A token that Meta does not
 * accept is a result (`isValid: false`), not an error.
 */
export async function describeToken(connection: Connection): Promise<IDataObject> {
	const { token, settings } = connection;
	const inspection = await token.inspect();
	const reached = inspection?.isValid === false ? undefined : await reachedAccounts(connection);
	const state = token.state();
	const issuedAt = inspection?.issuedAt ?? state.issuedAt;
	const { dataAccessExpiresAt } = inspection ?? {};
	return {
		loginMethod: settings.loginMethod,
		isValid: reached !== undefined,
		userId: inspection?.userId ?? (reached ? await ownId(connection, reached) : undefined) ?? null,
		accounts: (reached ?? []).map((account) => ({ ...account })),
		scopes: inspection?.scopes ?? (reached ? await grantedScopes(connection) : []),
		...(issuedAt === undefined ? {} : { issuedAt: isoTime(issuedAt) }),
		// Meta's own `null` means that the token never expires.
		expiresAt: isoTime(inspection ? inspection.expiresAt : state.expiresAt),
		refreshAfter: isoTime(state.refreshAfter),
		...(typeof dataAccessExpiresAt === 'number' ? { dataAccessExpiresAt: isoTime(dataAccessExpiresAt) } : {}),
	};
}
