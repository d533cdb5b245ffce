import { randomBytes } from 'node:crypto';
import * as querystring from 'node:querystring';

import { OutboundHttp } from '@n8n/backend-network';
import { AuthError, ClientOAuth2, resolveClientAuthOptions } from '@n8n/client-oauth2';
import { Container } from '@n8n/di';
import type { ICredentialDataDecryptedObject, IDataObject, IN8nHttpFullResponse } from 'n8n-workflow';

import { additionalDataFor, N8N_URL } from './additionalData';
import type { ConsentChoice } from './consentPage';
import { fillConsentPage } from './consentPage';
import type { CredentialStore } from './credentialStore';
import { startN8nCore } from './n8nCore';

export type { ConsentChoice };

/** What n8n's window shows at the end of the consent flow. */
export type ConsentOutcome =
	| { connected: true; authorizationUrl: string }
	| { connected: false; authorizationUrl: string; message: string; reason?: string };

/** The part of a resolved OAuth2 credential that the flow reads. */
interface OAuth2Fields {
	clientId: string;
	clientSecret: string;
	authUrl: string;
	accessTokenUrl: string;
	scope?: string;
	authQueryParameters?: string;
	authentication?: 'body' | 'header';
	clientCredentialType?: string;
}

/** More steps than any consent dialog has. */
const MAX_STEPS = 8;

function clientOptions(fields: OAuth2Fields, redirectUri: string) {
	return {
		clientId: fields.clientId,
		...resolveClientAuthOptions(fields as never),
		accessTokenUri: fields.accessTokenUrl,
		authorizationUri: fields.authUrl,
		authentication: fields.authentication ?? 'header',
		redirectUri,
		scopes: (fields.scope ?? 'openid').split(','),
		scopesSeparator: fields.scope?.includes(',') ? (',' as const) : (' ' as const),
		ignoreSSLIssues: false,
	};
}

/** The credential as read by n8n's OAuth2 service: a stored scope never overrides a hidden property's expression. */
async function oAuth2Fields(store: CredentialStore, id: string): Promise<OAuth2Fields> {
	const type = store.typeOf(id);
	const additionalData = additionalDataFor(store);
	const decrypted = await store.getDecrypted(additionalData, { id, name: id }, type, 'internal');
	const scope = store.getCredentialsProperties(type).find((property) => property.name === 'scope');
	if (scope?.type === 'hidden') delete decrypted.scope;
	return (await store.resolve(additionalData, type, decrypted, 'internal')) as unknown as OAuth2Fields;
}

async function browse(url: string, form?: { method: 'GET' | 'POST'; fields: URLSearchParams }) {
	const target = new URL(url);
	if (form?.method === 'GET') target.search = form.fields.toString();
	return (await Container.get(OutboundHttp)
		.requests()
		.request({
			url: target.toString(),
			method: form?.method ?? 'GET',
			...(form?.method === 'POST' ? { body: form.fields } : {}),
			headers: { accept: 'text/html' },
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
			encoding: 'text',
		})) as IN8nHttpFullResponse;
}

/** Follows the authorization URL through the consent page to the URL that Meta redirects to. */
async function consent(authorizationUrl: string, redirectUri: string, choice: ConsentChoice): Promise<URL> {
	let url = authorizationUrl;
	let response = await browse(url);
	for (let step = 0; step < MAX_STEPS; step += 1) {
		const location = response.headers.location;
		if (typeof location === 'string') {
			const next = new URL(location, url);
			if (next.toString().startsWith(redirectUri)) return next;
			url = next.toString();
			response = await browse(url);
			continue;
		}
		const form = fillConsentPage(String(response.body), choice);
		url = new URL(form.action || url, url).toString();
		response = await browse(url, form);
	}
	throw new Error(`The consent flow did not return to n8n after ${MAX_STEPS} steps; it stopped at ${url}`);
}

function reasonOf(error: unknown): string | undefined {
	if (error instanceof AuthError) {
		const { error: code } = error.body as { error?: unknown };
		return typeof code === 'string' ? code : undefined;
	}
	return undefined;
}

/**
 * Connects an OAuth2 credential as a user does: n8n's authorization URL, Meta's consent page, n8n's callback, which
 * exchanges the code with n8n's own OAuth2 client and merges the response into the stored data. Modelled on the OAuth2
 * controller of n8n 2.40.7.
 *
 * The process needs `HTTPS_PROXY` and `NODE_EXTRA_CA_CERTS` to point at the sandbox.
 *
 * @param credential the id of a stored credential (connecting again), or the data of a new one
 * @param redirectUri default: n8n's on localhost:5678
 * @throws Error if Meta shows a page without consent buttons, such as "Invalid platform app"
 */
export async function connectThroughConsent(
	store: CredentialStore,
	credential: string | ICredentialDataDecryptedObject,
	choice: ConsentChoice = {},
	redirectUri = `${N8N_URL}rest/oauth2-credential/callback`,
): Promise<ConsentOutcome & { reference: { id: string; name: string } }> {
	await startN8nCore();
	const reference =
		typeof credential === 'string'
			? { id: credential, name: credential }
			: store.add('instagramOAuth2Api', credential);

	const fields = await oAuth2Fields(store, reference.id);
	const state = Buffer.from(
		JSON.stringify({ token: randomBytes(18).toString('base64url'), createdAt: Date.now() }),
	).toString('base64');
	const options = clientOptions(fields, redirectUri);
	const query = fields.authQueryParameters ? querystring.parse(fields.authQueryParameters) : undefined;
	const authorizationUrl = new ClientOAuth2({ ...options, state, ...(query ? { query } : {}) }).code.getUri();

	const back = await consent(authorizationUrl, redirectUri, choice);
	back.hash = '';
	const answer = Object.fromEntries(back.searchParams);
	const refused = (message: string, reason?: string) => ({
		reference,
		authorizationUrl,
		connected: false as const,
		message,
		reason,
	});
	if (!answer.code || !answer.state) {
		return refused(
			'Insufficient parameters for OAuth2 callback.',
			`Received following query parameters: ${JSON.stringify(answer)}`,
		);
	}
	if (answer.state !== state) return refused('The OAuth callback state is invalid!');

	try {
		const client = { ...options };
		const body: Record<string, string> = {};
		if (fields.authentication === 'body') {
			body.client_id = fields.clientId;
			if (fields.clientSecret) body.client_secret = fields.clientSecret;
			delete (client as { clientSecret?: string }).clientSecret;
		}
		const token = await new ClientOAuth2(client).code.getToken(
			`${redirectUri}${back.search}`,
			fields.authentication === 'body' ? { body } : undefined,
		);
		const data = token.data as unknown as IDataObject;
		const { code: _code, state: _state, ...rest } = answer;
		if (Object.keys(rest).length > 0) data.callbackQueryString = rest;

		const earlier = store.stored(reference.id).oauthTokenData;
		const oauthTokenData: IDataObject = { ...(typeof earlier === 'object' ? earlier : {}), ...data };
		const seconds = Number(data.expires_in);
		if (Number.isFinite(seconds) && seconds > 0) {
			oauthTokenData.n8n_expires_at = String(Date.now() + seconds * 1000);
		}
		store.change(reference.id, { oauthTokenData }, 'consent');
		return { reference, authorizationUrl, connected: true };
	} catch (error) {
		return refused(error instanceof Error ? error.message : String(error), reasonOf(error));
	}
}
