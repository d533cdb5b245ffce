import type { IDataObject } from 'n8n-workflow';

import type { Connection } from '../../connection';
import type { GraphCall, Permission } from '../../graph/types';
import { asPage } from '../../pages';

/** Any field of the Page installs the app on it; those of Instagram follow from the app's own subscription. */
const PAGE_FIELDS = ['feed'];

/** Events of an account whose owner has to have allowed messages; the others need comments. */
const MESSAGING = /^messag/;

/** The subscription of the account (Instagram Login), or of the Page that it is linked to (Facebook Login). */
export interface AccountSubscription {
	/** The fields that it has; `undefined` where the app is not installed. */
	read(): Promise<string[] | undefined>;
	/** Installs the app with these fields instead of those before. */
	write(fields: readonly string[]): Promise<void>;
	/** Takes the app off. */
	end(): Promise<void>;
	/** What of the events is not subscribed to yet. */
	missing(events: readonly string[], had: readonly string[] | undefined): string[];
	/** What has to stay for these events. */
	neededFor(events: readonly string[]): string[];
}

type Send = (call: Pick<GraphCall, 'method' | 'query'>) => Promise<IDataObject>;

function permissionFor(events: readonly string[]): Permission {
	return events.length > 0 && events.every((event) => MESSAGING.test(event)) ? 'messages' : 'comments';
}

/** The app's own entry: under Instagram Login there is no other, and it may come without an id. */
function isOwn({ app_id: app, id }: IDataObject, appId: string | undefined): boolean {
	const name = app ?? id;
	return name === undefined || appId === undefined || name === appId;
}

function fieldsIn({ data }: IDataObject, appId: string | undefined): string[] | undefined {
	const entries = Array.isArray(data) ? (data as IDataObject[]) : [];
	const entry = entries.find((one) => isOwn(one, appId));
	if (!entry) return undefined;
	return Array.isArray(entry.subscribed_fields) ? entry.subscribed_fields.map(String) : [];
}

function subscriptionBy(
	send: Send,
	appId: string | undefined,
): Pick<AccountSubscription, 'read' | 'write' | 'end'> {
	return {
		read: async () => fieldsIn(await send({ method: 'GET' }), appId),
		write: async (fields) => {
			await send({ method: 'POST', query: { subscribed_fields: fields.join(',') } });
		},
		end: async () => {
			await send({ method: 'DELETE' });
		},
	};
}

/**
 * The subscription that makes Meta tell the app of an account's events.
 *
 * @param account as `resolveAccount` gives it
 * @see https://developers.facebook.com/docs/instagram-platform/webhooks
 */
export function accountSubscription(
	connection: Connection,
	{ account, appId, events }: { account: string; appId?: string; events: readonly string[] },
): AccountSubscription {
	const { graph, settings } = connection;
	if (settings.loginMethod === 'instagram') {
		const send: Send = async (call) =>
			await graph.call({
				...call,
				path: `/${account}/subscribed_apps`,
				repeatable: true,
				accountId: account,
				permission: permissionFor(events),
			});
		return {
			...subscriptionBy(send, appId),
			missing: (wanted, had = []) => wanted.filter((event) => !had.includes(event)),
			neededFor: (wanted) => [...wanted],
		};
	}
	const send: Send = async (call) =>
		await asPage(
			connection,
			account,
			async ({ pageId, accessToken }) =>
				await graph.call({
					...call,
					path: `/${pageId}/subscribed_apps`,
					repeatable: true,
					accessToken,
					permission: 'webhooks',
				}),
		);
	return {
		...subscriptionBy(send, appId),
		missing: (_wanted, had) => (had === undefined ? PAGE_FIELDS : []),
		neededFor: () => PAGE_FIELDS,
	};
}
