import type { IDataObject } from 'n8n-workflow';

import type { GraphCall } from '../../graph/types';
import type { Inbox } from '../../connection/inbox';
import type { ItemRun } from '../operation';
import { isObject } from '../../shared/isObject';

/** The properties of a messenger profile that Instagram has, by Meta's names. */
export const PROPERTIES = ['ice_breakers', 'persistent_menu'] as const;

export type ProfileProperty = (typeof PROPERTIES)[number];

/** Labels of the properties in the editor. */
export const PROPERTY_NAMES: Readonly<Record<ProfileProperty, string>> = {
	ice_breakers: 'Ice Breakers',
	persistent_menu: 'Persistent Menu',
};

/** Each property is a list with one entry per locale: `{ locale, call_to_actions }`. */
export type MessengerProfile = Record<ProfileProperty, IDataObject[]>;

/**
 * A call to the messenger profile. With Facebook Login it belongs to the Page, which has one for Messenger as well, so the
 * query names the platform. Meta's documents also name it in the body of a write, for both login methods.
 *
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/messaging-api/ice-breakers (2026-06-30)
 */
export function profileCall(
	run: ItemRun,
	{ owner, call }: Inbox,
	{ method, query, json }: Pick<GraphCall, 'method' | 'query' | 'json'>,
): GraphCall {
	const platform = run.connection.settings.loginMethod === 'facebook' ? 'instagram' : undefined;
	return call({
		method,
		path: `/${owner}/messenger_profile`,
		query: { platform, ...query },
		...(json ? { json: { platform: 'instagram', ...json } } : {}),
		// Writing or deleting the same again does no harm.
		repeatable: true,
	});
}

/** Menu items have a type, ice breakers a question. */
function propertyOf({ call_to_actions: actions }: IDataObject): ProfileProperty {
	const isMenu = Array.isArray(actions) && actions.some((action) => isObject(action) && 'type' in action);
	return isMenu ? 'persistent_menu' : 'ice_breakers';
}

/** Wraps ice breakers without locale, the form before there were locales. */
function byLocale(value: unknown): IDataObject[] {
	const entries = (Array.isArray(value) ? value : []).filter(isObject);
	const isOldForm = entries.length > 0 && entries.every((entry) => !('call_to_actions' in entry));
	return isOldForm ? [{ locale: 'default', call_to_actions: entries }] : entries;
}

/**
 * Reads Meta's answer. Its documents show ice breakers as `{ data: [{ call_to_actions, locale }] }`; the answer for
 * several properties is not documented, so entries under the name of a property are read as well.
 *
 * @returns both properties; one that is not set is empty
 */
export function profileIn(answer: unknown): MessengerProfile {
	const profile: MessengerProfile = { ice_breakers: [], persistent_menu: [] };
	const { data } = isObject(answer) ? answer : {};
	for (const part of Array.isArray(data) ? data : [answer]) {
		if (!isObject(part)) continue;
		if ('call_to_actions' in part) profile[propertyOf(part)].push(part);
		for (const name of PROPERTIES) profile[name].push(...byLocale(part[name]));
	}
	return profile;
}

/** Reads what is set now. */
export async function readProfile(run: ItemRun, inbox: Inbox): Promise<MessengerProfile> {
	const call = profileCall(run, inbox, { method: 'GET', query: { fields: PROPERTIES.join(',') } });
	return profileIn(await run.connection.graph.call(call));
}

/** Only these properties of a profile. */
export function onlyProperties(
	profile: Partial<MessengerProfile>,
	names: readonly ProfileProperty[],
): Partial<MessengerProfile> {
	return Object.fromEntries(names.map((name) => [name, profile[name]]));
}
