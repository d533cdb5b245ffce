import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

import { credentialTypeOf } from '../../connection';
import type { LoginMethod } from '../../graph/types';
import { readSettings } from '../../tokens/credential';
import { META_APP_SECRET } from '../../tokens/credentialProperties';
import { fingerprint } from '../../tokens/fingerprint';
import { credentialId } from '../../tokens/store';

/** The Meta app behind a credential, as far as its webhooks are concerned. */
export interface App {
	loginMethod: LoginMethod;
	/** Names the app within this n8n; different logins of one app have different ones. */
	appKey: string;
	appId?: string;
	/** The secret that belongs to the app id. */
	appSecret?: string;
	/** Whatever may sign an event. Empty where the credential has no secret. */
	secrets: readonly string[];
}

/**
 * How long an app is remembered. n8n takes some 45 ms of its CPU to read a credential in a webhook, so a flood of
 * forged events would stop it.
 */
const MEMORY_MS = 60 * 1000;

/** A secret that does not fit makes us read again, in case it was changed, but no oftener than this. */
const SECOND_LOOK_MS = 5 * 1000;

const known = new Map<string, { app: Promise<App>; readAt: number }>();

/** The app of the node's credential, as it is stored at this moment. */
export async function readApp(context: IHookFunctions | IWebhookFunctions): Promise<App> {
	const type = credentialTypeOf(context);
	const data = await context.getCredentials(type);
	const { loginMethod, appId, appSecret } = readSettings(type, data);
	// Meta's documentation does not say which of an app's two secrets signs the events of an Instagram Login.
	const other = loginMethod === 'instagram' ? data[META_APP_SECRET] : undefined;
	const secrets = [appSecret, typeof other === 'string' ? other.trim() : ''].filter((secret) => !!secret);
	const name = appId ?? (appSecret ? fingerprint(appSecret) : '');
	return { loginMethod, appKey: `${loginMethod} ${name}`, appId, appSecret, secrets: secrets as string[] };
}

async function appOfAge(
	context: IHookFunctions | IWebhookFunctions,
	now: number,
	maxAge: number,
): Promise<App> {
	const type = credentialTypeOf(context);
	const id = credentialId(context, type);
	if (id === undefined) return await readApp(context);
	const key = `${type} ${id}`;
	const entry = known.get(key);
	if (entry && now - entry.readAt < maxAge) return await entry.app;
	const reading = { app: readApp(context), readAt: now };
	known.set(key, reading);
	reading.app.catch(() => (reading.readAt -= MEMORY_MS - SECOND_LOOK_MS));
	return await reading.app;
}

/**
 * The app of the node's credential, from memory where it was read within the last minute. What could not be read is
 * read again after some seconds.
 *
 * @param now milliseconds since the epoch
 * @throws what n8n throws where there is no credential to read
 */
export async function appOf(context: IHookFunctions | IWebhookFunctions, now: number): Promise<App> {
	return await appOfAge(context, now, MEMORY_MS);
}

/**
 * The first that `test` accepts of the remembered app and, where that is not fresh, of the app as it is stored now.
 *
 * @returns `undefined` if it accepts neither
 */
export async function appThat(
	context: IWebhookFunctions,
	now: number,
	test: (app: App) => boolean,
): Promise<App | undefined> {
	const remembered = await appOf(context, now);
	if (test(remembered)) return remembered;
	const fresh = await appOfAge(context, now, SECOND_LOOK_MS);
	return fresh !== remembered && test(fresh) ? fresh : undefined;
}

/** Forgets all apps; for tests, which share a process. */
export function forgetApps(): void {
	known.clear();
}
