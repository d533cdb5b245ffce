import { SANDBOX_APPS } from '../apps';
import type { Conversation } from '../inboxes';
import type { Account } from '../model';
import type { Answer, AuthorizedCall } from './call';
import { invalidParameter } from './errors';
import { chosenOf, objectsIn, requiredList } from './lists';
import { objectParameter } from './messageRules';
import { conversationWith } from './messages';
import { route } from './route';

const ACTIONS = ['block_user', 'unblock_user', 'move_to_spam'];

const MOST_ACTIONS = 2;
const MOST_PEOPLE = 10;

function recipientOf(call: AuthorizedCall, account: Account): Conversation {
	return conversationWith(call, account, objectParameter(call, 'recipient').id);
}

function pass(call: AuthorizedCall, account: Account): Answer {
	const { target_app_id: appId = '' } = call.parameters;
	if (!/^\d+$/.test(appId)) throw invalidParameter('The parameter target_app_id is required');
	recipientOf(call, account).ownerAppId = appId;
	return { status: 200, body: { success: true } };
}

function take(call: AuthorizedCall, account: Account): Answer {
	delete recipientOf(call, account).ownerAppId;
	return { status: 200, body: { success: true } };
}

function owner(call: AuthorizedCall, account: Account): Answer {
	const { recipient } = call.parameters;
	const { ownerAppId = SANDBOX_APPS.facebook.appId } = conversationWith(call, account, recipient);
	return { status: 200, body: { data: [{ thread_owner: { app_id: ownerAppId } }] } };
}

/** The ids in `user_ids`, a list of `{ id }`. */
function peopleIn(call: AuthorizedCall): string[] {
	const ids = objectsIn(call, 'user_ids').flatMap(({ id }) => (typeof id === 'string' ? [id] : []));
	if (ids.length === 0 || ids.length > MOST_PEOPLE)
		throw invalidParameter(`Param user_ids must have 1 to ${MOST_PEOPLE} objects with an id`);
	return ids;
}

function moderate(call: AuthorizedCall, account: Account): Answer {
	const actions = chosenOf(ACTIONS, requiredList(call, 'actions'), 'actions');
	if (actions.length > MOST_ACTIONS || (actions.includes('block_user') && actions.includes('unblock_user')))
		throw invalidParameter('Param actions has values that do not go together');
	const people = peopleIn(call);
	for (const id of people) conversationWith(call, account, id);
	const { moderated } = call.world.inboxes;
	for (const id of people) {
		for (const action of actions) {
			if (action === 'unblock_user') moderated.delete(`${account.id}:${id}:block_user`);
			else moderated.add(`${account.id}:${id}:${action}`);
		}
	}
	return { status: 200, body: { success: true } };
}

/** Which app has a conversation, and who is blocked. All of it takes the Page's token. */
export const handoverRoutes = [
	route({
		method: 'POST',
		path: '/{inbox}/pass_thread_control',
		login: 'facebook',
		permission: 'messages',
		parameters: ['recipient', 'target_app_id', 'metadata'],
		endpoint: 'pass-thread',
		handle: pass,
	}),
	route({
		method: 'POST',
		path: '/{inbox}/take_thread_control',
		login: 'facebook',
		permission: 'messages',
		parameters: ['recipient', 'metadata'],
		endpoint: 'take-thread',
		handle: take,
	}),
	route({
		method: 'GET',
		path: '/{inbox}/thread_owner',
		login: 'facebook',
		permission: 'messages',
		parameters: ['recipient'],
		endpoint: 'thread-owner',
		handle: owner,
	}),
	route({
		method: 'POST',
		path: '/{inbox}/moderate_conversations',
		login: 'facebook',
		permission: 'messages',
		parameters: ['user_ids', 'actions'],
		endpoint: 'moderate',
		handle: moderate,
	}),
];
