import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';

import type { KnownToken } from './token';
import { fingerprint, noteOf, readNote, tokenOfNote } from './token';

/**
 * The hidden property of the access token credential: the token in use, its note and the fingerprint of the pasted
 * token that it came from, as JSON. One property, so that n8n's editor, which blanks secrets, cannot tear it apart.
 */
export const HELD_TOKEN = 'heldToken';

/** Under this key a new value of {@link HELD_TOKEN} is handed to `preAuthentication`, whose result n8n saves. */
export const HANDED_OVER = 'handedOver';

function parsed(json: unknown): IDataObject | undefined {
	if (typeof json !== 'string' || json === '') return undefined;
	try {
		return JSON.parse(json) as IDataObject;
	} catch {
		return undefined;
	}
}

/** The pasted token, without the blanks that come with copying; '' if there is none. */
export function pastedToken({ accessToken }: ICredentialDataDecryptedObject): string {
	return typeof accessToken === 'string' ? accessToken.trim() : '';
}

/**
 * The token to use of an access token credential: the one that came from the pasted one, or the pasted one itself.
 * `undefined` if none is pasted.
 */
export function readPasted(credential: ICredentialDataDecryptedObject): KnownToken | undefined {
	const pasted = pastedToken(credential);
	if (pasted === '') return undefined;
	const held = parsed(credential[HELD_TOKEN]);
	const note = readNote(held?.note);
	if (
		typeof held?.token === 'string' &&
		held.from === fingerprint(pasted) &&
		note?.fingerprint === fingerprint(held.token)
	) {
		return tokenOfNote(held.token, note, 'pasted');
	}
	return { value: pasted, facts: { kind: 'unknown', origin: 'pasted' } };
}

/** The value of {@link HELD_TOKEN} for a token that came from the credential's pasted one. */
export function heldData(credential: ICredentialDataDecryptedObject, token: KnownToken): string {
	return JSON.stringify({
		from: fingerprint(pastedToken(credential)),
		token: token.value,
		note: noteOf(token),
	});
}
