import { LOGIN_HOSTS } from '../../nodes/Instagram/graph/hosts';
import type { Permission } from '../../nodes/Instagram/graph/permissions';
import { BASE_SCOPES, PERMISSION_SCOPES } from '../../nodes/Instagram/graph/permissions';
import type { LoginMethod } from '../../nodes/Instagram/graph/types';

/**
 * The hidden properties of the OAuth2 credential. They are n8n expressions over the visible properties, generated from the
 * tables of hosts and permissions. n8n evaluates them when the user connects.
 */
const FACEBOOK = '$self["loginMethod"] === "facebook"';
const CONFIGURATION = `${FACEBOOK} && $self["configurationId"]`;

function byLoginMethod(text: (loginMethod: LoginMethod) => string): string {
	return `${FACEBOOK} ? ${text('facebook')} : ${text('instagram')}`;
}

function expression(code: string): string {
	return `={{ ${code} }}`;
}

/** Converts a URL to an expression that inserts the credential's API version. */
function urlOf(url: string): string {
	return url
		.split('{version}')
		.map((part) => JSON.stringify(part))
		.join(' + $self["apiVersion"] + ');
}

/** Entries `["scope", true]`; instead of `true`, an optional scope has a condition on the chosen permissions. */
function scopeEntries(loginMethod: LoginMethod): string {
	const base = BASE_SCOPES[loginMethod].map((scope) => `[${JSON.stringify(scope)}, true]`);
	const conditions = new Map<string, string[]>();
	for (const [permission, scopes] of Object.entries(PERMISSION_SCOPES) as [
		Permission,
		(typeof PERMISSION_SCOPES)[Permission],
	][]) {
		for (const scope of scopes[loginMethod]) {
			const chosen = `($self["permissions"] || []).includes(${JSON.stringify(permission)})`;
			conditions.set(scope, [...(conditions.get(scope) ?? []), chosen]);
		}
	}
	const optional = [...conditions].map(
		([scope, chosen]) => `[${JSON.stringify(scope)}, ${chosen.join(' || ')}]`,
	);
	return `[${[...base, ...optional].join(', ')}]`;
}

/**
 * The names in 'Additional Scopes'. Drops what cannot be the name of a scope, such as quotes and addresses: Meta would
 * show an error page for all of them.
 */
const ADDITIONAL_SCOPES =
	'String($self["additionalScopes"] || "").toLowerCase().split(/[^a-z0-9_]+/).filter((scope) => /^[a-z]+_[a-z0-9_]+$/.test(scope))';

export const AUTHORIZE_URL = expression(byLoginMethod((login) => urlOf(LOGIN_HOSTS[login].authorize)));

export const ACCESS_TOKEN_URL = expression(byLoginMethod((login) => urlOf(LOGIN_HOSTS[login].accessToken)));

/**
 * Comma-separated scopes. Empty with a configuration, which contains the permissions itself.
 *
 * @see https://developers.facebook.com/docs/facebook-login/facebook-login-for-business
 */
export const SCOPE = expression(
	`${CONFIGURATION} ? "" : (${byLoginMethod(scopeEntries)}).filter((entry) => entry[1]).map((entry) => entry[0]).concat(${ADDITIONAL_SCOPES}).filter((scope, index, scopes) => scopes.indexOf(scope) === index).join(",")`,
);

export const AUTHORIZE_QUERY = expression(
	`${CONFIGURATION} ? "config_id=" + encodeURIComponent($self["configurationId"]) : ""`,
);
