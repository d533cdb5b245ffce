import type { IHookFunctions, IHttpRequestOptions, IN8nHttpFullResponse } from 'n8n-workflow';

import type { Connection } from '../../connection';
import { connect } from '../../connection';
import { InputError } from '../../input';
import type { Address } from './address';
import { addressOf } from './address';
import type { App } from './metaApp';
import { readApp } from './metaApp';
import type { Circle } from './announcement';
import { introduce, recall } from './announcement';
import type { Send } from './relay';
import { optionsOf, selfOf, stateOf } from './parameters';
import { join, leave, siblingsOf } from './peers';
import type { Sibling, TriggerState } from './state';

/** Where a hook works: the node, its app, and the way to Meta. */
export interface Place {
	context: IHookFunctions;
	connection: Connection;
	app: App & { appId: string; appSecret: string };
	self: Sibling;
	addresses: Address;
	state: TriggerState;
	/** Whether the user lets the trigger take over a callback that is not its own. */
	mayReplace: boolean;
	send: Send;
}

/** Without the secret nobody can tell a real event from a forged one; without the id the app cannot be subscribed. */
function withSecret(app: App): App & { appId: string; appSecret: string } {
	const { appId = '', appSecret, loginMethod } = app;
	if (appSecret && (appId || loginMethod === 'instagram')) return { ...app, appId, appSecret };
	throw new InputError(
		'Credential',
		"does not hold the app's ID and secret",
		"The trigger needs them to tell Meta's events from forged ones. Enter both in the credential: 'Client ID' and 'Client Secret' there, or 'App ID' and 'App Secret'.",
	);
}

/**
 * Opens the credential for a hook.
 *
 * @throws GraphError or InputError that says what is missing
 */
export async function openPlace(context: IHookFunctions): Promise<Place> {
	const app = withSecret(await readApp(context));
	return {
		context,
		app,
		connection: await connect(context),
		self: selfOf(context, app),
		addresses: addressOf(context),
		state: stateOf(context),
		mayReplace: optionsOf(context).replaceCallback === true,
		send: async (request: IHttpRequestOptions) =>
			(await context.helpers.httpRequest(request)) as IN8nHttpFullResponse,
	};
}

/**
 * Tells the app's other triggers that this one is there, or leaves, and hears who they are.
 *
 * @param callbackUrl the app's callback, where it is known
 */
export async function askAround(
	{ app: { appKey, appSecret }, self, state, addresses, send }: Place,
	{ leaves, callbackUrl }: { leaves: boolean; callbackUrl?: string },
): Promise<Circle> {
	const known = recall(appKey, self, state).map(({ url }) => url);
	const candidates = [
		...known,
		...(callbackUrl ? [callbackUrl] : []),
		...(self.isTest ? [addresses.production] : []),
	];
	const { present, silent } = await introduce(self, { leaves, candidates, appSecret, send });
	const there = union(
		present.map(({ url }) => url),
		silent,
	);
	for (const url of without(known, there)) leave(appKey, url);
	for (const sibling of present) join(appKey, sibling);
	// The register knows who did not answer this time, and of those who are being activated more than they tell.
	return { present: siblingsOf(appKey, self.url), silent };
}

/** Each value once. */
export function union(...lists: Array<readonly string[]>): string[] {
	return [...new Set(lists.flat())];
}

/** The first list's values that are not in the second. */
export function without(list: readonly string[], others: readonly string[]): string[] {
	return list.filter((value) => !others.includes(value));
}
