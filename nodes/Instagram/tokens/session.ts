import { toError } from '../shared/toError';
import type { Clock, TokenSource } from '../graph/types';
import type { CredentialType, StoredCredential } from './credential';
import type { CredentialContext } from './credentialStore';
import type { GraphError } from '../graph/errors/explain';
import { fingerprint } from '../graph/fingerprint';
import { senderOf } from '../graph/request';
import type { TokenInspection, TokenSettings } from './metaTokens';
import { inspectToken } from './metaTokens';
import type { TokenFacts, TokenKind } from './policy';
import { canRefresh, nextAction, forcedAction, REFRESH_AGE, refreshAfter } from './policy';
import { capabilitiesOf } from './renewal';
import type { CurrentToken, TokenContext, RenewalResult } from './renewOnce';
import { unchanged, isoTime, readCurrentToken, renewCurrentToken } from './renewOnce';
import type { KnownToken } from './token';
import { expiredError, isDeadToken } from './tokenErrors';

export type { CredentialType } from './credential';
export type { TokenInspection } from './metaTokens';

/** What is known about a token, without the token itself. Times in milliseconds since the epoch. */
export interface TokenState {
	/** From Meta's consent screen or pasted by the user. */
	origin: TokenFacts['origin'];
	/** `permanent`: a Page or System User token without an expiry date; `unknown`: not known yet. */
	kind: TokenKind;
	/** Identifies the token without revealing it. */
	fingerprint: string;
	issuedAt?: number;
	/** `null`: never (`permanent`), or unknown. */
	expiresAt: number | null;
	/** From when on it is refreshed at its next use; `null` if it never is. */
	refreshAfter: number | null;
	/** The permissions that the user granted, if Meta returned them with the token. */
	scopes?: string[];
}

/** An open credential with a usable token. It only ever uses that token and those renewed from it. */
export interface TokenSession {
	readonly settings: Readonly<TokenSettings>;
	readonly source: TokenSource;
	/** Sentences for the user, shown as execution hints. More may be added while the session is in use. */
	readonly warnings: readonly string[];
	/** The scopes that the credential asks for on Meta's consent screen, or the least that any operation needs. */
	readonly requestedScopes: readonly string[];
	/** Why the token is dead, if that is known before it is used. */
	readonly rejection: GraphError | undefined;
	/** The same for a token and all tokens renewed from it: they belong to the same person, app and accounts. */
	readonly lineage: string;
	state(): TokenState;
	/**
	 * Renews the token now, unless it was renewed within the last 24 hours.
	 *
	 * @returns `refreshed: false` with the reason if the token was not renewed
	 * @throws GraphError if the token is dead
	 */
	refresh(): Promise<{ refreshed: boolean; reason?: string }>;
	/**
	 * Inspects the token (`debug_token`).
	 *
	 * @returns `undefined` if that is not possible: Instagram Login, or no app ID and secret
	 * @throws GraphError
	 */
	inspect(): Promise<TokenInspection | undefined>;
}

function expiryRemedy({ facts }: KnownToken, settings: TokenSettings): string {
	const capabilities = capabilitiesOf(settings);
	if (!canRefresh(capabilities))
		return "It cannot be renewed without the app's ID and secret: enter them in the credential, or replace the token before then.";
	return refreshAfter(facts, capabilities) === null
		? 'It cannot be renewed: replace the token before then.'
		: 'It could not be renewed: connect the credential again, or paste a new token, before then.';
}

/** Warns about a token that expires within a week and will not be renewed. */
function expiryWarnings(token: KnownToken, settings: TokenSettings, now: number): string[] {
	const { expiresAt } = token.facts;
	if (typeof expiresAt !== 'number' || expiresAt <= now || expiresAt - now > REFRESH_AGE) return [];
	if (token.facts.kind === 'shortLived') return [];
	return [`The access token expires on ${isoTime(expiresAt)}. ${expiryRemedy(token, settings)}`];
}

const RECONNECTED_MEANWHILE =
	'The credential was connected again while this workflow was running; the new connection needs no refresh.';

class Session implements TokenSession, TokenSource {
	readonly settings: Readonly<TokenSettings>;

	readonly requestedScopes: readonly string[];

	readonly warnings: string[];

	private token: KnownToken;

	/** Whether opening the session renewed the token. */
	private justRenewed: boolean;

	constructor(
		private readonly tokenContext: TokenContext,
		{ settings, requestedScopes }: StoredCredential,
		{ token, renewed, warnings }: RenewalResult,
		private readonly openingError?: GraphError,
	) {
		this.settings = settings;
		this.requestedScopes = requestedScopes;
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

	get rejection(): GraphError | undefined {
		const { origin, expiresAt } = this.token.facts;
		if (this.openingError || typeof expiresAt !== 'number') return this.openingError;
		return expiresAt <= this.tokenContext.clock.now() ? expiredError(origin, expiresAt) : undefined;
	}

	get lineage(): string {
		return this.token.root;
	}

	state(): TokenState {
		const { origin, kind, issuedAt, expiresAt = null } = this.token.facts;
		return {
			origin,
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
	 * Switches to another token if it has the same root. The token of a new connection may belong to another account, and a
	 * run must act for one account until it ends.
	 *
	 * @returns whether the token was adopted
	 */
	private adopt(token: KnownToken): boolean {
		if (token.root !== this.token.root) return false;
		this.token = token;
		return true;
	}
}

/**
 * Opens the credential of a node: reads it, and exchanges or refreshes its token if that is due.
 *
 * @param acceptsDeadToken whether to open a dead token as well, instead of throwing
 * @param itemIndex the item to resolve the credential's expressions for
 * @throws GraphError if the credential has no valid token, or the app's ID or secret is wrong
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
		return new Session(tokenContext, credential, unchanged(token), error);
	}
}
