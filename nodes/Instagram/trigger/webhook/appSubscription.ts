import type { IDataObject } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import type { GraphCall, GraphClient } from '../../graph/types';
import { isObject } from '../../shared/isObject';

/** An app that may read and write its subscriptions. */
export interface SubscribedApp {
	appId: string;
	/** Sends calls with the app's own access token. */
	graph: GraphClient;
}

/** Meta has answered without an error, but not as its documents say. */
export class SubscriptionAnswerError extends UserError {}

/** The app's subscription. Meta has one per app and object. */
export interface AppSubscription {
	/** Empty if Meta does not name it. */
	callbackUrl: string;
	fields: string[];
}

const OBJECT = 'instagram';

async function send<T = IDataObject>(
	{ appId, graph }: SubscribedApp,
	call: Pick<GraphCall, 'method' | 'query' | 'form'>,
): Promise<T> {
	return await graph.call<T>({ ...call, path: `/${appId}/subscriptions`, repeatable: true });
}

function fieldName(field: unknown): string {
	return typeof field === 'string' ? field : String((field as { name?: unknown } | null)?.name ?? '');
}

/**
 * Reads the app's subscription to Instagram.
 *
 * @returns `undefined` if there is none
 * @throws GraphError
 * @throws SubscriptionAnswerError if the answer has no list: a URL that is set already must not be taken for none
 * @see https://developers.facebook.com/docs/graph-api/reference/app/subscriptions
 */
export async function readAppSubscription(app: SubscribedApp): Promise<AppSubscription | undefined> {
	const { data } = await send<{ data?: unknown }>(app, { method: 'GET' });
	if (!Array.isArray(data)) {
		throw new SubscriptionAnswerError("Meta's answer has no list of the app's subscriptions");
	}
	const found = data.filter(isObject).find(({ object }) => object === OBJECT);
	if (!found) return undefined;
	const fields = Array.isArray(found.fields) ? (found.fields as unknown[]) : [];
	const { callback_url: url } = found;
	return { callbackUrl: typeof url === 'string' ? url : '', fields: fields.map(fieldName).filter(Boolean) };
}

/**
 * Subscribes the app. Meta verifies the callback before it responds.
 *
 * @param subscription with all fields, because Meta does not document whether it adds or replaces fields
 * @throws GraphError also if Meta could not verify the callback
 */
export async function writeAppSubscription(
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
	await send(app, { method: 'POST', form });
}

/**
 * Removes the app's subscription to Instagram.
 *
 * @param fields removes only these fields; all if omitted
 * @throws GraphError
 */
export async function endAppSubscription(app: SubscribedApp, fields?: readonly string[]): Promise<void> {
	await send(app, { method: 'DELETE', query: { object: OBJECT, fields: fields?.join(',') } });
}
