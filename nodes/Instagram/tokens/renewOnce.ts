import type { IHttpRequestOptions, IN8nHttpFullResponse } from 'n8n-workflow';

import { toError } from '../shared/toError';
import type { Clock, SendRequest } from '../graph/types';
import type { StoredCredential } from './credential';
import type { CredentialContext, CredentialTarget } from './credentialStore';
import { credentialId, readStored, save } from './credentialStore';
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
export interface Current {
	credential: StoredCredential;
	/** The stored one, or the one that this process has renewed from it and could not save. */
	token: KnownToken;
}

/** What a renewal came to, for all who waited for it. */
export interface Renewed {
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
const MOST_REPLACEMENTS = 3;

export function senderOf(context: CredentialContext): SendRequest {
	return async (request: IHttpRequestOptions) =>
		(await context.helpers.httpRequest(request)) as IN8nHttpFullResponse;
}

/** @throws what n8n throws where the credential cannot be read, and GraphError where it holds no token */
export async function readCurrent(place: TokenContext): Promise<Current> {
	const credential = await readStored(place, place.clock.now());
	const token = unsavedTokenOf(fingerprint(credential.token.value)) ?? credential.token;
	const triedAt = lastFailedAttempt(fingerprint(token.value));
	return { credential, token: { ...token, facts: { ...token.facts, triedAt } } };
}

export function day(time: number): string {
	return new Date(time).toISOString();
}

function notSaved(stored: KnownToken): string {
	const until =
		typeof stored.facts.expiresAt === 'number'
			? `until ${day(stored.facts.expiresAt)}`
			: stored.facts.kind === 'shortLived'
				? 'for an hour or two after connecting'
				: 'as long as Meta accepts it';
	return `The renewed access token could not be saved into the credential. It is used as long as this n8n process runs; the stored token lives ${until}. Then connect the credential again.`;
}

/** Saves what a renewal gave, or keeps it in memory; never for another token than the one that was renewed. */
async function persistRenewal(
	place: TokenContext,
	{ credential, token }: Current,
	{ token: after, renewed, changed, warning, skippedBecause, backOff }: Renewal,
): Promise<Renewed | typeof REPLACED> {
	const now = place.clock.now();
	if (backOff) recordFailedAttempt(fingerprint(token.value), now);
	const warnings = warning ? [warning] : [];
	if (changed) {
		const result = await save(place, credential.token, after, now);
		if (result === 'replaced') return REPLACED;
		if (result !== 'saved') recordUnsavedToken(fingerprint(credential.token.value), after);
		if (result === 'failed' && renewed) warnings.push(notSaved(credential.token));
	}
	return { token: after, renewed, reason: skippedBecause ?? warning, warnings };
}

/** Renews a token once for all who ask for it at the same time, by credential and token. */
async function renewOnce(
	place: TokenContext,
	{ token }: Current,
	decider: TokenPolicy,
): Promise<Renewed | typeof REPLACED> {
	const { context, type, clock } = place;
	const key = `${credentialId(context, type) ?? ''}:${fingerprint(token.value)}`;
	return await singleFlight(key, RENEWAL_LIMIT_MS, async () => {
		// Another execution may have renewed it since this one has read it.
		const current = await readCurrent(place);
		if (current.token.value !== token.value) return REPLACED;
		const { settings } = current.credential;
		const tools = { send: senderOf(context), settings, now: clock.now() };
		return await persistRenewal(place, current, await renew(current.token, decider, tools));
	});
}

/** @param warnings sentences for the user */
export function unchanged(token: KnownToken, ...warnings: string[]): Renewed {
	return { token, renewed: false, reason: warnings[0], warnings };
}

/** A renewal that hangs is no reason to hold up an execution: its token may still be good. */
async function renewInTime(
	place: TokenContext,
	current: Current,
	decider: TokenPolicy,
): Promise<Renewed | typeof REPLACED> {
	try {
		return await renewOnce(place, current, decider);
	} catch (error) {
		if (!(error instanceof TimeLimitError)) throw toError(error);
		return unchanged(current.token, 'The access token could not be renewed in time. It is used as it is.');
	}
}

/**
 * Reads the credential and renews its token once for all who ask at the same time; begins anew where another token has
 * taken its place meanwhile.
 *
 * @param actWithoutRenewal what to do without a renewal; `undefined` where there is to be one
 * @throws GraphError where the token is dead, or the app's id and secret are wrong
 */
export async function renewCurrent(
	place: TokenContext,
	decider: TokenPolicy,
	actWithoutRenewal: (current: Current) => Renewed | undefined,
): Promise<{ credential: StoredCredential; result: Renewed }> {
	for (let replacements = 0; ; replacements += 1) {
		const current = await readCurrent(place);
		const { credential, token } = current;
		const result = actWithoutRenewal(current) ?? (await renewInTime(place, current, decider));
		if (result !== REPLACED) return { credential, result };
		if (replacements === MOST_REPLACEMENTS) return { credential, result: unchanged(token) };
	}
}
