import type {
	IAllExecuteFunctions,
	ICredentialDataDecryptedObject,
	INodeCredentialsDetails,
} from 'n8n-workflow';

import { graphUrl } from '../graph/hosts';
import { consentedData } from './oauth2Credential';
import type { CredentialType, OpenedCredential } from './credential';
import { readCredential } from './credential';
import { HANDED_OVER, HELD_TOKEN, heldData } from './accessTokenCredential';
import type { KnownToken } from './token';

/** Any of n8n's contexts: of an execution, a list in the editor, a hook, a webhook or a poll. */
export type CredentialContext = IAllExecuteFunctions;

/**
 * What n8n's own OAuth2 refresh saves a token with. Not in n8n's public types, so it may be missing; n8n's Engine 2.0
 * throws "unsupported".
 */
interface CredentialsHelper {
	updateCredentialsOauthTokenData?(
		credentials: INodeCredentialsDetails,
		type: string,
		data: ICredentialDataDecryptedObject,
		additionalData: unknown,
	): Promise<void>;
}

interface WithAdditionalData {
	additionalData?: { credentialsHelper?: CredentialsHelper };
}

function detailsOf(context: CredentialContext, type: CredentialType): INodeCredentialsDetails | undefined {
	return context.getNode().credentials?.[type];
}

/** The stored credential's id; `undefined` where it has none, such as one that is not saved yet. */
export function credentialId(context: CredentialContext, type: CredentialType): string | undefined {
	return detailsOf(context, type)?.id ?? undefined;
}

/** Reads the credential as it is stored at this moment: n8n keeps no copy between two calls. */
export async function readStored(
	context: CredentialContext,
	type: CredentialType,
	now: number,
): Promise<OpenedCredential> {
	return readCredential(type, await context.getCredentials(type), now);
}

async function saveConsented(
	context: CredentialContext,
	{ type, data }: OpenedCredential,
	token: KnownToken,
): Promise<boolean> {
	const { additionalData } = context as WithAdditionalData;
	const helper = additionalData?.credentialsHelper;
	const details = detailsOf(context, type);
	if (!details || typeof helper?.updateCredentialsOauthTokenData !== 'function') return false;
	const before = (data.oauthTokenData ?? {}) as Record<string, never>;
	const oauthTokenData = consentedData(before, token) as ICredentialDataDecryptedObject[string];
	await helper.updateCredentialsOauthTokenData(details, type, { ...data, oauthTokenData }, additionalData);
	return true;
}

/**
 * n8n saves what `preAuthentication` returns, and calls it where the expirable property is empty. It does so on the
 * way to a request, so there has to be one: the cheapest there is.
 */
async function savePasted(
	context: CredentialContext,
	{ type, data, settings }: OpenedCredential,
	token: KnownToken,
	now: number,
): Promise<boolean> {
	const details = detailsOf(context, type);
	if (!details?.id) return false;
	const handedOver = heldData(data, token);
	await context.helpers.httpRequestWithAuthentication.call(
		context,
		type,
		{
			method: 'GET',
			url: graphUrl(settings.loginMethod, settings.apiVersion, '/me'),
			qs: { fields: 'id' },
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
			encoding: 'text',
		},
		{
			credentialsDecrypted: {
				id: details.id,
				name: details.name,
				type,
				data: { ...data, [HELD_TOKEN]: '', [HANDED_OVER]: handedOver },
			},
		},
	);
	const stored = await readStored(context, type, now);
	return stored.token.value === token.value;
}

/**
 * Saves a token, and what is known of it, into the stored credential.
 *
 * @param credential as read just before
 * @returns whether it is stored now; never throws
 */
export async function save(
	context: CredentialContext,
	credential: OpenedCredential,
	token: KnownToken,
	now: number,
): Promise<boolean> {
	try {
		return credential.type === 'instagramOAuth2Api'
			? await saveConsented(context, credential, token)
			: await savePasted(context, credential, token, now);
	} catch {
		return await isStored(context, credential.type, token, now);
	}
}

/** After a request that failed: n8n may have saved before it. */
async function isStored(
	context: CredentialContext,
	type: CredentialType,
	token: KnownToken,
	now: number,
): Promise<boolean> {
	try {
		return (await readStored(context, type, now)).token.value === token.value;
	} catch {
		return false;
	}
}
