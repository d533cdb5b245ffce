import { screenshot } from './browser';
import { ACCOUNTS, Stage, type LoginMethod } from './stage';
import { webhookWorkflow } from './workflows';

const LOGINS_USED = Object.keys(ACCOUNTS) as LoginMethod[];

/** Days from the connection to each later run. */
const STEPS = [10, 20, 20, 20, 20, 20, 20, 20];

describe('a workflow that runs unattended for 150 days', () => {
	let stage: Stage;
	const paths: string[] = [];
	/** Renewals so far, after each run. */
	const renewals: Array<Record<LoginMethod, number>> = [];

	beforeAll(async () => {
		stage = await Stage.open('stays-connected');
		for (const login of LOGINS_USED) {
			const credential = await stage.connectedCredential(login);
			const workflow = webhookWorkflow(
				`regular-${login}`,
				{
					resource: 'post',
					operation: 'publish',
					account: { __rl: true, mode: 'id', value: ACCOUNTS[login] },
					postType: 'image',
					mediaUrl: 'https://media.example.com/pottery-3.jpg',
					caption: 'As always',
				},
				credential,
			);
			await stage.api.activate(await stage.api.createWorkflow(workflow));
			paths.push(workflow.name);
		}
	});

	afterAll(async () => await stage?.close());

	async function expectAllToPublish(): Promise<void> {
		for (const path of paths) {
			const { status, body } = await stage.api.callWebhook(path);
			expect({ path, status, body }).toEqual({
				path,
				status: 200,
				body: [expect.objectContaining({ status: 'PUBLISHED', id: expect.any(String) })],
			});
		}
	}

	/** Facebook renews a long-lived token by another exchange. */
	function countRenewals(): Record<LoginMethod, number> {
		const { requests } = stage.sandbox.world;
		return {
			instagram: requests.list({ endpoint: 'refresh' }).length,
			facebook: requests.list({ endpoint: 'exchange', host: 'graph.facebook.com' }).length,
		};
	}

	it('publishes on the first day', async () => {
		await expectAllToPublish();
		renewals.push(countRenewals());
	});

	it.each(STEPS.map((days, index) => [STEPS.slice(0, index + 1).reduce((sum, step) => sum + step, 0), days]))(
		'publishes on day %i, after a restart of n8n',
		async (_day, days) => {
			await stage.daysPass(days);
			await expectAllToPublish();
			renewals.push(countRenewals());
		},
	);

	it.each(LOGINS_USED)('renews the token of %s login once per later run', (login) => {
		const totals = renewals.map((count) => count[login]);
		const perRun = totals.slice(1).map((total, run) => total - totals[run]!);
		expect(perRun).toEqual(STEPS.map(() => 1));
	});

	it('leaves no token or secret in the log and the database', () => {
		expect(stage.leaks()).toEqual([]);
	});

	it('shows the runs in n8n', async () => {
		const { context, editor } = await stage.person();
		await editor.page.goto(`${stage.url}/home/executions`);
		await editor.page.getByText('Success').first().waitFor();
		await screenshot(editor.page, '32-executions-over-150-days');
		await context.close();
	});
});
