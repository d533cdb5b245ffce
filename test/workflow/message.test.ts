import type { INodeParameters } from 'n8n-workflow';

import type { Conversation, Message } from '../../sandbox/inboxes';
import { useSandbox } from '../jest/sandbox';
import { useVirtualTime } from '../jest/virtualTime';
import type { Login } from '../../tools/n8n-harness/arrange';
import {
	ACCOUNT,
	counts,
	connectedCredential,
	withAccessToken,
	restartN8n,
	run,
	LOGINS_WITH_CREDENTIALS,
} from '../../tools/n8n-harness/arrange';

const sandbox = useSandbox();
const time = useVirtualTime(sandbox);
beforeEach(restartN8n);

/** A credential with all permissions. */
const connect = async (login: Login = 'instagram') =>
	await connectedCredential(sandbox.get(), login, 'accessToken');

/** Wrote two hours ago. */
const RECENT = '17841499000000101';
/** Wrote three days ago. */
const QUIET = '17841499000000103';

const send = { resource: 'message', operation: 'send', recipientId: RECENT };
const getMany = { resource: 'message', operation: 'getMany' };
const getConversations = { resource: 'message', operation: 'getConversations' };

function conversation(login: Login = 'instagram', person = RECENT): Conversation {
	const found = sandbox.get().world.inboxes.with(ACCOUNT[login], person);
	if (!found) throw new Error('No such conversation');
	return found;
}

function newest(login: Login = 'instagram', person = RECENT): Message {
	return conversation(login, person).messages.at(-1)!;
}

describe.each(LOGINS_WITH_CREDENTIALS)('message, %s Login with %s', (login, authentication) => {
	it('sends a text, reacts, reads conversations and messages', async () => {
		const connected = await connectedCredential(sandbox.get(), login, authentication, undefined, [
			'messages',
		]);
		const sent = await run(connected, { ...send, text: 'Yes, until six 👋' });
		expect(sent.json).toEqual([{ recipient_id: RECENT, message_id: newest(login).id }]);
		expect(newest(login)).toMatchObject({ isOwn: true, text: 'Yes, until six 👋' });
		expect(sent.last.outputs[0]?.[0]?.pairedItem).toEqual({ item: 0 });

		const reacted = await run(connected, {
			resource: 'message',
			operation: 'sendAction',
			recipientId: RECENT,
			senderAction: 'react',
			messageId: conversation(login).messages[0]!.id,
		});
		expect(reacted.json).toEqual([{ recipient_id: RECENT }]);
		expect(conversation(login).messages[0]!.reaction).toBe('love');

		const listed = await run(connected, getConversations);
		expect(listed.json).toHaveLength(3);
		expect(listed.json[0]).toEqual({
			id: conversation(login).id,
			updated_time: expect.stringMatching(/\+0000$/),
			participants: [
				expect.objectContaining({ id: ACCOUNT[login] }),
				{ id: RECENT, username: 'tide.and.table' },
			],
		});

		const read = await run(connected, { ...getMany, conversationId: conversation(login).id, limit: 2 });
		expect(read.json).toEqual([
			expect.objectContaining({ id: newest(login).id, message: 'Yes, until six 👋' }),
			expect.objectContaining({ message: 'Question 30', from: { id: RECENT, username: 'tide.and.table' } }),
		]);
	});

	it('replies privately to a comment', async () => {
		const connected = await connectedCredential(sandbox.get(), login, authentication, undefined, [
			'messages',
		]);
		const { world } = sandbox.get();
		const post = world.postsOf(ACCOUNT[login])[0]!;
		const comment = world.engagement.commentsOn(post.id)[0]!;
		const { json } = await run(connected, {
			resource: 'message',
			operation: 'privateReply',
			commentId: comment.id,
			text: 'It is 40 euros.',
		});
		expect(json).toEqual([{ recipient_id: comment.fromId, message_id: newest(login, comment.fromId).id }]);
		expect(newest(login, comment.fromId).text).toBe('It is 40 euros.');
	});
});

const types: Array<[string, INodeParameters, Partial<Message>]> = [
	...(['image', 'video', 'audio', 'file'] as const).map(
		(messageType): [string, INodeParameters, Partial<Message>] => [
			messageType,
			{ messageType, mediaUrl: 'https://example.com/thing' },
			{ attachment: { type: messageType, payload: { url: 'https://example.com/thing' } } },
		],
	),
	['heart', { messageType: 'heart' }, { attachment: { type: 'like_heart', payload: {} } }],
	[
		'quickReplies',
		{
			messageType: 'quickReplies',
			text: 'How can we help?',
			quickReplies: { reply: [{ title: 'Hours', payload: 'HOURS' }, { title: 'Prices' }] },
		},
		{ text: 'How can we help?', quickReplies: ['Hours', 'Prices'] },
	],
	[
		'cards',
		{
			messageType: 'template',
			templateElements: {
				element: [
					{
						title: 'Rye',
						subtitle: 'Wednesdays',
						imageUrl: 'https://example.com/rye.jpg',
						url: 'https://example.com/rye',
						buttons: { button: [{ type: 'web_url', title: 'More', url: 'https://example.com' }] },
					},
				],
			},
		},
		{
			attachment: {
				type: 'template',
				payload: {
					template_type: 'generic',
					elements: [
						{
							title: 'Rye',
							subtitle: 'Wednesdays',
							image_url: 'https://example.com/rye.jpg',
							default_action: { type: 'web_url', url: 'https://example.com/rye' },
							buttons: [{ type: 'web_url', title: 'More', url: 'https://example.com' }],
						},
					],
				},
			},
		},
	],
	[
		'text with buttons',
		{
			messageType: 'template',
			templateType: 'button',
			text: 'Shall we?',
			templateButtons: { button: [{ type: 'postback', title: 'Yes', payload: 'YES' }] },
		},
		{
			attachment: {
				type: 'template',
				payload: {
					template_type: 'button',
					text: 'Shall we?',
					buttons: [{ type: 'postback', title: 'Yes', payload: 'YES' }],
				},
			},
		},
	],
];

describe('message.privateReply', () => {
	const lastComment = () => {
		const { world } = sandbox.get();
		return world.engagement.commentsOn(world.postsOf(ACCOUNT.instagram)[0]!.id)[0]!;
	};
	const privateReply = { resource: 'message', operation: 'privateReply' };

	it.each(types)('sends %s', async (_name, parameters, expected) => {
		const connected = await connect();
		const { id: commentId, fromId } = lastComment();
		const { json } = await run(connected, { ...privateReply, commentId, ...parameters });
		expect(json).toEqual([{ recipient_id: fromId, message_id: newest('instagram', fromId).id }]);
		expect(newest('instagram', fromId)).toMatchObject(expected);
	});

	it("sends one of the account's posts", async () => {
		const connected = await connect();
		const { id: commentId, fromId } = lastComment();
		const post = sandbox.get().world.postsOf(ACCOUNT.instagram)[0]!;
		const mediaId = { __rl: true, mode: 'id', value: post.id };
		await run(connected, { ...privateReply, commentId, messageType: 'mediaShare', mediaId });
		expect(newest('instagram', fromId).attachment).toEqual({ type: 'MEDIA_SHARE', payload: { id: post.id } });
	});
});

describe('message.send', () => {
	it.each(types)('sends %s', async (_name, parameters, expected) => {
		const connected = await connect();
		const { json } = await run(connected, { ...send, ...parameters });
		expect(json).toEqual([{ recipient_id: RECENT, message_id: newest().id }]);
		expect(newest()).toMatchObject(expected);
	});

	it("sends one of the account's posts", async () => {
		const connected = await connect();
		const post = sandbox.get().world.postsOf(ACCOUNT.instagram)[0]!;
		const mediaId = { __rl: true, mode: 'id', value: post.id };
		await run(connected, { ...send, messageType: 'mediaShare', mediaId });
		expect(newest().attachment).toEqual({ type: 'MEDIA_SHARE', payload: { id: post.id } });
	});

	it('answers one message', async () => {
		const connected = await connect();
		const [question] = conversation().messages.filter(({ isOwn }) => !isOwn);
		const options = { replyToMessageId: ` ${question!.id} ` };
		await run(connected, { ...send, messageType: 'heart', options });
		expect(newest()).toMatchObject({ attachment: { type: 'like_heart' }, replyTo: question!.id });
	});

	it('answers one message as a human agent', async () => {
		const connected = await connect('facebook');
		const [question] = conversation('facebook', QUIET).messages.filter(({ isOwn }) => !isOwn);
		const options = { replyToMessageId: question!.id, humanAgent: true };
		await run(connected, { ...send, recipientId: QUIET, text: 'Yes', options });
		expect(newest('facebook', QUIET)).toMatchObject({ tag: 'HUMAN_AGENT', replyTo: question!.id });
	});

	it('sends within 7 days as a human agent', async () => {
		const connected = await connect();
		await run(connected, {
			...send,
			recipientId: QUIET,
			text: 'Sorry for the wait',
			options: { humanAgent: true },
		});
		expect(newest('instagram', QUIET)).toMatchObject({ text: 'Sorry for the wait', tag: 'HUMAN_AGENT' });
	});

	it('sends in the order of the items', async () => {
		const connected = await connect();
		await run(
			connected,
			{ ...send, text: '={{ $json.text }}' },
			{ items: [{ text: 'one' }, { text: 'two' }] },
		);
		expect(
			conversation()
				.messages.slice(-2)
				.map(({ text }) => text),
		).toEqual(['one', 'two']);
	});
});

describe("the Page's token", () => {
	it('is fetched once for many items and never shown', async () => {
		const connected = await connect('facebook');
		const { last } = await run(
			connected,
			{ ...send, text: '={{ $json.text }}' },
			{ items: [{ text: 'one' }, { text: 'two' }] },
		);
		await run(connected, { ...send, text: 'three' });
		expect(counts(sandbox.get())).toEqual({ accounts: 1, page: 1, send: 3 });
		const pageToken = sandbox
			.get()
			.world.tokens.list()
			.find(({ kind }) => kind === 'page')!;
		expect(JSON.stringify(last)).not.toContain(pageToken.value);
	});

	it('is fetched again if Meta no longer accepts it', async () => {
		const connected = await connect('facebook');
		await run(connected, { ...send, text: 'one' });
		const { tokens } = sandbox.get().world;
		const pageToken = tokens.list().find(({ kind }) => kind === 'page')!;
		pageToken.expiresAt = sandbox.get().world.clock.now();
		delete pageToken.parent;
		await run(connected, { ...send, text: 'two' });
		expect(newest('facebook').text).toBe('two');
		expect(counts(sandbox.get()).page).toBe(2);
	});

	it("can be the credential's own", async () => {
		const connected = await withAccessToken(sandbox.get(), 'facebook', { kind: 'page' }, {});
		await run(connected, { ...send, text: 'Hello' });
		expect(newest('facebook').text).toBe('Hello');
	});
});

describe('message.sendAction', () => {
	it('shows typing and seen, reacts, and removes the reaction', async () => {
		const connected = await connect();
		const [message] = conversation().messages;
		message!.reaction = 'love';
		const { json } = await run(
			connected,
			{
				resource: 'message',
				operation: 'sendAction',
				recipientId: RECENT,
				senderAction: '={{ $json.action }}',
				messageId: message!.id,
			},
			{ items: ['typing_on', 'typing_off', 'mark_seen', 'unreact'].map((action) => ({ action })) },
		);
		expect(json).toHaveLength(4);
		const shown = sandbox.get().world.inboxes.actions.map(({ action }) => action);
		expect(shown).toEqual(['typing_on', 'typing_off', 'mark_seen', 'unreact']);
		expect(message!.reaction).toBeUndefined();
	});
});

describe('message.getConversations', () => {
	it('finds the conversation with a person', async () => {
		const connected = await connect();
		const { json } = await run(connected, {
			...getConversations,
			filters: { userId: QUIET },
			fields: ['messages'],
		});
		expect(json).toEqual([
			{
				id: conversation('instagram', QUIET).id,
				messages: [expect.objectContaining({ message: 'Question 3' })],
			},
		]);
	});

	it('reads all pages, or stops at the limit', async () => {
		const connected = await connect();
		sandbox.get().world.behave({ shortPages: true });
		const all = await run(connected, { ...getConversations, returnAll: true });
		expect(all.json).toHaveLength(3);
		sandbox.get().world.requests.clear();
		expect((await run(connected, { ...getConversations, limit: 1 })).json).toHaveLength(1);
		expect(counts(sandbox.get())).toEqual({ conversations: 1 });
	});
});

describe('message.getMany', () => {
	it('reads details of the 20 newest messages, and ID and time of all', async () => {
		const connected = await connect();
		const { json } = await run(connected, { ...getMany, conversationId: conversation().id, returnAll: true });
		expect(json.map(({ id }) => id)).toEqual(
			conversation()
				.messages.map(({ id }) => id)
				.reverse(),
		);
		expect(json.filter((message) => 'message' in message)).toHaveLength(20);
		expect(Object.keys(json.at(-1)!)).toEqual(['id', 'created_time']);
		expect(counts(sandbox.get())).toEqual({ conversation: 2 });
	});

	it('counts the 20 newest across short pages', async () => {
		const connected = await connect();
		sandbox.get().world.behave({ shortPages: true });
		const { json } = await run(connected, { ...getMany, conversationId: conversation().id, limit: 25 });
		expect(json).toHaveLength(25);
		expect(json.filter((message) => 'message' in message)).toHaveLength(20);
	});
});

describe('message.send with an unknown outcome', () => {
	it.each(['reset-after', 'hang-after', 'truncated'] as const)(
		'finds the message in the conversation (%s)',
		async (action) => {
			const connected = await connect('facebook');
			sandbox.get().world.faults.add({ endpoint: 'send', action });
			const { json } = await run(connected, { ...send, text: 'Only once' });
			expect(json).toEqual([{ recipient_id: RECENT, message_id: newest('facebook').id }]);
			expect(conversation('facebook').messages.filter(({ text }) => text === 'Only once')).toHaveLength(1);
			expect(counts(sandbox.get()).send).toBe(1);
		},
	);

	it('finds a private reply', async () => {
		const connected = await connect();
		sandbox.get().world.faults.add({ endpoint: 'send', action: 'reset-after' });
		const { world } = sandbox.get();
		const comment = world.engagement.commentsOn(world.postsOf(ACCOUNT.instagram)[0]!.id)[0]!;
		const { json } = await run(connected, {
			resource: 'message',
			operation: 'privateReply',
			commentId: comment.id,
			text: 'Only once',
		});
		expect(json).toEqual([
			{ recipient_id: comment.fromId, message_id: newest('instagram', comment.fromId).id },
		]);
	});

	it('does not mistake an earlier message with the same text for this one', async () => {
		const connected = await connect();
		await run(connected, { ...send, text: 'Hello' });
		time.advance(60_000);
		sandbox.get().world.faults.add({ endpoint: 'send', action: 'reset-before' });
		const { last } = await run(connected, { ...send, text: 'Hello' }, { onError: 'continueRegularOutput' });
		expect(last.outputs[0]?.[0]?.json).toMatchObject({
			error: expect.stringMatching(/^The message may already have been sent\. /),
			details: { retryable: false },
		});
	});

	it.each(['{}', 'true', '[]', '{"message_id":null}', '{"success":true}', 'null'])(
		'looks for the message after an answer without an ID (%s)',
		async (text) => {
			const connected = await connect();
			sandbox.get().world.faults.add({ endpoint: 'send', action: 'answer', text, workDone: true });
			const { json } = await run(connected, { ...send, text: 'Hello' });
			expect(json).toMatchObject([{ message_id: expect.stringMatching(/./) }]);
			time.advance(60_000);
			sandbox.get().world.faults.add({ endpoint: 'send', action: 'answer', text });
			const { last } = await run(connected, { ...send, text: 'Hello' }, { onError: 'continueRegularOutput' });
			expect(last.outputs[0]?.[0]?.json).toMatchObject({
				error: expect.stringMatching(/^The message may already have been sent\. /),
				details: { retryable: false },
			});
		},
	);

	it("does not send again with n8n's Retry on Fail", async () => {
		const connected = await connect();
		sandbox.get().world.faults.add({ endpoint: 'send', action: 'reset-after' });
		sandbox.get().world.faults.add({ endpoint: 'conversations', action: 'error', code: 10, times: 99 });
		await run(
			connected,
			{ ...send, text: 'Only once' },
			{ onError: 'continueRegularOutput', retryOnFail: true },
		);
		expect(counts(sandbox.get()).send).toBe(1);
	});

	it('reports an unknown outcome if the message has no text to find it by', async () => {
		const connected = await connect();
		sandbox.get().world.faults.add({ endpoint: 'send', action: 'reset-after' });
		const { last } = await run(
			connected,
			{ ...send, messageType: 'heart' },
			{ onError: 'continueRegularOutput' },
		);
		expect(last.outputs[0]?.[0]?.json).toMatchObject({
			error: expect.stringMatching(/^The message may already have been sent\. /),
			details: { retryable: false },
		});
		expect(counts(sandbox.get())).toEqual({ send: 1 });
	});
});
