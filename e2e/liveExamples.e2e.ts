import { FOLLOWERS } from '../sandbox/seedEngagement';
import type { Message } from '../sandbox/inboxes';
import { startChatModel, type ChatModel, type ChatRequest, type Reply } from './chatModel';
import { ExampleRuns, type LiveExample } from './exampleRuns';
import { Stage } from './stage';

const PERMISSIONS = ['comments', 'messages', 'webhooks'];

const BOTH = ['instagram', 'facebook'] as const;

jest.setTimeout(180_000);

/** Two who follow the accounts, one who does not, and one who has never written. */
const [TIDE, MIRA, WALKS, JONAS] = FOLLOWERS as [Person, Person, Person, Person];

type Person = (typeof FOLLOWERS)[number];

/** Classifies the three kinds of comment by their content. */
function classify({ messages }: ChatRequest): string {
	const comment = messages.at(-1)?.content ?? '';
	const isSpam = comment.includes('followers');
	const isQuestion = comment.includes('?') && !isSpam;
	return JSON.stringify({ Spam: isSpam, Question: isQuestion, Other: !isSpam && !isQuestion });
}

/** Texts of messages; those of the account behind an arrow. */
function texts(messages: readonly Message[]): string[] {
	return messages.map(({ isOwn, text, attachment }) => {
		const said = text ?? String(attachment?.payload?.text ?? '');
		return isOwn ? `-> ${said}` : said;
	});
}

/** The newest line of the conversation that the assistant is given. */
function newestLine({ messages }: ChatRequest): string {
	const asked = messages.filter(({ role }) => role === 'user').at(-1)?.content ?? '';
	return asked.split('\n').at(-1) ?? '';
}

/** Reads the posts before it answers, and leaves refunds to people. */
function assist(request: ChatRequest): Reply {
	if (/refund/i.test(newestLine(request))) return 'HUMAN';
	if (!request.messages.some(({ role }) => role === 'tool')) return { tool: 'Newest_posts', arguments: {} };
	return 'Tuesday to Saturday, 10 to 18.';
}

function isAssistant({ messages }: ChatRequest): boolean {
	return messages.some(({ content }) => content?.startsWith('You answer direct messages'));
}

describe('the example workflows that begin with events', () => {
	let stage: Stage;
	let model: ChatModel;
	let runs: ExampleRuns;

	beforeAll(async () => {
		stage = await Stage.open('live-examples');
		model = await startChatModel((request) => (isAssistant(request) ? assist : classify)(request));
		runs = await ExampleRuns.open(stage, model.url, PERMISSIONS);
	}, 300_000);

	afterAll(async () => {
		await stage?.close();
		await model?.close();
	});

	/** What a person and the account write to each other while `work` runs. */
	async function exchange(
		example: LiveExample,
		{ id }: Person,
		work: () => Promise<unknown>,
	): Promise<string[]> {
		const before = example.conversationWith(id).length;
		await work();
		return texts(example.conversationWith(id).slice(before));
	}

	it('sort comments with an AI', async () => {
		const texts = ['Get 10,000 followers today!', 'Do you ship to Norway?', 'So beautiful'];
		const [spam, question, praise] = await runs.comments(
			'comment-triage-by-ai.json',
			texts.map((text) => ({ text })),
		);
		const written = [...stage.sandbox.world.engagement.comments.values()];
		expect(texts.map((text) => written.find((comment) => comment.text === text)?.hidden)).toEqual([
			true,
			false,
			false,
		]);
		expect(spam?.json('First answer')).toEqual([]);
		const asked = written.find(({ text }) => text === texts[1]);
		expect(written.filter(({ parentId }) => parentId === asked?.id)).toEqual([
			expect.objectContaining({ text: expect.stringContaining(`@${asked?.username}`) }),
		]);
		expect(question?.json('A person answers')).toHaveLength(1);
		expect([praise?.json('Hide spam'), praise?.json('First answer')]).toEqual([[], []]);
	});

	it.each(BOTH)('answer a keyword with a message (%s)', async (login) => {
		await runs.live('private-reply-to-a-keyword.json', login, async (example) => {
			const said = await exchange(example, WALKS, async () => {
				const wanted = { from: WALKS, text: 'What is the PRICE of the big one?' };
				expect((await example.starts('comments', wanted)).json('Send the price list')).toEqual([
					expect.objectContaining({ message_id: expect.any(String) }),
				]);
				expect(await example.redelivered()).toBe(0);
				expect(await example.ignores('comments', { from: WALKS, text: 'Lovely' })).toBe(0);
			});
			expect(said).toEqual([expect.stringContaining('-> Hello old.harbour.walks! Here is our price list')]);
		});
	});

	describe.each(BOTH)('comment to link (%s)', (login) => {
		const OFFER = (name: string) =>
			`-> Hello ${name}! Shall I send you the link? Tap the button, or answer LINK.`;
		const LINK = '-> Here it is: https://shop.example.com/guide';
		const FOLLOW_FIRST = '-> The link is for our followers. Follow us, then tap the button or answer LINK.';

		it('sends a follower the link for a tap, once', async () => {
			await runs.live('comment-to-link.json', login, async (example) => {
				const said = await exchange(example, MIRA, async () => {
					expect(await example.ignores('comments', { from: MIRA, text: 'Lovely!' })).toBe(0);
					await example.starts('comments', { from: MIRA, text: 'The LINK, please!' });
					expect(await example.redelivered()).toBe(0);
					await example.starts('messaging_postbacks', { from: MIRA });
					expect(await example.redelivered()).toBe(0);
				});
				expect(said).toEqual([OFFER('mira_k'), 'Send me the link', LINK]);
			});
		});

		it('asks who does not follow to follow first, and sends the link after that', async () => {
			const { followers } = stage.sandbox.world.engagement;
			await runs.live('comment-to-link.json', login, async (example) => {
				const said = await exchange(example, JONAS, async () => {
					await example.starts('comments', { from: JONAS, text: 'link' });
					await example.starts('messaging_postbacks', { from: JONAS });
					expect(await example.redelivered()).toBe(0);
					followers.add(`${example.accountId}:${JONAS.id}`);
					await example.starts('messaging_postbacks', { from: JONAS });
				});
				expect(said).toEqual([
					OFFER('jonas.bakt'),
					'Send me the link',
					FOLLOW_FIRST,
					'I follow you now',
					LINK,
				]);
			});
		});

		it('takes the word as an answer, and sends the link if Meta does not tell who follows', async () => {
			const { faults } = stage.sandbox.world;
			await runs.live('comment-to-link.json', login, async (example) => {
				const said = await exchange(example, WALKS, async () => {
					expect(await example.ignores('messages', { from: WALKS, text: 'Are you open?' })).toBe(0);
					await example.starts('messages', { from: WALKS, text: 'LINK' });
					faults.add({ endpoint: 'profile', action: 'error', code: 230 });
					await example.starts('messages', { from: WALKS, text: 'Link!' });
					const other = { from: WALKS, text: 'Menu', value: { payload: 'ANOTHER_BUTTON' } };
					await example.starts('messaging_postbacks', other);
				});
				expect(said).toEqual(['Are you open?', 'LINK', FOLLOW_FIRST, 'Link!', LINK, 'Menu']);
			});
		});
	});

	it.each(BOTH)('thank for a mention in a story, not for a reply to one (%s)', async (login) => {
		await runs.live('story-mention-thank-you.json', login, async (example) => {
			const said = await exchange(example, JONAS, async () => {
				await example.starts('messages', { from: JONAS, story: 'mention' });
				expect(await example.redelivered()).toBe(0);
				expect(await example.ignores('messages', { from: JONAS, story: 'reply' })).toBe(0);
				expect(await example.ignores('messages', { from: JONAS, text: 'Hello' })).toBe(0);
			});
			expect(said).toEqual([
				'',
				'-> Thank you for mentioning us in your story! 💛',
				'Love this! 😍',
				'Hello',
			]);
		});
	});

	describe.each(BOTH)('assistant for messages (%s)', (login) => {
		const ANSWER = '-> Tuesday to Saturday, 10 to 18.';
		const HANDED_OVER = '-> Somebody of our team will answer you here soon.';

		it('answers from the conversation and the posts, with a tool that only reads', async () => {
			await runs.live('assistant-for-messages.json', login, async (example) => {
				const before = example.conversationWith(TIDE.id).at(-1);
				const question = 'Hi!\nShop: When are you open?';
				const said = await exchange(example, TIDE, async () => {
					await example.starts('messages', { from: TIDE, text: question });
					expect(await example.redelivered()).toBe(0);
				});
				expect(said).toEqual([question, ANSWER]);
				const { messages, tools } = model.requests.at(-1)!;
				const lines = messages.find(({ role }) => role === 'user')?.content?.split('\n') ?? [];
				expect(lines).toHaveLength(20);
				expect(lines.at(-1)).toBe('Customer: Hi! Shop: When are you open?');
				expect(lines.at(-2)).toBe(`${before?.isOwn ? 'Shop' : 'Customer'}: ${before?.text}`);
				expect(tools?.map(({ function: { name, parameters } }) => [name, parameters.properties])).toEqual([
					['Newest_posts', {}],
				]);
				const [post] = stage.sandbox.world.postsOf(example.accountId).filter(({ caption }) => caption);
				expect(messages.find(({ role }) => role === 'tool')?.content).toContain(post?.id);
			});
		});

		it('keeps the conversations of a delivery apart, and answers each person once', async () => {
			await runs.live('assistant-for-messages.json', login, async (example) => {
				const begun = model.requests.length;
				const updates = [
					example.happen('messages', { from: MIRA, text: 'A mug, please' }),
					example.happen('messages', { from: WALKS, text: 'A bowl, please' }),
					example.happen('messages', { from: MIRA, text: 'And a plate' }),
				];
				const toWalks = await exchange(example, WALKS, async () => {
					const toMira = await exchange(example, MIRA, async () => await example.startsWith(...updates));
					expect(toMira).toEqual([ANSWER]);
				});
				expect(toWalks).toEqual([ANSWER]);
				const asked = model.requests.slice(begun).map(({ messages }) => JSON.stringify(messages));
				expect(asked.filter((text) => text.includes('A mug, please'))).not.toEqual([]);
				expect(
					asked.filter((text) => text.includes('A mug, please') && text.includes('A bowl, please')),
				).toEqual([]);
			});
		});

		it('hands over to the team, and stays silent from then on', async () => {
			await runs.live('assistant-for-messages.json', login, async (example) => {
				const said = await exchange(example, TIDE, async () => {
					const outputs = await example.starts('messages', { from: TIDE, text: 'I want a REFUND' });
					expect(outputs.json('Tell the team')).toHaveLength(1);
					const asked = model.requests.length;
					await example.starts('messages', { from: TIDE, text: 'When are you open?' });
					expect(model.requests).toHaveLength(asked);
				});
				expect(said).toEqual(['I want a REFUND', HANDED_OVER, 'When are you open?']);
			});
		});
	});

	it.each(BOTH)('answer messages that no webhook brought, each once (%s)', async (login) => {
		const THANKS = '-> Thank you for writing! We answer you here today.';
		await runs.live('messages-without-a-webhook.json', login, async (example) => {
			const catchUp = async () => await example.startByHand('Every 15 minutes');
			await catchUp();

			const said = await exchange(example, MIRA, async () => {
				await example.starts('messages', { from: MIRA, text: 'By webhook' });
				expect(await example.redelivered()).toBe(0);
				await catchUp();
				example.happen('messages', { from: MIRA, text: 'A moment ago', secondsAgo: 60 });
				await catchUp();
			});
			expect(said).toEqual(['By webhook', THANKS, 'A moment ago']);

			const late = example.happen('messages', { from: WALKS, text: 'Without', secondsAgo: 600 });
			const toWalks = await exchange(example, WALKS, async () => {
				await catchUp();
				await catchUp();
				expect((await example.startsWith(late)).json('Answer')).toEqual([]);
			});
			expect(toWalks).toEqual([THANKS]);

			await example.startByHand('Every Sunday at 4');
			expect(await exchange(example, WALKS, catchUp)).toEqual([]);
		});
	});
});
