import { ACCOUNTS, Stage } from '../stage';
import { Triggers } from '../triggers';
import { webhookWorkflow } from '../workflows';

const PERMISSIONS = ['publish', 'comments', 'webhooks'];

describe.each(['instagram', 'facebook'] as const)('the oldest supported n8n, %s login', (login) => {
	const accountId = ACCOUNTS[login];
	const path = `publish-${login}`;
	let stage: Stage;
	let triggers: Triggers;

	beforeAll(async () => {
		// n8n 1.104 does not start with the names of modules that it does not have.
		stage = await Stage.open(`oldest-${login}`, { env: { N8N_DISABLED_MODULES: 'insights' } });
	}, 300_000);

	afterAll(async () => await stage?.close());

	async function expectToPublish(): Promise<void> {
		expect(await stage.api.callWebhook(path)).toEqual({
			status: 200,
			body: [expect.objectContaining({ status: 'PUBLISHED', id: expect.any(String) })],
		});
	}

	it('saves a credential and connects it in the browser', async () => {
		const credential = await stage.connectedCredential(login, PERMISSIONS);
		expect((await stage.api.readCredential(credential.id)).oauthTokenData).toBe(true);
		triggers = new Triggers(stage, login, accountId, credential);
		await stage.api.activate(
			await stage.api.createWorkflow(
				webhookWorkflow(
					path,
					{
						resource: 'post',
						operation: 'publish',
						account: { __rl: true, mode: 'id', value: accountId },
						postType: 'image',
						mediaUrl: 'https://media.example.com/pottery-3.jpg',
					},
					credential,
				),
			),
		);
	});

	it('publishes', expectToPublish);

	it('activates a trigger, starts its workflow once per event, and unsubscribes on deactivation', async () => {
		await triggers.create('comments', ['comments']);
		await triggers.activate('comments');
		await triggers.recordIs(
			login === 'facebook'
				? {
						url: triggers.address('comments'),
						fields: ['comments'],
						installed: { [accountId]: ['feed'] },
					}
				: { installed: { [accountId]: ['comments'] } },
		);
		if (login === 'facebook') {
			const [delivery] = await triggers.happen('comments', { text: 'Price?' });
			expect(await triggers.started('comments', 1)).toMatchObject([
				{ mode: 'webhook', items: [{ event: 'comments', accountId, text: 'Price?' }] },
			]);
			expect(await triggers.redeliver(delivery!)).toBe(200);
			expect(await triggers.unexpected('comments')).toBe(0);
		}
		await triggers.deactivate('comments');
		await triggers.recordIs({ installed: {} });
	});

	it('publishes after a restart ten days later, with a renewed token', async () => {
		await stage.daysPass(10);
		await expectToPublish();
		expect(stage.leaks()).toEqual([]);
	});
});
