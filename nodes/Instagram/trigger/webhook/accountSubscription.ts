import type { IDataObject } from 'n8n-workflow';

import type { Connection } from '../../connection/connect';
import type { GraphCall, Permission } from '../../graph/types';
import { withPageToken } from '../../connection/pageTokens';
import { missingEventsError } from './callback';
import type { HookContext } from './context';
import type { Peers } from './discovery';
import type { SignedPeer, Subscribed } from './state';
import { union, without } from './state';

/** Any field of the Page installs the app on it; those of Instagram follow from the app's own subscription. */
const PAGE_FIELDS = ['feed'];

/** Events that the account's owner has to have granted messages for; the others need comments. */
const MESSAGING = /^messag/;

/** The subscription of the account (Instagram Login), or of the Page that it is linked to (Facebook Login). */
interface AccountSubscription {
	/** Reads its fields; `undefined` if the app is not installed. */
	read(): Promise<string[] | undefined>;
	/** Installs the app with these fields instead of those before. */
	write(fields: readonly string[]): Promise<void>;
	/** Uninstalls the app. */
	remove(): Promise<void>;
	/** The fields that the events need. */
	fieldsFor(events: readonly string[]): readonly string[];
}

type SendCall = (call: Pick<GraphCall, 'method' | 'query'>) => Promise<IDataObject>;

function permissionFor(events: readonly string[]): Permission {
	return events.length > 0 && events.every((event) => MESSAGING.test(event)) ? 'messages' : 'comments';
}

function fieldsIn({ data }: IDataObject, isOwn: (entry: IDataObject) => boolean): string[] | undefined {
	const entry = (Array.isArray(data) ? (data as IDataObject[]) : []).find(isOwn);
	if (!entry) return undefined;
	return Array.isArray(entry.subscribed_fields) ? entry.subscribed_fields.map(String) : [];
}

/**
 * Under Instagram Login a token reads the entry of its own app only. Whether Meta names it by the Instagram app's ID,
 * which the credential has, or by the Meta app's, which it need not have, is not documented: so any entry is the own one.
 */
const ANY_ENTRY = () => true;

/** Under Facebook Login a Page lists all apps that are installed on it. */
function entryOf(appId: string): (entry: IDataObject) => boolean {
	return ({ app_id: app, id }) => {
		const name = app ?? id;
		return name === undefined || String(name) === appId;
	};
}

function subscriptionBy(
	send: SendCall,
	isOwn: (entry: IDataObject) => boolean,
): Pick<AccountSubscription, 'read' | 'write' | 'remove'> {
	return {
		read: async () => fieldsIn(await send({ method: 'GET' }), isOwn),
		write: async (fields) => {
			await send({ method: 'POST', query: { subscribed_fields: fields.join(',') } });
		},
		remove: async () => {
			await send({ method: 'DELETE' });
		},
	};
}

function instagramSubscription({ graph }: Connection, events: readonly string[]): AccountSubscription {
	const send: SendCall = async (call) =>
		await graph.call({
			...call,
			// The token of an Instagram Login is that of one account.
			path: '/me/subscribed_apps',
			repeatable: true,
			accountId: 'me',
			permission: permissionFor(events),
		});
	return { ...subscriptionBy(send, ANY_ENTRY), fieldsFor: (wanted) => wanted };
}

function pageSubscription(connection: Connection, account: string, appId: string): AccountSubscription {
	const send: SendCall = async (call) =>
		await withPageToken(
			connection,
			account,
			async ({ pageId, accessToken }) =>
				await connection.graph.call({
					...call,
					path: `/${pageId}/subscribed_apps`,
					repeatable: true,
					accessToken,
					permission: 'webhooks',
				}),
		);
	return { ...subscriptionBy(send, entryOf(appId)), fieldsFor: () => PAGE_FIELDS };
}

/**
 * The subscription that makes Meta tell the app of an account's events.
 *
 * @see https://developers.facebook.com/docs/instagram-platform/webhooks
 */
function subscriptionOf({ connection, app, self }: HookContext, accountId: string): AccountSubscription {
	return app.loginMethod === 'instagram'
		? instagramSubscription(connection, self.events)
		: pageSubscription(connection, accountId, app.appId);
}

/** A Page's other fields do not matter: one of them is enough. */
function missingFields(
	{ app, self }: HookContext,
	subscription: AccountSubscription,
	current: readonly string[] | undefined,
): string[] {
	if (app.loginMethod === 'facebook' && current !== undefined) return [];
	return without(subscription.fieldsFor(self.events), current ?? []);
}

/** The other triggers that want events of an account. */
export function sharingAccount({ others }: Peers, accountId: string): SignedPeer[] {
	return others.filter(({ accountIds }) => accountIds.includes(accountId));
}

/** Whether the account has all fields that the events need. */
export async function isInstalled(hook: HookContext): Promise<boolean> {
	const subscription = subscriptionOf(hook, hook.accountId);
	return missingFields(hook, subscription, await subscription.read()).length === 0;
}

/**
 * Makes Meta tell the app of the account's events.
 *
 * @returns the fields that were added
 */
export async function install(hook: HookContext, peers: Peers): Promise<Subscribed['account']> {
	const { accountId, own } = hook;
	const subscription = subscriptionOf(hook, accountId);
	const current = await subscription.read();
	const missing = missingFields(hook, subscription, current);
	if (missing.length > 0) {
		const hasActive = sharingAccount(peers, accountId).some(({ isTest }) => !isTest);
		if (own.isTest && hasActive) throw missingEventsError(missing);
		await subscription.write(union(current ?? [], missing));
	}
	return { id: accountId, fields: missing };
}

/**
 * Removes the fields that {@link install} has added and no peer needs.
 *
 * @returns the fields that peers still need
 */
export async function uninstall(
	hook: HookContext,
	added: NonNullable<Subscribed['account']>,
	peers: Peers,
): Promise<string[]> {
	const subscription = subscriptionOf(hook, added.id);
	const needed = sharingAccount(peers, added.id).flatMap(({ events }) => [...subscription.fieldsFor(events)]);
	const unneeded = without(added.fields, needed);
	const kept = without(added.fields, unneeded);
	if (unneeded.length === 0) return kept;
	const current = (await subscription.read()) ?? [];
	const remaining = without(current, unneeded);
	if (remaining.length === current.length) return kept;
	if (remaining.length === 0) await subscription.remove();
	else await subscription.write(remaining);
	return kept;
}
