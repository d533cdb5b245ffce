import { toError } from '../shared/toError';
import { fingerprint } from '../graph/fingerprint';
import { senderOf } from '../graph/request';
import type { Clock } from '../graph/types';
import type { StoredCredential } from './credential';
import type { CredentialTarget } from './credentialStore';
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

/** What a session works with: n8n's context, the credential and the clock. */
export interface TokenContext extends CredentialTarget {
	clock: Clock;
}

/** A stored credential with its active token. */
export interface CurrentToken {
	credential: StoredCredential;
	/** The stored token, or the one that this process renewed from it and could not save. */
	token: KnownToken;
}

/** Result of a renewal after saving, for all callers that waited for it. */
export interface RenewalResult {
	token: KnownToken;
	renewed: boolean;
	/** Why a renewal that was requested or due did not happen. */
	reason?: string;
	/** Sentences for the user. */
	warnings: string[];
}

/** Another token was stored during the renewal: by a new consent, by a pasted token or by another process. */
const REPLACED = 'replaced';

/** Two calls of 30 seconds each, and the time that n8n takes to read and save. */
const RENEWAL_LIMIT_MS = 90_000;

/** How often to start again because another token was stored during the renewal. */
const MAX_REPLACEMENTS = 3;

/** @throws GraphError if the credential contains no token, or n8n's error if it cannot be read */
export async function readCurrentToken(tokenContext: TokenContext): Promise<CurrentToken> {
	const credential = await readStored(tokenContext, tokenContext.clock.now());
	const token = unsavedTokenOf(fingerprint(credential.token.value)) ?? credential.token;
	const lastFailedAt = lastFailedAttempt(fingerprint(token.value));
	return { credential, token: { ...token, facts: { ...token.facts, lastFailedAt } } };
}

/** Returns a time as ISO 8601, for texts. */
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
	return `The renewed access token could not be saved into the credential. It is used as long as this n8n process runs; the stored token is valid ${until}. Connect the credential again, or paste a new token, before then.`;
}

/** Saves a renewal, or keeps it in memory if that fails. Never overwrites another token than the renewed one. */
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

/** Renews a token once for all concurrent callers with the same credential and token. */
async function renewOnce(
	tokenContext: TokenContext,
	{ token }: CurrentToken,
	policy: TokenPolicy,
): Promise<RenewalResult | typeof REPLACED> {
	const { context, type, clock } = tokenContext;
	const key = `${credentialId(context, type) ?? ''}:${fingerprint(token.value)}`;
	return await singleFlight(key, RENEWAL_LIMIT_MS, async () => {
		// Another execution may have renewed the token since this one read it.
		const current = await readCurrentToken(tokenContext);
		if (current.token.value !== token.value) return REPLACED;
		const { settings } = current.credential;
		const tools = { send: senderOf(context), settings, now: clock.now() };
		return await persistRenewal(tokenContext, current, await renew(current.token, policy, tools));
	});
}

/**
 * The result if a token is used without a renewal.
 *
 * @param warnings sentences for the user
 */
export function unchanged(token: KnownToken, ...warnings: string[]): RenewalResult {
	return { token, renewed: false, reason: warnings[0], warnings };
}

/** A renewal that hangs must not block the execution: the current token may still be valid. */
async function renewWithinLimit(
	tokenContext: TokenContext,
	current: CurrentToken,
	policy: TokenPolicy,
): Promise<RenewalResult | typeof REPLACED> {
	try {
		return await renewOnce(tokenContext, current, policy);
	} catch (error) {
		if (!(error instanceof TimeLimitError)) throw toError(error);
		return unchanged(
			current.token,
			'The access token could not be renewed in time. The current token is used.',
		);
	}
}

/**
 * Reads the credential and renews its token, once for all concurrent callers. Starts again if the stored token was
 * replaced meanwhile.
 *
 * @param skipRenewal returns the result if no renewal is wanted, or `undefined` to renew
 * @throws GraphError if the token is dead, or the app's ID or secret is wrong
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
