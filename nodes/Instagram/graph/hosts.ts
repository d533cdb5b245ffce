import type { LoginMethod } from './types';

/**
 * Graph API versions that the credential offers, newest first. Meta serves a version for about two years: v24.0 until
 * 2028-02-18, v25.0 until 2028-07-29; it has named no day for v26.0 and v27.0.
 *
 * @see https://developers.facebook.com/docs/graph-api/changelog (read on 2026-10-29; v27.0 was released on 2026-11-04)
 */
export const API_VERSIONS = ['v27.0', 'v26.0', 'v25.0', 'v24.0'] as const;

export const DEFAULT_API_VERSION: string = API_VERSIONS[0];

/** An old credential may contain a version that is no longer offered; Meta decides whether it still serves it. */
const API_VERSION = /^v[0-9]{1,3}\.[0-9]$/;

/** Whether a text has the form of a Graph API version: `v27.0`. */
export function isApiVersion(text: string): boolean {
	return API_VERSION.test(text);
}

/** The hosts of a login method. `{version}` is replaced by the credential's Graph API version. */
interface LoginHosts {
	/** Origin of the Graph API. */
	graph: string;
	/** Consent screen in the user's browser. */
	authorize: string;
	/** Exchanges the consent screen's code for a token. */
	accessToken: string;
}

/**
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/business-login
 * @see https://developers.facebook.com/docs/facebook-login/guides/advanced/manual-flow
 */
export const LOGIN_HOSTS: Readonly<Record<LoginMethod, LoginHosts>> = {
	instagram: {
		graph: 'https://graph.instagram.com',
		authorize: 'https://www.instagram.com/oauth/authorize',
		accessToken: 'https://api.instagram.com/oauth/access_token',
	},
	facebook: {
		graph: 'https://graph.facebook.com',
		authorize: 'https://www.facebook.com/{version}/dialog/oauth',
		accessToken: 'https://graph.facebook.com/{version}/oauth/access_token',
	},
};

/** Receives resumable uploads, for both login methods. */
export const UPLOAD_ORIGIN = 'https://rupload.facebook.com';

/** The only hosts that a token is sent to. */
export const TOKEN_HOSTS: readonly string[] = [
	'graph.instagram.com',
	'graph.facebook.com',
	'rupload.facebook.com',
];

/**
 * Whether a token may be sent to this URL: https, one of {@link TOKEN_HOSTS}, the standard port, no user info.
 */
export function isTokenHost(url: string): boolean {
	if (!URL.canParse(url)) return false;
	const { protocol, hostname, port, username, password } = new URL(url);
	return (
		protocol === 'https:' &&
		TOKEN_HOSTS.includes(hostname) &&
		port === '' &&
		username === '' &&
		password === ''
	);
}

/**
 * URL of a versioned path of the Graph API.
 *
 * @param path with a leading slash, its ids validated: `/me/media`
 */
export function graphUrl(loginMethod: LoginMethod, apiVersion: string, path: string): string {
	return `${LOGIN_HOSTS[loginMethod].graph}/${apiVersion}${path}`;
}

/**
 * URL of a path that Meta documents without a version: the token endpoints of the Instagram Login.
 *
 * @param path with a leading slash: `/refresh_access_token`
 */
export function unversionedUrl(loginMethod: LoginMethod, path: string): string {
	return `${LOGIN_HOSTS[loginMethod].graph}${path}`;
}

/**
 * Domains that serve the files of media and messages; their subdomains too. Meta names none: these are the ones of its
 * answers (`media_url`, `profile_pic`) and of recorded webhooks (`lookaside.fbsbx.com/ig_messaging_cdn`, 2022 to 2026).
 */
const FILE_DOMAINS: readonly string[] = ['cdninstagram.com', 'fbcdn.net', 'lookaside.fbsbx.com'];

/** Whether Meta serves files at this URL: https, one of {@link FILE_DOMAINS}, the standard port, no user info. */
export function isFileHost({ protocol, hostname, port, username, password }: URL): boolean {
	return (
		protocol === 'https:' &&
		FILE_DOMAINS.some((domain) => hostname === domain || hostname.endsWith(`.${domain}`)) &&
		port === '' &&
		username === '' &&
		password === ''
	);
}
