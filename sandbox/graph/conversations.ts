import type { Conversation, Message } from '../inboxes';
import { attachedTo } from '../inboxes';
import type { Account } from '../model';
import type { World } from '../world';
import type { Answer, AuthorizedCall } from './call';
import { invalidParameter, MetaRefusal } from './errors';
import type { AskedField, Readers } from './fields';
import { innerFields, parseFields, pick } from './fields';
import { page } from './pages';
import { timestamp } from './publicMedia';
import { route } from './route';

/** Meta returns details of only so many messages of a conversation. */
const DETAILED = 20;

const BARE = new Set(['id', 'created_time']);

function newestFirst({ messages }: Conversation): Message[] {
	return [...messages].reverse();
}

function attachmentsOf({ files }: World, message: Message): unknown {
	const data = attachedTo(message).flatMap(({ type, payload }) => {
		if (typeof payload?.url !== 'string') return [];
		const url = files.messageAddress(payload.url);
		return [type === 'file' ? { file_url: url } : { [`${type}_data`]: { url } }];
	});
	return data.length > 0 ? { data } : undefined;
}

function storyOf({ story }: Message): unknown {
	if (!story) return undefined;
	const { kind, id, url } = story;
	return { [kind === 'reply' ? 'reply_to' : 'mention']: { id, link: url } };
}

function messageReaders({ world }: AuthorizedCall, conversation: Conversation, message: Message): Readers {
	const { accountId, userId, username } = conversation;
	const account = { id: accountId, username: world.accounts.get(accountId)?.username ?? '' };
	const person = { id: userId, username };
	const { attachment } = message;
	return {
		id: () => message.id,
		created_time: () => timestamp(message.at),
		from: () => (message.isOwn ? account : person),
		to: () => ({ data: [message.isOwn ? person : account] }),
		message: () => message.text ?? '',
		attachments: () => attachmentsOf(world, message),
		shares: () =>
			attachment?.type === 'MEDIA_SHARE' ? { data: [{ link: world.files.address('/media/') }] } : undefined,
		reactions: () =>
			message.reaction ? { data: [{ reaction: message.reaction, users: [account] }] } : undefined,
		story: () => storyOf(message),
		is_unsupported: () => undefined,
		tags: () => undefined,
	};
}

/** A message as a row. @throws MetaRefusal where details of an old one are asked for */
function describeMessage(
	call: AuthorizedCall,
	conversation: Conversation,
	message: Message,
	asked: AskedField[],
): Record<string, unknown> {
	const isOld = newestFirst(conversation).indexOf(message) >= DETAILED;
	if (isOld && asked.some(({ name }) => !BARE.has(name)))
		throw new MetaRefusal(100, '(#100) The message has been deleted.', { type: 'GraphMethodException' });
	return pick(asked, messageReaders(call, conversation, message), 'UnifiedMessage');
}

function messagesOf(call: AuthorizedCall, conversation: Conversation, asked: AskedField): unknown {
	const { access_token: token } = call.parameters;
	const parameters: Record<string, string> = {
		...asked.modifiers,
		...(token ? { access_token: token } : {}),
	};
	const fields = innerFields(asked, 'id,created_time');
	return page(
		{ ...call, path: `/${conversation.id}/messages`, parameters },
		newestFirst(conversation),
		(one) => describeMessage(call, conversation, one, fields),
	);
}

function conversationReaders(call: AuthorizedCall, conversation: Conversation): Readers {
	const { accountId, userId, username, messages } = conversation;
	const account = call.world.accounts.get(accountId);
	return {
		id: () => conversation.id,
		updated_time: () => timestamp(messages.at(-1)?.at ?? 0),
		participants: () => ({
			data: [
				{ id: accountId, username: account?.username },
				{ id: userId, username },
			],
		}),
		messages: (asked) => messagesOf(call, conversation, asked),
		name: () => undefined,
	};
}

function listConversations(call: AuthorizedCall, owner: Account): Answer {
	const { world, parameters } = call;
	if (parameters.platform?.toLowerCase() !== 'instagram')
		throw invalidParameter('Param platform must be instagram');
	const { user_id: userId } = parameters;
	const found = world.inboxes.of(owner.id).filter((one) => userId === undefined || one.userId === userId);
	const asked = parseFields(parameters.fields ?? 'id,updated_time');
	const row = (one: Conversation) => pick(asked, conversationReaders(call, one), 'UnifiedThread');
	return { status: 200, body: page(call, found, row) };
}

export const conversationRoutes = [
	route({
		method: 'GET',
		path: '/{inbox}/conversations',
		permission: 'messages',
		parameters: ['platform', 'user_id', 'folder', 'tags'],
		endpoint: 'conversations',
		handle: listConversations,
	}),
	route({
		method: 'GET',
		path: '/{conversation}',
		permission: 'messages',
		endpoint: 'conversation',
		handle: (call, conversation) => {
			const asked = parseFields(call.parameters.fields ?? 'id,updated_time');
			return { status: 200, body: pick(asked, conversationReaders(call, conversation), 'UnifiedThread') };
		},
	}),
	route({
		method: 'GET',
		path: '/{message}',
		permission: 'messages',
		endpoint: 'message',
		handle: (call, { conversation, message }) => {
			const asked = parseFields(call.parameters.fields ?? 'id,created_time');
			return { status: 200, body: describeMessage(call, conversation, message, asked) };
		},
	}),
];
