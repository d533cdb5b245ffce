import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import { GraphError } from '../graph/errors';
import { asError } from '../graph/thrown';
import type { SendRequest } from '../graph/types';
import { readCredential } from './credential';
import { decide } from './policy';
import { HANDED_OVER, HELD_TOKEN, heldData, readPasted } from './accessTokenCredential';
import { renew } from './renewal';

const TYPE = 'instagramAccessTokenApi';

/** n8n shows the `code` of an error instead of its message where a credential is tested: so, an error without one. */
function plainError(thrown: unknown): Error {
	if (!(thrown instanceof GraphError)) return asError(thrown);
	return new UserError(thrown.message, { description: thrown.description });
}

/**
 * What n8n is to save for a pasted token: the token to use in its place, long-lived where that can be had.
 *
 * n8n asks when the credential is tested, when nothing is held yet, and after HTTP 401. The keeper, which has already
 * renewed a token, hands it over and has it saved this way.
 *
 * @param now milliseconds since the epoch
 * @throws UserError that says what to do where the token is dead
 */
export async function holdPasted(
	send: SendRequest,
	data: ICredentialDataDecryptedObject,
	now: number,
): Promise<IDataObject> {
	const handedOver = data[HANDED_OVER];
	if (typeof handedOver === 'string') return { [HELD_TOKEN]: handedOver };
	try {
		const { settings, token } = readCredential(TYPE, data, now);
		const renewal = await renew(token, decide, { send, settings, now });
		return { [HELD_TOKEN]: heldData(data, renewal.token) };
	} catch (thrown) {
		throw plainError(thrown);
	}
}

/** The token that a request of the credential is to carry; '' if none is pasted. */
export function tokenInUse(data: ICredentialDataDecryptedObject): string {
	return readPasted(data)?.value ?? '';
}
