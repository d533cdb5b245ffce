import { GraphError, graphError } from '../graph/errors/explain';
import { INVALID_TOKEN } from '../graph/errors/row';
import { toError } from '../shared/toError';
import type { SendRequest } from '../graph/types';
import type { ObtainedToken, TokenInspection, TokenSettings } from './metaTokens';
import { exchangeToken, inspectToken, refreshToken } from './metaTokens';
import type { ForcedTokenAction, RenewalCapabilities, TokenAction, TokenFacts, TokenKind } from './policy';
import { LONG_LIFETIME, SHORT_LIFETIME } from './policy';
import type { KnownToken } from './token';
import { unusedTokenExpiredError, expiredError, isDeadToken } from './tokenErrors';

/** Result of the renewal calls to Meta. */
export interface Renewal {
	token: KnownToken;
	/** Whether Meta returned a new token. */
	renewed: boolean;
	/** Whether the token or what is known about it has changed, so that it should be saved. */
	changed: boolean;
	/** Why a due renewal failed although the token is still valid; a sentence for the user. */
	warning?: string;
	/** Why a requested renewal was skipped. */
	skippedBecause?: string;
	/** Whether to wait a day before retrying a failed renewal. */
	backOff: boolean;
}

/** Dependencies of a renewal. */
export interface RenewalTools {
	send: SendRequest;
	settings: TokenSettings;
	/** Milliseconds since the epoch. */
	now: number;
}

type Step = (token: KnownToken, tools: RenewalTools) => Promise<Renewal>;

/** Returns which of the app's ID and secret the credential contains. */
export function capabilitiesOf({ loginMethod, appId, appSecret }: TokenSettings): RenewalCapabilities {
	return { loginMethod, appId: appId !== undefined, appSecret: appSecret !== undefined };
}

function noRenewal(token: KnownToken): Renewal {
	return { token, renewed: false, changed: false, backOff: false };
}

function failedRenewal(token: KnownToken, failure: string, error: GraphError, backOff: boolean): Renewal {
	return {
		...noRenewal(token),
		warning: `${failure}: ${error.message}.`.replace(/([.!?])\.$/, '$1'),
		backOff,
	};
}

function successfulRenewal(before: KnownToken, obtained: ObtainedToken, now: number): Renewal {
	const expiresAt = obtained.expiresIn === undefined ? undefined : now + obtained.expiresIn * 1000;
	const token: KnownToken = {
		value: obtained.accessToken,
		root: before.root,
		facts: { kind: 'longLived', origin: before.facts.origin, issuedAt: now, expiresAt },
		scopes: obtained.scopes ?? before.scopes,
	};
	return { token, renewed: true, changed: true, backOff: false };
}

/**
 * Whether a rejected exchange means that the token is long-lived already. Meta only exchanges short-lived tokens and does
 * not document its error for others. An error about the app or a missing permission says nothing about the token.
 */
function indicatesLongLived(error: GraphError): boolean {
	return error.retry === 'never' && (error.kind === 'validation' || error.kind === 'notFound');
}

/** Codes for a wrong app ID or secret: no token can be obtained until they are corrected. */
function isAppSecretError({ kind, code }: GraphError): boolean {
	return kind === 'token' && (code === 1 || code === 101);
}

function afterFailedExchange(token: KnownToken, { settings, now }: RenewalTools, error: GraphError): Renewal {
	const failure = 'The access token could not be exchanged for a long-lived one';
	const { origin, kind } = token.facts;
	if (isAppSecretError(error)) throw error;
	if (origin === 'consent' && isDeadToken(error)) throw unusedTokenExpiredError(settings.loginMethod, error);
	if (origin === 'pasted' && kind === 'unknown' && indicatesLongLived(error)) {
		const facts: TokenFacts = { kind: 'longLived', origin, issuedAt: now };
		return { ...noRenewal(token), token: { ...token, facts }, changed: true };
	}
	// The first call shows whether a pasted token is dead or only cannot be exchanged. A short-lived token cannot wait a day.
	return failedRenewal(token, failure, error, origin === 'pasted' && !error.retryable);
}

function graphErrorOf(thrown: unknown): GraphError | undefined {
	return thrown instanceof GraphError ? thrown : undefined;
}

/**
 * Whether a refresh may succeed where the exchange was refused: what Meta answers to the exchange of a token that is
 * long-lived already is not known for sure.
 */
function mayBeRefreshed({ facts }: KnownToken, { settings }: RenewalTools, error: GraphError): boolean {
	const isUnclear = facts.origin === 'pasted' && facts.kind === 'unknown' && error.retry === 'never';
	return isUnclear && settings.loginMethod === 'instagram' && !isDeadToken(error);
}

const exchange: Step = async (token, tools) => {
	const { send, settings, now } = tools;
	try {
		return successfulRenewal(token, await exchangeToken(send, settings, token.value), now);
	} catch (thrown) {
		const error = graphErrorOf(thrown);
		if (!error) throw toError(thrown);
		const failed = afterFailedExchange(token, tools, error);
		if (failed.changed || !mayBeRefreshed(token, tools, error)) return failed;
		const refreshed = await refresh(token, tools);
		return refreshed.renewed ? refreshed : failed;
	}
};

const refresh: Step = async (token, { send, settings, now }) => {
	try {
		return successfulRenewal(token, await refreshToken(send, settings, token.value), now);
	} catch (thrown) {
		const error = graphErrorOf(thrown);
		if (!error) throw toError(thrown);
		return failedRenewal(token, 'The access token could not be refreshed', error, true);
	}
};

function kindOf({ type, expiresAt, issuedAt }: TokenInspection, now: number): TokenKind {
	if (expiresAt === null) return 'permanent';
	// Meta returns no issue date for short-lived tokens.
	if (expiresAt - (issuedAt ?? now) >= SHORT_LIFETIME) return 'longLived';
	// A Page token cannot be exchanged; it is valid as long as the user token that it was obtained with.
	return type === 'PAGE' ? 'longLived' : 'shortLived';
}

/** A token without an issue date never becomes due for a refresh. A Page token cannot be refreshed, so it has none. */
function issuedAtOf({ type, issuedAt, expiresAt }: TokenInspection): number | undefined {
	if (type === 'PAGE' || expiresAt === null) return undefined;
	return issuedAt ?? expiresAt - LONG_LIFETIME;
}

function afterInvalidInspection(
	token: KnownToken,
	{ error }: TokenInspection,
	{ settings }: RenewalTools,
): Renewal {
	const metaError = graphError({ ...error, code: error?.code ?? INVALID_TOKEN });
	if (!isDeadToken(metaError))
		return failedRenewal(token, 'Meta does not accept the access token for now', metaError, false);
	const { origin, kind } = token.facts;
	// A token from the consent screen without a note has never been used.
	throw origin === 'consent' && kind === 'unknown'
		? unusedTokenExpiredError(settings.loginMethod, metaError)
		: metaError;
}

function afterInspection(token: KnownToken, inspection: TokenInspection, tools: RenewalTools): Renewal {
	const { isValid, scopes, expiresAt } = inspection;
	if (!isValid) return afterInvalidInspection(token, inspection, tools);
	const { now } = tools;
	const { origin } = token.facts;
	const facts: TokenFacts = {
		kind: kindOf(inspection, now),
		origin,
		issuedAt: issuedAtOf(inspection),
		expiresAt,
	};
	return {
		...noRenewal(token),
		token: { ...token, facts, scopes: scopes.length > 0 ? scopes : token.scopes },
		changed: true,
	};
}

const inspect: Step = async (token, tools) => {
	const { send, settings } = tools;
	let inspection: TokenInspection;
	try {
		inspection = await inspectToken(send, settings, token.value);
	} catch (thrown) {
		const error = graphErrorOf(thrown);
		if (!error) throw toError(thrown);
		// A rejected inspection is about the app's ID and secret: the token may be valid.
		const backOff = error.retry === 'never';
		return failedRenewal(token, 'Meta did not return the kind of this token', error, backOff);
	}
	return afterInspection(token, inspection, tools);
};

const STEPS: Readonly<Record<'exchange' | 'refresh' | 'inspect', Step>> = { exchange, refresh, inspect };

async function runAction(next: TokenAction, token: KnownToken, tools: RenewalTools): Promise<Renewal> {
	if (next.action === 'use') return noRenewal(token);
	if (next.action === 'reconnect') throw expiredError(token.facts.origin, token.facts.expiresAt ?? tools.now);
	return await STEPS[next.action](token, tools);
}

/** Decides what to do with a token. */
export type TokenPolicy = (
	facts: TokenFacts,
	capabilities: RenewalCapabilities,
	now: number,
) => TokenAction | ForcedTokenAction;

/** An inspection may be followed by one more step: inspect, then exchange. */
const MAX_STEPS = 2;

/**
 * Carries out the policy's actions for a token until it returns no further one.
 *
 * @throws GraphError if the token is dead, or the app's ID or secret is wrong
 */
export async function renew(token: KnownToken, policy: TokenPolicy, tools: RenewalTools): Promise<Renewal> {
	let state = noRenewal(token);
	let changed = false;
	for (let step = 0; ; step += 1) {
		const next = policy(state.token.facts, capabilitiesOf(tools.settings), tools.now);
		if (next.action === 'keep') return { ...state, changed, skippedBecause: next.reason };
		if (step === MAX_STEPS) return { ...state, changed };
		state = await runAction(next, state.token, tools);
		changed ||= state.changed;
		if (next.action === 'use' || state.renewed || !state.changed) return { ...state, changed };
	}
}
