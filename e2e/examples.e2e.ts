import { parse } from 'flatted';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { PublishedMedia } from '../sandbox/model';
import { screenshot } from './browser';
import { startChatModel, type ChatModel } from './chatModel';
import type { WorkflowJson, WorkflowNode } from './n8nApi';
import { Stage } from './stage';
import type { UsedCredential } from './workflows';

const FOLDER = path.join(__dirname, '..', 'examples');

/** @north.pottery under Instagram Login, @harbour_bakery under Facebook Login. */
const ACCOUNTS = { instagram: '17841400000000001', facebook: '17841400000000003' } as const;

const RUN_MS = 60_000;

type Items = Array<{ json: Record<string, unknown>; binary?: Record<string, { fileName?: string }> }>;

/** What the nodes of an execution have put out, by their names; of those with several outputs, by the first. */
type Outputs = Record<string, Items>;

interface ExecutionData {
	resultData: {
		error?: { message: string };
		runData: Record<string, Array<{ data?: { main: Array<Items | null> } }>>;
	};
}

function readExample(file: string): WorkflowJson {
	return JSON.parse(readFileSync(path.join(FOLDER, file), 'utf8')) as WorkflowJson;
}

describe('the examples', () => {
	let stage: Stage;
	let model: ChatModel;
	let pictures: string;
	let credentials: Record<'instagram' | 'facebook' | 'openAi', UsedCredential>;

	beforeAll(async () => {
		pictures = mkdtempSync(path.join(tmpdir(), 'pictures-'));
		stage = await Stage.open('examples', {
			publicHost: 'n8n.example.com',
			env: { N8N_DEFAULT_BINARY_DATA_MODE: 'filesystem', N8N_RESTRICT_FILE_ACCESS_TO: pictures },
		});
		model = await startChatModel(({ messages }) => {
			const comment = messages.at(-1)?.content ?? '';
			const isSpam = comment.includes('followers');
			const isQuestion = comment.includes('?');
			return JSON.stringify({ Spam: isSpam, Question: isQuestion && !isSpam, Other: !isSpam && !isQuestion });
		});
		const permissions = ['publish', 'comments', 'insights', 'messages', 'webhooks'];
		credentials = {
			instagram: await stage.connectedCredential('instagram', permissions),
			facebook: await stage.connectedCredential('facebook', permissions),
			openAi: await stage.api.createCredential('Model', 'openAiApi', {
				apiKey: 'only-for-this-test',
				url: model.url,
			}),
		};
	}, 300_000);

	afterAll(async () => {
		await stage?.close();
		await model?.close();
		rmSync(pictures, { recursive: true, force: true });
	}, 60_000);

	/** A node as a person has set it up: with a credential, and the account picked that the example leaves open. */
	function setUp(node: WorkflowNode, login: 'instagram' | 'facebook'): WorkflowNode {
		if (node.type.endsWith('.lmChatOpenAi')) {
			return { ...node, credentials: { openAiApi: credentials.openAi } };
		}
		if (!node.type.startsWith('n8n-nodes-instagram-platform.')) return node;
		const account = node.parameters.account as { value: string } | undefined;
		const isOpen = login === 'facebook' && account?.value === '';
		return {
			...node,
			credentials: { instagramOAuth2Api: credentials[login] },
			parameters: {
				...node.parameters,
				...(isOpen ? { account: { __rl: true, mode: 'list', value: ACCOUNTS.facebook } } : {}),
			},
		};
	}

	async function imported(
		file: string,
		login: 'instagram' | 'facebook',
		change: (node: WorkflowNode) => WorkflowNode = (node) => node,
	): Promise<{ id: string; versionId: string; workflow: WorkflowJson }> {
		const example = readExample(file);
		const workflow = { ...example, nodes: example.nodes.map((node) => change(setUp(node, login))) };
		return { ...(await stage.api.createWorkflow(workflow)), workflow };
	}

	async function outputsOf(executionId: string): Promise<Outputs> {
		const deadline = Date.now() + RUN_MS;
		for (;;) {
			const { status, data } = await stage.api.execution(executionId);
			if (['success', 'error', 'crashed', 'canceled'].includes(status)) {
				const { resultData } = parse(data) as ExecutionData;
				if (resultData.error) throw new Error(resultData.error.message);
				return Object.fromEntries(
					Object.entries(resultData.runData).map(([name, runs]) => [
						name,
						runs.flatMap((run) => run.data?.main[0] ?? []),
					]),
				);
			}
			if (Date.now() > deadline) throw new Error(`Execution ${executionId} did not end`);
			await new Promise((resolve) => setTimeout(resolve, 200));
		}
	}

	/** Imports an example and runs it as the button in the editor does. */
	async function run(
		file: string,
		login: 'instagram' | 'facebook' = 'instagram',
		change?: (node: WorkflowNode) => WorkflowNode,
	): Promise<{ outputs: Outputs; again: () => Promise<Outputs> }> {
		const { id, workflow } = await imported(file, login, change);
		const trigger = workflow.nodes.find(({ type }) => type.endsWith('Trigger'))?.name ?? '';
		const again = async () => await outputsOf(await stage.api.startByHand(id, trigger));
		return { outputs: await again(), again };
	}

	function jsonOf(outputs: Outputs, node: string): Array<Record<string, unknown>> {
		return (outputs[node] ?? []).map(({ json }) => json);
	}

	function postsOf(username: string): PublishedMedia[] {
		return stage.postsOf(username);
	}

	it('are all listed here or in another end-to-end run', () => {
		const here = readFileSync(__filename, 'utf8');
		const elsewhere = ['carousel.json', 'image-every-morning.json', 'assistant-for-comments.json'];
		const examples = readdirSync(FOLDER).filter((file) => file.endsWith('.json'));
		expect(examples.filter((file) => !here.includes(`'${file}'`))).toEqual([]);
		expect(examples).toEqual(expect.arrayContaining(elsewhere));
	});

	it('post every new product once', async () => {
		const { outputs, again } = await run('new-products-every-morning.json');
		const captions = postsOf('north.pottery').map(({ caption }) => caption);
		expect(captions).toEqual([
			expect.stringContaining('Soup bowl, 40 €'),
			expect.stringContaining('Bud vase, 55 €'),
		]);
		expect(jsonOf(outputs, 'Posted today')).toHaveLength(2);

		const secondMorning = await again();
		expect(jsonOf(secondMorning, 'Publish new products')).toEqual([
			expect.objectContaining({ deduplicated: true }),
			expect.objectContaining({ deduplicated: true }),
		]);
		expect(jsonOf(secondMorning, 'Posted today')).toEqual([]);
		expect(postsOf('north.pottery')).toHaveLength(2);
	}, 120_000);

	it('post the pictures of a folder as a carousel', async () => {
		for (const [index, name] of ['bowl.jpg', 'cup.jpg', 'vase.jpg'].entries()) {
			const picture = await fetch(`${stage.sandbox.url}/media/pottery-${index + 1}.jpg`);
			writeFileSync(path.join(pictures, name), Buffer.from(await picture.arrayBuffer()));
		}
		const { outputs } = await run('carousel-from-a-folder.json', 'instagram', (node) =>
			node.name === 'Pictures in the folder'
				? { ...node, parameters: { ...node.parameters, fileSelector: `${pictures}/*.jpg` } }
				: node,
		);
		const [published] = jsonOf(outputs, 'Publish carousel');
		const post = stage.sandbox.world.media.get(String(published?.id));
		expect(post).toMatchObject({ kind: 'carousel' });
		expect(post?.childIds).toHaveLength(3);
	}, 120_000);

	it.each(['instagram', 'facebook'] as const)(
		'post a reel from a drive (%s)',
		async (login) => {
			const { outputs } = await run('reel-from-a-drive.json', login, (node) =>
				node.name === 'Download the video'
					? { ...node, parameters: { ...node.parameters, url: `${stage.sandbox.url}/media/clip-1.mp4` } }
					: node,
			);
			const [published] = jsonOf(outputs, 'Publish reel');
			expect(stage.sandbox.world.media.get(String(published?.id))).toMatchObject({
				kind: 'video',
				productType: 'REELS',
			});
			expect(jsonOf(outputs, 'Where it is')[0]?.text).toBe(
				`The reel is live: ${String(published?.permalink)}`,
			);
		},
		120_000,
	);

	it.each([
		{ days: 3, stories: 1 },
		{ days: 0, stories: 0 },
		{ days: 25, stories: 0 },
	])(
		'count down in stories: $days days before',
		async ({ days, stories }) => {
			const { outputs } = await run('story-countdown.json', 'instagram', (node) => {
				if (node.name !== 'The day') return node;
				const assignments = {
					assignments: [
						{
							id: 'f0',
							name: 'day',
							type: 'string',
							value: `={{ $now.plus({ days: ${days} }).toISODate() }}`,
						},
					],
				};
				return { ...node, parameters: { assignments, options: {} } };
			});
			expect(jsonOf(outputs, 'Days left')).toEqual([{ daysLeft: days }]);
			const published = jsonOf(outputs, 'Publish story');
			expect(published).toHaveLength(stories);
			for (const { id } of published) {
				expect(stage.sandbox.world.media.get(String(id))).toMatchObject({ productType: 'STORY' });
			}
		},
		120_000,
	);

	it('report on the week', async () => {
		const { outputs } = await run('weekly-insights-report.json');
		const [report] = jsonOf(outputs, 'Report');
		expect(report?.subject).toMatch(/^Instagram, week \d+$/);
		const figures = jsonOf(outputs, 'Figures of the account');
		expect(figures.length).toBeGreaterThanOrEqual(4);
		for (const { title, name, value } of figures) {
			expect(report?.text).toContain(`${String(title ?? name)}: ${String(value)}`);
		}
		const reach = jsonOf(outputs, 'Best first').map((post) => Number(post.reach));
		expect(reach).toEqual([...reach].sort((one, other) => other - one));
		expect(report?.text).toContain(`${reach[0]} accounts reached: https://www.instagram.com/`);
	}, 120_000);

	it('look at competitors, and say who cannot be found', async () => {
		const { outputs } = await run('competitor-discovery.json', 'facebook');
		const rows = jsonOf(outputs, 'Most followers first');
		expect(rows.map(({ username }) => username).sort()).toEqual(['lumen.bikes', 'north.pottery']);
		expect(Number(rows[0]?.followers)).toBeGreaterThanOrEqual(Number(rows[1]?.followers));
		expect(outputs['As a table']?.[0]?.binary?.data?.fileName).toBe('competitors.csv');
		expect(jsonOf(outputs, 'Not found')).toEqual([
			{ username: 'a_private_person', reason: expect.stringContaining("Check 'Username'") },
		]);
	}, 120_000);

	it('watch hashtags', async () => {
		const { outputs, again } = await run('hashtag-watch.json', 'facebook');
		const posts = jsonOf(outputs, 'Not seen before');
		expect(posts.length).toBeGreaterThan(0);
		expect(new Set(posts.map(({ id }) => id)).size).toBe(posts.length);
		expect(jsonOf(await again(), 'Not seen before')).toEqual([]);
	}, 120_000);

	it('keep tokens fresh, and warn', async () => {
		const { outputs } = await run('keep-tokens-fresh.json', 'facebook');
		expect(jsonOf(outputs, 'Renew the token')).toEqual([expect.objectContaining({ isValid: true })]);
		const accounts = jsonOf(outputs, 'Accounts');
		expect(accounts.length).toBeGreaterThan(1);
		expect(jsonOf(outputs, 'Publishing limit')).toHaveLength(accounts.length);
		expect(jsonOf(outputs, 'Warning')).toEqual([]);

		stage.sandbox.world.behaviour.quotaTotal = 5;
		const { outputs: strict } = await run('keep-tokens-fresh.json', 'facebook');
		stage.sandbox.world.behaviour.quotaTotal = 50;
		expect(jsonOf(strict, 'Warning').map(({ text }) => text)).toEqual(
			accounts.map(({ username }) =>
				expect.stringMatching(`^@${String(username)} has \\d of 5 posts left today$`),
			),
		);
	}, 120_000);

	it('have their pictures taken', async () => {
		const { context, editor } = await stage.person();
		for (const file of readdirSync(FOLDER).filter((name) => name.endsWith('.json'))) {
			const { id } = await imported(file, 'instagram');
			await editor.page.goto(`${stage.url}/workflow/${id}`);
			await editor.page.locator('.vue-flow__node').first().waitFor();
			await editor.page.keyboard.press('1');
			await screenshot(editor.page, `example-${file.replace('.json', '')}`);
		}
		await context.close();
	}, 180_000);
});
