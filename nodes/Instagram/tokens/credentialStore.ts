import type {
	IAllExecuteFunctions,
	ICredentialDataDecryptedObject,
	ICredentialsHelper,
	INodeCredentialsDetails,
} from 'n8n-workflow';

import { enteredToken, RENEWED_TOKEN, renewedTokenData } from './accessTokenCredential';
import type { CredentialType, StoredCredential } from './credential';
import { readCredential } from './credential';
import { oauthTokenDataOf } from './oauth2Credential';
import { withTimeLimit } from './processCache';
import type { KnownToken } from './token';

/** Any of n8n's contexts: of an execution, a list in the editor, a hook, a webhook or a poll. */
export type CredentialContext = IAllExecuteFunctions;

/** Where a credential is read: for which node, and for which item, because its fields may be expressions. */
export interface CredentialTarget {
	context: CredentialContext;
	type: CredentialType;
	/** 0 where there are no items. */
	itemIndex: number;
}

/**
 * What n8n itself reads and saves credentials with, in all versions from 1.104.2 to 2.41. Not in the public types of the
 * contexts, so it may be missing; n8n's Engine 2.0 throws "unsupported" where it is to save.
 */
type CredentialsHelper = Partial<
	Pick<ICredentialsHelper, 'getCredentials' | 'updateCredentials' | 'updateCredentialsOauthTokenData'>
>;

interface WithAdditionalData {
	additionalData?: { credentialsHelper?: CredentialsHelper };
}

/** n8n saves by its database alone: what takes longer than this hangs. */
const SAVE_LIMIT_MS = 10_000;

function helperOf(context: CredentialContext): CredentialsHelper {
	return (context as WithAdditionalData).additionalData?.credentialsHelper ?? {};
}

function detailsOf(context: CredentialContext, type: CredentialType): INodeCredentialsDetails | undefined {
	return context.getNode().credentials?.[type];
}

/** The stored credential's id; `undefined` where it has none, such as one that is not saved yet. */
export function credentialId(context: CredentialContext, type: CredentialType): string | undefined {
	return detailsOf(context, type)?.id ?? undefined;
}

/**
 * Reads the credential as it is stored at this moment, expressions resolved for the item: n8n keeps no copy between two
 * calls.
 *
 * @param now milliseconds since the epoch
 */
export async function readStored(target: CredentialTarget, now: number): Promise<StoredCredential> {
	const { context, type, itemIndex } = target;
	return readCredential(type, await context.getCredentials(type, itemIndex), now);
}

/** The stored fields as they are: no expression resolved, no default and no overwrite applied. */
async function readRaw(
	context: CredentialContext,
	type: CredentialType,
): Promise<ICredentialDataDecryptedObject | undefined> {
	const helper = helperOf(context);
	const details = detailsOf(context, type);
	if (!details?.id || typeof helper.getCredentials !== 'function') return undefined;
	const credentials = await helper.getCredentials(details, type);
	// Not a promise in n8n 1.
	return await credentials.getData();
}

function isExpression(value: unknown): value is string {
	return typeof value === 'string' && value.startsWith('=');
}

/** What an expression may use and still have one value for all items of a run. */
const SAME_FOR_ALL_ITEMS: ReadonlySet<string> = new Set([
	'$secrets',
	'$vars',
	'$env',
	'$workflow',
	'$execution',
	'$self',
]);

function mayDiffer(value: unknown): boolean {
	if (!isExpression(value)) return false;
	return (value.match(/\$\w*/g) ?? []).some((name) => !SAME_FOR_ALL_ITEMS.has(name));
}

/**
 * Whether the items of a run may have different values in the credential, such as `{{ $json.token }}`. One look at what
 * is stored, because resolving the credential for each item takes n8n 4 ms.
 *
 * @returns true where nothing tells
 */
export async function mayDifferByItem(context: CredentialContext, type: CredentialType): Promise<boolean> {
	const raw = await readRaw(context, type).catch(() => undefined);
	return raw === undefined || Object.values(raw).some(mayDiffer);
}

/**
 * `savedForOne`: the token comes by expression, and there is room for the renewal of one tenant's only. `replaced`: another
 * token was connected, pasted or saved in the meantime, which counts.
 */
export type SaveResult = 'saved' | 'savedForOne' | 'failed' | 'replaced';

async function saveOAuth2(
	context: CredentialContext,
	{ type, data }: StoredCredential,
	token: KnownToken,
): Promise<SaveResult> {
	const { additionalData } = context as WithAdditionalData;
	const helper = helperOf(context);
	const details = detailsOf(context, type);
	if (!details || typeof helper.updateCredentialsOauthTokenData !== 'function') return 'failed';
	const before = (data.oauthTokenData ?? {}) as Record<string, never>;
	const oauthTokenData = oauthTokenDataOf(before, token) as ICredentialDataDecryptedObject[string];
	await helper.updateCredentialsOauthTokenData(details, type, { oauthTokenData }, additionalData as never);
	return 'saved';
}

/**
 * Puts the renewed token beside the pasted one, into the fields as they are stored.
 *
 * n8n's official way for such a type, `preAuthentication` on a request with the decrypted credential handed over, stores
 * everything that is handed over before n8n 2.34, and sends a request for it; this one never writes resolved data.
 */
async function saveAccessToken(
	context: CredentialContext,
	{ type, data }: StoredCredential,
	token: KnownToken,
): Promise<SaveResult> {
	const helper = helperOf(context);
	const details = detailsOf(context, type);
	const raw = await readRaw(context, type);
	if (!details || !raw || typeof helper.updateCredentials !== 'function') return 'failed';
	// n8n's dynamic credentials give each person their own fields: what is stored is then somebody else's.
	if (!isExpression(raw.accessToken) && enteredToken(raw) !== enteredToken(data)) return 'failed';
	await helper.updateCredentials(details, type, { ...raw, [RENEWED_TOKEN]: renewedTokenData(data, token) });
	return isExpression(raw.accessToken) ? 'savedForOne' : 'saved';
}

async function saveIfUnchanged(
	target: CredentialTarget,
	renewedFrom: KnownToken,
	token: KnownToken,
	now: number,
): Promise<SaveResult> {
	const stored = await readStored(target, now);
	if (stored.token.value !== renewedFrom.value) return 'replaced';
	const write = stored.type === 'instagramOAuth2Api' ? saveOAuth2 : saveAccessToken;
	return await write(target.context, stored, token);
}

/**
 * Saves a token, and what is known of it, in place of the stored one that it was renewed from.
 *
 * @param renewedFrom the token that was stored when the renewal began
 * @param now milliseconds since the epoch
 * @returns never throws
 */
export async function saveToken(
	target: CredentialTarget,
	renewedFrom: KnownToken,
	token: KnownToken,
	now: number,
): Promise<SaveResult> {
	try {
		return await withTimeLimit(SAVE_LIMIT_MS, saveIfUnchanged(target, renewedFrom, token, now));
	} catch {
		return 'failed';
	}
}
