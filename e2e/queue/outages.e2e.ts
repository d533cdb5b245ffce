import { mintedCredential } from '../stage';
import { pause, until } from '../waiting';
import { webhookWorkflow } from '../workflows';
import { saveResults, type Outage } from './results';
import { QueueStage } from './stage';

jest.setTimeout(900_000);

const OUTAGE_MS = 30_000;

/** Between two posts. */
const INTERVAL_MS = 1000;

const LATENCY_MS = 150;

/** Until every process runs again: on a busy machine, n8n takes minutes to start. */
const RECOVERY_MS = 300_000;

const ALL = ['main', 'worker-1', 'worker-2'];

/** For an answer. n8n gives none to a call whose execution it has lost. */
const ANSWER_MS = 60_000;

/** Without a call to Meta: then no execution publishes any more. */
const QUIET_MS = 5000;

async function becomes(what: string, isSo: () => Promise<boolean> | boolean): Promise<void> {
	await until(what, isSo, Boolean, { timeoutMs: RECOVERY_MS, intervalMs: 500 });
}

/** What the node says of a post that it cannot look up and does not publish again. */
const UNKNOWN = /unknown whether that post is live|the post may be live/;

/** What became of a post. */
interface Outcome {
	caption: string;
	/** HTTP status of n8n; 0 without an answer. */
	status: number;
	body: unknown;
}

/**
 * What must be true after every outage: no post is published twice; a call that was answered with 200 is live; and the same
 * call again, with the same Deduplication Key, publishes what is missing or says that the outcome is unknown.
 */
describe('publishing in queue mode while a part of it is gone', () => {
	let stage: QueueStage;
	let accounts: string[];
	const outages: Outage[] = [];

	async function createWorkflow(name: string): Promise<{ id: string; name: string }> {
		// Meta allows a number of posts a day.
		const account = accounts.pop()!;
		const credential = await mintedCredential(stage, 'facebook', { name, accounts: [account] });
		const parameters = {
			resource: 'post',
			operation: 'publish',
			account: { __rl: true, mode: 'id', value: account },
			postType: 'image',
			mediaUrl: 'https://media.example.com/pottery-1.jpg',
			caption: '={{ $json.body.caption }}',
			options: { deduplicationKey: '={{ $json.body.caption }}' },
		};
		const workflow = await stage.api.createWorkflow(webhookWorkflow(name, parameters, credential));
		await stage.api.activate(workflow);
		return { id: workflow.id, name };
	}

	async function publish(name: string, caption: string): Promise<Outcome> {
		const answer = await stage.api
			.callWebhook(name, { caption }, AbortSignal.timeout(ANSWER_MS))
			.catch((error: unknown) => ({ status: 0, body: String(error) }));
		return { caption, ...answer };
	}

	/** Posts while `during` runs. */
	async function publishDuring(name: string, during: () => Promise<void>): Promise<Outcome[]> {
		const outcomes: Array<Promise<Outcome>> = [];
		const timer = setInterval(() => {
			outcomes.push(publish(name, `${name} ${outcomes.length + 1}`));
		}, INTERVAL_MS);
		await during();
		clearInterval(timer);
		return await Promise.all(outcomes);
	}

	async function recovered(): Promise<void> {
		await becomes('all processes run', () => ALL.every((name) => stage.running().includes(name)));
		await becomes('the editor answers', async () =>
			stage.api.logIn().then(
				() => true,
				() => false,
			),
		);
		let calls = -1;
		await becomes('no execution publishes', async () => {
			const before = calls;
			await pause(QUIET_MS);
			calls = stage.sandbox.world.requests.list({}).length;
			return calls === before;
		});
	}

	const liveOnes = () => stage.posts().map(({ caption }) => caption ?? '');

	async function expectNothingLostOrDoubled(
		what: string,
		{ name, id }: { name: string; id: string },
		outcomes: Outcome[],
	): Promise<void> {
		await recovered();
		const live = liveOnes();
		const count = (caption: string) => live.filter((one) => one === caption).length;
		const executions = await stage.api.executionsOf(id);
		const answered = outcomes.filter(({ status }) => status === 200);
		expect(answered.filter(({ caption }) => count(caption) !== 1)).toEqual([]);
		expect(outcomes.filter(({ caption }) => count(caption) > 1)).toEqual([]);

		// Send the unanswered calls again.
		const open = outcomes.filter(({ status }) => status !== 200).map(({ caption }) => caption);
		const again: Outcome[] = [];
		for (const caption of open) {
			const outcome = await publish(name, caption);
			again.push(outcome);
			if (outcome.status === 200) continue;
			// n8n lists executions first that it believes to be running.
			const ids = (await stage.api.executionsOf(id)).map((execution) => Number(execution.id));
			const { data } = await stage.api.execution(String(Math.max(...ids)));
			if (!UNKNOWN.test(data)) throw new Error(JSON.stringify({ outcome, data }));
		}
		const now = liveOnes();
		expect(outcomes.filter(({ caption }) => now.filter((one) => one === caption).length > 1)).toEqual([]);
		const published = again.filter(({ status }) => status === 200);
		expect(published.filter(({ caption }) => !now.includes(caption))).toEqual([]);
		const statuses = executions.map(({ status }) => status);
		outages.push({
			what,
			posts: outcomes.length,
			answered: answered.length,
			live: outcomes.filter(({ caption }) => count(caption) === 1).length,
			executions: Object.fromEntries(
				[...new Set(statuses)].map((one) => [one, statuses.filter((status) => status === one).length]),
			),
			again: {
				published: published.filter(({ caption }) => count(caption) === 0).length,
				foundLive: published.filter(({ caption }) => count(caption) === 1).length,
				unknown: again.length - published.length,
			},
		});
	}

	beforeAll(async () => {
		stage = await QueueStage.open({
			name: 'queue-outages',
			accounts: 5,
			latencyMs: LATENCY_MS,
			isLocal: true,
		});
		await stage.start({ workers: 2 }, 'database');
		accounts = [...stage.sandbox.world.accounts.values()]
			.filter(({ ownerKey, pageId }) => ownerKey === 'ben' && pageId)
			.map(({ id }) => id);
		stage.isSupervised = true;
	});

	afterAll(async () => {
		await stage?.close();
		saveResults('outages', outages);
	});

	it('publishes once when a worker is killed between the publishing and its answer', async () => {
		const workflow = await createWorkflow('worker-killed');
		const { name } = workflow;
		await publish(name, 'the token is exchanged');
		const before = stage.executionsByWorker();
		stage.sandbox.world.faults.add({ endpoint: 'publish', action: 'hang-after' });
		const outcome = publish(name, `${name} 1`);
		await becomes('the post is live', () => liveOnes().includes(`${name} 1`));
		const index = stage.executionsByWorker().findIndex((count, worker) => count > (before[worker] ?? 0));
		await stage.kill(`worker-${index + 1}`);
		await stage.launch(`worker-${index + 1}`);
		await expectNothingLostOrDoubled('a worker killed between publishing and answer', workflow, [
			await outcome,
		]);
		expect(outages.at(-1)).toMatchObject({ answered: 0, live: 1, again: { published: 0 } });
	});

	it('publishes once for a key when the clock of a worker is two minutes ahead', async () => {
		const workflow = await createWorkflow('clock-ahead');
		await stage.stopProcess('worker-2');
		await stage.launch('worker-2', { clockOffset: 120_000 });
		const before = stage.executionsByWorker();
		const captions = Array.from({ length: 10 }, (_, index) => `${workflow.name} ${index + 1}`);
		const both = await Promise.all(
			[...captions, ...captions].map(async (caption) => await publish(workflow.name, caption)),
		);
		const answered = captions.map((caption) => {
			const ofKey = both.filter((one) => one.caption === caption);
			return ofKey.find(({ status }) => status === 200) ?? ofKey[0]!;
		});
		await expectNothingLostOrDoubled(
			'the clock of a worker two minutes ahead, each key twice at the same time',
			workflow,
			answered,
		);
		const started = stage.executionsByWorker().map((count, index) => count - (before[index] ?? 0));
		expect(Math.min(...started)).toBeGreaterThan(0);
		await stage.restart('worker-2');
	});

	it.each(['PostgreSQL', 'Redis'] as const)('loses no post while %s is gone for 30 seconds', async (what) => {
		const workflow = await createWorkflow(`${what}-gone`.toLowerCase());
		const store = what === 'Redis' ? stage.redis : stage.postgres;
		const outcomes = await publishDuring(workflow.name, async () => {
			await pause(3000);
			await store.interrupt();
			await pause(OUTAGE_MS);
			await store.resume();
			await pause(3000);
		});
		const lost = what === 'Redis' ? ', with everything in it' : '';
		await expectNothingLostOrDoubled(`${what} gone for 30 seconds${lost}`, workflow, outcomes);
	});

	it('needs a licence of n8n for a second main process', async () => {
		const env = { N8N_MULTI_MAIN_SETUP_ENABLED: 'true' };
		await expect(stage.launch('second-main', { env })).rejects.toThrow('ended while starting');
		expect(stage.logOf('second-main')).toMatch(/licen[cs]e/);
	});

	it('leaves no token in the logs', () => expect(stage.leaks()).toEqual([]));
});
