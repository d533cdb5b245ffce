import { createHash } from 'node:crypto';
import type { LoginMethod, Token, TokenKind } from '../model';
import { PERMISSIONS } from './permissions';
import type { WorldState } from '../state';

const HOUR = 3600_000;
const DAY = 24 * HOUR;

/** How long each kind of token lives, in milliseconds; Page and System User tokens have no end. */
const LIFE: Record<LoginMethod, Record<TokenKind, number | null>> = {
	instagram: { short: HOUR, long: 60 * DAY, page: null, systemUser: null },
	facebook: { short: 1.5 * HOUR, long: 60 * DAY, page: null, systemUser: null },
};

const DATA_ACCESS = 90 * DAY;

export interface MintOptions {
	loginMethod: LoginMethod;
	kind: TokenKind;
	/** Default: all that the login method knows. */
	permissions?: string[];
	declined?: string[];
	/** Default: `ada` for Instagram Login, `ben` for Facebook Login. */
	userKey?: string;
	/** Ids of the accounts it may act on; default: all of the person's. */
	accounts?: string[];
	/** Ids of the Pages; default: those of the accounts, and the Pages without one. */
	pages?: string[];
	/** The Page that a Page token speaks for; default: the first. */
	pageId?: string;
	expiresInSeconds?: number;
	parent?: Token;
	/** The token itself, where it is given; default: a new one. */
	value?: string;
}

/** First eight hex digits of the SHA-256: what the log and the page show instead of a secret. */
export function fingerprint(secret: string): string {
	return `#${createHash('sha256').update(secret).digest('hex').slice(0, 8)}`;
}

/** Every token that was issued, valid or not. */
export class TokenStore {
	private readonly byValue = new Map<string, Token>();

	constructor(private readonly world: Pick<WorldState, 'clock' | 'pages' | 'person' | 'random' | 'touch'>) {}

	mint(options: MintOptions): Token {
		const { loginMethod, kind } = options;
		const person = this.world.person(options.userKey ?? (loginMethod === 'instagram' ? 'ada' : 'ben'));
		const issuedAt = this.world.clock.now();
		const life =
			options.expiresInSeconds === undefined ? LIFE[loginMethod][kind] : options.expiresInSeconds * 1000;
		const accountIds = options.accounts ?? person.accountIds;
		const pageIds = options.pages ?? this.pagesFor(person.pageIds, options.accounts);
		const value = options.value ?? this.newValue(loginMethod);
		const token: Token = {
			value,
			fingerprint: fingerprint(value),
			loginMethod,
			kind,
			personKey: person.key,
			accountIds,
			pageIds,
			permissions: options.permissions ?? Object.keys(PERMISSIONS[loginMethod]),
			declined: options.declined ?? [],
			issuedAt,
			expiresAt: life === null ? null : issuedAt + life,
			dataAccessExpiresAt: options.parent?.dataAccessExpiresAt ?? issuedAt + DATA_ACCESS,
			...(kind === 'page' ? { pageId: options.pageId ?? pageIds[0] } : {}),
			...(options.parent ? { parent: options.parent.value } : {}),
		};
		this.byValue.set(value, token);
		this.world.touch();
		return token;
	}

	/** A new token for the same person, accounts and permissions, as exchange and refresh return it. */
	renew(token: Token, kind: TokenKind = 'long'): Token {
		return this.mint({
			loginMethod: token.loginMethod,
			kind,
			permissions: token.permissions,
			declined: token.declined,
			userKey: token.personKey,
			accounts: token.accountIds,
			pages: token.pageIds,
		});
	}

	/** The Page token that belongs to a user token; the same one for each call. */
	pageToken(user: Token, pageId: string): Token {
		for (const token of this.byValue.values()) {
			if (token.parent === user.value && token.pageId === pageId) return token;
		}
		const accountId = this.world.pages.get(pageId)?.accountId;
		return this.mint({
			loginMethod: 'facebook',
			kind: 'page',
			permissions: user.permissions,
			userKey: user.personKey,
			accounts: accountId && user.accountIds.includes(accountId) ? [accountId] : [],
			pages: [pageId],
			pageId,
			parent: user,
			// From a short-lived user token a Page token is short-lived as well.
			...(user.kind === 'short' && user.expiresAt !== null
				? { expiresInSeconds: Math.max(0, (user.expiresAt - this.world.clock.now()) / 1000) }
				: {}),
		});
	}

	find(value: string): Token | undefined {
		return this.byValue.get(value);
	}

	findByFingerprint(print: string): Token | undefined {
		return this.list().find((token) => token.fingerprint === print);
	}

	list(): Token[] {
		return [...this.byValue.values()];
	}

	/** Refuses a token, and the Page tokens made from it, with code 190 and this subcode from now on. */
	revoke(token: Token, subcode = 460): void {
		token.revokedWith = subcode;
		for (const other of this.byValue.values()) {
			if (other.parent === token.value) other.revokedWith = subcode;
		}
		this.world.touch();
	}

	private pagesFor(pageIds: string[], accounts: string[] | undefined): string[] {
		if (accounts === undefined) return pageIds;
		return pageIds.filter((id) => {
			const accountId = this.world.pages.get(id)?.accountId;
			return accountId !== undefined && accounts.includes(accountId);
		});
	}

	private newValue(loginMethod: LoginMethod): string {
		return loginMethod === 'instagram'
			? `IGAA${this.world.random.text(156)}ZD`
			: `EAA${this.world.random.text(180)}ZD`;
	}
}
