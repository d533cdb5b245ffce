import { allow, checkProof, checkVersion, tokenValue } from '../graph/authorize';
import type { Answer, Call } from '../graph/call';
import { LATEST_VERSION } from '../graph/call';
import { badToken, invalidParameter, MetaRefusal, noSuchObject } from '../graph/errors';
import { chosenOf, requiredList } from '../graph/lists';
import type { OpenRoute } from '../graph/route';
import type { LoginMethod } from '../model';
import { SANDBOX_APPS } from '../apps';
import { OBJECTS } from './fields';
import { VerificationFailure } from './verification';

/** Only the app itself may: an app access token is its id and its secret. @throws MetaRefusal */
function checkApp(call: Call, id: string): void {
	checkVersion(call);
	const token = tokenValue(call);
	if (token === undefined)
		throw new MetaRefusal(104, 'An access token is required to request this resource.');
	const { appId, appSecret } = SANDBOX_APPS.facebook;
	const [, tokenApp, secret] = /^(\d+)\|(.*)$/.exec(token) ?? [];
	if (tokenApp === undefined) {
		if (!call.world.tokens.find(token))
			throw badToken(undefined, 'Invalid OAuth access token - Cannot parse access token');
		throw new MetaRefusal(15, '(#15) This method must be called with an app access_token.', { status: 403 });
	}
	if (tokenApp !== appId || secret !== appSecret)
		throw badToken(undefined, 'Invalid OAuth access token signature.');
	checkProof(call, token);
	if (id !== appId) throw noSuchObject(id, call.method);
	const { webhookAppSubscription: mode } = call.world.behaviour;
	if (mode === 'refused' || (mode === 'readOnly' && call.method !== 'GET'))
		throw new MetaRefusal(10, '(#10) Application does not have permission for this action', { status: 403 });
}

/** The login method whose callback the app's subscription has. */
function loginOf({ world }: Call): LoginMethod {
	return world.behaviour.webhookAppSubscription === 'facebook' ? 'facebook' : 'instagram';
}

function read(call: Call): Answer {
	const { world, version = LATEST_VERSION } = call;
	const data = world.webhooks.subscriptions.of(loginOf(call)).map((one) => ({
		object: one.object,
		callback_url: one.callbackUrl,
		active: true,
		fields: one.fields.map((name) => ({ name, version })),
	}));
	return { status: 200, body: { data } };
}

function objectIn({ parameters: { object } }: Call): string {
	if (object === undefined) throw invalidParameter('The parameter object is required');
	if (!Object.hasOwn(OBJECTS, object))
		throw invalidParameter(`Param object must be one of {${Object.keys(OBJECTS).join(', ').toUpperCase()}}`);
	return object;
}

function required(call: Call, name: string): string {
	const text = call.parameters[name] ?? '';
	if (text === '') throw invalidParameter(`The parameter ${name} is required`);
	return text;
}

async function subscribe(call: Call): Promise<Answer> {
	allow(call, 'object', 'callback_url', 'verify_token', 'fields', 'include_values');
	const object = objectIn(call);
	const callbackUrl = required(call, 'callback_url');
	if (!URL.canParse(callbackUrl)) throw invalidParameter('Param callback_url should represent a valid URL');
	const subscription = {
		object,
		callbackUrl,
		verifyToken: required(call, 'verify_token'),
		fields: chosenOf(OBJECTS[object] ?? [], requiredList(call, 'fields'), 'fields'),
		includeValues: call.parameters.include_values === 'true',
	};
	try {
		await call.world.webhooks.subscriptions.subscribe(loginOf(call), subscription);
	} catch (error) {
		if (error instanceof VerificationFailure) throw new MetaRefusal(error.code, error.message);
		throw error;
	}
	return { status: 200, body: { success: true } };
}

function unsubscribe(call: Call): Answer {
	allow(call, 'object', 'fields');
	const object = call.parameters.object === undefined ? undefined : objectIn(call);
	const fields = call.parameters.fields === undefined ? undefined : requiredList(call, 'fields');
	call.world.webhooks.subscriptions.unsubscribe(loginOf(call), object, fields);
	return { status: 200, body: { success: true } };
}

const SUBSCRIPTIONS = { hosts: ['graph.facebook.com'], path: /^\/(\d+)\/subscriptions$/ };

/** Checks that the app itself calls, then answers. */
function forApp(handle: (call: Call) => Promise<Answer> | Answer): OpenRoute['handle'] {
	return (call, id) => (checkApp(call, id), handle(call));
}

/**
 * What the app is subscribed to. Whether that includes Instagram Login nobody has verified: see `webhookAppSubscription`.
 * https://developers.facebook.com/docs/graph-api/reference/app/subscriptions
 */
export const appRoutes: readonly OpenRoute[] = [
	{
		...SUBSCRIPTIONS,
		method: 'GET',
		endpoint: 'subscriptions',
		handle: forApp((call) => (allow(call), read(call))),
	},
	{ ...SUBSCRIPTIONS, method: 'POST', endpoint: 'subscribe', handle: forApp(subscribe) },
	{ ...SUBSCRIPTIONS, method: 'DELETE', endpoint: 'unsubscribe', handle: forApp(unsubscribe) },
];
