import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';

import { readAnswer, unwrap } from '../graph/answer';
import { unreadableError } from '../graph/errors/explain';
import { graphUrl, unversionedUrl } from '../graph/hosts';
import { networkError } from '../graph/errors/network';
import type { GraphSettings, SendRequest } from '../graph/types';
import { readScopes } from './token';

/** The settings of a credential, as needed for token requests. */
export interface TokenSettings extends GraphSettings {
	/** ID of the Instagram app (Instagram Login) or of the Meta app (Facebook Login). */
	appId?: string;
}

/** Meta's answer to an exchange or refresh. */
export interface ObtainedToken {
	accessToken: string;
	/** Seconds; missing if the token does not expire. */
	expiresIn?: number;
	scopes?: string[];
}

/** Meta's answer to `debug_token`. Times in milliseconds since the epoch. */
export interface TokenInspection {
	isValid: boolean;
	/** `USER`, `PAGE`, `SYSTEM_USER` … */
	type?: string;
	userId?: string;
	appId?: string;
	scopes: string[];
	/** Meta omits it for short-lived tokens. */
	issuedAt?: number;
	/** `null`: never expires. */
	expiresAt: number | null;
	dataAccessExpiresAt?: number;
	/** Why the token is not valid. */
	error?: { code?: number; subcode?: number; text?: string };
}

const TIMEOUT_MS = 30_000;

function secretsOf({ appId, appSecret }: TokenSettings, token: string): string[] {
	return [token, ...(appSecret ? [appSecret, `${appId ?? ''}|${appSecret}`] : [])];
}

/** Meta documents the token as a query parameter for these calls; all other calls send it in a header. */
async function callTokenEndpoint(
	send: SendRequest,
	settings: TokenSettings,
	token: string,
	url: string,
	qs: IDataObject,
): Promise<IDataObject> {
	const request: IHttpRequestOptions = {
		method: 'GET',
		url,
		qs,
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		disableFollowRedirect: true,
		encoding: 'text',
		timeout: TIMEOUT_MS,
		// What `timeout` counts depends on the version of axios; this limit also ends a slow response.
		abortSignal: AbortSignal.timeout(TIMEOUT_MS),
	};
	const response = await send(request).catch((cause: unknown) => {
		throw networkError(cause);
	});
	return readAnswer(response, { secrets: secretsOf(settings, token) }) as IDataObject;
}

function readObtainedToken(answer: IDataObject): ObtainedToken {
	const record = unwrap(answer);
	if (typeof record.access_token !== 'string' || record.access_token === '') {
		throw unreadableError('it contains no access token', { httpCode: 200 });
	}
	const seconds = Number(record.expires_in);
	return {
		accessToken: record.access_token,
		...(Number.isFinite(seconds) && seconds > 0 ? { expiresIn: seconds } : {}),
		scopes: readScopes(record.permissions),
	};
}

/**
 * Exchanges a token for a long-lived one. With Facebook Login, this also renews a long-lived token.
 *
 * @throws GraphError
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/business-login
 * @see https://developers.facebook.com/docs/facebook-login/guides/access-tokens/get-long-lived
 */
export async function exchangeToken(
	send: SendRequest,
	settings: TokenSettings,
	token: string,
): Promise<ObtainedToken> {
	const { loginMethod, apiVersion, appId, appSecret } = settings;
	const answer =
		loginMethod === 'instagram'
			? await callTokenEndpoint(send, settings, token, unversionedUrl('instagram', '/access_token'), {
					grant_type: 'ig_exchange_token',
					client_secret: appSecret,
					access_token: token,
				})
			: await callTokenEndpoint(
					send,
					settings,
					token,
					graphUrl('facebook', apiVersion, '/oauth/access_token'),
					{
						grant_type: 'fb_exchange_token',
						client_id: appId,
						client_secret: appSecret,
						fb_exchange_token: token,
					},
				);
	return readObtainedToken(answer);
}

/**
 * Exchanges a long-lived token for one that is valid for another 60 days. With Instagram Login, the token must be at
 * least 24 hours old.
 *
 * @throws GraphError
 * @see https://developers.facebook.com/docs/instagram-platform/reference/refresh_access_token
 */
export async function refreshToken(
	send: SendRequest,
	settings: TokenSettings,
	token: string,
): Promise<ObtainedToken> {
	if (settings.loginMethod === 'facebook') return await exchangeToken(send, settings, token);
	return readObtainedToken(
		await callTokenEndpoint(send, settings, token, unversionedUrl('instagram', '/refresh_access_token'), {
			grant_type: 'ig_refresh_token',
			access_token: token,
		}),
	);
}

/** Converts Meta's time in seconds; 0 means never. */
function milliseconds(seconds: unknown): number | undefined {
	return typeof seconds === 'number' && seconds > 0 ? seconds * 1000 : undefined;
}

function text(value: unknown): string | undefined {
	return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

/**
 * Inspects a Facebook Login token (`debug_token`), using the app's ID and secret.
 *
 * @throws GraphError
 * @see https://developers.facebook.com/docs/graph-api/reference/debug_token
 */
export async function inspectToken(
	send: SendRequest,
	settings: TokenSettings,
	token: string,
): Promise<TokenInspection> {
	const answer = await callTokenEndpoint(
		send,
		settings,
		token,
		graphUrl('facebook', settings.apiVersion, '/debug_token'),
		{
			input_token: token,
			access_token: `${settings.appId ?? ''}|${settings.appSecret ?? ''}`,
		},
	);
	const data = (answer.data ?? {}) as IDataObject;
	if (typeof data.is_valid !== 'boolean') {
		throw unreadableError('it does not say whether the token is valid', { httpCode: 200 });
	}
	const error = data.error as { code?: number; subcode?: number; message?: string } | undefined;
	return {
		isValid: data.is_valid,
		type: text(data.type),
		userId: text(data.user_id),
		appId: text(data.app_id),
		scopes: readScopes(data.scopes) ?? [],
		issuedAt: milliseconds(data.issued_at),
		expiresAt: milliseconds(data.expires_at) ?? null,
		dataAccessExpiresAt: milliseconds(data.data_access_expires_at),
		...(error ? { error: { code: error.code, subcode: error.subcode, text: error.message } } : {}),
	};
}
