import type { IDataObject } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import type { Connection } from '../../connection/connect';
import type { GraphCall, Permission } from '../../graph/types';
import { withPageToken } from '../../connection/pageTokens';
import { missingEventsError } from './callback';
import type { HookContext } from './context';
import type { Peers } from './discovery';
import type { SignedPeer, Subscribed } from './state';
import { union, without } from './state';

/** Subscribing to any field installs the app on the Page. Instagram's fields are part of the app's own subscription. */
const PAGE_FIELDS = ['feed'];

/** Events that require the permission for messages; all others require the one for comments. */
const MESSAGING = /^messag/;

/** The subscription of the account (Instagram Login) or of its linked Page (Facebook Login). */
interface AccountSubscription {
	/** Returns its fields; `undefined` if the app is not installed. */
	read(): Promise<string[] | undefined>;
	/** Installs the app with exactly these fields. */
	write(fields: readonly string[]): Promise<void>;
	/** Uninstalls the app. */
	remove(): Promise<void>;
	/** Returns the fields that the events require. */
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
 * With Instagram Login, a token only sees the entry of its own app. Meta does not document whether the entry has the ID of
 * the Instagram app, which the credential contains, or that of the Meta app. So any entry counts.
 */
const ANY_ENTRY = () => true;

/** With Facebook Login, a Page lists all apps that are installed on it. */
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
			// An Instagram Login token belongs to one account.
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
 * Returns the subscription that makes Meta send an account's events to the app.
 *
 * @see https://developers.facebook.com/docs/instagram-platform/webhooks
 */
function subscriptionOf({ connection, app, self }: HookContext, accountId: string): AccountSubscription {
	return app.loginMethod === 'instagram'
		? instagramSubscription(connection, self.events)
		: pageSubscription(connection, accountId, app.appId);
}

/** Returns the fields to add. For a Page, any existing field is enough. */
function missingFields(
	{ app, self }: HookContext,
	subscription: AccountSubscription,
	current: readonly string[] | undefined,
): string[] {
	if (app.loginMethod === 'facebook' && current !== undefined) return [];
	return without(subscription.fieldsFor(self.events), current ?? []);
}

/** A test changes nothing for an active workflow. With Facebook Login only the app on the Page can be missing. */
function notInstalledError({ app }: HookContext, missing: readonly string[]): Error {
	if (app.loginMethod === 'instagram') return missingEventsError(missing);
	return new UserError('The app is no longer installed on the Page of this account', {
		description: 'Unpublish and publish the active workflow, then execute this step again.',
	});
}

/** Returns the other triggers that want events of an account. */
function sharingAccount({ others }: Peers, accountId: string): SignedPeer[] {
	return others.filter(({ accountIds }) => accountIds.includes(accountId));
}

/** Whether the account is subscribed to all fields that the events require. */
export async function isInstalled(hook: HookContext): Promise<boolean> {
	const subscription = subscriptionOf(hook, hook.accountId);
	return missingFields(hook, subscription, await subscription.read()).length === 0;
}

/**
 * Makes Meta send the account's events to the app.
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
		if (own.isTest && hasActive) throw notInstalledError(hook, missing);
		await subscription.write(union(current ?? [], missing));
	}
	return { id: accountId, fields: missing };
}

/**
 * Removes the fields that {@link install} has added and no peer needs.
 *
 * @returns those of the fields that peers still need
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
