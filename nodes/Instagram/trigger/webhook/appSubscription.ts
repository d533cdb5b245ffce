import type { IDataObject } from 'n8n-workflow';

import type { Connection } from '../../connection/connect';
import type { GraphCall } from '../../graph/types';

/** The app as its own subscriptions need it (Facebook Login). */
export interface SubscribedApp {
	appId: string;
	appSecret: string;
}

/** Meta has one of these per app and object. */
export interface AppSubscription {
	callbackUrl: string;
	fields: string[];
}

const OBJECT = 'instagram';

/** A call in the name of the app: its token is its id and its secret. */
function appCall(
	{ appId, appSecret }: SubscribedApp,
	method: GraphCall['method'],
	rest: Partial<GraphCall>,
): GraphCall {
	return {
		method,
		path: `/${appId}/subscriptions`,
		accessToken: `${appId}|${appSecret}`,
		repeatable: true,
		...rest,
	};
}

function fieldName(field: unknown): string {
	return typeof field === 'string' ? field : String((field as { name?: unknown } | null)?.name ?? '');
}

/**
 * The app's subscription to Instagram.
 *
 * @returns `undefined` where there is none
 * @throws GraphError
 * @see https://developers.facebook.com/docs/graph-api/reference/app/subscriptions
 */
export async function readAppSubscription(
	{ graph }: Connection,
	app: SubscribedApp,
): Promise<AppSubscription | undefined> {
	const { data } = await graph.call<{ data?: IDataObject[] }>(appCall(app, 'GET', {}));
	const found = (data ?? []).find(({ object }) => object === OBJECT);
	if (!found) return undefined;
	const fields = Array.isArray(found.fields) ? (found.fields as unknown[]) : [];
	return { callbackUrl: String(found.callback_url ?? ''), fields: fields.map(fieldName).filter(Boolean) };
}

/**
 * Subscribes the app. Meta asks the callback for the challenge before it answers.
 *
 * @param subscription all fields: whether Meta adds them to the former ones or replaces those is not documented
 * @throws GraphError also where the callback did not answer Meta
 */
export async function writeAppSubscription(
	{ graph }: Connection,
	app: SubscribedApp,
	{ callbackUrl, verifyToken, fields }: AppSubscription & { verifyToken: string },
): Promise<void> {
	const form = {
		object: OBJECT,
		callback_url: callbackUrl,
		verify_token: verifyToken,
		fields: fields.join(','),
		include_values: true,
	};
	await graph.call(appCall(app, 'POST', { form }));
}

/**
 * Ends the app's subscription to Instagram.
 *
 * @param fields only to these; to all where left out
 * @throws GraphError
 */
export async function endAppSubscription(
	{ graph }: Connection,
	app: SubscribedApp,
	fields?: readonly string[],
): Promise<void> {
	await graph.call(appCall(app, 'DELETE', { query: { object: OBJECT, fields: fields?.join(',') } }));
}
