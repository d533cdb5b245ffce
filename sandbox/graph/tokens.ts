import { createHmac } from 'node:crypto';
import type { LoginMethod, Token } from '../model';
import { SANDBOX_APPS, type World } from '../world';
import { GraphFailure } from './errors';
import type { Parameters } from './parameters';

const REVOKED: Record<number, string> = {
	458: 'Error validating access token: The user has not authorized application.',
	459: 'Error validating access token: You cannot access the app till you log in to www.facebook.com and follow the instructions given.',
	460: 'Error validating access token: The session has been invalidated because the user changed their password or Facebook has changed the session for security reasons.',
	464: 'Error validating access token: Sessions for the user are not allowed because the user is not a confirmed user.',
	467: 'Error validating access token: This token has been invalidated.',
	492: 'Error validating access token: Session does not match current stored session. This may be because the user no longer has a role on the Page.',
};

/** `Sunday, 22-Nov-26 02:19:20 UTC` */
function spelledOut(milliseconds: number): string {
	const date = new Date(milliseconds);
	const part = (options: Intl.DateTimeFormatOptions) =>
		date.toLocaleString('en-GB', { timeZone: 'UTC', ...options });
	return `${part({ weekday: 'long' })}, ${part({ day: '2-digit' })}-${part({ month: 'short' })}-${part({ year: '2-digit' })} ${date.toISOString().slice(11, 19)} UTC`;
}

export function notParsable(): GraphFailure {
	return new GraphFailure(190, 'Invalid OAuth access token - Cannot parse access token');
}

/** Why a token is refused now; `undefined` if it lives. */
export function whyDead(token: Token, now: number): GraphFailure | undefined {
	if (token.revokedWith !== undefined) {
		return new GraphFailure(
			190,
			REVOKED[token.revokedWith] ?? 'Error validating access token: The session is invalid.',
			{ subcode: token.revokedWith },
		);
	}
	if (token.expiresAt !== null && token.expiresAt <= now) {
		return new GraphFailure(
			190,
			`Error validating access token: Session has expired on ${spelledOut(token.expiresAt)}. The current time is ${spelledOut(now)}.`,
			{ subcode: 463 },
		);
	}
	return undefined;
}

/** The token text of a request: the parameter, or else the Bearer header. */
export function tokenText(parameters: Parameters, authorization: string | undefined): string | undefined {
	return parameters.get('access_token') ?? /^(?:Bearer|OAuth) (.+)$/i.exec(authorization ?? '')?.[1];
}

/**
 * The living token of a call.
 *
 * @throws GraphFailure 190 (or 104 where there is none) if it is missing, of the other login method, expired or revoked.
 */
export function livingToken(world: World, text: string | undefined, loginMethod: LoginMethod): Token {
	if (text === undefined) {
		if (loginMethod === 'instagram') throw notParsable();
		throw new GraphFailure(104, 'An access token is required to request this resource.');
	}
	const token = world.tokens.find(text);
	if (!token || token.loginMethod !== loginMethod) throw notParsable();
	const dead = whyDead(token, world.clock.now());
	if (dead) throw dead;
	return token;
}

/** @throws GraphFailure if a proof was sent that does not fit the token. */
export function checkProof(parameters: Parameters, token: string): void {
	const proof = parameters.get('appsecret_proof');
	if (proof === undefined) return;
	const expected = createHmac('sha256', SANDBOX_APPS.facebook.appSecret).update(token).digest('hex');
	if (proof !== expected) {
		throw new GraphFailure(100, 'Invalid appsecret_proof provided in the API argument', {
			type: 'GraphMethodException',
		});
	}
}
