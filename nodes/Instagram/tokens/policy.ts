import type { LoginMethod } from '../graph/types';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Tokens with a shorter lifetime than this are short-lived: they come straight from the consent screen. */
export const SHORT_LIFETIME = DAY;

/** Lifetime of Meta's long-lived tokens. */
export const LONG_LIFETIME = 60 * DAY;

/** A long-lived token is refreshed from this age on: well within its 60 days, and at most one call a week. */
export const REFRESH_AGE = 7 * DAY;

/**
 * Meta only refreshes tokens that are at least 24 hours old. A failed refresh is retried after the same time.
 *
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/business-login
 */
const MIN_REFRESH_INTERVAL = DAY;

/** `permanent`: no expiry date (Page, System User); `unknown`: not known from Meta or from a note yet. */
export type TokenKind = 'shortLived' | 'longLived' | 'permanent' | 'unknown';

/** What is known about a token. Times in milliseconds since the epoch. */
export interface TokenFacts {
	kind: TokenKind;
	/** From Meta's consent screen or pasted by the user. */
	origin: 'consent' | 'pasted';
	/** When it was issued or, if that is unknown, first seen. */
	issuedAt?: number;
	/** `null`: never expires; `undefined`: unknown. */
	expiresAt?: number | null;
	/** When a renewal of this token last failed. */
	lastFailedAt?: number;
}

/** Which of the app's ID and secret are available for a renewal. */
export interface RenewalCapabilities {
	loginMethod: LoginMethod;
	appId: boolean;
	appSecret: boolean;
}

/** What to do with a token before it is used. */
export type TokenAction =
	| { action: 'use' }
	/** Exchange a short-lived token for a long-lived one. */
	| { action: 'exchange' }
	/** Renew a long-lived token. */
	| { action: 'refresh' }
	/** Ask Meta for the token's kind and expiry, then decide again. */
	| { action: 'inspect' }
	/** The token is dead; the user has to reconnect. */
	| { action: 'reconnect' };

/** What to do when the user requests a renewal. `keep`: nothing, for the given reason. */
export type ForcedTokenAction = Exclude<TokenAction, { action: 'use' }> | { action: 'keep'; reason: string };

const USE: TokenAction = { action: 'use' };

/** Instagram Login needs only the app's secret for an exchange; Facebook Login needs ID and secret. */
export function canExchange({ loginMethod, appId, appSecret }: RenewalCapabilities): boolean {
	return appSecret && (loginMethod === 'instagram' || appId);
}

/** Instagram Login refreshes without a secret; Facebook Login refreshes by another exchange. */
export function canRefresh(capabilities: RenewalCapabilities): boolean {
	return capabilities.loginMethod === 'instagram' || canExchange(capabilities);
}

/** Only Facebook Login has `debug_token`. */
function canInspect(capabilities: RenewalCapabilities): boolean {
	return capabilities.loginMethod === 'facebook' && canExchange(capabilities);
}

function isExpired({ expiresAt }: TokenFacts, now: number): boolean {
	return typeof expiresAt === 'number' && expiresAt <= now;
}

function isBackingOff({ lastFailedAt }: TokenFacts, now: number): boolean {
	if (lastFailedAt === undefined) return false;
	// A failure in the future: the clock was set back.
	return lastFailedAt <= now && now - lastFailedAt < MIN_REFRESH_INTERVAL;
}

function actionForUnknown(facts: TokenFacts, capabilities: RenewalCapabilities, now: number): TokenAction {
	if (isBackingOff(facts, now) || !canExchange(capabilities)) return USE;
	return { action: canInspect(capabilities) ? 'inspect' : 'exchange' };
}

function actionForLongLived(facts: TokenFacts, capabilities: RenewalCapabilities, now: number): TokenAction {
	const due = refreshAfter(facts, capabilities);
	return due !== null && due <= now && !isBackingOff(facts, now) ? { action: 'refresh' } : USE;
}

/**
 * Returns what to do with a token before its next use.
 *
 * A failed exchange of a short-lived token is retried at every use, because the token lives only an hour. A failed refresh
 * can wait.
 */
export function nextAction(facts: TokenFacts, capabilities: RenewalCapabilities, now: number): TokenAction {
	if (isExpired(facts, now)) return { action: 'reconnect' };
	switch (facts.kind) {
		case 'permanent':
			return USE;
		case 'unknown':
			return actionForUnknown(facts, capabilities, now);
		case 'shortLived':
			return canExchange(capabilities) ? { action: 'exchange' } : USE;
		case 'longLived':
			return actionForLongLived(facts, capabilities, now);
	}
}

/** Returns what to do when the user requests a renewal: {@link nextAction}, or else a refresh if Meta allows it. */
export function forcedAction(
	facts: TokenFacts,
	capabilities: RenewalCapabilities,
	now: number,
): ForcedTokenAction {
	const action = nextAction({ ...facts, lastFailedAt: undefined }, capabilities, now);
	if (action.action !== 'use') return action;
	if (facts.kind === 'permanent') {
		return { action: 'keep', reason: 'The token has no expiry date, so there is nothing to refresh.' };
	}
	if (!canRefresh(capabilities)) {
		return {
			action: 'keep',
			reason: "The token cannot be refreshed without the app's ID and secret: enter them in the credential.",
		};
	}
	const allowedAt = (facts.issuedAt ?? -Infinity) + MIN_REFRESH_INTERVAL;
	if (facts.kind === 'longLived' && allowedAt > now) {
		return {
			action: 'keep',
			reason: `The token is less than 24 hours old. It can be refreshed after ${new Date(allowedAt).toISOString()}.`,
		};
	}
	return { action: 'refresh' };
}

/** Returns the time from which on a token is refreshed at its next use; `null` if it never is. */
export function refreshAfter(
	{ kind, issuedAt }: TokenFacts,
	capabilities: RenewalCapabilities,
): number | null {
	if (kind !== 'longLived' || issuedAt === undefined || !canRefresh(capabilities)) return null;
	return issuedAt + REFRESH_AGE;
}
