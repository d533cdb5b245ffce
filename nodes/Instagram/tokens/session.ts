import { toError } from '../shared/toError';
import type { Clock, TokenSource } from '../graph/types';
import type { CredentialType, StoredCredential } from './credential';
import type { CredentialContext } from './credentialStore';
import type { TokenInspection, TokenSettings } from './metaTokens';
import { inspectToken } from './metaTokens';
import type { TokenKind } from './policy';
import { nextAction, forcedAction, REFRESH_AGE, refreshAfter } from './policy';
import { capabilitiesOf } from './renewal';
import type { CurrentToken, TokenContext, RenewalResult } from './renewOnce';
import { unchanged, isoTime, readCurrentToken, renewCurrentToken, senderOf } from './renewOnce';
import type { KnownToken } from './token';
import { fingerprint } from './token';
import { isDeadToken } from './tokenErrors';

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

/** A credential with a token that can be used now. It keeps to that token and those that are renewed from it. */
export interface TokenSession {
	readonly settings: Readonly<TokenSettings>;
	readonly source: TokenSource;
	/** Sentences for the user, to be shown as execution hints. More may come while the token is in use. */
	readonly warnings: readonly string[];
	/** The same for a token and all that are renewed from it: of one person, app and set of accounts. */
	readonly lineage: string;
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

/** A token that nothing will renew and that ends within a week. */
function expiryWarnings(token: KnownToken, settings: TokenSettings, now: number): string[] {
	const { expiresAt } = token.facts;
	if (typeof expiresAt !== 'number' || expiresAt <= now || expiresAt - now > REFRESH_AGE) return [];
	if (token.facts.kind === 'shortLived') return [];
	const remedy =
		refreshAfter(token.facts, capabilitiesOf(settings)) === null
			? "It cannot be renewed without the app's ID and secret: enter them in the credential, or replace the token before."
			: 'It could not be renewed for longer: connect the credential again before.';
	return [`The access token expires on ${isoTime(expiresAt)}. ${remedy}`];
}

const RECONNECTED_MEANWHILE =
	'The credential was connected again while this workflow ran; that connection needs no refresh.';

class Session implements TokenSession, TokenSource {
	readonly settings: Readonly<TokenSettings>;

	readonly warnings: string[];

	private token: KnownToken;

	/** Whether opening the credential has just renewed the token. */
	private justRenewed: boolean;

	constructor(
		private readonly tokenContext: TokenContext,
		{ settings }: StoredCredential,
		{ token, renewed, warnings }: RenewalResult,
	) {
		this.settings = settings;
		this.token = token;
		this.justRenewed = renewed;
		this.warnings = [...warnings, ...expiryWarnings(token, settings, tokenContext.clock.now())];
	}

	get source(): TokenSource {
		return this;
	}

	current(): string {
		return this.token.value;
	}

	async replacementFor(rejected: string): Promise<string | undefined> {
		if (this.current() !== rejected) return this.current();
		// The credential may have been deleted since.
		const current = await readCurrentToken(this.tokenContext).catch(() => undefined);
		if (current) this.adopt(current.token);
		return this.current() === rejected ? undefined : this.current();
	}

	get lineage(): string {
		return this.token.root;
	}

	state(): TokenState {
		const { kind, issuedAt, expiresAt = null } = this.token.facts;
		return {
			kind,
			fingerprint: fingerprint(this.token.value),
			issuedAt,
			expiresAt,
			refreshAfter: refreshAfter(this.token.facts, capabilitiesOf(this.settings)),
			scopes: this.token.scopes,
		};
	}

	async refresh(): Promise<{ refreshed: boolean; reason?: string }> {
		if (this.justRenewed) return { refreshed: true };
		const { result } = await renewCurrentToken(this.tokenContext, forcedAction, ({ token }) =>
			this.adopt(token) ? undefined : { ...unchanged(this.token), reason: RECONNECTED_MEANWHILE },
		);
		this.adopt(result.token);
		this.warnings.push(...result.warnings.filter((warning) => warning !== result.reason));
		this.justRenewed = result.renewed;
		return result.renewed ? { refreshed: true } : { refreshed: false, reason: result.reason };
	}

	async inspect(): Promise<TokenInspection | undefined> {
		const { loginMethod, appId, appSecret } = this.settings;
		if (loginMethod !== 'facebook' || !appId || !appSecret) return undefined;
		return await inspectToken(senderOf(this.tokenContext.context), this.settings, this.token.value);
	}

	/**
	 * Uses another token from now on, if it was renewed from the same one: that of a new connection may be of another
	 * account, and a run that has begun acts for one account to its end.
	 *
	 * @returns whether it does
	 */
	private adopt(token: KnownToken): boolean {
		if (token.root !== this.token.root) return false;
		this.token = token;
		return true;
	}
}

/**
 * Opens the credential that a node uses: reads it, and exchanges or refreshes its token where that is due.
 *
 * @param acceptsDeadToken whether a token that is dead is opened as well, as it is
 * @param itemIndex the item whose data the credential's expressions are resolved with
 * @throws GraphError where it holds no living token, or the app's id and secret are wrong
 */
export async function openSession(
	context: CredentialContext,
	type: CredentialType,
	clock: Clock,
	{ acceptsDeadToken = false, itemIndex = 0 }: { acceptsDeadToken?: boolean; itemIndex?: number } = {},
): Promise<TokenSession> {
	const tokenContext: TokenContext = { context, type, clock, itemIndex };
	const skipRenewal = ({ credential, token }: CurrentToken): RenewalResult | undefined => {
		const { action } = nextAction(token.facts, capabilitiesOf(credential.settings), clock.now());
		return action === 'use' || (action === 'reconnect' && acceptsDeadToken) ? unchanged(token) : undefined;
	};
	try {
		const { credential, result } = await renewCurrentToken(tokenContext, nextAction, skipRenewal);
		return new Session(tokenContext, credential, result);
	} catch (error) {
		if (!acceptsDeadToken || !isDeadToken(error)) throw toError(error);
		const { credential, token } = await readCurrentToken(tokenContext);
		return new Session(tokenContext, credential, unchanged(token));
	}
}
