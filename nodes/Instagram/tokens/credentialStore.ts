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

/** Any of n8n's contexts: execution, list search, hook, webhook or poll. */
export type CredentialContext = IAllExecuteFunctions;

/** Which credential to read: of which node, and for which item, because its fields may be expressions. */
export interface CredentialTarget {
	context: CredentialContext;
	type: CredentialType;
	/** 0 if there are no items. */
	itemIndex: number;
}

/**
 * n8n's internal helper for reading and saving credentials, present in all versions from 1.104.2 to 2.41. It is not part
 * of the contexts' public types, so it may be missing. n8n's Engine 2.0 throws "unsupported" when asked to save.
 */
type CredentialsHelper = Partial<
	Pick<ICredentialsHelper, 'getCredentials' | 'updateCredentials' | 'updateCredentialsOauthTokenData'>
>;

interface WithAdditionalData {
	additionalData?: { credentialsHelper?: CredentialsHelper };
}

/** A save only involves n8n's database: if it takes longer than this, it hangs. */
const SAVE_LIMIT_MS = 10_000;

function helperOf(context: CredentialContext): CredentialsHelper {
	return (context as WithAdditionalData).additionalData?.credentialsHelper ?? {};
}

function detailsOf(context: CredentialContext, type: CredentialType): INodeCredentialsDetails | undefined {
	return context.getNode().credentials?.[type];
}

/** Returns the stored credential's ID; `undefined` if it has none, for example because it is not saved yet. */
export function credentialId(context: CredentialContext, type: CredentialType): string | undefined {
	return detailsOf(context, type)?.id ?? undefined;
}

/**
 * Reads the credential as it is stored now, with its expressions resolved for the item. n8n does not cache it between
 * calls.
 *
 * @param now milliseconds since the epoch
 */
export async function readStored(target: CredentialTarget, now: number): Promise<StoredCredential> {
	const { context, type, itemIndex } = target;
	return readCredential(type, await context.getCredentials(type, itemIndex), now);
}

/** Reads the stored fields as they are: expressions unresolved, without defaults and overwrites. */
async function readRaw(
	context: CredentialContext,
	type: CredentialType,
): Promise<ICredentialDataDecryptedObject | undefined> {
	const helper = helperOf(context);
	const details = detailsOf(context, type);
	if (!details?.id || typeof helper.getCredentials !== 'function') return undefined;
	const credentials = await helper.getCredentials(details, type);
	// Not a promise in n8n 1.x.
	return await credentials.getData();
}

function isExpression(value: unknown): value is string {
	return typeof value === 'string' && value.startsWith('=');
}

/** Variables that have the same value for all items of a run. */
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
 * Whether the credential may have different values for the items of a run, as with `{{ $json.token }}`. Checks the stored
 * expressions once, because resolving the credential for each item takes n8n 4 ms (measured in 2.40.7).
 *
 * @returns true also if the stored fields cannot be read
 */
export async function mayDifferByItem(context: CredentialContext, type: CredentialType): Promise<boolean> {
	const raw = await readRaw(context, type).catch(() => undefined);
	return raw === undefined || Object.values(raw).some(mayDiffer);
}

/**
 * - `savedForOne`: the pasted token is an expression, so the credential can store the renewed token of one tenant only.
 * - `replaced`: another token was connected, pasted or saved in the meantime; it takes precedence.
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
 * Adds the renewed token to the stored fields, next to the pasted one.
 *
 * n8n's official way for such a type is `preAuthentication`, run by a request that gets the decrypted credential. It needs
 * an extra request, and before n8n 2.34 it saves all decrypted fields. This function never writes resolved values.
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
	// With n8n's dynamic credentials each person has their own fields: the stored ones then belong to another person.
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
 * Saves a token with its note, in place of the stored token that it was renewed from. Never throws.
 *
 * @param renewedFrom the token that was stored when the renewal began
 * @param now milliseconds since the epoch
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
