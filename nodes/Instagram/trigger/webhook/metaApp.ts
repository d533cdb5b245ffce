import type { AppIdentity } from '../../connection/connect';
import { credentialTypeOf } from '../../connection/connect';
import { fingerprint } from '../../graph/fingerprint';
import { ReadCache } from '../../graph/readCache';
import type { LoginMethod } from '../../graph/types';
import { META_APP_ID, META_APP_SECRET, readSettings } from '../../tokens/credential';
import { credentialId } from '../../tokens/credentialStore';
import type { TriggerContext } from './parameters';
import { isSigned, signatureOf } from './signature';
import { processStore } from '../../shared/processState';

/** The Meta app behind a credential, as far as webhooks need it. */
export interface MetaApp {
	loginMethod: LoginMethod;
	/**
	 * Identifies the app within this n8n: login method, app ID and a fingerprint of the app secret. Anybody can name an
	 * app's ID; only its owner has the secret.
	 */
	appKey: string;
	appId?: string;
	/** The secret that belongs to the app ID. */
	appSecret?: string;
	/**
	 * The app that has the subscriptions. With Instagram Login the app ID above is that of its Instagram app, which has none.
	 * Absent if the credential does not contain its ID and secret.
	 */
	subscribable?: AppIdentity;
	/** The secrets that may sign an event. Empty if the credential has none. */
	secrets: readonly string[];
}

/**
 * How long an app is cached. Reading a credential in a webhook takes n8n about 45 ms of CPU time, so without a cache a
 * flood of forged events would block it.
 */
const MAX_AGE_MS = 60 * 1000;

/** If no secret matches, the credential is read again, in case it was changed, but not more often than this. */
const REREAD_AFTER_MS = 5 * 1000;

/** Limits the memory: an n8n has far fewer triggers. An app that is dropped is read again. */
const MAX_CACHED = 1000;

const cache = processStore(new ReadCache<MetaApp>(MAX_CACHED, REREAD_AFTER_MS));

/** An expression may return an app ID as a number. */
function identityOf(id: unknown, secret: unknown): AppIdentity | undefined {
	const appId = typeof id === 'string' || typeof id === 'number' ? String(id).trim() : '';
	const appSecret = typeof secret === 'string' ? secret.trim() : '';
	return appId !== '' && appSecret !== '' ? { appId, appSecret } : undefined;
}

/** Reads the app from the node's credential as it is stored now. */
export async function readApp(context: TriggerContext): Promise<MetaApp> {
	const type = credentialTypeOf(context);
	const data = await context.getCredentials(type);
	const { loginMethod, appId, appSecret } = readSettings(type, data);
	// Meta does not document which of an app's two secrets signs the events of Instagram Login.
	const other = loginMethod === 'instagram' ? data[META_APP_SECRET] : undefined;
	const secrets = [appSecret, typeof other === 'string' ? other.trim() : ''].filter(
		(secret): secret is string => !!secret,
	);
	const owner = secrets[0] === undefined ? '' : fingerprint(secrets[0]);
	const subscribable =
		loginMethod === 'instagram' ? identityOf(data[META_APP_ID], other) : identityOf(appId, appSecret);
	return {
		loginMethod,
		appKey: `${loginMethod} ${appId ?? ''} ${owner}`,
		appId,
		appSecret,
		subscribable,
		secrets,
	};
}

async function appNotOlderThan(context: TriggerContext, now: number, maxAge: number): Promise<MetaApp> {
	const type = credentialTypeOf(context);
	const id = credentialId(context, type);
	if (id === undefined) return await readApp(context);
	const reader = { clock: { now: () => now } };
	return await cache.get(`${type} ${id}`, reader, maxAge, async () => await readApp(context));
}

/**
 * Returns the app of the node's credential, cached for a minute. A failed read is retried after five seconds.
 *
 * @param now milliseconds since the epoch
 * @throws n8n's error if the credential cannot be read
 */
export async function cachedApp(context: TriggerContext, now: number): Promise<MetaApp> {
	return await appNotOlderThan(context, now, MAX_AGE_MS);
}

/**
 * Returns the cached app if it matches, or else the app as it is stored now.
 *
 * @returns `undefined` if neither matches
 */
export async function findApp(
	context: TriggerContext,
	now: number,
	matches: (app: MetaApp) => boolean,
): Promise<MetaApp | undefined> {
	const cached = await cachedApp(context, now);
	if (matches(cached)) return cached;
	const fresh = await appNotOlderThan(context, now, REREAD_AFTER_MS);
	return fresh !== cached && matches(fresh) ? fresh : undefined;
}

/** Signs a statement with the app's secret, to prove that a trigger of this app made it. */
export function proofOf({ secrets }: MetaApp, statement: readonly unknown[]): string {
	const [secret = ''] = secrets;
	return signatureOf(JSON.stringify(statement), secret);
}

/** Whether a trigger of this app made a statement, according to its proof. */
export function isProven({ secrets }: MetaApp, statement: readonly unknown[], proof: unknown): boolean {
	return isSigned(JSON.stringify(statement), proof, secrets);
}
