import { FOLLOWERS } from '../sandbox/seedEngagement';
import { SANDBOX_APPS } from '../sandbox/apps';
import type { WorkflowJson } from './n8nApi';
import { Stage } from './stage';
import { itemsOf, POLL_TIMES } from './triggers';
import { until } from './waiting';

const ACCOUNT = '17841400000000001';
const TRIGGER = 'New on Instagram';

/** Long enough for several polls. */
const SEVERAL_POLLS = { timeoutMs: 90_000, intervalMs: 500 };

jest.setTimeout(600_000);

async function becomes(what: string, isSo: () => Promise<boolean> | boolean): Promise<void> {
	await until(what, isSo, Boolean, SEVERAL_POLLS);
}

describe('Instagram Polling Trigger in a real n8n', () => {
	let stage: Stage;
	let workflow: { id: string; versionId: string };

	const world = () => stage.sandbox.world;
	const post = () => world().postsOf(ACCOUNT)[0]!;

	/** Adds a comment now or some seconds ago. */
	function comment(text: string, { ago = 0, parentId }: { ago?: number; parentId?: string } = {}): string {
		const { id: fromId, username } = FOLLOWERS[1]!;
		const at = world().clock.now() - ago * 1000;
		const reply = parentId ? { parentId } : {};
		return world().engagement.addComment({ mediaId: post().id, text, username, fromId, at, ...reply }).id;
	}

	/** The texts of the items of each execution, oldest first. */
	async function receivedTexts(): Promise<string[][]> {
		const executions = (await stage.api.executionsOf(workflow.id)).filter(
			({ mode, status }) => mode === 'trigger' && status === 'success',
		);
		const texts: string[][] = [];
		for (const { id } of executions.reverse()) {
			const items = itemsOf((await stage.api.execution(id)).data, TRIGGER);
			texts.push(items.map(({ json }) => String(json.text ?? json.caption)));
		}
		return texts;
	}

	const polls = () => world().requests.list({ endpoint: 'list' }).length;

	/** Waits for two more polls, so that a repetition is visible. */
	async function polledTwice(): Promise<void> {
		const before = polls();
		await becomes('two polls', () => polls() >= before + 2);
	}

	beforeAll(async () => {
		stage = await Stage.open('polling');
		const { value: accessToken } = world().tokens.mint({
			loginMethod: 'instagram',
			kind: 'long',
			accounts: [ACCOUNT],
		});
		const credential = await stage.api.createCredential('Pasted', 'instagramAccessTokenApi', {
			loginMethod: 'instagram',
			accessToken,
			...SANDBOX_APPS.instagram,
		});
		const json: WorkflowJson = {
			name: 'Polling',
			nodes: [
				{
					id: '6d2f1b5e-0000-4000-8000-000000000101',
					name: TRIGGER,
					type: 'n8n-nodes-instagram-platform.instagramPollingTrigger',
					typeVersion: 1,
					position: [200, 300],
					parameters: {
						authentication: 'accessToken',
						events: ['comments'],
						pollTimes: { item: POLL_TIMES },
					},
					credentials: { instagramAccessTokenApi: credential },
				},
			],
			connections: {},
		};
		workflow = await stage.api.createWorkflow(json);
	});

	afterAll(async () => await stage?.close());

	it('returns a sample in a manual run', async () => {
		const id = await stage.api.startByHand(workflow.id, TRIGGER);
		await becomes('the run by hand', async () => (await stage.api.execution(id)).status === 'success');
		const items = itemsOf((await stage.api.execution(id)).data, TRIGGER);
		expect(items.map(({ json }) => json)).toEqual([
			expect.objectContaining({ event: 'comments', accountId: ACCOUNT, text: expect.any(String) }),
		]);
	});

	it('returns nothing from before the activation', async () => {
		const before = polls();
		await stage.api.activate(workflow);
		await becomes('the first poll', () => polls() > before);
		await polledTwice();
		expect(await receivedTexts()).toEqual([]);
	});

	it('starts the workflow once for each new comment, oldest first', async () => {
		const parentId = comment('One', { ago: 4 });
		comment('Two', { ago: 2 });
		comment('Three, a reply', { parentId });
		await becomes('the comments', async () => (await receivedTexts()).flat().length >= 3);
		await polledTwice();
		expect((await receivedTexts()).flat()).toEqual(['One', 'Two', 'Three, a reply']);
	});

	it('repeats and skips nothing after a restart of n8n', async () => {
		comment('Just before');
		await stage.daysPass(0);
		comment('Just after');
		await becomes('both comments', async () => (await receivedTexts()).flat().length >= 5);
		await polledTwice();
		await stage.daysPass(0);
		await polledTwice();
		const all = ['One', 'Two', 'Three, a reply', 'Just before', 'Just after'];
		expect((await receivedTexts()).flat()).toEqual(all);
	});

	it('reports an error of Meta with a failed execution, and returns the comment once later', async () => {
		world().faults.add({ endpoint: 'list', action: 'error', code: 10 });
		await becomes('the failed execution', async () =>
			(await stage.api.executionsOf(workflow.id)).some(({ status }) => status === 'error'),
		);
		comment('At last');
		await becomes('the comment', async () => (await receivedTexts()).flat().includes('At last'));
		await polledTwice();
		expect((await receivedTexts()).flat().filter((text) => text === 'At last')).toHaveLength(1);
	});

	it('leaves no token or secret in the log and the database', () => expect(stage.leaks()).toEqual([]));
});
