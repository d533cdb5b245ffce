import { useSandbox } from '../jest/sandbox';
import { useVirtualTime } from '../jest/virtualTime';
import { logs } from '../../tools/n8n-harness';
import { ACCOUNT, connectedCredential, restartN8n } from '../../tools/n8n-harness/arrange';
import { SANDBOX_APPS } from '../../sandbox/apps';
import type { WebhookBehaviour } from '../../sandbox/webhooks/behaviour';
import { ALL_EVENTS, foreignWebhook, TriggerStage } from './triggerStage';

const sandbox = useSandbox({ tls: true });
useVirtualTime(sandbox);

let stage: TriggerStage;

const COMMENTS = { events: ['comments'] };
const MESSAGES = { events: ['messages'] };
const META_APP = {
	metaAppId: SANDBOX_APPS.facebook.appId,
	metaAppSecret: SANDBOX_APPS.facebook.appSecret,
};
const account = ACCOUNT.instagram;

const endpoints = (...names: string[]) =>
	sandbox
		.get()
		.world.requests.list()
		.map(({ endpoint }) => endpoint)
		.filter((endpoint) => names.includes(endpoint ?? ''));

beforeEach(restartN8n);
afterEach(async () => await stage?.host.stop());

/** Two workflows on one credential of Instagram Login. */
async function open(
	webhookAppSubscription: WebhookBehaviour['webhookAppSubscription'],
	fields: object = META_APP,
): Promise<void> {
	sandbox.get().world.behave({ webhookAppSubscription });
	const connected = await connectedCredential(sandbox.get(), 'instagram', 'oAuth2', undefined, ALL_EVENTS);
	connected.credentials.change(connected.id, { ...fields });
	stage = await TriggerStage.open(sandbox.get(), connected);
	stage.workflow('a', COMMENTS);
	stage.workflow('b', MESSAGES);
}

describe('Instagram Trigger > Instagram Login with the Meta app, if Meta lets it set the callback', () => {
	beforeEach(async () => await open('instagram'));

	it('subscribes app and account on activation, and removes both on deactivation', async () => {
		await stage.host.activate('a');
		expect(stage.subscriptions()).toEqual({
			app: { url: stage.address('a'), fields: ['comments'] },
			installed: { [account]: ['comments'] },
		});
		await stage.happen('comments');
		expect(stage.started()).toEqual(['a: comments']);
		await stage.host.deactivate('a');
		expect(stage.subscriptions()).toEqual({ installed: {} });
	});

	it("sends the app's own token and proof to graph.facebook.com, and no secret in the address", async () => {
		await stage.host.activate('a');
		const calls = sandbox.get().world.requests.list({ endpoint: 'subscribe' });
		expect(calls).toMatchObject([
			{ host: 'graph.facebook.com', body: { appsecret_proof: expect.anything() } },
		]);
		expect(calls[0]?.path).toContain(`/${META_APP.metaAppId}/subscriptions`);
	});

	it('changes nothing if everything is in place when n8n starts', async () => {
		await stage.host.activate('a');
		sandbox.get().world.requests.clear();
		restartN8n();
		await stage.host.activate('a');
		expect(endpoints('subscribe', 'install')).toEqual([]);
		await stage.happen('comments');
		expect(stage.started()).toEqual(['a: comments']);
	});

	it('shares the app among workflows, and transfers the callback to the one that remains', async () => {
		await stage.host.activate('a');
		await stage.host.activate('b');
		expect(stage.subscriptions().app).toEqual({ url: stage.address('a'), fields: ['comments', 'messages'] });
		await stage.happen('messages');
		expect(stage.started()).toEqual(['b: messages']);
		await stage.host.deactivate('a');
		expect(stage.subscriptions()).toEqual({
			app: { url: stage.address('b'), fields: ['messages'] },
			installed: { [account]: ['messages'] },
		});
		await stage.happen('messages');
		expect(stage.started()).toEqual(['b: messages']);
	});

	it('listens for a test event without an active workflow and without anything to paste', async () => {
		await stage.host.listen('a');
		expect(stage.subscriptions().app?.url).toBe(stage.address('a', { test: true }));
		await stage.happen('comments');
		expect(stage.started()).toEqual(['a (test): comments']);
	});

	it('rejects a foreign callback by URL, and changes nothing', async () => {
		const other = await foreignWebhook();
		try {
			await stage.paste(other.url, 'another token', ['comments']);
			await expect(stage.host.activate('a')).rejects.toThrow(other.url);
			expect(stage.subscriptions()).toMatchObject({ app: { url: other.url }, installed: {} });
		} finally {
			await other.stop();
		}
	});

	it('rejects a Meta App ID that is none, and sends nothing for the app', async () => {
		stage.connected.credentials.change(stage.connected.id, { metaAppId: 'my app' });
		restartN8n();
		await expect(stage.host.activate('a')).rejects.toThrow("'Meta App ID' is not an ID: 'my app'");
		expect(endpoints('subscriptions', 'subscribe', 'install')).toEqual([]);
	});

	it('logs what remains at Meta if the credential loses the Meta app, and removes the rest', async () => {
		await stage.host.activate('a');
		stage.connected.credentials.change(stage.connected.id, { metaAppId: '' });
		restartN8n();
		const from = logs.lines.length;
		await stage.host.deactivate('a');
		expect(logs.text(from)).toContain("no longer contains 'Meta App ID'");
		expect(stage.subscriptions()).toEqual({
			app: { url: stage.address('a'), fields: ['comments'] },
			installed: {},
		});
	});
});

describe.each(['readOnly', 'refused'] as const)(
	'Instagram Trigger > Instagram Login with the Meta app, if Meta does not let it set the callback: %s',
	(mode) => {
		beforeEach(async () => await open(mode));

		/** What the editor shows as long as Meta has no callback. */
		async function instructions(): Promise<string> {
			return await stage.host.listen('a').then(
				() => Promise.reject(new Error('It listens')),
				({ message }: Error) => message,
			);
		}

		it('activates all the same, and logs why there is something to paste', async () => {
			const from = logs.lines.length;
			await stage.host.activate('a');
			expect(stage.subscriptions()).toEqual({ installed: { [account]: ['comments'] } });
			expect(logs.text(from)).toContain("'Execute step' in the trigger shows what to paste");
			expect(logs.text(from)).toContain("Meta did not let n8n set the URL with 'Meta App ID'");
			expect(endpoints('subscriptions').length).toBeGreaterThan(0);
			expect(endpoints('subscribe')).toHaveLength(mode === 'readOnly' ? 1 : 0);
		});

		it('shows what to paste, and why, and works once that is done', async () => {
			await stage.host.activate('a');
			const message = await instructions();
			expect(message).toContain("Meta did not let n8n set the URL with 'Meta App ID'");
			const [, url = '', token = ''] = /Callback URL (\S+) and the Verify Token (\S+),/.exec(message) ?? [];
			await stage.paste(url, token, ['comments']);
			await stage.host.listen('a');
			await stage.happen('comments');
			expect(stage.started()).toEqual(['a (test): comments', 'a: comments']);
		});

		it('leaves the URL in the dashboard alone on deactivation', async () => {
			await stage.host.activate('a');
			const [, url = '', token = ''] =
				/Callback URL (\S+) and the Verify Token (\S+),/.exec(await instructions()) ?? [];
			await stage.paste(url, token, ['comments']);
			await stage.host.deactivate('a');
			expect(stage.subscriptions()).toEqual({ app: { url, fields: ['comments'] }, installed: {} });
		});
	},
);

describe('Instagram Trigger > Instagram Login with the Meta app, if Meta answers strangely', () => {
	beforeEach(async () => await open('instagram'));

	const answer = (endpoint: string, body: object) =>
		sandbox.get().world.faults.add({ endpoint, action: 'answer', body, times: 99 });

	it.each([
		['confirms a URL that it does not keep', 'subscribe', { success: true }],
		['does not confirm the URL', 'subscribe', { success: false }],
		['confirms nothing', 'subscribe', {}],
		['lists nothing', 'subscriptions', {}],
		['lists an object', 'subscriptions', { data: { object: 'instagram' } }],
	])('shows what to paste where Meta %s', async (_what, endpoint, body) => {
		answer(endpoint, body);
		const from = logs.lines.length;
		await stage.host.activate('a');
		expect(logs.text(from)).toContain("Meta did not let n8n set the URL with 'Meta App ID'");
		expect(stage.subscriptions()).toEqual({ installed: { [account]: ['comments'] } });
		await expect(stage.host.listen('a')).rejects.toThrow('the Verify Token');
		await stage.host.deactivate('a');
		expect(stage.subscriptions()).toEqual({ installed: {} });
	});

	it('replaces nothing where Meta does not name the URL that is set', async () => {
		answer('subscriptions', { data: [null, { object: 'instagram', active: true }] });
		await expect(stage.host.activate('a')).rejects.toThrow(
			'The Meta app already sends its Instagram events to a URL that Meta does not name',
		);
		expect(endpoints('subscribe', 'install')).toEqual([]);
	});
});

describe('Instagram Trigger > Instagram Login without the whole Meta app', () => {
	it.each([
		['the ID', { metaAppId: META_APP.metaAppId }],
		['the secret', { metaAppSecret: META_APP.metaAppSecret }],
	])('asks nothing of the app with only %s', async (_what, fields) => {
		await open('instagram', fields);
		await stage.host.activate('a');
		expect(endpoints('subscriptions', 'subscribe')).toEqual([]);
		await expect(stage.host.listen('a')).rejects.toThrow('Verify Token');
	});

	it('does not take a wrong secret for an error of the workflow', async () => {
		await open('instagram', { ...META_APP, metaAppSecret: 'of another app' });
		await stage.host.activate('a');
		expect(stage.subscriptions()).toEqual({ installed: { [account]: ['comments'] } });
		await expect(stage.host.listen('a')).rejects.toThrow(
			"Meta did not let n8n set the URL with 'Meta App ID'",
		);
	});
});
