import type { IDataObject } from 'n8n-workflow';

import type { ReachableAccounts } from '../../connection/accounts';
import { reachableNow } from '../../connection/accounts';
import type { Connection } from '../../connection/connect';
import { GraphError, graphError } from '../../graph/errors/explain';
import { INVALID_TOKEN } from '../../graph/errors/row';
import { toError } from '../../shared/toError';
import { canExchange } from '../../tokens/policy';
import { capabilitiesOf } from '../../tokens/renewal';
import { MAY_PUBLISH, tokenProblems } from './tokenProblems';

/** Converts milliseconds since the epoch to ISO 8601; `null` means never. */
function isoTime(time: number | null): string | null {
	return time === null ? null : new Date(time).toISOString();
}

/** What the token reaches, or the error if Meta does not accept it. */
async function reachOf(connection: Connection): Promise<ReachableAccounts | GraphError> {
	try {
		return await reachableNow(connection);
	} catch (error) {
		if (error instanceof GraphError && error.kind === 'token') return error;
		throw toError(error);
	}
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

async function ownId({ graph, settings }: Connection, reach: ReachableAccounts): Promise<string | undefined> {
	if (settings.loginMethod === 'instagram') return reach.accounts[0]?.id;
	const { id } = await graph.call<{ id?: string }>({
		method: 'GET',
		path: '/me',
		query: { fields: 'id' },
		repeatable: true,
	});
	return id;
}

/**
 * The Pages of reached accounts for which the person's role does not include publishing. Empty if Meta does not say:
 * Pages that are read with their own token or through a business have no tasks.
 *
 * @see https://developers.facebook.com/docs/instagram-platform/overview
 */
async function pagesWithoutPublishing({ graph, settings }: Connection, reach: ReachableAccounts) {
	const own = new Set(reach.accounts.map(({ pageId }) => pageId));
	if (settings.loginMethod === 'instagram' || own.size === 0) return [];
	const names: string[] = [];
	try {
		const pages = graph.records<{ id: string; name?: string; tasks?: string[] }>({
			method: 'GET',
			path: '/me/accounts',
			query: { fields: 'id,name,tasks' },
			repeatable: true,
		});
		for await (const { id, name, tasks } of pages) {
			if (own.has(id) && tasks && !tasks.some((task) => MAY_PUBLISH.has(task))) names.push(name ?? id);
		}
	} catch (error) {
		if (!(error instanceof GraphError)) throw toError(error);
	}
	return names;
}

/**
 * Describes the credential's token for the output of both operations, without the token itself. A token that Meta does not
 * accept is a result (`isValid: false`), not an error.
 */
export async function describeToken(connection: Connection): Promise<IDataObject> {
	const { token, settings, clock } = connection;
	const inspection = await token.inspect();
	const reached =
		inspection?.isValid === false
			? graphError({ ...inspection.error, code: inspection.error?.code ?? INVALID_TOKEN })
			: await reachOf(connection);
	const rejection = reached instanceof GraphError ? (token.rejection ?? reached) : undefined;
	const reach = reached instanceof GraphError ? undefined : reached;
	const state = token.state();
	const issuedAt = inspection?.issuedAt ?? state.issuedAt;
	const expiresAt = inspection ? inspection.expiresAt : state.expiresAt;
	const { dataAccessExpiresAt } = inspection ?? {};
	const scopes = inspection?.scopes ?? (reach ? await grantedScopes(connection) : []);
	const problems = tokenProblems({
		loginMethod: settings.loginMethod,
		origin: state.origin,
		kind: state.kind,
		hasApp: canExchange(capabilitiesOf(token.settings)),
		now: clock.now(),
		rejection,
		reach,
		pagesWithoutPublishing: reach ? await pagesWithoutPublishing(connection, reach) : [],
		requestedScopes: token.requestedScopes,
		scopes,
		expiresAt,
		refreshAfter: state.refreshAfter,
		dataAccessExpiresAt,
	});
	return {
		loginMethod: settings.loginMethod,
		isValid: reach !== undefined,
		userId: inspection?.userId ?? (reach ? await ownId(connection, reach) : undefined) ?? null,
		accounts: (reach?.accounts ?? []).map((account) => ({ ...account })),
		scopes,
		...(issuedAt === undefined ? {} : { issuedAt: isoTime(issuedAt) }),
		// Meta's own `null` means that the token never expires.
		expiresAt: isoTime(expiresAt),
		refreshAfter: isoTime(state.refreshAfter),
		...(typeof dataAccessExpiresAt === 'number' ? { dataAccessExpiresAt: isoTime(dataAccessExpiresAt) } : {}),
		problems: problems.map((problem) => ({ ...problem })),
	};
}
