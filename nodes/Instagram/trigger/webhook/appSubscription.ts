import type { IDataObject } from 'n8n-workflow';

import type { Connection } from '../../connection/connect';
import type { GraphCall } from '../../graph/types';

/** The app's ID and secret, needed for its subscriptions (Facebook Login). */
export interface SubscribedApp {
	appId: string;
	appSecret: string;
}

/** The app's subscription. Meta has one per app and object. */
export interface AppSubscription {
	callbackUrl: string;
	fields: string[];
}

const OBJECT = 'instagram';

/** Builds a call with the app's own access token, which consists of its ID and secret. */
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
 * Reads the app's subscription to Instagram.
 *
 * @returns `undefined` if there is none
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
 * Subscribes the app. Meta verifies the callback before it responds.
 *
 * @param subscription with all fields, because Meta does not document whether it adds or replaces fields
 * @throws GraphError also if Meta could not verify the callback
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
 * Removes the app's subscription to Instagram.
 *
 * @param fields removes only these fields; all if omitted
 * @throws GraphError
 */
export async function endAppSubscription(
	{ graph }: Connection,
	app: SubscribedApp,
	fields?: readonly string[],
): Promise<void> {
	await graph.call(appCall(app, 'DELETE', { query: { object: OBJECT, fields: fields?.join(',') } }));
}
