import type { IHookFunctions } from 'n8n-workflow';

import { accountIdOf, resolveAccount } from '../../connection/accounts';
import type { AppIdentity, Connection } from '../../connection/connect';
import { connect, credentialTypeOf } from '../../connection/connect';
import { toError } from '../../shared/toError';
import { InputError, readId } from '../../parameters/inputError';
import { credentialId } from '../../tokens/credentialStore';
import type { OwnAddress } from './address';
import { addressOf } from './address';
import type { Sender } from './announce';
import type { SubscribedApp } from './appSubscription';
import type { MetaApp } from './metaApp';
import { isProven, proofOf, readApp } from './metaApp';
import type { TriggerContext } from './parameters';
import { accountParameter, chosenEvents, nodeKeyOf, optionsOf, readTriggerFilter } from './parameters';
import { signPeer } from './peers';
import { senderOf } from '../../graph/request';
import type { SignedPeer, TriggerState } from './state';
import { readState } from './state';
import { BoundedMap, processStore } from '../../shared/processState';

/** This trigger as its peers know it. */
export function ownPeer(
	context: TriggerContext,
	app: MetaApp,
	own: OwnAddress,
	accountIds: readonly string[],
): SignedPeer {
	return signPeer(app, {
		nodeKey: nodeKeyOf(context),
		path: own.path,
		isTest: own.isTest,
		accountIds,
		events: chosenEvents(context),
	});
}

/** The values that a resolved account is valid for: the trigger, the parameter 'Account' and the credential. */
function accountStatement(context: TriggerContext, id: string): unknown[] {
	const credential = credentialId(context, credentialTypeOf(context)) ?? '';
	return ['account', nodeKeyOf(context), id, accountParameter(context) ?? '', credential];
}

/** Returns the account in the form in which it is stored. */
export function accountToStore(
	context: TriggerContext,
	app: MetaApp,
	id: string,
): NonNullable<TriggerState['account']> {
	return { id, proof: proofOf(app, accountStatement(context, id)) };
}

const MAX_RESOLVED = 1000;

/** Resolved accounts, or the error, by trigger, parameter and credential. Also has accounts that n8n has not saved yet. */
const resolvedAccounts = processStore(
	new BoundedMap<string, { id?: string; error?: Error; at: number }>(MAX_RESOLVED),
);

/** Time between two attempts to resolve an account; deliveries may come much faster. */
const RETRY_AFTER_MS = 30 * 1000;

function remember(context: TriggerContext, outcome: { id?: string; error?: Error; at: number }): void {
	resolvedAccounts.set(JSON.stringify(accountStatement(context, '')), outcome);
}

/**
 * Returns the account from the static data; `undefined` if it was resolved for other settings or its proof is invalid.
 * Remembers it, in case the static data get lost or the app's secret changes.
 */
export function storedAccount(
	context: TriggerContext,
	app: MetaApp,
	{ account }: TriggerState,
): string | undefined {
	if (!account || !isProven(app, accountStatement(context, account.id), account.proof)) return undefined;
	remember(context, { id: account.id, at: 0 });
	return account.id;
}

/** Returns the account that this process has resolved for the same settings. */
export function resolvedAccount(context: TriggerContext): string | undefined {
	return resolvedAccounts.get(JSON.stringify(accountStatement(context, '')))?.id;
}

/**
 * Asks Meta which account the parameter 'Account' means.
 *
 * @throws GraphError or InputError if the credential does not reach it
 */
async function resolveOwnAccount(context: TriggerContext, connection: Connection): Promise<string> {
	const id = await accountIdOf(connection, await resolveAccount(connection, accountParameter(context)));
	remember(context, { id, at: connection.clock.now() });
	return id;
}

/** Like {@link resolveOwnAccount}, for a webhook whose static data was lost: retries at most every 30 seconds. */
export async function resolveLostAccount(context: TriggerContext, now: number): Promise<string> {
	const failed = resolvedAccounts.get(JSON.stringify(accountStatement(context, '')));
	if (failed?.error && now - failed.at < RETRY_AFTER_MS) throw failed.error;
	try {
		return await resolveOwnAccount(context, await connect(context));
	} catch (error) {
		remember(context, { error: toError(error), at: now });
		throw toError(error);
	}
}

/** Triggers without an account in their static data, and since when, in milliseconds since the epoch. */
const incompleteSince = processStore(new BoundedMap<string, number>(MAX_RESOLVED));

/** An activation takes seconds, so after this time none is in progress. */
const ACTIVATION_MS = 2 * 60 * 1000;

/**
 * Whether a webhook may save the static data. While a trigger is being activated, they have no account yet: n8n saves
 * what the activation hook writes, and a webhook that saved its own copy afterwards would overwrite it. If the account is
 * missing for longer than an activation takes, the static data were lost.
 *
 * @param isComplete whether the static data contain the account
 * @param now milliseconds since the epoch
 */
export function maySave(context: TriggerContext, isComplete: boolean, now: number): boolean {
	const key = nodeKeyOf(context);
	const since = incompleteSince.get(key) ?? now;
	incompleteSince.delete(key);
	if (isComplete) return true;
	incompleteSince.set(key, since);
	return now - since > ACTIVATION_MS;
}

/** Everything that a hook (`checkExists`, `create`, `delete`) needs. */
export interface HookContext extends Sender {
	context: IHookFunctions;
	connection: Connection;
	app: MetaApp & { appId: string; appSecret: string };
	/** The app with its own client; absent if only the dashboard can set its callback. */
	subscribedApp?: SubscribedApp;
	state: TriggerState;
	/** The account whose events start the workflow; '' if it is not needed. */
	accountId: string;
	/** The option 'Replace Existing Callback'. */
	mayReplace: boolean;
}

/** Without the secret, forged events cannot be detected; without the ID, the app cannot be subscribed. */
function assertHasSecret(app: MetaApp): MetaApp & { appId: string; appSecret: string } {
	const { appId = '', appSecret, loginMethod } = app;
	if (appSecret && (appId || loginMethod === 'instagram')) return { ...app, appId, appSecret };
	throw new InputError(
		'Credential',
		"does not contain the app's ID and secret",
		"The trigger needs them to verify that events come from Meta. OAuth2 credential: enter 'Client ID' and 'Client Secret'. Access token credential: 'App ID' and 'App Secret'; with Instagram Login the secret is enough.",
	);
}

/** @throws InputError if the ID is none: it becomes part of a path */
function subscribedAppOf(connection: Connection, identity: AppIdentity): SubscribedApp {
	const label = connection.settings.loginMethod === 'instagram' ? 'Meta App ID' : 'App ID';
	return { appId: readId(identity.appId, label), graph: connection.graphOf(identity) };
}

/**
 * Opens the credential for a hook.
 *
 * @param account whether to check the parameters and to resolve the account by asking Meta; otherwise the stored one is
 *   used
 * @throws GraphError or InputError
 */
export async function openHookContext(
	context: IHookFunctions,
	{ account }: { account: boolean },
): Promise<HookContext> {
	const app = assertHasSecret(await readApp(context));
	const own = addressOf(context);
	const state = readState(context);
	if (account && chosenEvents(context).length === 0) {
		throw new InputError('Events', 'is empty', 'Choose at least one event.');
	}
	if (account) readTriggerFilter(context);
	const connection = await connect(context);
	const accountId = account
		? await resolveOwnAccount(context, connection)
		: (storedAccount(context, app, state) ?? '');
	return {
		context,
		connection,
		app,
		...(app.subscribable ? { subscribedApp: subscribedAppOf(connection, app.subscribable) } : {}),
		own,
		self: ownPeer(context, app, own, accountId === '' ? [] : [accountId]),
		state,
		accountId,
		mayReplace: optionsOf(context).replaceCallback === true,
		send: senderOf(context),
		now: connection.clock.now(),
	};
}
