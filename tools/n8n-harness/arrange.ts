import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { Sandbox } from '../../sandbox';
import { SANDBOX_APPS } from '../../sandbox/apps';
import type { NodeSketch, RunOptions, WorkflowRun } from './index';
import { connectThroughConsent, CredentialStore, runListSearch, runWorkflow } from './index';

export { restartN8n } from './restart';

export type Login = 'instagram' | 'facebook';
export type Authentication = 'oAuth2' | 'accessToken';

/** Both login methods with both credential types. */
export const LOGINS_WITH_CREDENTIALS: Array<[Login, Authentication]> = [
	['instagram', 'oAuth2'],
	['facebook', 'oAuth2'],
	['instagram', 'accessToken'],
	['facebook', 'accessToken'],
];

/** The account that a test's credential reaches by default. */
export const ACCOUNT: Record<Login, string> = {
	instagram: '17841400000000001',
	facebook: '17841400000000003',
};

/** The credential's own account as a path segment. */
export const PATH: Record<Login, string> = { instagram: 'me', facebook: ACCOUNT.facebook };

export const media = (name: string) => `https://media.example.com/${name}`;

/** A credential selected in a node. */
export interface Connected {
	sandbox: Sandbox;
	login: Login;
	authentication: Authentication;
	credentials: CredentialStore;
	/** For a node's `credentials`. */
	reference: Record<string, { id: string; name: string }>;
	/** The stored credential's id. */
	id: string;
}

const SECRETS: Record<Login, { appId: string; appSecret: string }> = SANDBOX_APPS;

/** Data of an OAuth2 credential that is not connected yet. */
export function formOf(login: Login): IDataObject & Record<string, string> {
	const { appId, appSecret } = SECRETS[login];
	return { loginMethod: login, clientId: appId, clientSecret: appSecret };
}

function pagesOf(sandbox: Sandbox, accounts: string[]): string[] {
	return accounts.flatMap((account) => sandbox.world.accounts.get(account)?.pageId ?? []);
}

/**
 * Connects a new OAuth2 credential through the consent screen, without using it.
 *
 * @param permissions the credential's 'Permissions', if not the default ones
 */
export async function withConsent(
	sandbox: Sandbox,
	login: Login,
	accounts: string[] = [ACCOUNT[login]],
	permissions?: string[],
): Promise<Connected> {
	const credentials = await CredentialStore.create();
	const form = { ...formOf(login), ...(permissions ? { permissions } : {}) };
	const choice = login === 'instagram' ? { account: accounts[0] } : { pages: pagesOf(sandbox, accounts) };
	const outcome = await connectThroughConsent(credentials, form, choice);
	if (!outcome.connected) throw new Error(`Not connected: ${outcome.message} ${outcome.reason ?? ''}`);
	return {
		sandbox,
		login,
		authentication: 'oAuth2',
		credentials,
		reference: { instagramOAuth2Api: outcome.reference },
		id: outcome.reference.id,
	};
}

/** Creates an access token credential with a pasted token, without using it. */
export async function withAccessToken(
	sandbox: Sandbox,
	login: Login,
	token: {
		kind?: 'short' | 'long' | 'page' | 'systemUser';
		accounts?: string[];
		permissions?: string[];
	} = {},
	form: IDataObject & Record<string, string> = { ...SECRETS[login] },
): Promise<Connected> {
	const { value } = sandbox.world.tokens.mint({
		loginMethod: login,
		kind: 'long',
		accounts: [ACCOUNT[login]],
		...token,
	});
	const credentials = await CredentialStore.create();
	const data = { loginMethod: login, accessToken: value, ...form };
	const reference = credentials.add('instagramAccessTokenApi', data);
	return {
		sandbox,
		login,
		authentication: 'accessToken',
		credentials,
		reference: { instagramAccessTokenApi: reference },
		id: reference.id,
	};
}

/** Opens the list of accounts in the editor. */
export async function searchAccounts(connected: Connected, filter?: string, paginationToken?: string) {
	const { credentials, reference, authentication } = connected;
	const parameters = { authentication };
	return await runListSearch('instagram', 'searchAccounts', {
		credentials,
		reference,
		parameters,
		filter,
		paginationToken,
	});
}

/** A credential with a saved long-lived token, and an empty request log. */
export async function connectedCredential(
	sandbox: Sandbox,
	login: Login = 'instagram',
	authentication: Authentication = 'oAuth2',
	accounts?: string[],
	permissions?: string[],
): Promise<Connected> {
	const connected =
		authentication === 'oAuth2'
			? await withConsent(sandbox, login, accounts, permissions)
			: await withAccessToken(sandbox, login, { accounts: accounts ?? [ACCOUNT[login]] });
	await searchAccounts(connected);
	sandbox.world.requests.clear();
	return connected;
}

/** Runs the Instagram node with a credential. */
export async function run(
	{ credentials, reference, authentication }: Connected,
	parameters: INodeParameters,
	options: Omit<Partial<RunOptions>, 'credentials' | 'node'> &
		Pick<NodeSketch, 'onError' | 'retryOnFail'> = {},
): Promise<WorkflowRun> {
	const { onError, retryOnFail, ...rest } = options;
	return await runWorkflow({
		credentials,
		node: {
			parameters: { authentication, ...parameters },
			credentials: reference,
			...(onError ? { onError } : {}),
			...(retryOnFail ? { retryOnFail, maxTries: 3, waitBetweenTries: 1 } : {}),
		},
		...rest,
	});
}

/** The calls to Meta in order, by the sandbox's endpoint names. */
export function endpoints(sandbox: Sandbox): string[] {
	return sandbox.world.requests.list().map(({ endpoint }) => endpoint);
}

/** Number of calls to Meta by endpoint name. */
export function counts(sandbox: Sandbox): Record<string, number> {
	const numbers: Record<string, number> = {};
	for (const endpoint of endpoints(sandbox)) numbers[endpoint] = (numbers[endpoint] ?? 0) + 1;
	return numbers;
}

/** Captions of the posts that the test has published on an account, oldest first. */
export function newCaptions(sandbox: Sandbox, account: string): string[] {
	return [...sandbox.world.media.values()]
		.filter((post) => post.accountId === account && post.containerId && !post.parentId)
		.map((post) => post.caption ?? '');
}

/** Error and details of failed items, with the linked input item. */
export function failures(items: Array<{ json: IDataObject; pairedItem?: unknown }>) {
	return items
		.filter(({ json }) => 'error' in json)
		.map(({ json, pairedItem }) => ({
			error: json.error as string,
			details: json.details as IDataObject,
			pairedItem,
		}));
}
