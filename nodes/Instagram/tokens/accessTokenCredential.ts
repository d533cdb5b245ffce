import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';

import type { KnownToken } from './token';
import { fingerprint, noteOf, readNote, tokenFromNote } from './token';

/**
 * The hidden property of the access token credential: the renewed token, its note and the fingerprint of the pasted
 * token that it was renewed from, as JSON. One property, so that n8n's editor, which blanks secrets, cannot tear it
 * apart.
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

/** The pasted token, without the blanks that come with copying; '' if there is none. */
export function enteredToken({ accessToken }: ICredentialDataDecryptedObject): string {
	return typeof accessToken === 'string' ? accessToken.trim() : '';
}

/**
 * The token to use of an access token credential: the one that came from the pasted one, or the pasted one itself.
 * `undefined` if none is pasted.
 */
export function readAccessToken(credential: ICredentialDataDecryptedObject): KnownToken | undefined {
	const pasted = enteredToken(credential);
	if (pasted === '') return undefined;
	const renewed = parseJson(credential[RENEWED_TOKEN]);
	const note = readNote(renewed?.note);
	if (
		typeof renewed?.token === 'string' &&
		renewed.from === fingerprint(pasted) &&
		note?.fingerprint === fingerprint(renewed.token)
	) {
		return tokenFromNote(renewed.token, note, 'pasted');
	}
	return { value: pasted, root: fingerprint(pasted), facts: { kind: 'unknown', origin: 'pasted' } };
}

/** The value of {@link RENEWED_TOKEN} for a token that was renewed from the credential's pasted one. */
export function renewedTokenData(credential: ICredentialDataDecryptedObject, token: KnownToken): string {
	return JSON.stringify({
		from: fingerprint(enteredToken(credential)),
		token: token.value,
		note: noteOf(token),
	});
}
