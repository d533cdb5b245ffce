import { GraphError, graphError } from '../graph/errors/explain';
import { toError } from '../shared/toError';
import type { SendRequest } from '../graph/types';
import type { ObtainedToken, TokenInspection, TokenSettings } from './metaTokens';
import { exchangeToken, inspectToken, refreshToken } from './metaTokens';
import type { ForcedTokenAction, RenewalCapabilities, TokenAction, TokenFacts, TokenKind } from './policy';
import { LONG_LIFETIME, SHORT_LIFETIME } from './policy';
import type { KnownToken } from './token';
import { unusedTokenExpiredError, expiredError, isDeadToken } from './tokenErrors';

/** What became of a token. */
export interface Renewal {
	token: KnownToken;
	/** Whether Meta gave another token. */
	renewed: boolean;
	/** Whether more is known than before, so that it is worth saving. */
	changed: boolean;
	/** Why a renewal that was due did not happen, although the token is still good; a sentence for the user. */
	warning?: string;
	/** Why a renewal that was asked for is not to be had. */
	skippedBecause?: string;
	/** Whether a failed renewal shall wait a day before it is tried again. */
	backOff: boolean;
}

/** What a renewal works with. */
export interface RenewalTools {
	send: SendRequest;
	settings: TokenSettings;
	/** Milliseconds since the epoch. */
	now: number;
}

type Step = (token: KnownToken, tools: RenewalTools) => Promise<Renewal>;

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
		backOff: backOff,
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
 * Whether Meta's refusal to exchange a token says that it is long-lived already: Meta exchanges short-lived ones only, and
 * does not document what it answers for others. A refusal of the app or for want of a permission says nothing of it.
 */
function indicatesLongLived(error: GraphError): boolean {
	return error.retry === 'never' && (error.kind === 'validation' || error.kind === 'notFound');
}

/** Codes for the app's id and secret: no token can be had before they are mended. */
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
	// Whether a pasted token is dead or only not for exchange, its first call tells. A short-lived one has no time to wait.
	return failedRenewal(token, failure, error, origin === 'pasted' && !error.retryable);
}

function graphErrorOf(thrown: unknown): GraphError | undefined {
	return thrown instanceof GraphError ? thrown : undefined;
}

const exchange: Step = async (token, tools) => {
	const { send, settings, now } = tools;
	try {
		return successfulRenewal(token, await exchangeToken(send, settings, token.value), now);
	} catch (thrown) {
		const error = graphErrorOf(thrown);
		if (!error) throw toError(thrown);
		return afterFailedExchange(token, tools, error);
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
	// Meta tells no issue date of short-lived tokens.
	if (expiresAt - (issuedAt ?? now) >= SHORT_LIFETIME) return 'longLived';
	// A Page's token cannot be exchanged; it lives as long as the person's token that it came from.
	return type === 'PAGE' ? 'longLived' : 'shortLived';
}

/** Without an issue date a token never becomes due for a refresh, which a Page's token does not take. */
function issuedAtOf({ type, issuedAt, expiresAt }: TokenInspection): number | undefined {
	if (type === 'PAGE' || expiresAt === null) return undefined;
	return issuedAt ?? expiresAt - LONG_LIFETIME;
}

function afterInvalidInspection(token: KnownToken, { error }: TokenInspection, { settings }: RenewalTools): Renewal {
	const metaError = graphError({ ...error, code: error?.code ?? 190 });
	if (!isDeadToken(metaError))
		return failedRenewal(token, 'Meta does not accept the access token for now', metaError, false);
	const { origin, kind } = token.facts;
	// A token from the consent screen of which nothing is noted has never been used.
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
		// A refusal is about the app's id and secret: the token may be good.
		const backOff = error.retry === 'never';
		return failedRenewal(token, 'Meta did not tell what kind of token this is', error, backOff);
	}
	return afterInspection(token, inspection, tools);
};

const STEPS: Readonly<Record<'exchange' | 'refresh' | 'inspect', Step>> = { exchange, refresh, inspect };

async function runAction(next: TokenAction, token: KnownToken, tools: RenewalTools): Promise<Renewal> {
	if (next.action === 'use') return noRenewal(token);
	if (next.action === 'reconnect') throw expiredError(token.facts.origin, token.facts.expiresAt ?? tools.now);
	return await STEPS[next.action](token, tools);
}

/** Decides what to do with a token; `keep` says why nothing is done although it was asked for. */
export type TokenPolicy = (
	facts: TokenFacts,
	capabilities: RenewalCapabilities,
	now: number,
) => TokenAction | ForcedTokenAction;

/** What Meta tells of a token may ask for one more step: inspect, then exchange. */
const MAX_STEPS = 2;

/**
 * Does with a token what `decider` says, until there is nothing left to do.
 *
 * @throws GraphError where the token is dead, or the app's id and secret are wrong
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
