import type { IDataObject } from 'n8n-workflow';

import { fingerprint } from '../graph/fingerprint';
import type { TokenFacts, TokenKind } from './policy';

/** A token with what is known about it. The only type in this package that keeps a token longer than one call. */
export interface KnownToken {
	value: string;
	/**
	 * Fingerprint of the token that the user connected or pasted and that this one was renewed from, or of this token if
	 * it is the connected or pasted one. Tokens with the same root belong to the same person, app and accounts.
	 */
	root: string;
	facts: TokenFacts;
	/** The permissions that the user granted, if Meta returned them. */
	scopes?: string[];
}

/**
 * What is stored about a token next to it in the credential. The note contains the token's fingerprint, because n8n merges
 * the response of a new consent over the old data: the note may then be about the previous token.
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

/** Reads a list of permissions; Meta returns an array or comma-separated names. */
export function readScopes(value: unknown): string[] | undefined {
	const names = typeof value === 'string' ? value.split(',') : Array.isArray(value) ? value : [];
	const scopes = names.filter((name): name is string => typeof name === 'string' && name.trim() !== '');
	return scopes.length > 0 ? scopes.map((name) => name.trim()) : undefined;
}

/** Returns what to store about a token. */
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

/** Reads a stored note; returns `undefined` if it is malformed. */
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

/** Builds a token from its note. The caller must check that the note is about this token. */
export function tokenFromNote(value: string, note: TokenNote, origin: TokenFacts['origin']): KnownToken {
	const { root = note.fingerprint, kind, issuedAt, expiresAt, scopes } = note;
	return { value, root, facts: { kind, origin, issuedAt, expiresAt }, scopes };
}
