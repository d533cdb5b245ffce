import type { MessengerProfile } from '../inboxes';
import type { Account } from '../model';
import type { Answer, AuthorizedCall } from './call';
import { invalidParameter } from './errors';
import { chosenOf, objectsIn, requiredList } from './lists';
import { checkButton, onlyKeys, textIn } from './messageRules';
import { route } from './route';

const PROPERTIES = ['ice_breakers', 'persistent_menu'];

const MOST_ICE_BREAKERS = 4;

type Json = Record<string, unknown>;

/** A Page has a profile for Messenger, too, so it needs the platform. */
function checkPlatform({ parameters, loginMethod }: AuthorizedCall): void {
	const { platform } = parameters;
	if (platform === undefined && loginMethod === 'instagram') return;
	if (platform?.toLowerCase() !== 'instagram') throw invalidParameter('Param platform must be instagram');
}

function checkIceBreaker(entry: Json): void {
	onlyKeys(entry, 'call_to_actions', 'question', 'payload');
	textIn(entry, 'question', 'call_to_actions');
	textIn(entry, 'payload', 'call_to_actions');
}

/** Checks the entries of a property: one per locale, the default among them. */
function checkLocales(name: string, locales: Json[]): void {
	for (const locale of locales) {
		onlyKeys(locale, name, 'locale', 'call_to_actions');
		const { call_to_actions: actions } = locale;
		if (!Array.isArray(actions) || actions.length === 0)
			throw invalidParameter(`Param ${name}[call_to_actions] must be a non-empty array`);
		if (name === 'ice_breakers' && actions.length > MOST_ICE_BREAKERS)
			throw invalidParameter(
				`Param ${name}[call_to_actions] must have at most ${MOST_ICE_BREAKERS} elements`,
			);
		for (const action of actions as Json[]) {
			if (name === 'ice_breakers') checkIceBreaker(action);
			else checkButton(action);
		}
	}
	if (!locales.some(({ locale }) => locale === 'default'))
		throw invalidParameter(`Param ${name} must have an entry for the locale default`);
}

function profileOf({ world }: AuthorizedCall, { id }: Account): MessengerProfile {
	const profile = world.inboxes.profiles.get(id) ?? {};
	world.inboxes.profiles.set(id, profile);
	return profile;
}

function read(call: AuthorizedCall, account: Account): Answer {
	checkPlatform(call);
	const asked = chosenOf(PROPERTIES, requiredList(call, 'fields'), 'fields');
	const profile = profileOf(call, account);
	const set = asked.filter((name) => profile[name] !== undefined);
	const isNamed = call.world.behaviour.messengerProfileAnswer === 'named';
	const named = set.length > 0 ? [Object.fromEntries(set.map((name) => [name, profile[name]]))] : [];
	return { status: 200, body: { data: isNamed ? named : set.flatMap((name) => profile[name] ?? []) } };
}

function write(call: AuthorizedCall, account: Account): Answer {
	checkPlatform(call);
	const given = PROPERTIES.flatMap((name) => {
		return call.parameters[name] === undefined ? [] : [[name, objectsIn(call, name)] as const];
	});
	if (given.length === 0) throw invalidParameter('Requires one of the params: ice_breakers, persistent_menu');
	for (const [name, locales] of given) checkLocales(name, locales);
	Object.assign(profileOf(call, account), Object.fromEntries(given));
	call.world.touch();
	return { status: 200, body: { result: 'success' } };
}

function remove(call: AuthorizedCall, account: Account): Answer {
	checkPlatform(call);
	const profile = profileOf(call, account);
	for (const name of chosenOf(PROPERTIES, requiredList(call, 'fields'), 'fields')) delete profile[name];
	call.world.touch();
	return { status: 200, body: { result: 'success' } };
}

/** Ice breakers and menu of an account; with Facebook Login they are reached by its Page. */
export const messengerProfileRoutes = [
	route({
		method: 'GET',
		path: '/{inbox}/messenger_profile',
		permission: 'messages',
		parameters: ['platform'],
		endpoint: 'messenger-profile',
		handle: read,
	}),
	route({
		method: 'POST',
		path: '/{inbox}/messenger_profile',
		permission: 'messages',
		parameters: ['platform', ...PROPERTIES],
		endpoint: 'messenger-profile-set',
		handle: write,
	}),
	route({
		method: 'DELETE',
		path: '/{inbox}/messenger_profile',
		permission: 'messages',
		parameters: ['platform', 'fields'],
		endpoint: 'messenger-profile-delete',
		handle: remove,
	}),
];
