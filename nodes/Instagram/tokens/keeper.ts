import type { Clock, GraphSettings, TokenSource } from '../graph/types';
import type { TokenKind } from './lifecycle';
import type { TokenInspection } from './exchange';
import type { CredentialType, CredentialContext } from './store';

export type { CredentialType } from './store';
export type { TokenInspection } from './exchange';

/** What is known of a token; never the token itself. Times in milliseconds since the epoch. */
export interface TokenState {
	/** `permanent`: Page or System User token without an expiry date; `unknown`: nothing tells. */
	kind: TokenKind;
	/** Tells tokens apart without telling them. */
	fingerprint: string;
	issuedAt?: number;
	/** `null`: it never expires, or nobody knows (kind `unknown`). */
	expiresAt: number | null;
	/** From when on the package refreshes it by itself; `null` where it never does. */
	refreshAfter: number | null;
	/** What the user allowed, where Meta told so with the token. */
	scopes?: string[];
}

/** A credential with a token that can be used now. */
export interface HeldToken {
	readonly settings: Readonly<GraphSettings & { appId?: string }>;
	readonly source: TokenSource;
	state(): TokenState;
	/**
	 * Renews the token now, if Meta allows it: it refreshes a token once in 24 hours.
	 *
	 * @returns `refreshed: false` with the reason where the token stays as it is and is still good
	 * @throws GraphError or UserError where the token is dead
	 */
	refresh(): Promise<{ refreshed: boolean; reason?: string }>;
	/** Asks Meta about the token (`debug_token`); `undefined` where it cannot be asked: Instagram Login, or no app secret. */
	inspect(): Promise<TokenInspection | undefined>;
	/** Sentences for the user: shown as execution hints. More may come while the token is in use. */
	readonly warnings: readonly string[];
}
export declare function openToken(
	context: CredentialContext,
	type: CredentialType,
	clock: Clock,
): Promise<HeldToken>;
