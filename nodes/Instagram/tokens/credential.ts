import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import { DEFAULT_API_VERSION, isApiVersion } from '../graph/hosts';
import { BASE_SCOPES } from '../graph/permissions';
import { readOAuth2Token } from './oauth2Credential';
import type { TokenSettings } from './metaTokens';
import { readAccessToken } from './accessTokenCredential';
import { notConnectedError } from './tokenErrors';
import type { KnownToken } from './token';
import { readScopes } from './token';

/** The credential types with a token. */
export type CredentialType = 'instagramOAuth2Api' | 'instagramAccessTokenApi';

/** The property with the ID of the Meta app, as opposed to that of its Instagram app. */
export const META_APP_ID = 'metaAppId';

/** The property with the secret of the Meta app, as opposed to that of its Instagram app. */
export const META_APP_SECRET = 'metaAppSecret';

/** A stored credential, parsed. */
export interface StoredCredential {
	type: CredentialType;
	/** As returned by n8n: decrypted, expressions resolved. */
	data: ICredentialDataDecryptedObject;
	settings: TokenSettings;
	token: KnownToken;
	/** The scopes that the next consent asks for; those that every operation needs if the credential names none. */
	requestedScopes: readonly string[];
}

interface CredentialFormat {
	origin: 'consent' | 'pasted';
	appId: string;
	appSecret: string;
	token(data: ICredentialDataDecryptedObject, settings: TokenSettings, now: number): KnownToken | undefined;
}

const FORMATS: Readonly<Record<CredentialType, CredentialFormat>> = {
	instagramOAuth2Api: {
		origin: 'consent',
		appId: 'clientId',
		appSecret: 'clientSecret',
		token: ({ oauthTokenData }, { loginMethod }, now) =>
			typeof oauthTokenData === 'object' && oauthTokenData !== null
				? readOAuth2Token(loginMethod, oauthTokenData as Record<string, never>, now)
				: undefined,
	},
	instagramAccessTokenApi: {
		origin: 'pasted',
		appId: 'appId',
		appSecret: 'appSecret',
		token: (data) => readAccessToken(data),
	},
};

function text(value: unknown): string | undefined {
	// An expression may return an app ID as a number.
	if (typeof value === 'number') return String(value);
	return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

function readApiVersion(value: unknown): string {
	const version = text(value) ?? DEFAULT_API_VERSION;
	if (isApiVersion(version)) return version;
	throw new UserError(`'API Version' of the credential is not a version: '${version.slice(0, 20)}'`, {
		description: `A version of the Graph API looks like ${DEFAULT_API_VERSION}. Choose one in the credential.`,
	});
}

/** Returns the settings of a credential, without its token. */
export function readSettings(type: CredentialType, data: ICredentialDataDecryptedObject): TokenSettings {
	const { appId, appSecret } = FORMATS[type];
	return {
		loginMethod: data.loginMethod === 'facebook' ? 'facebook' : 'instagram',
		apiVersion: readApiVersion(data.apiVersion),
		appId: text(data[appId]),
		appSecret: text(data[appSecret]),
	};
}

/**
 * n8n resolves the credential's hidden scope with the other fields. It is empty for a configuration of Facebook Login for
 * Business, and a pasted token has none.
 */
function readRequestedScopes({ scope }: ICredentialDataDecryptedObject, { loginMethod }: TokenSettings) {
	return (
		(typeof scope === 'string' && !scope.startsWith('=') && readScopes(scope)) || BASE_SCOPES[loginMethod]
	);
}

/**
 * Parses a decrypted credential.
 *
 * @param now milliseconds since the epoch
 * @throws GraphError if it contains no token; UserError if its API version is invalid
 */
export function readCredential(
	type: CredentialType,
	data: ICredentialDataDecryptedObject,
	now: number,
): StoredCredential {
	const shape = FORMATS[type];
	const settings = readSettings(type, data);
	const token = shape.token(data, settings, now);
	if (!token) throw notConnectedError(shape.origin);
	return { type, data, settings, token, requestedScopes: readRequestedScopes(data, settings) };
}
