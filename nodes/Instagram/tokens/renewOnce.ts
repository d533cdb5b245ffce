import type { IHttpRequestOptions, IN8nHttpFullResponse } from 'n8n-workflow';

import { toError } from '../shared/toError';
import type { Clock, SendRequest } from '../graph/types';
import type { StoredCredential } from './credential';
import type { CredentialContext, CredentialTarget } from './credentialStore';
import { credentialId, readStored, saveToken } from './credentialStore';
import {
	lastFailedAttempt,
	recordUnsavedToken,
	recordFailedAttempt,
	singleFlight,
	unsavedTokenOf,
	TimeLimitError,
} from './processCache';
import type { TokenPolicy, Renewal } from './renewal';
import { renew } from './renewal';
import type { KnownToken } from './token';
import { fingerprint } from './token';

/** Where a session works: n8n's context, the credential, the time. */
export interface TokenContext extends CredentialTarget {
	clock: Clock;
}

/** A stored credential, and the token that is in use for it. */
export interface CurrentToken {
	credential: StoredCredential;
	/** The stored one, or the one that this process has renewed from it and could not save. */
	token: KnownToken;
}

/** What a renewal came to, for all who waited for it. */
export interface RenewalResult {
	token: KnownToken;
	renewed: boolean;
	/** Why a renewal that was asked for or due did not happen. */
	reason?: string;
	warnings: string[];
}

/** Another token than the one to renew is stored by now: one from a new consent, pasted, or saved by another process. */
const REPLACED = 'replaced';

/** Two calls of 30 seconds, and what n8n takes to read and save. */
const RENEWAL_LIMIT_MS = 90_000;

/** How often a token may be replaced while it is to be renewed. */
const MAX_REPLACEMENTS = 3;

export function senderOf(context: CredentialContext): SendRequest {
	return async (request: IHttpRequestOptions) =>
		(await context.helpers.httpRequest(request)) as IN8nHttpFullResponse;
}

/** @throws what n8n throws where the credential cannot be read, and GraphError where it holds no token */
export async function readCurrentToken(tokenContext: TokenContext): Promise<CurrentToken> {
	const credential = await readStored(tokenContext, tokenContext.clock.now());
	const token = unsavedTokenOf(fingerprint(credential.token.value)) ?? credential.token;
	const lastFailedAt = lastFailedAttempt(fingerprint(token.value));
	return { credential, token: { ...token, facts: { ...token.facts, lastFailedAt } } };
}

export function isoTime(time: number): string {
	return new Date(time).toISOString();
}

function notSavedWarning(stored: KnownToken): string {
	const until =
		typeof stored.facts.expiresAt === 'number'
			? `until ${isoTime(stored.facts.expiresAt)}`
			: stored.facts.kind === 'shortLived'
				? 'for an hour or two after connecting'
				: 'as long as Meta accepts it';
	return `The renewed access token could not be saved into the credential. It is used as long as this n8n process runs; the stored token lives ${until}. Then connect the credential again.`;
}

/** Saves what a renewal gave, or keeps it in memory; never for another token than the one that was renewed. */
async function persistRenewal(
	tokenContext: TokenContext,
	{ credential, token }: CurrentToken,
	{ token: newToken, renewed, changed, warning, skippedBecause, backOff }: Renewal,
): Promise<RenewalResult | typeof REPLACED> {
	const now = tokenContext.clock.now();
	if (backOff) recordFailedAttempt(fingerprint(token.value), now);
	const warnings = warning ? [warning] : [];
	if (changed) {
		const result = await saveToken(tokenContext, credential.token, newToken, now);
		if (result === 'replaced') return REPLACED;
		if (result !== 'saved') recordUnsavedToken(fingerprint(credential.token.value), newToken);
		if (result === 'failed' && renewed) warnings.push(notSavedWarning(credential.token));
	}
	return { token: newToken, renewed, reason: skippedBecause ?? warning, warnings };
}

/** Renews a token once for all who ask for it at the same time, by credential and token. */
async function renewOnce(
	tokenContext: TokenContext,
	{ token }: CurrentToken,
	policy: TokenPolicy,
): Promise<RenewalResult | typeof REPLACED> {
	const { context, type, clock } = tokenContext;
	const key = `${credentialId(context, type) ?? ''}:${fingerprint(token.value)}`;
	return await singleFlight(key, RENEWAL_LIMIT_MS, async () => {
		// Another execution may have renewed it since this one has read it.
		const current = await readCurrentToken(tokenContext);
		if (current.token.value !== token.value) return REPLACED;
		const { settings } = current.credential;
		const tools = { send: senderOf(context), settings, now: clock.now() };
		return await persistRenewal(tokenContext, current, await renew(current.token, policy, tools));
	});
}

/** @param warnings sentences for the user */
export function unchanged(token: KnownToken, ...warnings: string[]): RenewalResult {
	return { token, renewed: false, reason: warnings[0], warnings };
}

/** A renewal that hangs is no reason to hold up an execution: its token may still be good. */
async function renewWithinLimit(
	tokenContext: TokenContext,
	current: CurrentToken,
	policy: TokenPolicy,
): Promise<RenewalResult | typeof REPLACED> {
	try {
		return await renewOnce(tokenContext, current, policy);
	} catch (error) {
		if (!(error instanceof TimeLimitError)) throw toError(error);
		return unchanged(current.token, 'The access token could not be renewed in time. It is used as it is.');
	}
}

/**
 * Reads the credential and renews its token once for all who ask at the same time; begins anew where another token has
 * taken its place meanwhile.
 *
 * @param skipRenewal what to do without a renewal; `undefined` where there is to be one
 * @throws GraphError where the token is dead, or the app's id and secret are wrong
 */
export async function renewCurrentToken(
	tokenContext: TokenContext,
	policy: TokenPolicy,
	skipRenewal: (current: CurrentToken) => RenewalResult | undefined,
): Promise<{ credential: StoredCredential; result: RenewalResult }> {
	for (let replacements = 0; ; replacements += 1) {
		const current = await readCurrentToken(tokenContext);
		const { credential, token } = current;
		const result = skipRenewal(current) ?? (await renewWithinLimit(tokenContext, current, policy));
		if (result !== REPLACED) return { credential, result };
		if (replacements === MAX_REPLACEMENTS) return { credential, result: unchanged(token) };
	}
}
