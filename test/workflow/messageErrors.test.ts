import type { INodeParameters } from 'n8n-workflow';

import { useSandbox } from '../jest/sandbox';
import { useVirtualTime } from '../jest/virtualTime';
import type { Connected, Login } from '../../tools/n8n-harness/arrange';
import {
	ACCOUNT,
	counts,
	failures,
	connectedCredential,
	withAccessToken,
	restartN8n,
	run,
} from '../../tools/n8n-harness/arrange';

const DAY = 24 * 60 * 60 * 1000;
const sandbox = useSandbox();
const time = useVirtualTime(sandbox);
beforeEach(restartN8n);

/** A credential with all permissions. */
const connect = async (login: Login = 'instagram') =>
	await connectedCredential(sandbox.get(), login, 'accessToken');

const RECENT = '17841499000000101';
const QUIET = '17841499000000103';
const LONG_AGO = '17841499000000105';

const send = { resource: 'message', operation: 'send', recipientId: RECENT, text: 'Hello' };
const privateReply = { resource: 'message', operation: 'privateReply', text: 'Hello' };
const sendAction = { resource: 'message', operation: 'sendAction', recipientId: RECENT };

async function failure(connected: Connected, parameters: INodeParameters) {
	const { last } = await run(connected, parameters, { onError: 'continueRegularOutput' });
	return failures(last.outputs[0]!)[0];
}

function commentId(): string {
	const { world } = sandbox.get();
	return world.engagement.commentsOn(world.postsOf(ACCOUNT.instagram)[0]!.id)[0]!.id;
}

describe('message.send', () => {
	it('explains the 24-hour window, and the 7 days of a human agent', async () => {
		const connected = await connect();
		expect(await failure(connected, { ...send, recipientId: QUIET })).toMatchObject({
			error: expect.stringMatching(/time to reply.*24 hours.*'Human Agent'/),
			details: { code: 10, subcode: 2534022, retryable: false },
		});
		const options = { humanAgent: true };
		expect(await failure(connected, { ...send, recipientId: LONG_AGO, options })).toMatchObject({
			details: { subcode: 2534022 },
		});
	});

	it('explains a recipient that Instagram does not know', async () => {
		const connected = await connect();
		expect(await failure(connected, { ...send, recipientId: '123' })).toMatchObject({
			error: expect.stringMatching(/does not find the recipient.*the sender's ID in a message/),
			details: { subcode: 2534014, retryable: false },
		});
	});

	const wrong: Array<[string, INodeParameters, RegExp]> = [
		['no recipient', { recipientId: '={{ "" }}' }, /^'Recipient ID' is empty/],
		['a username', { recipientId: '@mira_k' }, /^'Recipient ID' is not an ID/],
		['no text', { text: ' ' }, /^'Text' is empty/],
		['too many bytes', { text: '👋'.repeat(251) }, /^'Text' has 1,004 bytes; Instagram takes up to 1,000/],
		[
			'a text as answered message',
			{ options: { replyToMessageId: 'the last one' } },
			/^'Reply to Message ID' is not an ID: 'the last one'/,
		],
		[
			'an unknown source',
			{ messageType: 'image', mediaSource: 'drive' },
			/^'Media Source' cannot be 'drive'/,
		],
		['no binary', { messageType: 'image', mediaSource: 'binary' }, /^'Input Binary Field' names 'data', but/],
		['no URL', { messageType: 'image' }, /^'Media URL' is empty/],
		[
			'a local URL',
			{ messageType: 'file', mediaUrl: 'https://localhost/a.pdf' },
			/^'Media URL' names a host/,
		],
		['an unknown type', { messageType: '={{ "gif" }}' }, /^'Message Type' cannot be 'gif'/],
		['no quick replies', { messageType: 'quickReplies' }, /^'Quick Replies' is empty/],
		[
			'too many quick replies',
			{
				messageType: 'quickReplies',
				quickReplies: { reply: Array.from({ length: 14 }, (_, index) => ({ title: `${index}` })) },
			},
			/^'Quick Replies' contains 14 quick replies; Instagram takes up to 13/,
		],
		['no cards', { messageType: 'template' }, /^'Cards' is empty/],
		[
			'a card with a title only',
			{ messageType: 'template', templateElements: { element: [{ title: 'Rye' }] } },
			/^'Cards 1' has a title only/,
		],
		[
			'a button without payload',
			{
				messageType: 'template',
				templateType: 'button',
				templateButtons: { button: [{ type: 'postback', title: 'Yes' }] },
			},
			/^'Buttons 1 > Payload' is empty/,
		],
	];

	it.each(wrong)('rejects %s before anything is sent', async (_name, parameters, message) => {
		const connected = await connect();
		const failed = await failure(connected, { ...send, ...parameters });
		expect(failed).toMatchObject({ error: expect.stringMatching(message), details: { retryable: false } });
		expect(counts(sandbox.get())).toEqual({});
	});

	it.each(['instagram', 'facebook'] as const)('names the missing permission (%s Login)', async (login) => {
		const permissions =
			login === 'instagram'
				? ['instagram_business_basic']
				: ['instagram_basic', 'pages_show_list', 'pages_read_engagement'];
		const connected = await withAccessToken(sandbox.get(), login, { permissions });
		expect(await failure(connected, send)).toMatchObject({
			error: expect.stringContaining("The call needs 'Messages'"),
			details: { code: 10 },
		});
	});

	it('reports a rate limit or a temporary error as not sent', async () => {
		const connected = await connect();
		sandbox.get().world.faults.add({ endpoint: 'send', action: 'error', code: 10, subcode: 2534001 });
		expect(await failure(connected, send)).toMatchObject({
			error: expect.stringMatching(/^The conversation has been archived or deleted/),
		});
	});
});

describe('message.privateReply', () => {
	it('explains that a comment has a private reply already', async () => {
		const connected = await connect();
		const parameters = { ...privateReply, commentId: commentId() };
		await run(connected, parameters);
		expect(await failure(connected, parameters)).toMatchObject({
			error: expect.stringMatching(/already received its private reply.*one private reply per comment/),
			details: { subcode: 2534025, retryable: false },
		});
	});

	it('explains the 7-day window', async () => {
		const connected = await connect();
		const comment = commentId();
		time.advance(8 * DAY);
		expect(await failure(connected, { ...privateReply, commentId: comment })).toMatchObject({
			error: expect.stringContaining('within 7 days of the comment'),
		});
	});

	it('explains a malformed ID, and the ID of another object', async () => {
		const connected = await connect();
		expect((await failure(connected, { ...privateReply, commentId: 'abc' }))?.error).toMatch(
			/^'Comment ID' is not an ID/,
		);
		const mediaId = sandbox.get().world.postsOf(ACCOUNT.instagram)[0]!.id;
		expect((await failure(connected, { ...privateReply, commentId: mediaId }))?.error).toMatch(
			/^'Comment ID' is/,
		);
	});
});

describe('message.sendAction', () => {
	it('explains a message or reaction that Meta does not know', async () => {
		const connected = await connect();
		const react = { ...sendAction, senderAction: 'react' };
		expect((await failure(connected, { ...react, messageId: 'aWdfbm9uZQ' }))?.error).toMatch(
			/^Meta did not accept the reaction.*Check 'Message ID'/,
		);
		expect((await failure(connected, { ...react, messageId: '' }))?.error).toMatch(/^'Message ID' is empty/);
		expect((await failure(connected, { ...react, messageId: 'a b' }))?.error).toMatch(
			/^'Message ID' is not an ID/,
		);
		expect((await failure(connected, { ...react, messageId: 'aWdf', reaction: '' }))?.error).toMatch(
			/^'Reaction' is empty/,
		);
		expect((await failure(connected, { ...sendAction, recipientId: '123' }))?.details).toMatchObject({
			subcode: 2534014,
		});
	});
});

describe('message.getConversations', () => {
	it('rejects a person that is not an ID, and an unknown field', async () => {
		const connected = await connect();
		const parameters = { resource: 'message', operation: 'getConversations' };
		expect((await failure(connected, { ...parameters, filters: { userId: 'mira_k' } }))?.error).toMatch(
			/^'User ID' is not an ID/,
		);
		expect((await failure(connected, { ...parameters, fields: '={{ "mood" }}' }))?.error).toMatch(
			/^'Fields' has 'mood', which is not a field of a conversation/,
		);
	});
});

describe('message.getMany', () => {
	it('explains an ID that is malformed, unknown or of another object', async () => {
		const connected = await connect();
		const parameters = { resource: 'message', operation: 'getMany' };
		const get = async (id: string) =>
			(await failure(connected, { ...parameters, conversationId: id }))?.error;
		expect(await get('={{ "" }}')).toMatch(/^'Conversation ID' is empty.*Get Conversations/);
		expect(await get('a/b?c')).toMatch(/^'Conversation ID' is not an ID/);
		expect(await get('aWdfbm9uZQ')).toMatch(
			/^'Conversation ID' is aWdfbm9uZQ, but Meta does not find a conversation/,
		);
		const post = sandbox.get().world.postsOf(ACCOUNT.instagram)[0]!;
		expect(await get(post.id)).toMatch(/^'Conversation ID' is \d+, which is not the ID of a conversation/);
	});
});

describe('a Page without a token', () => {
	it('is explained', async () => {
		const connected = await connect('facebook');
		sandbox.get().world.faults.add({ endpoint: 'page', action: 'error', code: 200 });
		expect((await failure(connected, send))?.details).toMatchObject({ code: 200, retryable: false });
	});
});
