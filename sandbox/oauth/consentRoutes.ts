import type { Answer, Call } from '../graph/call';
import type { OpenRoute } from '../graph/route';
import type { LoginMethod } from '../model';
import { SANDBOX_APPS } from '../apps';
import type { Dialog } from './consentPage';
import { consentPage, refusalPage } from './consentPage';
import { BASE_PERMISSION, splitScopes, unknownScopes } from './permissions';

const KNOWN = [
	'client_id',
	'redirect_uri',
	'state',
	'response_type',
	'scope',
	'config_id',
	'force_reauth',
	'enable_fb_login',
	'auth_type',
	'display',
];

/** The scopes of a configuration of Facebook Login for Business. */
const CONFIGURED_SCOPES = [
	'instagram_basic',
	'instagram_content_publish',
	'pages_show_list',
	'pages_read_engagement',
];

function html(status: number, text: string): Answer {
	return { status, text, contentType: 'text/html; charset=utf-8' };
}

function refusalOf(call: Call, loginMethod: LoginMethod): Answer | undefined {
	const {
		client_id: clientId,
		redirect_uri: redirectUri = '',
		response_type: type,
		scope = '',
	} = call.parameters;
	if (clientId !== SANDBOX_APPS[loginMethod].appId) {
		return loginMethod === 'instagram'
			? html(
					400,
					refusalPage(
						'Sorry, this page isn’t available.',
						'Invalid Request: Request parameters are invalid: Invalid platform app',
					),
				)
			: html(400, refusalPage('Invalid App ID', 'The provided app ID does not look like a valid app ID.'));
	}
	if (!call.world.redirectUris.has(redirectUri)) {
		return loginMethod === 'instagram'
			? html(
					400,
					refusalPage(
						'Sorry, this page isn’t available.',
						'Invalid Request: Request parameters are invalid: Invalid redirect_uri',
					),
				)
			: html(
					400,
					refusalPage(
						'URL Blocked',
						'This redirect failed because the redirect URI is not whitelisted in the app’s Client OAuth Settings. Make sure Client and Web OAuth Login are on and add all your app domains as Valid OAuth Redirect URIs.',
					),
				);
	}
	if (type !== 'code')
		return html(400, refusalPage('Invalid Request', 'Request parameters are invalid: response_type'));
	const { configurationId } = SANDBOX_APPS.facebook;
	if (
		call.parameters.config_id &&
		(loginMethod !== 'facebook' || call.parameters.config_id !== configurationId)
	) {
		return html(400, refusalPage('Invalid configuration', 'The configuration ID is not known.'));
	}
	const unknown = unknownScopes(loginMethod, splitScopes(scope));
	if (unknown.length > 0) {
		return html(
			400,
			refusalPage(
				'Invalid Scopes',
				`Invalid Scopes: ${unknown.join(', ')}. This message is only shown to developers.`,
			),
		);
	}
	return undefined;
}

function scopesOf({ parameters }: Call, loginMethod: LoginMethod): string[] {
	if (parameters.config_id) return CONFIGURED_SCOPES;
	return [...new Set([BASE_PERMISSION[loginMethod], ...splitScopes(parameters.scope ?? '')])];
}

function dialogOf(call: Call, loginMethod: LoginMethod): Dialog {
	const { world, parameters, host, version, path } = call;
	const person = world.person(loginMethod === 'instagram' ? 'ada' : 'ben');
	const kept = Object.fromEntries(Object.entries(parameters).filter(([name]) => KNOWN.includes(name)));
	const own = person.accountIds.flatMap((id) => world.accounts.get(id) ?? []);
	const others = [...world.accounts.values()].filter((account) => account.ownerKey !== person.key);
	return {
		loginMethod,
		action: `https://${host}${version ? `/${version}` : ''}${path}`,
		parameters: kept,
		scopes: scopesOf(call, loginMethod),
		person,
		accounts: [...own, ...others],
		pages: person.pageIds.flatMap((id) => {
			const page = world.pages.get(id);
			return page ? [{ page, account: world.accounts.get(page.accountId ?? '') }] : [];
		}),
		origin: world.url,
	};
}

function redirect(call: Call, loginMethod: LoginMethod, answer: Record<string, string>): Answer {
	const { redirect_uri: redirectUri = '', state } = call.parameters;
	const location = new URL(redirectUri);
	for (const [name, value] of Object.entries(answer)) location.searchParams.set(name, value);
	if (state !== undefined) location.searchParams.set('state', state);
	// Both hosts add a fragment; it is not part of the code.
	location.hash = 'code' in answer ? (loginMethod === 'instagram' ? '_' : '_=_') : '';
	return { status: 302, text: '', headers: { location: location.toString() } };
}

const DENIED = { error: 'access_denied', error_reason: 'user_denied' };

function answered(call: Call, loginMethod: LoginMethod): Answer {
	const { world, parameters, lists } = call;
	if (parameters.answer !== 'allow') {
		return redirect(
			call,
			loginMethod,
			loginMethod === 'instagram'
				? { ...DENIED, error_description: 'The user denied your request' }
				: { ...DENIED, error_code: '200', error_description: 'Permissions error' },
		);
	}
	const asked = scopesOf(call, loginMethod);
	const granted = asked.filter(
		(scope) => scope === BASE_PERMISSION[loginMethod] || lists.permission?.includes(scope),
	);
	const pageIds = loginMethod === 'facebook' ? (lists.page ?? []) : [];
	const accountIds =
		loginMethod === 'instagram'
			? (lists.account ?? []).slice(0, 1)
			: pageIds.flatMap((id) => world.pages.get(id)?.accountId ?? []);
	const value = world.random.text(120);
	world.codes.set(value, {
		value,
		loginMethod,
		redirectUri: parameters.redirect_uri ?? '',
		personKey: loginMethod === 'instagram' ? 'ada' : 'ben',
		accountIds,
		pageIds,
		permissions: granted,
		declined: asked.filter((scope) => !granted.includes(scope)),
		issuedAt: world.clock.now(),
	});
	world.touch();
	return redirect(call, loginMethod, { code: value });
}

function consent(loginMethod: LoginMethod) {
	return (call: Call): Answer =>
		refusalOf(call, loginMethod) ??
		(call.method === 'POST'
			? answered(call, loginMethod)
			: html(200, consentPage(dialogOf(call, loginMethod))));
}

/** Meta's consent dialogs: the page, and the person's answer to it. */
export const consentRoutes: readonly OpenRoute[] = [
	{
		hosts: ['www.instagram.com', 'api.instagram.com'],
		path: '/oauth/authorize',
		endpoint: 'authorize',
		handle: consent('instagram'),
	},
	{
		hosts: ['www.facebook.com'],
		path: '/dialog/oauth',
		endpoint: 'authorize',
		handle: consent('facebook'),
	},
];
