import type { LoggedRequest } from '../../sandbox/requests';
import type { WorkflowJson } from '../n8nApi';
import { mintedCredential } from '../stage';
import { until } from '../waiting';
import { downloadWorkflow, manualWorkflow, webhookWorkflow, type UsedCredential } from '../workflows';
import { saveResults, type PublishingRound } from './results';
import { QueueStage } from './stage';

const ACCOUNT_COUNT = 40;
/** Enough to measure with, or to see each one published once. */
const POSTS_EACH = process.env.E2E_MEASURES === 'yes' ? 5 : 2;
const WORKERS = 2;

/** The delay of every answer of Meta, so that the measured times are realistic. */
const LATENCY_MS = 150;

interface Answer {
	status: number;
	body: unknown;
}

const PUBLISH = {
	resource: 'post',
	operation: 'publish',
	account: { __rl: true, mode: 'id', value: '={{ $json.body.account }}' },
	postType: 'image',
	mediaUrl: 'https://media.example.com/pottery-1.jpg',
	caption: '={{ $json.body.caption }}',
};

/** Half of the accounts have a credential each (Instagram Login), the others share one (Facebook Login). */
describe('n8n in queue mode with two workers', () => {
	let stage: QueueStage;
	let shared: UsedCredential;
	let accounts: Array<{ id: string; path: string }>;
	const rounds: PublishingRound[] = [];

	async function activate(workflow: WorkflowJson): Promise<string> {
		await stage.api.activate(await stage.api.createWorkflow(workflow));
		return workflow.name;
	}

	function renewals(): LoggedRequest[] {
		const { requests } = stage.sandbox.world;
		return [...requests.list({ endpoint: 'exchange' }), ...requests.list({ endpoint: 'refresh' })];
	}

	beforeAll(async () => {
		// As n8n 3 does by itself.
		const env = { OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true' };
		stage = await QueueStage.open({ accounts: ACCOUNT_COUNT, latencyMs: LATENCY_MS, env });
		await stage.start({ workers: WORKERS }, 'database');
		const ids = [...stage.sandbox.world.accounts.values()]
			.filter(({ ownerKey, pageId }) => ownerKey === 'ben' && pageId)
			.map(({ id }) => id)
			.slice(0, ACCOUNT_COUNT);
		shared = await mintedCredential(stage, 'facebook', { name: 'Shared' });
		const sharedPath = await activate(webhookWorkflow('shared', PUBLISH, shared));
		accounts = ids.map((id) => ({ id, path: sharedPath }));
		for (const account of accounts.slice(0, ACCOUNT_COUNT / 2)) {
			const credential = await mintedCredential(stage, 'instagram', {
				name: `Account ${account.id}`,
				accounts: [account.id],
			});
			account.path = await activate(webhookWorkflow(`of-${account.id}`, PUBLISH, credential));
		}
	}, 400_000);

	afterAll(async () => {
		await stage?.close();
		saveResults('publishing', rounds);
	}, 60_000);

	/** Publishes every post of every account in a separate execution, all at the same time. */
	async function publishEverywhere(round: string, workers: number, postsEach = POSTS_EACH): Promise<void> {
		stage.sandbox.world.requests.clear();
		const before = stage.executionsByWorker();
		const jobs = accounts.flatMap(({ id, path: webhook }) =>
			Array.from({ length: postsEach }, (_, index) => ({
				webhook,
				body: { account: id, caption: `${round}, ${id}, post ${index + 1}` },
			})),
		);
		let answers: Answer[] = [];
		const measured = await stage.measure(async () => {
			answers = await Promise.all(
				jobs.map(async ({ webhook, body }) => await stage.api.callWebhook(webhook, body)),
			);
		});
		rounds.push({
			round,
			workers,
			posts: jobs.length,
			...measured,
			renewals: renewals().length,
			executionsByWorker: stage.executionsByWorker().map((count, index) => count - (before[index] ?? 0)),
		});

		const failed = answers.filter(({ status }) => status !== 200);
		expect(failed).toEqual([]);
		const captions = stage
			.posts()
			.map(({ caption }) => caption ?? '')
			.filter((caption) => caption.startsWith(`${round},`));
		expect(captions.sort()).toEqual(jobs.map(({ body }) => body.caption).sort());
		const ids = answers.map(({ body }) => (body as Array<{ id: string }>)[0]?.id);
		expect(new Set(ids).size).toBe(jobs.length);
	}

	/** Expects at most one renewal of a token per process. */
	function expectFewRenewals(): void {
		const times = new Map<string, number>();
		for (const { token, query, body } of renewals()) {
			const old = query.fb_exchange_token ?? body.fb_exchange_token ?? query.access_token ?? token ?? '';
			times.set(old, (times.get(old) ?? 0) + 1);
		}
		expect(times.size).toBe(ACCOUNT_COUNT / 2 + 1);
		expect(Math.max(...times.values())).toBeLessThanOrEqual(WORKERS);
	}

	it(`publishes ${POSTS_EACH} posts of ${ACCOUNT_COUNT} accounts once each, immediately after connecting`, async () => {
		await publishEverywhere('first', WORKERS);
		expectFewRenewals();
		expect(Math.min(...(rounds.at(-1)?.executionsByWorker ?? []))).toBeGreaterThan(0);
	}, 300_000);

	it('publishes one post for a key that several workers receive at the same time', async () => {
		const [account] = accounts;
		const webhook = await activate(
			webhookWorkflow(
				'keyed',
				{ ...PUBLISH, options: { deduplicationKey: '={{ $json.body.key }}' } },
				shared,
			),
		);
		const keys = Array.from({ length: 6 }, (_, index) => `key ${index + 1}`);
		const ask = async (key: string) =>
			await stage.api.callWebhook(webhook, { account: account?.id, caption: key, key });
		await Promise.all([...keys, ...keys, ...keys].map(ask));
		const captions = stage
			.posts()
			.map(({ caption }) => caption ?? '')
			.filter((caption) => keys.includes(caption));
		expect(captions.sort()).toEqual(keys);

		const later = await Promise.all(keys.map(ask));
		expect(later).toEqual(
			keys.map(() => ({
				status: 200,
				body: [expect.objectContaining({ status: 'PUBLISHED', deduplicated: true })],
			})),
		);
	}, 200_000);

	it('publishes on a worker what is executed in the editor', async () => {
		const [account] = accounts;
		const caption = 'Executed in the editor';
		const parameters = { ...PUBLISH, account: { __rl: true, mode: 'id', value: account?.id }, caption };
		const workflow = await stage.api.createWorkflow(manualWorkflow('editor', parameters, shared));
		const before = stage.executionsByWorker();
		const id = await stage.api.startByHand(workflow.id, 'Start');
		await until(
			'the execution',
			async () => (await stage.api.execution(id)).status,
			(status) => status === 'success',
		);
		expect(stage.posts().filter((post) => post.caption === caption)).toHaveLength(1);
		const started = stage.executionsByWorker().map((count, index) => count - (before[index] ?? 0));
		expect(started.sort()).toEqual([0, 1]);
	});

	async function publishDownloads(prefix: string): Promise<void> {
		const [account] = accounts;
		const webhook = await activate(
			downloadWorkflow(
				`${prefix}-files`,
				`${stage.sandbox.url}/media/pottery-2.jpg`,
				{
					...PUBLISH,
					account: { __rl: true, mode: 'id', value: account?.id },
					mediaSource: 'binary',
					caption: `From ${prefix}`,
				},
				shared,
			),
		);
		const answers = await Promise.all(Array.from({ length: 4 }, () => stage.api.callWebhook(webhook)));
		expect(answers).toEqual(
			answers.map(() => ({ status: 200, body: [expect.objectContaining({ status: 'PUBLISHED' })] })),
		);
	}

	it('serves files in the database from the main process to Meta', async () => {
		await publishDownloads('database');
	});

	it('downloads a post into the database', async () => {
		const account = accounts.at(-1)?.id ?? '';
		const post = stage.posts().find(({ accountId }) => accountId === account);
		const parameters = {
			resource: 'media',
			operation: 'get',
			account: { __rl: true, mode: 'id', value: account },
			mediaId: { __rl: true, mode: 'id', value: '={{ $json.body.media }}' },
			fields: ['media_type'],
			download: true,
		};
		const webhook = await activate(webhookWorkflow('download', parameters, shared));
		const answer = await stage.api.callWebhook(webhook, { media: post?.id });
		expect(answer).toEqual({ status: 200, body: [{ id: post?.id, media_type: 'IMAGE' }] });
	});

	it('publishes with one worker', async () => {
		await stage.stopProcess('worker-2');
		await publishEverywhere('one worker', 1);
		expect(renewals()).toEqual([]);
	}, 300_000);

	it('publishes after ten days, when every token needs a refresh', async () => {
		await stage.stop();
		stage.daysPass(10);
		await stage.start({ workers: WORKERS }, 'filesystem');
		await publishEverywhere('ten days later', WORKERS);
		expectFewRenewals();
	}, 400_000);

	it('uses the saved tokens and renews none again', async () => {
		await publishEverywhere('again', WORKERS, 2);
		expect(renewals()).toEqual([]);
	}, 300_000);

	it('serves files in a shared folder from the main process to Meta', async () => {
		await publishDownloads('filesystem');
	});

	it('leaves no token in the logs', () => {
		expect(stage.leaks()).toEqual([]);
	});
});
