import type { Message } from '../sandbox/inboxes';
import { ACCOUNTS, Stage } from './stage';
import { account, byId, containing, given, OperationRunner, RECENT, resource, text } from './work';
import { DOWNLOAD, type UsedCredential } from './workflows';

/** The public address of n8n for Meta; the sandbox leads it to n8n. */
const PUBLIC_HOST = 'n8n.example.com';

const MEDIA = 'https://media.example.com';

const of = resource('message');

const buttons = {
	button: [
		{ type: 'postback', title: 'Book a table', payload: 'BOOK_TABLE' },
		{ type: 'web_url', title: 'Menu', url: 'https://example.com/menu' },
	],
};

/** What people can be sent, by a name of its own, with what Meta gets of it. */
const CONTENTS: Array<[name: string, parameters: object, message: Partial<Message>]> = [
	[
		'buttons',
		{
			messageType: 'template',
			templateType: 'button',
			text: 'How can we help?',
			templateButtons: buttons,
		},
		{
			attachment: {
				type: 'template',
				payload: { template_type: 'button', text: 'How can we help?', buttons: buttons.button },
			},
		},
	],
	[
		'cards',
		{
			messageType: 'template',
			templateType: 'generic',
			templateElements: {
				element: [
					{ title: 'Rye bread', subtitle: 'On Wednesdays', imageUrl: `${MEDIA}/bakery-1.jpg`, buttons },
					{ title: 'Wheat bread', url: 'https://example.com/wheat' },
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
							title: 'Rye bread',
							subtitle: 'On Wednesdays',
							image_url: `${MEDIA}/bakery-1.jpg`,
							buttons: buttons.button,
						},
						{
							title: 'Wheat bread',
							default_action: { type: 'web_url', url: 'https://example.com/wheat' },
						},
					],
				},
			},
		},
	],
	[
		'quick replies',
		{
			messageType: 'quickReplies',
			text: 'What would you like to know?',
			quickReplies: { reply: [{ title: 'Hours', payload: 'HOURS' }, { title: 'Prices' }] },
		},
		{ text: 'What would you like to know?', quickReplies: ['Hours', 'Prices'] },
	],
	[
		'images',
		{ messageType: 'image', mediaUrl: `${MEDIA}/bakery-1.jpg, ${MEDIA}/bakery-2.jpg` },
		{
			attachments: ['bakery-1.jpg', 'bakery-2.jpg'].map((name) => ({
				type: 'image',
				payload: { url: `${MEDIA}/${name}` },
			})),
		},
	],
	[
		'file',
		{ messageType: 'file', mediaUrl: `${MEDIA}/menu.pdf` },
		{ attachment: { type: 'file', payload: { url: `${MEDIA}/menu.pdf` } } },
	],
	['heart', { messageType: 'heart' }, { attachment: { type: 'like_heart', payload: {} } }],
];

describe.each(['instagram', 'facebook'] as const)('messages of every type with %s login', (login) => {
	let stage: Stage;
	let runner: OperationRunner;
	let credential: UsedCredential;

	beforeAll(async () => {
		stage = await Stage.open(`messages-${login}`, {
			publicHost: PUBLIC_HOST,
			env: { N8N_DEFAULT_BINARY_DATA_MODE: 'filesystem' },
		});
		credential = await stage.connectedCredential(login, ['publish', 'comments', 'messages']);
		runner = new OperationRunner(stage, login, credential);
	}, 300_000);

	afterAll(async () => await stage?.close(), 60_000);

	const world = () => stage.sandbox.world;
	const conversation = () => world().inboxes.with(ACCOUNTS[login], RECENT)!;
	const send = (parameters: object) => of('send', { account, recipientId: RECENT, ...parameters });

	/** The message that a step has sent, with whom. */
	function sentAs(items: Array<Record<string, unknown>> = []) {
		const messageId = items[0]?.message_id;
		const found = world()
			.inboxes.of(ACCOUNTS[login])
			.flatMap(({ userId, messages }) => messages.map((message) => ({ userId, message })));
		return found.find(({ message }) => message.id === messageId);
	}

	it('Send: buttons, cards, quick replies, images, a file, a heart, a post, and an answer to a message', async () => {
		const asked = conversation()
			.messages.filter(({ isOwn }) => !isOwn)
			.at(-1)!;
		const post = world().postsOf(ACCOUNTS[login])[0]!;
		const contents: typeof CONTENTS = [
			...CONTENTS,
			[
				'post',
				{ messageType: 'mediaShare', mediaId: byId(post.id) },
				{ attachment: { type: 'MEDIA_SHARE', payload: { id: post.id } } },
			],
			[
				'answer',
				{ text: 'Until six.', options: { replyToMessageId: given('message') } },
				{ text: 'Until six.', replyTo: asked.id },
			],
		];
		await runner.expectToWork({
			steps: contents.map(([name, parameters]) => ({ name, parameters: send(parameters) })),
			given: { message: asked.id },
			items: Object.fromEntries(
				contents.map(([name]) => [name, [{ recipient_id: RECENT, message_id: text }]]),
			),
			changed: (items) => {
				for (const [name, , message] of contents) {
					expect(sentAs(items[name])).toMatchObject({ userId: RECENT, message: { isOwn: true, ...message } });
				}
			},
		});
	});

	it('Private Reply: buttons, cards, quick replies, images, a file and a heart', async () => {
		const comments = world()
			.postsOf(ACCOUNTS[login])
			.flatMap((post) => world().engagement.commentsOn(post.id))
			.filter(({ accountId }) => accountId === undefined)
			.slice(0, CONTENTS.length);
		await runner.expectToWork({
			steps: CONTENTS.map(([name, parameters], index) => ({
				name,
				parameters: of('privateReply', { account, commentId: comments[index]!.id, ...parameters }),
			})),
			given: {},
			items: Object.fromEntries(
				CONTENTS.map(([name], index) => [
					name,
					[{ recipient_id: comments[index]!.fromId, message_id: text }],
				]),
			),
			changed: (items) => {
				for (const [index, [name, , message]] of CONTENTS.entries()) {
					expect(sentAs(items[name])).toMatchObject({
						userId: comments[index]!.fromId,
						message: { isOwn: true, ...message },
					});
				}
			},
		});
	});

	/** The file that Meta fetches from n8n by a signed URL. */
	async function fetched(url: unknown): Promise<Buffer> {
		expect(url).toMatch(`https://${PUBLIC_HOST}/rest/binary-data/signed?token=`);
		const { pathname, search } = new URL(String(url));
		return Buffer.from(await (await fetch(`${stage.url}${pathname}${search}`)).arrayBuffer());
	}

	/** n8n downloads a picture, and a step sends it; another sends it twice in one message. */
	const picture = () => `${stage.sandbox.url}/media/bakery-2.jpg`;
	const binary = { messageType: 'image', mediaSource: 'binary' };
	const downloaded = `$('${DOWNLOAD}').first().binary.data`;

	it('Send: lets Meta fetch binary files from n8n, one or several', async () => {
		const original = Buffer.from(await (await fetch(picture())).arrayBuffer());
		const sent = [{ recipient_id: RECENT, message_id: text }];
		let messages: Array<Message | undefined> = [];
		await runner.expectToWork({
			file: picture(),
			steps: [
				{ name: 'one', parameters: send({ ...binary, binaryPropertyName: 'data' }) },
				{
					name: 'several',
					parameters: send({ ...binary, binaryPropertyName: `={{ [${downloaded}, ${downloaded}] }}` }),
				},
			],
			given: {},
			items: { one: sent, several: sent },
			changed: ({ one, several }) => {
				messages = [sentAs(one)?.message, sentAs(several)?.message];
			},
		});
		const [one, several] = messages;
		expect(await fetched(one?.attachment?.payload?.url)).toEqual(original);
		expect(several?.attachments).toHaveLength(2);
		for (const { payload } of several?.attachments ?? [])
			expect(await fetched(payload?.url)).toEqual(original);
	});

	it('Send and Private Reply: say which address of n8n Meta cannot reach', async () => {
		const { tunnels } = world().behaviour;
		const [comment] = world()
			.postsOf(ACCOUNTS[login])
			.flatMap((post) => world().engagement.commentsOn(post.id))
			.filter(({ accountId, id }) => accountId === undefined && !world().inboxes.answeredComments.has(id));
		// Nothing listens on this port.
		world().behave({ tunnels: { [PUBLIC_HOST]: 'http://127.0.0.1:9' } });
		for (const parameters of [
			send(binary),
			of('privateReply', { account, commentId: comment!.id, ...binary }),
		]) {
			const steps = [{ name: 'unreachable', parameters }];
			const body = { account: ACCOUNTS[login] };
			const [answer] = await runner.call({ steps, file: picture() }, credential, body);
			expect(answer).toEqual({
				status: 200,
				body: [
					containing({
						error: expect.stringMatching(
							/^Meta could not fetch the file of the message from its URL\. .*by n8n itself, at https:\/\/n8n\.example\.com: .*WEBHOOK_URL/,
						),
						details: containing({ code: 100, subcode: 2018008, retryable: true }),
					}),
				],
			});
		}
		expect(world().inboxes.answeredComments.has(comment!.id)).toBe(false);
		world().behave({ tunnels });
	});

	it('refuses invalid messages before anything is sent', async () => {
		const fourButtons = { button: Array(4).fill(buttons.button[0]) };
		const reply = (parameters: object) =>
			of('privateReply', { commentId: '17858893269000001', ...parameters });
		const template = { messageType: 'template' };
		const many = Array(11).fill(`${MEDIA}/bakery-1.jpg`).join('\n');
		await runner.expectToRefuse([
			[
				'buttons',
				send({ ...template, templateType: 'button', text: 'Hello', templateButtons: fourButtons }),
				/^'Buttons' contains 4 buttons; Instagram takes up to 3/,
			],
			[
				'cards',
				reply({ ...template, templateElements: { element: [{ title: 'Rye bread' }] } }),
				/^'Cards 1' has a title only/,
			],
			[
				'quick replies',
				send({ messageType: 'quickReplies', text: 'Hello', quickReplies: {} }),
				/^'Quick Replies' is empty/,
			],
			[
				'images',
				reply({ messageType: 'image', mediaUrl: many }),
				/^'Media URL' contains 11 images; Instagram takes up to 10/,
			],
			[
				'videos',
				send({ messageType: 'video', mediaUrl: [`${MEDIA}/a.mp4`, `${MEDIA}/b.mp4`].join() }),
				/^'Media URL' contains 2 files; only images can be several in one message/,
			],
			[
				'no file',
				send({ messageType: 'file', mediaSource: 'binary', binaryPropertyName: 'menu' }),
				/^'Input Binary Field' names 'menu', but the item has no binary field of that name/,
			],
			[
				'answer',
				send({ text: 'Hello', options: { replyToMessageId: 'the newest' } }),
				/^'Reply to Message ID' is not an ID: 'the newest'/,
			],
			['comment', reply({ text: 'Hello', commentId: 'theirs' }), /^'Comment ID' is not an ID: 'theirs'/],
		]);
	});

	it('leaves no token or secret in the log and the database', () => {
		expect(stage.leaks()).toEqual([]);
	});
});
