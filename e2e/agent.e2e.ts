import { readFileSync } from 'node:fs';
import path from 'node:path';

import { screenshot } from './browser';
import { startChatModel, type ChatModel, type ChatRequest, type Reply } from './chatModel';
import type { WorkflowJson } from './n8nApi';
import { Stage } from './stage';
import type { UsedCredential } from './workflows';

const EXAMPLE = path.join(__dirname, '..', 'examples', 'assistant-for-comments.json');
const ACCOUNT = '17841400000000001';
const CHAT = '@n8n/n8n-nodes-langchain.chatTrigger';

const ANSWER = 'Until six, see you soon!';

/** The example, with the credentials selected and its chat public. */
function exampleWorkflow(instagram: UsedCredential, model: UsedCredential): WorkflowJson {
	const example = JSON.parse(readFileSync(EXAMPLE, 'utf8')) as WorkflowJson;
	return {
		...example,
		nodes: example.nodes.map((node) => ({
			...node,
			...(node.type.endsWith('.instagramTool') ? { credentials: { instagramOAuth2Api: instagram } } : {}),
			...(node.type.endsWith('.lmChatOpenAi') ? { credentials: { openAiApi: model } } : {}),
			...(node.type === CHAT ? { parameters: { ...node.parameters, public: true, mode: 'webhook' } } : {}),
		})),
	};
}

/** The answers of the tools since the user's last message, oldest first. */
function toolAnswers({ messages }: ChatRequest): string[] {
	const asked = messages.map(({ role }) => role).lastIndexOf('user');
	return messages
		.slice(asked + 1)
		.filter(({ role }) => role === 'tool')
		.map(({ content }) => content ?? '');
}

/** The first record of a tool's answer. */
function firstId(answer: string | undefined): string {
	const [first] = JSON.parse(answer ?? '') as Array<{ id?: string; response?: Array<{ id: string }> }>;
	return first?.id ?? first?.response?.[0]?.id ?? '';
}

/** Reads the newest post, its comments, and answers the newest of them with the tools' output. */
function answerNewestComment(request: ChatRequest): Reply {
	const [posts, comments, written] = toolAnswers(request);
	if (posts === undefined) return { tool: 'Newest_posts', arguments: { limit: 2 } };
	if (comments === undefined) return { tool: 'Comments_on_a_post', arguments: { media_id: firstId(posts) } };
	if (written === undefined)
		return { tool: 'Answer_a_comment', arguments: { comment_id: firstId(comments), text: ANSWER } };
	return `Done: ${written}`;
}

/** Calls a tool with a username instead of an ID, and reports the result. */
function mistakeId(request: ChatRequest): Reply {
	const [comments] = toolAnswers(request);
	return comments === undefined
		? { tool: 'Comments_on_a_post', arguments: { media_id: 'north.pottery' } }
		: `It did not work: ${comments}`;
}

describe('an AI Agent with the Instagram node as its tool', () => {
	let stage: Stage;
	let model: ChatModel;
	let think: (request: ChatRequest) => Reply = answerNewestComment;
	let chatPath: string;
	let workflowId: string;

	beforeAll(async () => {
		model = await startChatModel((request) => think(request));
		stage = await Stage.open('agent');
		const instagram = await stage.connectedCredential('instagram', ['comments']);
		const openAi = await stage.api.createCredential('Model', 'openAiApi', {
			apiKey: 'only-for-this-test',
			url: model.url,
		});
		const workflow = exampleWorkflow(instagram, openAi);
		const made = await stage.api.createWorkflow(workflow);
		await stage.api.activate(made);
		workflowId = made.id;
		chatPath = `${workflow.nodes.find(({ type }) => type === CHAT)?.webhookId}/chat`;
	}, 300_000);

	afterAll(async () => {
		await stage?.close();
		await model?.close();
	}, 60_000);

	async function chat(chatInput: string) {
		return await stage.api.callWebhook(chatPath, { action: 'sendMessage', sessionId: 'ada', chatInput });
	}

	it('reads posts and comments, and answers a comment', async () => {
		const { engagement } = stage.sandbox.world;
		const post = stage.sandbox.world.postsOf(ACCOUNT)[0]!;
		const comment = engagement.commentsOn(post.id)[0]!;
		const before = engagement.repliesTo(comment.id).length;
		expect(await chat('Answer the newest comment')).toEqual({
			status: 200,
			body: { output: expect.stringContaining('Done: ') },
		});

		const [posts, comments] = toolAnswers(model.requests.at(-1)!);
		expect(posts).toContain(post.caption);
		expect(comments).toContain(comment.text);
		const replies = engagement.repliesTo(comment.id);
		expect(replies).toHaveLength(before + 1);
		expect(replies.at(-1)).toMatchObject({ text: ANSWER, accountId: ACCOUNT });
		expect(model.requests.at(-1)?.messages.at(-1)?.content).toContain(replies.at(-1)?.id);
	});

	it('describes the tools and their parameters to the model', () => {
		const tools = model.requests[0]?.tools?.map(({ function: { name, description, parameters } }) => ({
			name,
			description,
			...Object.fromEntries(
				Object.entries(parameters.properties).map(([key, { type, description: of }]) => [key, [type, of]]),
			),
		}));
		expect(tools?.sort((one, other) => one.name.localeCompare(other.name))).toEqual([
			{
				name: 'Answer_a_comment',
				description: expect.stringContaining('Only with a text that the user has agreed to'),
				comment_id: ['string', 'ID of the comment: digits only, as Comments_on_a_post gives it'],
				text: ['string', 'The answer, up to 2,200 characters'],
			},
			{
				name: 'Comments_on_a_post',
				description: 'Get many comments in Instagram',
				media_id: ['string', 'ID of the post: digits only, as Newest_posts gives it'],
			},
			{
				name: 'Newest_posts',
				description: 'Get many media in Instagram',
				limit: ['number', 'How many posts to read, the newest first'],
			},
		]);
	});

	it('returns errors to the model with the cause and the solution', async () => {
		think = mistakeId;
		const { status, body } = await chat('What do people say?');
		expect(status).toBe(200);
		expect(body).toEqual({
			output: expect.stringMatching(/'Media' is not the URL of a post.* A media ID consists of digits only/),
		});
	});

	it('shows the tools in the editor', async () => {
		const { context, editor } = await stage.person();
		await editor.page.goto(`${stage.url}/workflow/${workflowId}`);
		await editor.page.getByText('Answer a comment').first().waitFor();
		await screenshot(editor.page, '40-agent-with-tools');
		await context.close();
	});

	it('leaves no token or secret in the log and the database', () => {
		expect(stage.leaks()).toEqual([]);
	});
});
