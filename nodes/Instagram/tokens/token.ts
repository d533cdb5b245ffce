import { createHash } from 'crypto';
import type { IDataObject } from 'n8n-workflow';

import type { TokenFacts, TokenKind } from './policy';

/** Hexadecimal digits: enough to tell tokens apart, far too few to guess one. */
const FINGERPRINT_LENGTH = 16;

/** Stands for a token where the token itself must not stand: in notes, in memory, in comparisons. */
export function fingerprint(token: string): string {
	return createHash('sha256').update(token).digest('hex').slice(0, FINGERPRINT_LENGTH);
}

/** A token and what is known of it. The only type in this package that holds a token for longer than a call. */
export interface KnownToken {
	value: string;
	/**
	 * Fingerprint of the token that the user connected or pasted, from which this one was renewed; of itself, if it is
	 * that one. Tokens with the same root are of the same person, app and accounts.
	 */
	root: string;
	facts: TokenFacts;
	/** The permissions that the user allowed, where Meta told so. */
	scopes?: string[];
}

/**
 * What is noted of a token beside it in the stored credential. Bound to that very token: n8n lays the answer of a new
 * consent over the old one, so that a note may stand beside a token that it is not about.
 */
export interface TokenNote {
	fingerprint: string;
	root?: string;
	kind: TokenKind;
	issuedAt?: number;
	expiresAt?: number | null;
	scopes?: string[];
}

const KINDS: readonly string[] = ['shortLived', 'longLived', 'permanent', 'unknown'] satisfies TokenKind[];

function time(value: unknown): number | undefined {
	return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** A list of permissions from either form of Meta's answers: a list, or names between commas. */
export function readScopes(value: unknown): string[] | undefined {
	const names = typeof value === 'string' ? value.split(',') : Array.isArray(value) ? value : [];
	const scopes = names.filter((name): name is string => typeof name === 'string' && name.trim() !== '');
	return scopes.length > 0 ? scopes.map((name) => name.trim()) : undefined;
}

export function noteOf({ value, root, facts, scopes }: KnownToken): TokenNote & IDataObject {
	const { kind, issuedAt, expiresAt } = facts;
	return {
		fingerprint: fingerprint(value),
		root,
		kind,
		...(issuedAt === undefined ? {} : { issuedAt }),
		...(expiresAt === undefined ? {} : { expiresAt }),
		...(scopes ? { scopes } : {}),
	};
}

/** Reads a stored note; `undefined` if it is none. */
export function readNote(value: unknown): TokenNote | undefined {
	if (typeof value !== 'object' || value === null) return undefined;
	const note = value as IDataObject;
	if (typeof note.fingerprint !== 'string' || !KINDS.includes(String(note.kind))) return undefined;
	return {
		fingerprint: note.fingerprint,
		root: typeof note.root === 'string' ? note.root : undefined,
		kind: note.kind as TokenKind,
		issuedAt: time(note.issuedAt),
		expiresAt: note.expiresAt === null ? null : time(note.expiresAt),
		scopes: readScopes(note.scopes),
	};
}

/** A token by its note. The caller has made sure that the note is about it. */
export function tokenFromNote(value: string, note: TokenNote, origin: TokenFacts['origin']): KnownToken {
	const { root = note.fingerprint, kind, issuedAt, expiresAt, scopes } = note;
	return { value, root, facts: { kind, origin, issuedAt, expiresAt }, scopes };
}
