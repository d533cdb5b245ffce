import type { Conversation } from '../inboxes';
import { attachedTo } from '../inboxes';
import type { Account } from '../model';
import { messageUpdate } from '../webhooks/updates';
import type { Answer, AuthorizedCall } from './call';
import { invalidParameter, MetaRefusal } from './errors';
import type { Content } from './messageRules';
import { contentOf, objectParameter, onlyKeys } from './messageRules';
import { route } from './route';

const DAY = 24 * 3600_000;

const ACTIONS = ['typing_on', 'typing_off', 'mark_seen', 'react', 'unreact'];

const TYPES = ['RESPONSE', 'UPDATE', 'MESSAGE_TAG'];

function outsideWindow(): MetaRefusal {
	return new MetaRefusal(10, '(#10) This message is sent outside of allowed window.', { subcode: 2534022 });
}

function noSuchPerson(): MetaRefusal {
	return new MetaRefusal(100, '(#100) No matching user found', { subcode: 2534014 });
}

function notOwnThread(): MetaRefusal {
	return new MetaRefusal(100, '(#100) The app is not the owner of the thread', { subcode: 2534037 });
}

/** The conversation with the recipient, who has to write first. */
export function conversationWith({ world }: AuthorizedCall, account: Account, userId: unknown): Conversation {
	const conversation = typeof userId === 'string' ? world.inboxes.with(account.id, userId) : undefined;
	if (!conversation?.messages.some(({ isOwn }) => !isOwn)) throw noSuchPerson();
	return conversation;
}

function checkWindow({ world, parameters }: AuthorizedCall, { messages }: Conversation): void {
	const { tag, messaging_type: type } = parameters;
	if (type !== undefined && !TYPES.includes(type))
		throw invalidParameter(`Param messaging_type must be one of ${TYPES.join(', ')}`);
	if (tag !== undefined && tag !== 'HUMAN_AGENT') throw invalidParameter('Param tag must be HUMAN_AGENT');
	if ((type === 'MESSAGE_TAG') !== (tag !== undefined))
		throw invalidParameter('Param tag goes with messaging_type MESSAGE_TAG');
	const written = messages.filter(({ isOwn }) => !isOwn).at(-1)?.at ?? 0;
	if (world.clock.now() - written > (tag === undefined ? DAY : 7 * DAY)) throw outsideWindow();
}

/** The message that is answered: one of the conversation. */
function answeredBy(call: AuthorizedCall, { messages }: Conversation): string | undefined {
	if (call.parameters.reply_to === undefined) return undefined;
	const replyTo = objectParameter(call, 'reply_to');
	onlyKeys(replyTo, 'reply_to', 'mid');
	const answered = messages.find(({ id }) => id === replyTo.mid);
	if (!answered) throw invalidParameter('Invalid mid in param reply_to');
	return answered.id;
}

function put(call: AuthorizedCall, conversation: Conversation, content: Content): Answer {
	const { world, parameters } = call;
	const { tag } = parameters;
	const replyTo = answeredBy(call, conversation);
	const message = world.inboxes.add(conversation, {
		isOwn: true,
		at: world.clock.now(),
		...content,
		...(tag === undefined ? {} : { tag }),
		...(replyTo === undefined ? {} : { replyTo }),
	});
	world.webhooks.echo(messageUpdate(conversation, message));
	return { status: 200, body: { recipient_id: conversation.userId, message_id: message.id } };
}

/** Answers a comment in private: once, within a week, and only another's on a post of the account. */
async function privateReply(call: AuthorizedCall, account: Account, commentId: unknown): Promise<Answer> {
	const { world } = call;
	const comment = world.engagement.comments.get(String(commentId));
	const media = comment && world.media.get(comment.mediaId);
	if (!comment || media?.accountId !== account.id || comment.accountId === account.id) throw noSuchPerson();
	if (world.inboxes.answeredComments.has(comment.id)) {
		throw new MetaRefusal(10, '(#10) A private reply has already been sent for this comment.', {
			subcode: 2534025,
		});
	}
	if (world.clock.now() - comment.at > 7 * DAY) throw outsideWindow();
	if (call.parameters.reply_to !== undefined) throw invalidParameter('Param reply_to needs recipient[id]');
	const content = contentOf(call, account);
	await fetchFiles(call, content);
	world.inboxes.answeredComments.add(comment.id);
	return put(call, world.inboxes.open(account.id, comment.fromId, comment.username), content);
}

async function send(call: AuthorizedCall, account: Account): Promise<Answer> {
	const recipient = objectParameter(call, 'recipient');
	if ('comment_id' in recipient) return await privateReply(call, account, recipient.comment_id);
	const conversation = conversationWith(call, account, recipient.id);
	if (conversation.ownerAppId !== undefined) throw notOwnThread();
	const content = contentOf(call, account);
	checkWindow(call, conversation);
	await fetchFiles(call, content);
	return put(call, conversation, content);
}

/**
 * Lets Meta fetch the files that are on this machine. Others are taken as they are, because the sandbox reaches nothing
 * outside.
 */
async function fetchFiles({ world }: AuthorizedCall, content: Content): Promise<void> {
	for (const { payload } of attachedTo(content)) {
		const url = String(payload?.url ?? '');
		if (world.files.isOnThisMachine(url) && !(await world.files.fetch(url)))
			throw new MetaRefusal(100, '(#100) Failed to fetch the file from the url', { subcode: 2018008 });
	}
}

function react(call: AuthorizedCall, { messages }: Conversation, action: string): void {
	const { message_id: messageId, reaction } = objectParameter(call, 'payload');
	const message = messages.find(({ id }) => id === messageId);
	if (!message) throw invalidParameter('Invalid message_id in param payload');
	if (action === 'unreact') {
		delete message.reaction;
		return;
	}
	if (typeof reaction !== 'string' || (reaction !== 'love' && !/^\p{Extended_Pictographic}/u.test(reaction)))
		throw invalidParameter('Invalid reaction in param payload');
	message.reaction = reaction;
}

function actionOf({ parameters }: AuthorizedCall): string {
	return (parameters.sender_action ?? '').toLowerCase();
}

function isReaction(call: AuthorizedCall): boolean {
	return ['react', 'unreact'].includes(actionOf(call));
}

function act(call: AuthorizedCall, account: Account): Answer {
	const { world } = call;
	const action = actionOf(call);
	if (!ACTIONS.includes(action))
		throw invalidParameter(`Param sender_action must be one of ${ACTIONS.join(', ')}`);
	const conversation = conversationWith(call, account, objectParameter(call, 'recipient').id);
	if (isReaction(call)) react(call, conversation, action);
	world.inboxes.actions.push({ accountId: account.id, userId: conversation.userId, action });
	return { status: 200, body: { recipient_id: conversation.userId } };
}

/** Messages and private replies; typing, seen and reactions. */
export const messageRoutes = [
	route({
		method: 'POST',
		path: '/{inbox}/messages',
		when: isReaction,
		permission: 'messages',
		parameters: ['recipient', 'sender_action', 'payload'],
		endpoint: 'action',
		handle: act,
	}),
	route({
		method: 'POST',
		path: '/{inbox}/messages',
		when: ({ parameters }) => parameters.sender_action !== undefined,
		permission: 'messages',
		parameters: ['recipient', 'sender_action'],
		endpoint: 'action',
		handle: act,
	}),
	route({
		method: 'POST',
		path: '/{inbox}/messages',
		permission: 'messages',
		parameters: ['recipient', 'message', 'messaging_type', 'tag', 'reply_to'],
		endpoint: 'send',
		handle: send,
	}),
];
