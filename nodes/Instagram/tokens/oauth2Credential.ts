import type { IDataObject } from 'n8n-workflow';

import type { LoginMethod } from '../graph/types';
import type { TokenFacts } from './policy';
import { SHORT_LIFETIME } from './policy';
import type { KnownToken, TokenNote } from './token';
import { fingerprint, noteOf, readNote, readScopes, tokenFromNote } from './token';

/**
 * What n8n stores of an OAuth2 credential: Meta's answers to the code exchange laid one over the other, and what this
 * package saved. Instagram Login's answer comes flat or as `{ data: [one] }`.
 *
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/business-login
 */
export type OAuthTokenData = IDataObject;

function nonEmptyText(value: unknown): string | undefined {
	return typeof value === 'string' && value !== '' ? value : undefined;
}

function positiveNumber(value: unknown): number | undefined {
	const number = Number(value);
	return Number.isFinite(number) && number > 0 ? number : undefined;
}

function nestedRecord({ data }: OAuthTokenData): IDataObject {
	const first: unknown = Array.isArray(data) ? data[0] : undefined;
	return typeof first === 'object' && first !== null ? (first as IDataObject) : {};
}

/**
 * When the token expires by what n8n has reckoned from the answer. An answer without `expires_in` leaves the time of
 * the token before in place, and so does one that is over.
 */
function expiryFromN8n(data: OAuthTokenData, note: TokenNote | undefined, now: number): number | undefined {
	const expiresAt = positiveNumber(data.n8n_expires_at);
	return expiresAt === undefined || expiresAt <= now || expiresAt === note?.expiresAt ? undefined : expiresAt;
}

/** Instagram Login's consent gives a token of one hour and does not say so. */
function factsFromConsent(
	loginMethod: LoginMethod,
	data: OAuthTokenData,
	note: TokenNote | undefined,
	now: number,
): TokenFacts {
	if (loginMethod === 'instagram') return { kind: 'shortLived', origin: 'consent' };
	const expiresAt = expiryFromN8n(data, note, now);
	const seconds = positiveNumber(data.expires_in);
	if (expiresAt === undefined || seconds === undefined) return { kind: 'unknown', origin: 'consent' };
	const life = seconds * 1000;
	const kind = life < SHORT_LIFETIME ? 'shortLived' : 'longLived';
	return { kind, origin: 'consent', issuedAt: expiresAt - life, expiresAt };
}

/**
 * The newest token in what n8n has stored, and what is known of it; `undefined` if there is none.
 *
 * A save of this package removes `data`, so a token in there came after it.
 *
 * @param now milliseconds since the epoch
 */
export function readOAuth2Token(
	loginMethod: LoginMethod,
	data: OAuthTokenData,
	now: number,
): KnownToken | undefined {
	const note = readNote(data.tokenNote);
	const record = nestedRecord(data);
	const nested = nonEmptyText(record.access_token);
	const flat = nonEmptyText(data.access_token);
	const isNewer = nested !== undefined && fingerprint(nested) !== note?.fingerprint;
	const value = isNewer ? nested : (flat ?? nested);
	if (value === undefined) return undefined;
	if (note && fingerprint(value) === note.fingerprint) return tokenFromNote(value, note, 'consent');
	return {
		value,
		root: fingerprint(value),
		facts: factsFromConsent(loginMethod, data, note, now),
		scopes: readScopes(isNewer ? record.permissions : data.permissions),
	};
}

/** What belongs to the token before. */
const PER_TOKEN_KEYS: ReadonlySet<string> = new Set(['data', 'expires_in', 'n8n_expires_at']);

/** What to store of a token: as n8n stores it, and the note. */
export function oauthTokenDataOf(before: OAuthTokenData, token: KnownToken): OAuthTokenData {
	const rest = Object.fromEntries(Object.entries(before).filter(([key]) => !PER_TOKEN_KEYS.has(key)));
	const { issuedAt, expiresAt } = token.facts;
	return {
		...rest,
		access_token: token.value,
		token_type: 'bearer',
		...(typeof expiresAt === 'number' ? { n8n_expires_at: String(expiresAt) } : {}),
		...(typeof expiresAt === 'number' && issuedAt !== undefined
			? { expires_in: Math.round((expiresAt - issuedAt) / 1000) }
			: {}),
		tokenNote: noteOf(token),
	};
}
