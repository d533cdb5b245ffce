import { createHmac } from 'crypto';
import type { IDataObject, IExecuteFunctions, IHttpRequestOptions, IN8nHttpFullResponse } from 'n8n-workflow';
import { UnexpectedError } from 'n8n-workflow';

import { graphUrl, isTokenHost } from './hosts';
import type { GraphCall, GraphParameters, GraphSettings, SendRequest } from './types';

/**
 * Sends with n8n's plain request helper. The authenticated one reads, decrypts and evaluates the credential on every
 * call (8 ms against 4 ms in n8n 2.40) and refreshes only in a way that Meta does not offer. The client checks
 * the host and sets the token itself.
 */
export function senderOf({
	helpers,
}: {
	helpers: Pick<IExecuteFunctions['helpers'], 'httpRequest'>;
}): SendRequest {
	return async (request) => (await helpers.httpRequest(request)) as IN8nHttpFullResponse;
}

/** Ids, edges and aliases only: a path cannot contain a query, a host or another version. */
const PATH = /^\/(?:[\w-]+(?:\/[\w-]+)*)?$/;

/** Whether a text is a path after the version: `/me/media`. */
export function isGraphPath(path: string): boolean {
	return PATH.test(path);
}

/**
 * Proves that the sender knows the app secret: HMAC-SHA256 of the token, lowercase hex.
 *
 * @see https://developers.facebook.com/docs/graph-api/guides/secure-requests
 */
export function appSecretProof(appSecret: string, token: string): string {
	return createHmac('sha256', appSecret).update(token).digest('hex');
}

/** Proofs by token, as long as a client lives: a run makes thousands of calls with the same token. */
const proofs = new WeakMap<Readonly<GraphSettings>, Map<string, string>>();

/** Meta documents the proof for graph.facebook.com only. */
function proofOf(settings: Readonly<GraphSettings>, token: string): string | undefined {
	const { loginMethod, appSecret } = settings;
	if (loginMethod !== 'facebook' || !appSecret) return undefined;
	const known = proofs.get(settings) ?? new Map<string, string>();
	proofs.set(settings, known);
	const proof = known.get(token) ?? appSecretProof(appSecret, token);
	known.set(token, proof);
	return proof;
}

/** Secrets of a call, to redact from texts. */
export function secretsOf(settings: GraphSettings, token: string): string[] {
	return [token, settings.appSecret, proofOf(settings, token)].filter((secret) => secret !== undefined);
}

/** Serializes parameters for a query or form: lists and objects as JSON, without those that are `undefined`. */
function serialize(parameters: GraphParameters = {}): Record<string, string> {
	const entries = Object.entries(parameters)
		.filter(([, value]) => value !== undefined && value !== null)
		.map(([name, value]) => [name, typeof value === 'object' ? JSON.stringify(value) : String(value)]);
	return Object.fromEntries(entries) as Record<string, string>;
}

/**
 * Builds the request for a call. It asks for the answer as text, with any status and without redirects, so that ids stay
 * exact and the token is sent to no other host.
 *
 * @throws UnexpectedError if the path is not one of the Graph API
 */
export function buildRequest(call: GraphCall, settings: GraphSettings, token: string): IHttpRequestOptions {
	const { method, path, query, form, json } = call;
	const url = graphUrl(settings.loginMethod, settings.apiVersion, path);
	if (!isGraphPath(path) || !isTokenHost(url))
		throw new UnexpectedError(`Not a path of the Graph API: ${path}`);

	const headers: IDataObject = { Authorization: `Bearer ${token}`, Accept: 'application/json' };
	const request: IHttpRequestOptions = {
		method,
		url,
		headers,
		json: false,
		encoding: 'text',
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		disableFollowRedirect: true,
	};
	const proof: GraphParameters = { appsecret_proof: proofOf(settings, token) };
	if (method === 'POST' && json === undefined) {
		headers['Content-Type'] = 'application/x-www-form-urlencoded';
		request.body = new URLSearchParams(serialize({ ...form, ...proof })).toString();
		return withQuery(request, serialize(query));
	}
	if (json !== undefined) {
		headers['Content-Type'] = 'application/json';
		request.body = JSON.stringify(json);
	}
	return withQuery(request, serialize({ ...query, ...proof }));
}

function withQuery(request: IHttpRequestOptions, qs: Record<string, string>): IHttpRequestOptions {
	return Object.keys(qs).length > 0 ? { ...request, qs } : request;
}
