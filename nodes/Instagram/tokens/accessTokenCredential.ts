import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';

import { fingerprint } from '../graph/fingerprint';
import type { KnownToken } from './token';
import { noteOf, readNote, tokenFromNote } from './token';

/**
 * The hidden property of the access token credential: the renewed token, its note and the fingerprint of the pasted
 * token that it was renewed from, as JSON. It is a single property because n8n's editor blanks secrets: separate
 * properties could get out of step.
 */
export const RENEWED_TOKEN = 'renewedToken';

function parseJson(json: unknown): IDataObject | undefined {
	if (typeof json !== 'string' || json === '') return undefined;
	try {
		return JSON.parse(json) as IDataObject;
	} catch {
		return undefined;
	}
}

/** Returns the pasted token without surrounding whitespace; '' if there is none. */
export function enteredToken({ accessToken }: ICredentialDataDecryptedObject): string {
	return typeof accessToken === 'string' ? accessToken.trim() : '';
}

/**
 * Returns the active token of an access token credential: the one renewed from the pasted token, or else the pasted token
 * itself; `undefined` if no token was pasted.
 */
export function readAccessToken(credential: ICredentialDataDecryptedObject): KnownToken | undefined {
	const withAccessToken = enteredToken(credential);
	if (withAccessToken === '') return undefined;
	const renewed = parseJson(credential[RENEWED_TOKEN]);
	const note = readNote(renewed?.note);
	if (
		typeof renewed?.token === 'string' &&
		renewed.from === fingerprint(withAccessToken) &&
		note?.fingerprint === fingerprint(renewed.token)
	) {
		return tokenFromNote(renewed.token, note, 'pasted');
	}
	return {
		value: withAccessToken,
		root: fingerprint(withAccessToken),
		facts: { kind: 'unknown', origin: 'pasted' },
	};
}

/** Serializes a token that was renewed from the credential's pasted one, as the value of {@link RENEWED_TOKEN}. */
export function renewedTokenData(credential: ICredentialDataDecryptedObject, token: KnownToken): string {
	return JSON.stringify({
		from: fingerprint(enteredToken(credential)),
		token: token.value,
		note: noteOf(token),
	});
}
