import type { IHttpRequestOptions, IN8nHttpFullResponse } from 'n8n-workflow';

import { asError } from '../graph/thrown';
import type { Clock, SendRequest, TokenSource } from '../graph/types';
import type { CredentialType, OpenedCredential } from './credential';
import type { TokenInspection, TokenSettings } from './metaTokens';
import { inspectToken } from './metaTokens';
import type { TokenKind } from './policy';
import { decide, decideForced, REFRESH_AGE, refreshAfter } from './policy';
import { lastTry, once, rememberSuccessor, rememberTry, successorOf } from './processCache';
import type { Decider, Renewal } from './renewal';
import { isDead, meansOf, renew } from './renewal';
import type { CredentialContext } from './credentialStore';
import { credentialId, readStored, save } from './credentialStore';
import type { KnownToken } from './token';
import { fingerprint } from './token';

export type { CredentialType } from './credential';
export type { TokenInspection } from './metaTokens';

/** What is known of a token; never the token itself. Times in milliseconds since the epoch. */
export interface TokenState {
	/** `permanent`: a Page or System User token without an expiry date; `unknown`: nothing tells. */
	kind: TokenKind;
	/** Tells tokens apart without telling them. */
	fingerprint: string;
	issuedAt?: number;
	/** `null`: it never expires (`permanent`), or nobody knows. */
	expiresAt: number | null;
	/** From when on it is refreshed at its next use; `null` where it never is. */
	refreshAfter: number | null;
	/** The permissions that the user allowed, where Meta told so with the token. */
	scopes?: string[];
}

/** A credential with a token that can be used now. */
export interface HeldToken {
	readonly settings: Readonly<TokenSettings>;
	readonly source: TokenSource;
	/** Sentences for the user, to be shown as execution hints. More may come while the token is in use. */
	readonly warnings: readonly string[];
	state(): TokenState;
	/**
	 * Renews the token now, unless that was done within 24 hours.
	 *
	 * @returns `refreshed: false` with the reason where the token stays as it is
	 * @throws GraphError where the token is dead
	 */
	refresh(): Promise<{ refreshed: boolean; reason?: string }>;
	/**
	 * Asks Meta about the token (`debug_token`).
	 *
	 * @returns `undefined` where Meta cannot be asked: Instagram Login, or app id and secret not known
	 * @throws GraphError
	 */
	inspect(): Promise<TokenInspection | undefined>;
}

/** Where the keeper works: n8n's context, the credential, the time. */
interface Place {
	context: CredentialContext;
	type: CredentialType;
	clock: Clock;
}

/** A stored credential after its token was looked after. */
interface Kept {
	credential: OpenedCredential;
	renewed: boolean;
	/** Why a renewal that was asked for or due did not happen. */
	reason?: string;
	warnings: string[];
}

function senderOf(context: CredentialContext): SendRequest {
	return async (request: IHttpRequestOptions) =>
		(await context.helpers.httpRequest(request)) as IN8nHttpFullResponse;
}

/** The stored token, or the one that took its place in this process because it could not be saved. */
async function read({ context, type, clock }: Place): Promise<OpenedCredential> {
	const stored = await readStored(context, type, clock.now());
	const token = successorOf(fingerprint(stored.token.value)) ?? stored.token;
	const triedAt = lastTry(fingerprint(token.value));
	return { ...stored, token: { ...token, facts: { ...token.facts, triedAt } } };
}

function day(time: number): string {
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

async function keepRenewal(place: Place, before: OpenedCredential, renewal: Renewal): Promise<string[]> {
	const { context, clock } = place;
	if (renewal.pause) rememberTry(fingerprint(before.token.value), clock.now());
	const warnings = renewal.shortfall ? [renewal.shortfall] : [];
	if (!renewal.learned || (await save(context, before, renewal.token, clock.now()))) return warnings;
	const stored = await readStored(context, place.type, clock.now()).catch(() => before);
	rememberSuccessor(fingerprint(stored.token.value), renewal.token);
	return renewal.renewed ? [...warnings, notSaved(stored.token)] : warnings;
}

/**
 * Looks after a token once for all who ask at the same time. The credential is read again first: another execution may
 * have renewed it in the meantime.
 */
async function lookAfter(place: Place, decider: Decider): Promise<Kept> {
	const { context, clock } = place;
	const credential = await read(place);
	const renewal = await renew(credential.token, decider, {
		send: senderOf(context),
		settings: credential.settings,
		now: clock.now(),
	});
	return {
		credential: { ...credential, token: renewal.token },
		renewed: renewal.renewed,
		reason: renewal.reason ?? renewal.shortfall,
		warnings: await keepRenewal(place, credential, renewal),
	};
}

async function lookAfterOnce(place: Place, credential: OpenedCredential, decider: Decider): Promise<Kept> {
	const key = credentialId(place.context, place.type) ?? fingerprint(credential.token.value);
	return await once(key, async () => await lookAfter(place, decider));
}

/** A token that nothing will renew and that ends within a week. */
function endingSoon({ token, settings }: OpenedCredential, now: number): string[] {
	const { expiresAt } = token.facts;
	if (typeof expiresAt !== 'number' || expiresAt <= now || expiresAt - now > REFRESH_AGE) return [];
	if (token.facts.kind === 'shortLived') return [];
	const remedy =
		refreshAfter(token.facts, meansOf(settings)) === null
			? "It cannot be renewed without the app's ID and secret: enter them in the credential, or replace the token before."
			: 'It could not be renewed for longer: connect the credential again before.';
	return [`The access token expires on ${day(expiresAt)}. ${remedy}`];
}

class Keeper implements HeldToken, TokenSource {
	readonly warnings: string[];

	private credential: OpenedCredential;

	/** Whether opening the credential has just renewed the token. */
	private justRenewed: boolean;

	constructor(
		private readonly place: Place,
		kept: Kept,
	) {
		this.credential = kept.credential;
		this.justRenewed = kept.renewed;
		this.warnings = [...kept.warnings, ...endingSoon(kept.credential, place.clock.now())];
	}

	get settings(): Readonly<TokenSettings> {
		return this.credential.settings;
	}

	get source(): TokenSource {
		return this;
	}

	current(): string {
		return this.credential.token.value;
	}

	async replacementFor(rejected: string): Promise<string | undefined> {
		if (this.current() !== rejected) return this.current();
		const stored = await read(this.place);
		if (stored.token.value === rejected) return undefined;
		this.credential = stored;
		return this.current();
	}

	state(): TokenState {
		const { token, settings } = this.credential;
		const { kind, issuedAt, expiresAt = null } = token.facts;
		return {
			kind,
			fingerprint: fingerprint(token.value),
			issuedAt,
			expiresAt,
			refreshAfter: refreshAfter(token.facts, meansOf(settings)),
			scopes: token.scopes,
		};
	}

	async refresh(): Promise<{ refreshed: boolean; reason?: string }> {
		if (!this.justRenewed) {
			const kept = await lookAfterOnce(this.place, this.credential, decideForced);
			this.credential = kept.credential;
			this.warnings.push(...kept.warnings.filter((warning) => warning !== kept.reason));
			if (!kept.renewed) return { refreshed: false, reason: kept.reason };
		}
		this.justRenewed = true;
		return { refreshed: true };
	}

	async inspect(): Promise<TokenInspection | undefined> {
		const { settings, token } = this.credential;
		const { loginMethod, appId, appSecret } = settings;
		if (loginMethod !== 'facebook' || !appId || !appSecret) return undefined;
		return await inspectToken(senderOf(this.place.context), settings, token.value);
	}
}

/**
 * Opens the credential that a node uses: reads it, and exchanges or refreshes its token where that is due.
 *
 * @param acceptsDeadToken whether a token that is dead is opened as well, as it is
 * @throws GraphError where it holds no living token, or the app's id and secret are wrong
 */
export async function openToken(
	context: CredentialContext,
	type: CredentialType,
	clock: Clock,
	{ acceptsDeadToken = false }: { acceptsDeadToken?: boolean } = {},
): Promise<HeldToken> {
	const place: Place = { context, type, clock };
	const credential = await read(place);
	const { token, settings } = credential;
	const asItIs = new Keeper(place, { credential, renewed: false, warnings: [] });
	const { action } = decide(token.facts, meansOf(settings), clock.now());
	if (action === 'use' || (action === 'reconnect' && acceptsDeadToken)) return asItIs;
	try {
		return new Keeper(place, await lookAfterOnce(place, credential, decide));
	} catch (error) {
		if (acceptsDeadToken && isDead(error)) return asItIs;
		throw asError(error);
	}
}
