import type { LoginMethod } from '../graph/types';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** A token that lives no longer than this is one fresh from the consent screen. */
export const SHORT_LIFETIME = DAY;

/** What Meta gives a long-lived token. */
export const LONG_LIFETIME = 60 * DAY;

/** A long-lived token is refreshed from this age on: often enough for 60 days, seldom enough to cost nothing. */
export const REFRESH_AGE = 7 * DAY;

/**
 * Meta refreshes a token that is at least 24 hours old, and a refresh that failed is not tried again before.
 *
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/business-login
 */
export const MIN_REFRESH_INTERVAL = DAY;

/** `permanent`: no expiry date (Page, System User); `unknown`: neither Meta nor a note has told yet. */
export type TokenKind = 'shortLived' | 'longLived' | 'permanent' | 'unknown';

/** What is known of a token. Times in milliseconds since the epoch. */
export interface TokenFacts {
	kind: TokenKind;
	/** From Meta's consent screen, or pasted by the user. */
	origin: 'consent' | 'pasted';
	/** When it was issued or, where nobody knows, first seen. */
	issuedAt?: number;
	/** `null`: never; `undefined`: unknown. */
	expiresAt?: number | null;
	/** When a renewal of this very token was last tried in vain. */
	lastFailedAt?: number;
}

/** What can be done for a token with what the credential holds beside it. */
export interface RenewalCapabilities {
	loginMethod: LoginMethod;
	appId: boolean;
	appSecret: boolean;
}

/** What to do with a token before it is used. */
export type TokenAction =
	| { action: 'use' }
	/** Change a short-lived token for a long-lived one. */
	| { action: 'exchange' }
	/** Change a long-lived token for one that lives longer. */
	| { action: 'refresh' }
	/** Ask Meta what it is, and decide again. */
	| { action: 'inspect' }
	/** It is dead; only the user can help. */
	| { action: 'reconnect' };

/** What to do when the user asks for a renewal. */
export type ForcedTokenAction = Exclude<TokenAction, { action: 'use' }> | { action: 'keep'; reason: string };

const USE: TokenAction = { action: 'use' };

/** Instagram Login exchanges with the app's secret alone, Facebook Login with its id and secret. */
function canExchange({ loginMethod, appId, appSecret }: RenewalCapabilities): boolean {
	return appSecret && (loginMethod === 'instagram' || appId);
}

/** Only the Instagram Login's refresh needs no secret; Facebook Login refreshes by exchanging once more. */
function canRefresh(capabilities: RenewalCapabilities): boolean {
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
	return lastFailedAt !== undefined && now - lastFailedAt < MIN_REFRESH_INTERVAL;
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
 * What to do with a token before its next use.
 *
 * A token whose exchange failed by a passing fault is tried again at every use, as long as it is short-lived: it has
 * but an hour. A refresh has time.
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

/** What to do when the user asks for a renewal: whatever {@link nextAction} says, else a refresh if Meta allows it. */
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

/** From when on a token is refreshed at its next use; `null` where that never happens. */
export function refreshAfter(
	{ kind, issuedAt }: TokenFacts,
	capabilities: RenewalCapabilities,
): number | null {
	if (kind !== 'longLived' || issuedAt === undefined || !canRefresh(capabilities)) return null;
	return issuedAt + REFRESH_AGE;
}
