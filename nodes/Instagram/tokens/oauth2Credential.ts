import type { IDataObject } from 'n8n-workflow';

import { fingerprint } from '../graph/fingerprint';
import type { LoginMethod } from '../graph/types';
import type { TokenFacts } from './policy';
import { SHORT_LIFETIME } from './policy';
import type { KnownToken, TokenNote } from './token';
import { noteOf, readNote, readScopes, tokenFromNote } from './token';

/**
 * What n8n stores for an OAuth2 credential: the responses of all code exchanges, each merged over the previous ones, and
 * what this package saved. Instagram Login's response is either flat or `{ data: [one] }`.
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
 * Expiry that n8n computed from `expires_in`. A response without `expires_in` leaves the previous token's expiry in place,
 * so an expiry in the past or equal to the noted one is ignored.
 */
function expiryFromN8n(data: OAuthTokenData, note: TokenNote | undefined, now: number): number | undefined {
	const expiresAt = positiveNumber(data.n8n_expires_at);
	return expiresAt === undefined || expiresAt <= now || expiresAt === note?.expiresAt ? undefined : expiresAt;
}

/** Instagram Login's consent returns a token that lives one hour, but no `expires_in`. */
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
 * Returns the newest token in the stored data with what is known about it; `undefined` if there is none.
 *
 * Saving removes `data`, so a token in `data` is newer than the last saved one.
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

/** Keys that describe the previous token. */
const PER_TOKEN_KEYS: ReadonlySet<string> = new Set(['data', 'expires_in', 'n8n_expires_at']);

/** Returns the data to store for a token: n8n's own keys, and the note. */
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
