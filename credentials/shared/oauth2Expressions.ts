import { LOGIN_HOSTS } from '../../nodes/Instagram/graph/hosts';
import type { Permission } from '../../nodes/Instagram/graph/permissions';
import { BASE_SCOPES, PERMISSION_SCOPES } from '../../nodes/Instagram/graph/permissions';
import type { LoginMethod } from '../../nodes/Instagram/graph/types';

/**
 * The hidden properties of the OAuth2 credential, as n8n expressions over its visible ones, made from the tables of
 * hosts and permissions. n8n evaluates them when the user connects.
 */
const FACEBOOK = '$self["loginMethod"] === "facebook"';
const CONFIGURATION = `${FACEBOOK} && $self["configurationId"]`;

function byLoginMethod(text: (loginMethod: LoginMethod) => string): string {
	return `${FACEBOOK} ? ${text('facebook')} : ${text('instagram')}`;
}

function expression(code: string): string {
	return `={{ ${code} }}`;
}

/** A URL as an expression; the version in it is the credential's. */
function urlOf(url: string): string {
	return url
		.split('{version}')
		.map((part) => JSON.stringify(part))
		.join(' + $self["apiVersion"] + ');
}

/** `["scope", true]`, or the permissions that bring the scope instead of `true`. */
function scopeEntries(loginMethod: LoginMethod): string {
	const base = BASE_SCOPES[loginMethod].map((scope) => `[${JSON.stringify(scope)}, true]`);
	const bringers = new Map<string, string[]>();
	for (const [permission, scopes] of Object.entries(PERMISSION_SCOPES) as [
		Permission,
		(typeof PERMISSION_SCOPES)[Permission],
	][]) {
		for (const scope of scopes[loginMethod]) {
			const chosen = `($self["permissions"] || []).includes(${JSON.stringify(permission)})`;
			bringers.set(scope, [...(bringers.get(scope) ?? []), chosen]);
		}
	}
	const further = [...bringers].map(
		([scope, chosen]) => `[${JSON.stringify(scope)}, ${chosen.join(' || ')}]`,
	);
	return `[${[...base, ...further].join(', ')}]`;
}

export const AUTHORIZE_URL = expression(byLoginMethod((login) => urlOf(LOGIN_HOSTS[login].authorize)));

export const ACCESS_TOKEN_URL = expression(byLoginMethod((login) => urlOf(LOGIN_HOSTS[login].accessToken)));

/**
 * Scopes between commas, as Meta takes them. None with a configuration, which names the permissions itself.
 *
 * @see https://developers.facebook.com/docs/facebook-login/facebook-login-for-business
 */
export const SCOPE = expression(
	`${CONFIGURATION} ? "" : (${byLoginMethod(scopeEntries)}).filter((entry) => entry[1]).map((entry) => entry[0]).join(",")`,
);

export const AUTHORIZE_QUERY = expression(
	`${CONFIGURATION} ? "config_id=" + encodeURIComponent($self["configurationId"]) : ""`,
);
