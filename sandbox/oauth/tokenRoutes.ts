import type { AuthorizationCode, LoginMethod, Token } from '../model';
import type { Answer, Call } from '../graph/call';
import { badToken, invalidParameter, MetaRefusal } from '../graph/errors';
import type { OpenRoute } from '../graph/route';
import { SANDBOX_APPS } from '../apps';
import { BASE_PERMISSION } from './permissions';

const HOUR = 3600_000;
const DAY = 24 * HOUR;

/** api.instagram.com refuses in a form of its own. */
class LoginRefusal extends Error {}

function loginRefused(text: string): Answer {
	return { status: 400, body: { error_type: 'OAuthException', code: 400, error_message: text } };
}

function bearerAnswer(world: Call['world'], token: Token): Record<string, unknown> {
	const seconds =
		token.expiresAt === null ? undefined : Math.round((token.expiresAt - world.clock.now()) / 1000);
	return {
		access_token: token.value,
		token_type: 'bearer',
		...(seconds === undefined ? {} : { expires_in: seconds }),
	};
}

function redeem(
	call: Call,
	loginMethod: LoginMethod,
	refuse: (text: string, subcode?: number) => Error,
): AuthorizationCode {
	const { world, parameters } = call;
	const code = world.codes.get(parameters.code ?? '');
	const now = world.clock.now();
	if (!code || code.loginMethod !== loginMethod || code.usedAt !== undefined) {
		throw refuse('Matching code was not found or was already used', 36009);
	}
	if (now - code.issuedAt > HOUR) throw refuse('This authorization code has expired.', 36007);
	if (code.redirectUri !== parameters.redirect_uri) {
		throw refuse(
			'Error validating verification code. Please make sure your redirect_uri is identical to the one you used in the OAuth dialog request',
			36008,
		);
	}
	code.usedAt = now;
	return code;
}

function mintFrom(world: Call['world'], code: AuthorizationCode, kind: 'short' | 'long'): Token {
	return world.tokens.mint({
		loginMethod: code.loginMethod,
		kind,
		permissions: code.permissions,
		declined: code.declined,
		userKey: code.personKey,
		accounts: code.accountIds,
		pages: code.pageIds,
	});
}

function instagramCode(call: Call): Answer {
	const { world, parameters } = call;
	const { appId, appSecret } = SANDBOX_APPS.instagram;
	if (parameters.client_id !== appId) return loginRefused('Invalid platform app');
	if (parameters.client_secret !== appSecret) {
		return loginRefused('Error validating client secret.');
	}
	if (parameters.grant_type !== 'authorization_code') return loginRefused('Invalid grant_type');
	try {
		const code = redeem(call, 'instagram', (text) => new LoginRefusal(text));
		const token = mintFrom(world, code, 'short');
		const userId = world.accounts.get(code.accountIds[0] ?? '')?.id ?? '0';
		if (world.behaviour.tokenAnswer === 'data') {
			const entry = { access_token: token.value, user_id: userId, permissions: token.permissions.join(',') };
			return { status: 200, body: { data: [entry] } };
		}
		// An unquoted number beyond 2^53, as seen in the field: JSON.parse rounds it to another id.
		const text = `{"access_token":${JSON.stringify(token.value)},"user_id":${userId},"permissions":${JSON.stringify(token.permissions)}}`;
		return { status: 200, text, contentType: 'application/json' };
	} catch (refusal) {
		if (refusal instanceof LoginRefusal) return loginRefused(refusal.message);
		throw refusal;
	}
}

function validToken(call: Call, value: string | undefined, loginMethod: LoginMethod): Token {
	const token = call.world.tokens.find(value ?? '');
	if (!token || token.loginMethod !== loginMethod)
		throw badToken(undefined, 'Invalid OAuth access token - Cannot parse access token');
	if (token.revokedWith !== undefined)
		throw badToken(token.revokedWith, 'Error validating access token: The session was invalidated.');
	if (token.expiresAt !== null && token.expiresAt <= call.world.clock.now()) {
		throw badToken(463, 'Error validating access token: Session has expired.');
	}
	return token;
}

function instagramExchange(call: Call): Answer {
	const { world, parameters } = call;
	if (parameters.grant_type !== 'ig_exchange_token')
		throw invalidParameter('Param grant_type must be ig_exchange_token');
	if (parameters.client_secret !== SANDBOX_APPS.instagram.appSecret) {
		throw new MetaRefusal(1, 'Error validating client secret.', { type: 'OAuthException' });
	}
	const token = validToken(call, parameters.access_token, 'instagram');
	if (token.kind !== 'short')
		throw new MetaRefusal(452, 'Session key invalid. The access token is long-lived already.');
	return { status: 200, body: bearerAnswer(world, world.tokens.renew(token)) };
}

function instagramRefresh(call: Call): Answer {
	const { world, parameters } = call;
	if (parameters.grant_type !== 'ig_refresh_token')
		throw invalidParameter('Param grant_type must be ig_refresh_token');
	const token = validToken(call, parameters.access_token, 'instagram');
	if (token.kind !== 'long' || world.clock.now() - token.issuedAt < DAY) {
		throw invalidParameter(
			'The access token cannot be refreshed: it must be long-lived and at least 24 hours old',
		);
	}
	if (!token.permissions.includes(BASE_PERMISSION.instagram))
		throw new MetaRefusal(10, '(#10) Permission denied');
	const renewed = world.tokens.renew(token);
	return {
		status: 200,
		body: { ...bearerAnswer(world, renewed), permissions: renewed.permissions.join(',') },
	};
}

function facebookToken(call: Call): Answer {
	const { world, parameters } = call;
	const { appId, appSecret } = SANDBOX_APPS.facebook;
	if (parameters.client_id !== appId)
		throw new MetaRefusal(
			101,
			'Error validating application. Cannot get application info due to a system error.',
		);
	if (parameters.client_secret !== appSecret) throw new MetaRefusal(1, 'Error validating client secret.');
	if (parameters.grant_type === 'fb_exchange_token') {
		const token = validToken(call, parameters.fb_exchange_token, 'facebook');
		if (token.kind === 'page') return { status: 200, body: bearerAnswer(world, token) };
		return { status: 200, body: bearerAnswer(world, world.tokens.renew(token)) };
	}
	const code = redeem(call, 'facebook', (text, subcode) => new MetaRefusal(100, text, { subcode }));
	return { status: 200, body: bearerAnswer(world, mintFrom(world, code, world.behaviour.facebookCodeToken)) };
}

function inspect(call: Call): Answer {
	const { world, parameters } = call;
	const { appId, appSecret, name } = SANDBOX_APPS.facebook;
	if (parameters.access_token !== `${appId}|${appSecret}`) {
		validToken(
			call,
			parameters.access_token ?? /^Bearer (.+)$/.exec(call.headers.authorization ?? '')?.[1],
			'facebook',
		);
	}
	const token = world.tokens.find(parameters.input_token ?? '');
	if (!token || token.loginMethod !== 'facebook') {
		const error = { code: 190, message: 'Invalid OAuth access token - Cannot parse access token' };
		return { status: 200, body: { data: { error, is_valid: false, scopes: [] } } };
	}
	const seconds = (at: number | null) => (at === null ? 0 : Math.round(at / 1000));
	const isOver = token.expiresAt !== null && token.expiresAt <= world.clock.now();
	const subcode = token.revokedWith ?? (isOver ? 463 : undefined);
	const data = {
		app_id: appId,
		type: token.kind === 'page' ? 'PAGE' : token.kind === 'systemUser' ? 'SYSTEM_USER' : 'USER',
		application: name,
		data_access_expires_at: seconds(token.dataAccessExpiresAt),
		expires_at: seconds(token.expiresAt),
		is_valid: subcode === undefined,
		issued_at: seconds(token.issuedAt),
		scopes: token.permissions,
		granular_scopes: token.permissions
			.filter((scope) => scope.startsWith('instagram_'))
			.map((scope) => ({ scope, target_ids: token.accountIds })),
		user_id: world.person(token.personKey).facebookId,
		...(subcode === undefined
			? {}
			: { error: { code: 190, subcode, message: 'Error validating access token' } }),
	};
	return { status: 200, body: { data } };
}

const FACEBOOK = ['graph.facebook.com'];
const INSTAGRAM = ['graph.instagram.com'];

/** The calls that issue and describe tokens. */
export const tokenRoutes: readonly OpenRoute[] = [
	{
		hosts: ['api.instagram.com'],
		method: 'POST',
		path: '/oauth/access_token',
		endpoint: 'code',
		handle: instagramCode,
	},
	{ hosts: INSTAGRAM, method: 'GET', path: '/access_token', endpoint: 'exchange', handle: instagramExchange },
	{
		hosts: INSTAGRAM,
		method: 'GET',
		path: '/refresh_access_token',
		endpoint: 'refresh',
		handle: instagramRefresh,
	},
	{
		hosts: FACEBOOK,
		path: '/oauth/access_token',
		when: ({ parameters }) => parameters.grant_type === 'fb_exchange_token',
		endpoint: 'exchange',
		handle: facebookToken,
	},
	{ hosts: FACEBOOK, path: '/oauth/access_token', endpoint: 'code', handle: facebookToken },
	{ hosts: FACEBOOK, method: 'GET', path: '/debug_token', endpoint: 'inspect', handle: inspect },
];
