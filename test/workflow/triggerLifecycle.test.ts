import { KeyedMutex } from '../../nodes/Instagram/shared/concurrency';
import { derivedVerifyToken } from '../../nodes/Instagram/trigger/webhook/verification';
import { useSandbox } from '../jest/sandbox';
import { useVirtualTime } from '../jest/virtualTime';
import { logs } from '../../tools/n8n-harness';
import { ACCOUNT, connectedCredential, restartN8n, withAccessToken } from '../../tools/n8n-harness/arrange';
import { ALL_EVENTS, foreignWebhook, TriggerStage } from './triggerStage';
import { SANDBOX_APPS } from '../../sandbox/apps';
import { clickTest } from '../../sandbox/webhooks/testButton';

const sandbox = useSandbox({ tls: true });
const time = useVirtualTime(sandbox);

let stage: TriggerStage;

const COMMENTS = { events: ['comments'] };
const MESSAGES = { events: ['messages'] };

const subscriptions = () => sandbox.get().world.webhooks.subscriptions;
const pageOf = (account: string) => sandbox.get().world.accounts.get(account)!.pageId!;
const requests = () =>
	sandbox
		.get()
		.world.requests.list()
		.filter(({ method }) => method !== 'GET')
		.map(({ endpoint }) => endpoint);

beforeEach(restartN8n);
afterEach(() => jest.restoreAllMocks());
afterEach(async () => await stage?.host.stop());

async function open(login: 'instagram' | 'facebook', permissions = ALL_EVENTS): Promise<TriggerStage> {
	const connected = await connectedCredential(sandbox.get(), login, 'oAuth2', undefined, permissions);
	stage = await TriggerStage.open(sandbox.get(), connected);
	return stage;
}

describe('Instagram Trigger lifecycle > Facebook Login', () => {
	const account = ACCOUNT.facebook;
	beforeEach(async () => {
		await open('facebook');
		stage.workflow('a', COMMENTS);
		stage.workflow('b', MESSAGES);
	});

	it('subscribes app and Page on activation, and removes both on deactivation', async () => {
		await stage.host.activate('a');
		expect(stage.subscriptions()).toEqual({
			app: { url: stage.address('a'), fields: ['comments'] },
			installed: { [account]: ['feed'] },
		});
		expect(subscriptions().find('facebook', 'instagram')?.includeValues).toBe(true);
		await stage.happen('comments', { text: 'Lovely!' });
		expect(stage.host.executions).toMatchObject([
			{ mode: 'webhook', items: [{ event: 'comments', accountId: account, text: 'Lovely!' }] },
		]);
		await stage.host.deactivate('a');
		expect(stage.subscriptions()).toEqual({ installed: {} });
		expect(stage.host.staticData('a')['node:Trigger 1']).not.toHaveProperty('subscribed');
	});

	it('does not remove what was subscribed before', async () => {
		const other = await foreignWebhook();
		const page = { object: 'page', callbackUrl: other.url, verifyToken: 'x', fields: ['feed'] };
		await subscriptions().subscribe('facebook', { ...page, includeValues: true });
		subscriptions().install('facebook', pageOf(account), ['messages', 'feed']);
		await stage.host.activate('a');
		expect(stage.subscriptions().installed).toEqual({ [account]: ['feed', 'messages'] });
		await stage.host.deactivate('a');
		expect(stage.subscriptions()).toEqual({ installed: { [account]: ['feed', 'messages'] } });
		expect(subscriptions().find('facebook', 'page')).toMatchObject(page);
		await other.stop();
	});

	it('rejects a foreign callback by URL, and changes nothing', async () => {
		const other = await foreignWebhook();
		await stage.paste(other.url, 'x', ['mentions']);
		const before = stage.subscriptions();
		sandbox.get().world.requests.clear();
		await expect(stage.host.activate('a')).rejects.toThrow(other.url);
		await expect(stage.host.activate('a')).rejects.toThrow('Replace Existing Callback');
		expect(stage.subscriptions()).toEqual(before);
		expect(requests()).toEqual([]);
		expect(other.posts).toBe(0);
		await other.stop();
	});

	it("replaces a foreign callback with the option 'Replace Existing Callback'", async () => {
		const other = await foreignWebhook();
		await stage.paste(other.url, 'x', ['mentions']);
		stage.workflow('a', { ...COMMENTS, options: { replaceCallback: true } });
		await expect(stage.host.listen('a')).rejects.toThrow(other.url);
		await stage.host.activate('a');
		expect(stage.subscriptions().app).toEqual({ url: stage.address('a'), fields: ['comments'] });
		await other.stop();
	});

	it('restores what is missing: the Page, a field, the whole subscription', async () => {
		await stage.host.activate('a');
		const whole = stage.subscriptions();
		subscriptions().uninstall('facebook', pageOf(account));
		await stage.host.activate('a', 'update');
		expect(stage.subscriptions()).toEqual(whole);
		await stage.paste(stage.address('a'), await tokenOf('a'), ['mentions']);
		await stage.host.activate('a', 'update');
		expect(stage.subscriptions().app?.fields).toEqual(['comments', 'mentions']);
		subscriptions().unsubscribe('facebook', 'instagram');
		await stage.host.activate('a', 'update');
		expect(stage.subscriptions()).toEqual(whole);
	});

	it('changes nothing if everything is in place', async () => {
		await stage.host.activate('a');
		sandbox.get().world.requests.clear();
		await stage.host.activate('a', 'init');
		expect(requests()).toEqual([]);
	});

	it.each(['in one process', 'with n8n restarted in between'])(
		'lets two workflows share an app, %s',
		async (how) => {
			const restarted = () => (how === 'in one process' ? undefined : restartN8n());
			await stage.host.activate('a');
			restarted();
			await stage.host.activate('b');
			expect(stage.subscriptions()).toEqual({
				app: { url: stage.address('a'), fields: ['comments', 'messages'] },
				installed: { [account]: ['feed'] },
			});
			restarted();
			await stage.happen('comments');
			await stage.happen('messages');
			expect(stage.started()).toEqual(['a: comments', 'b: messages']);

			restarted();
			await stage.host.deactivate('a');
			expect(stage.subscriptions()).toEqual({
				app: { url: stage.address('b'), fields: ['messages'] },
				installed: { [account]: ['feed'] },
			});
			await stage.happen('messages');
			expect(stage.started()).toEqual(['b: messages']);

			restarted();
			await stage.host.deactivate('b');
			expect(stage.subscriptions()).toEqual({ installed: {} });
		},
	);

	it('removes only its own fields if a peer remains', async () => {
		await stage.host.activate('a');
		await stage.host.activate('b');
		await stage.host.deactivate('b');
		expect(stage.subscriptions()).toEqual({
			app: { url: stage.address('a'), fields: ['comments'] },
			installed: { [account]: ['feed'] },
		});
		await stage.happen('comments');
		expect(stage.started()).toEqual(['a: comments']);
	});

	it('lets two triggers of one workflow share the app', async () => {
		stage.workflow('both', COMMENTS, MESSAGES);
		await stage.host.activate('both');
		expect(stage.subscriptions().app?.fields).toEqual(['comments', 'messages']);
		await stage.happen('comments');
		await stage.happen('messages');
		expect(stage.started()).toEqual(['both: comments', 'both: messages']);
		await stage.host.deactivate('both');
		expect(stage.subscriptions()).toEqual({ installed: {} });
	});

	it('removes what it has added if a later step fails', async () => {
		await stage.host.stop();
		restartN8n();
		await open('facebook', ['comments']);
		stage.workflow('a', COMMENTS);
		await expect(stage.host.activate('a')).rejects.toThrow("The call needs 'Webhooks'");
		expect(stage.subscriptions()).toEqual({ installed: {} });
		expect(stage.host.staticData('a')['node:Trigger 1'] ?? {}).not.toHaveProperty('subscribed');
	});

	it('reports that Meta cannot reach n8n', async () => {
		stage.workflow('a', COMMENTS);
		sandbox.get().world.faults.add({ endpoint: 'subscribe', action: 'error', code: 2200, times: 9 });
		await expect(stage.host.activate('a')).rejects.toThrow(/Meta could not verify the webhook URL.*https/s);
		expect(stage.subscriptions()).toEqual({ installed: {} });
	});

	it('delete hook does not throw if Meta fails, logs it, and stores what remains for another attempt', async () => {
		await stage.host.activate('a');
		sandbox.get().world.faults.add({ endpoint: 'uninstall', action: 'error', code: 10, times: 1 });
		const from = logs.lines.length;
		expect(await stage.host.deactivate('a')).toBeUndefined();
		expect(logs.text(from)).toContain('could not remove its subscription at Meta');
		expect(stage.subscriptions()).toEqual({ installed: { [account]: ['feed'] } });
		expect(stage.host.hasRows('a')).toBe(false);
		expect(stage.host.staticData('a')['node:Trigger 1']).toMatchObject({
			subscribed: { account: { id: account, fields: ['feed'] } },
		});
		await stage.host.activate('a');
		await stage.host.deactivate('a');
		expect(stage.subscriptions()).toEqual({ installed: {} });
	});

	it('delete hook does not throw if the credential is deleted, the token dead or Meta down', async () => {
		stage.workflow('both', COMMENTS, MESSAGES);
		await stage.host.activate('both');
		sandbox.get().world.faults.add({ endpoint: '*', action: '5xx', times: 1000 });
		expect(await stage.host.deactivate('both')).toBeUndefined();
		expect(stage.host.hasRows('both')).toBe(false);
		sandbox.get().world.faults.clear();

		await stage.host.activate('both');
		const read = jest.spyOn(stage.connected.credentials, 'getDecrypted');
		read.mockRejectedValue(new Error('Credential could not be found'));
		const from = logs.lines.length;
		expect(await stage.host.deactivate('both')).toBeUndefined();
		expect(logs.text(from)).toContain('Credential could not be found');
		expect(stage.host.hasRows('both')).toBe(false);
		read.mockRestore();
	});

	it('delete hook removes what a trigger had subscribed if another trigger of its workflow cannot be activated', async () => {
		stage.workflow('both', COMMENTS, { events: [] });
		await expect(stage.host.activate('both')).rejects.toThrow("'Events' is empty");
		expect(stage.subscriptions()).toEqual({ installed: {} });
	});

	it('stays active if Meta does not respond while n8n starts', async () => {
		await stage.host.activate('a');
		restartN8n();
		sandbox.get().world.faults.add({ endpoint: '*', action: '5xx', times: 100 });
		await stage.host.activate('a', 'init');
		sandbox.get().world.faults.clear();
		await stage.happen('comments');
		expect(stage.started()).toEqual(['a: comments']);
		expect(logs.text()).toContain('could not check the subscription');
	});

	it('listens for a test event without an active workflow, and removes everything afterwards', async () => {
		await stage.host.listen('a');
		expect(stage.subscriptions()).toEqual({
			app: { url: stage.address('a', { test: true }), fields: ['comments'] },
			installed: { [account]: ['feed'] },
		});
		await stage.happen('comments');
		expect(stage.started()).toEqual(['a (test): comments']);
		expect(stage.host.isListening('a')).toBe(false);
		expect(stage.subscriptions()).toEqual({ installed: {} });
	});

	it('listens next to the active workflow, which is not affected', async () => {
		await stage.host.activate('a');
		const before = stage.subscriptions();
		sandbox.get().world.requests.clear();
		for (const end of ['event', 'cancelled'] as const) {
			await stage.host.listen('a');
			expect(stage.subscriptions()).toEqual(before);
			if (end === 'cancelled') await stage.host.stopListening('a');
			await stage.happen('comments');
			expect(stage.started()).toEqual(
				end === 'event' ? ['a (test): comments', 'a: comments'] : ['a: comments'],
			);
			expect(stage.subscriptions()).toEqual(before);
		}
		expect(requests()).toEqual([]);
		await stage.happen('comments');
		expect(stage.started()).toEqual(['a: comments']);
	});

	it('listens in one workflow while another one has the callback', async () => {
		await stage.host.activate('a');
		stage.workflow('c', COMMENTS);
		await stage.host.listen('c');
		await stage.happen('comments');
		expect(stage.started()).toEqual(['a: comments', 'c (test): comments']);
	});

	it('names the events that must be published before they can be tested', async () => {
		await stage.host.activate('a');
		const before = stage.subscriptions();
		stage.workflow('a', { events: ['comments', 'mentions'] });
		await expect(stage.host.listen('a')).rejects.toThrow(/'Events'.*mentions.*Publish/s);
		expect(stage.subscriptions()).toEqual(before);
		await stage.happen('comments');
		expect(stage.started()).toEqual(['a: comments']);
	});

	it('does not install the app on the Page of an active workflow for a test', async () => {
		await stage.host.activate('a');
		subscriptions().uninstall('facebook', pageOf(account));
		await expect(stage.host.listen('a')).rejects.toThrow(/no longer installed on the Page.*publish/s);
		expect(stage.subscriptions().installed).toEqual({});
	});

	it('lets a test have the callback only until the workflow is activated', async () => {
		await stage.host.listen('b');
		stage.workflow('a', { events: ['comments', 'messages'] });
		await stage.host.activate('a');
		expect(stage.subscriptions().app?.url).toBe(stage.address('a'));
		await stage.happen('messages');
		expect(stage.started()).toEqual(['a: messages', 'b (test): messages']);
		expect(stage.subscriptions().app?.url).toBe(stage.address('a'));
	});

	it('starts no workflow for events of other accounts', async () => {
		await stage.host.activate('a');
		await stage.host.activate('b');
		subscriptions().install('facebook', pageOf('17841400000000005'), ['feed']);
		await stage.happen('comments', { account: '17841400000000005' });
		expect(stage.started()).toEqual([]);
	});

	it("uses the option 'Verify Token'", async () => {
		stage.workflow('a', { ...COMMENTS, options: { verifyToken: 'my own token' } });
		await stage.host.activate('a');
		expect(subscriptions().find('facebook', 'instagram')?.verifyToken).toBe('my own token');
		await expect(stage.paste(stage.address('a'), 'a wrong token', ['comments'])).rejects.toThrow('403');
	});

	it('rejects an empty choice of events', async () => {
		stage.workflow('a', { events: [] });
		await expect(stage.host.activate('a')).rejects.toThrow("'Events' is empty");
	});

	it('runs the hooks of two workflows one after another', async () => {
		await Promise.all([stage.host.activate('a'), stage.host.activate('b')]);
		expect(stage.subscriptions().app?.fields).toEqual(['comments', 'messages']);
		await stage.happen('comments');
		await stage.happen('messages');
		expect(stage.started()).toEqual(['a: comments', 'b: messages']);
	});

	it('lets a workflow join whose hooks had to wait for those of others for minutes', async () => {
		await stage.host.activate('a');
		const runExclusive = jest.spyOn(KeyedMutex.prototype, 'runExclusive');
		runExclusive.mockImplementation(async (_key, work) => {
			time.advance(10 * 60_000);
			return await work();
		});
		await stage.host.activate('b');
		await stage.happen('messages');
		expect(stage.started()).toEqual(['b: messages']);
	});

	it('forms a star: the holder has the register, the others know only the holder', async () => {
		stage.workflow('c', { events: ['mentions'] });
		for (const id of ['a', 'b', 'c']) await stage.host.activate(id);
		const kept = (id: string) => stage.host.staticData(id)['node:Trigger 1'];
		expect(kept('a')).toMatchObject({ peers: [{ path: 'hook-b-1/webhook' }, { path: 'hook-c-1/webhook' }] });
		for (const id of ['b', 'c']) {
			expect(kept(id)).toMatchObject({ holder: 'hook-a-1/webhook' });
			expect(kept(id)).not.toHaveProperty('peers');
		}
		// No trigger records what another one has subscribed.
		expect(kept('a')).toMatchObject({ subscribed: { app: ['comments'], account: { fields: ['feed'] } } });
		expect(kept('b')).toMatchObject({ subscribed: { app: ['messages'], account: { fields: [] } } });

		restartN8n();
		await stage.host.deactivate('a');
		expect(stage.subscriptions().app).toEqual({ url: stage.address('b'), fields: ['mentions', 'messages'] });
		restartN8n();
		await stage.happen('messages');
		await stage.happen('mentions');
		expect(stage.started()).toEqual(['b: messages', 'c: mentions']);
		expect(kept('b')).toMatchObject({ peers: [{ path: 'hook-c-1/webhook' }] });
		expect(kept('c')).toMatchObject({ holder: 'hook-b-1/webhook' });

		restartN8n();
		await stage.host.deactivate('c');
		await stage.host.deactivate('b');
		expect(stage.subscriptions()).toEqual({ installed: {} });
	});

	it('keeps working after the static data of the holder were lost', async () => {
		await stage.host.activate('a');
		stage.host.setStaticData('a', {});
		restartN8n();
		await stage.happen('comments');
		expect(stage.started()).toEqual(['a: comments']);
	});

	it.each(['{}', 'older'])(
		'still receives events after an execution has saved older static data: %s',
		async (what) => {
			const before =
				what === '{}' ? {} : { 'node:Trigger 1': { accountIds: ['OLD'], peers: [{ url: 'x' }] } };
			await stage.host.activate('a');
			await stage.host.activate('b');
			stage.host.setStaticData('a', before as never);
			await stage.happen('comments');
			await stage.happen('messages');
			expect(stage.started()).toEqual(['a: comments', 'b: messages']);
		},
	);

	it('does not remove what an unreachable peer still needs', async () => {
		await stage.host.activate('a');
		await stage.host.activate('b');
		const installed = stage.subscriptions();
		stage.host.refuse('b', 403);
		await stage.host.deactivate('a');
		expect(stage.subscriptions().installed).toEqual(installed.installed);
		expect(stage.subscriptions().app?.fields).toEqual(['messages']);
	});

	/** The verify token that a trigger has sent to Meta. */
	async function tokenOf(id: string): Promise<string> {
		const found = subscriptions().find('facebook', 'instagram');
		expect(found?.callbackUrl).toBe(stage.address(id));
		return found!.verifyToken;
	}
});

describe('Instagram Trigger lifecycle > Instagram Login', () => {
	const account = ACCOUNT.instagram;
	beforeEach(async () => {
		await open('instagram');
		stage.workflow('a', COMMENTS);
		stage.workflow('b', MESSAGES);
	});

	/** Follows the message of a test: pastes the values that it shows, and switches on the fields, and more of them. */
	async function followInstructions(error: unknown, moreFields: string[] = []): Promise<void> {
		const { message } = error as Error;
		const [, url = '', token = ''] = /Callback URL (\S+) and the Verify Token (\S+),/.exec(message) ?? [];
		const [, fields = ''] = /subscribe to the webhook fields ([\w, ]+)\./.exec(message) ?? [];
		await stage.paste(url, token, [...fields.split(', '), ...moreFields]);
	}

	async function instructions(id: string): Promise<Error> {
		return await stage.host.listen(id).then(
			() => Promise.reject(new Error('It listens')),
			(error: Error) => error,
		);
	}

	it('subscribes the account on activation, and removes it on deactivation', async () => {
		stage.workflow('a', { events: ['comments', 'messages'] });
		await stage.host.activate('a');
		expect(stage.subscriptions()).toEqual({ installed: { [account]: ['comments', 'messages'] } });
		await stage.host.deactivate('a');
		expect(stage.subscriptions()).toEqual({ installed: {} });
	});

	it("adds fields to the account's subscription, and removes only those", async () => {
		subscriptions().install('instagram', account, ['story_reactions']);
		await stage.host.activate('a');
		expect(stage.subscriptions().installed).toEqual({ [account]: ['comments', 'story_reactions'] });
		await stage.host.deactivate('a');
		expect(stage.subscriptions().installed).toEqual({ [account]: ['story_reactions'] });
	});

	it('shows what to paste in the dashboard, and listens once that is done', async () => {
		const before = await instructions('a');
		expect(before.message).toContain('1. Publish (activate) the workflow.');
		expect(before.message).toContain(stage.address('a'));
		expect(before.message).toContain('Use cases > Customize > API setup with Instagram login');
		expect(before.message).toContain('subscribe to the webhook fields comments.');
		await stage.host.activate('a');
		const after = await instructions('a');
		expect(after.message).not.toContain('Publish (activate)');
		expect(stage.subscriptions()).toEqual({ installed: { [account]: ['comments'] } });

		await followInstructions(after);
		await stage.host.listen('a');
		await stage.happen('comments');
		expect(stage.started()).toEqual(['a (test): comments', 'a: comments']);
		expect(stage.subscriptions().installed).toEqual({ [account]: ['comments'] });
	});

	it('rejects a wrong verify token', async () => {
		await stage.host.activate('a');
		await expect(stage.paste(stage.address('a'), 'wrong', ['comments'])).rejects.toThrow('403');
		await expect(stage.host.listen('a')).rejects.toThrow('Verify Token');
	});

	it('remembers after a restart that the dashboard has its URL', async () => {
		await stage.host.activate('a');
		await followInstructions(await instructions('a'));
		restartN8n();
		await stage.host.listen('a');
		await stage.happen('comments');
		expect(stage.started()).toEqual(['a (test): comments', 'a: comments']);
	});

	it('lets several workflows share the app', async () => {
		await stage.host.activate('a');
		await followInstructions(await instructions('a'), ['messages']);
		await stage.host.activate('b');
		expect(stage.subscriptions().installed).toEqual({ [account]: ['comments', 'messages'] });
		restartN8n();
		await stage.happen('comments');
		await stage.happen('messages');
		expect(stage.started()).toEqual(['a: comments', 'b: messages']);

		await stage.host.deactivate('b');
		expect(stage.subscriptions().installed).toEqual({ [account]: ['comments'] });
		await stage.host.deactivate('a');
		expect(stage.subscriptions().installed).toEqual({});
	});

	it('warns if the trigger whose URL is in the dashboard is deactivated', async () => {
		await stage.host.activate('a');
		await followInstructions(await instructions('a'));
		await stage.host.activate('b');
		const from = logs.lines.length;
		await stage.host.deactivate('a');
		expect(logs.text(from)).toContain(stage.address('b'));
		expect(stage.subscriptions().installed).toEqual({ [account]: ['messages'] });
		await followInstructions(await instructions('b'));
		await stage.happen('messages');
		expect(stage.started()).toEqual(['b: messages']);
	});

	it.each(['instagram', 'meta', 'none'] as const)(
		'removes its fields if Meta identifies the app by the ID of: %s',
		async (webhookAppId) => {
			sandbox.get().world.behave({ webhookAppId });
			subscriptions().install('instagram', account, ['story_reactions']);
			await stage.host.activate('a');
			expect(stage.subscriptions().installed).toEqual({ [account]: ['comments', 'story_reactions'] });
			await stage.host.deactivate('a');
			expect(stage.subscriptions().installed).toEqual({ [account]: ['story_reactions'] });
		},
	);

	it('two workflows with the same events leave nothing at Meta once both have left', async () => {
		stage.workflow('b', COMMENTS);
		await stage.host.activate('a');
		await stage.host.activate('b');
		await stage.host.deactivate('a');
		expect(stage.subscriptions().installed).toEqual({ [account]: ['comments'] });
		await stage.host.deactivate('b');
		expect(stage.subscriptions().installed).toEqual({});
	});

	it('reaches a workflow that was published after a restart, once the holder has received anything', async () => {
		await stage.host.activate('a');
		await followInstructions(await instructions('a'), ['messages']);
		restartN8n();
		await stage.host.activate('b');
		await stage.happen('comments');
		expect(stage.started()).toEqual(['a: comments']);
		restartN8n();
		await stage.happen('messages');
		expect(stage.started()).toEqual(['b: messages']);
	});

	it('reaches a workflow that knows no holder once the one in the dashboard is published again', async () => {
		await stage.host.activate('a');
		await followInstructions(await instructions('a'), ['messages']);
		restartN8n();
		await stage.host.activate('b');
		restartN8n();
		await stage.host.deactivate('b');
		await stage.host.deactivate('a');
		await stage.host.activate('b');
		await stage.host.activate('a');
		restartN8n();
		await stage.happen('messages');
		expect(stage.started()).toEqual(['b: messages']);
	});

	it('reaches a workflow that knows no holder once the one in the dashboard listens for a test event', async () => {
		await stage.host.activate('a');
		await followInstructions(await instructions('a'), ['messages']);
		restartN8n();
		const from = logs.lines.length;
		await stage.host.activate('b');
		expect(logs.text(from)).toContain("the URL in Meta's App Dashboard is not known");
		await stage.host.listen('a');
		await stage.host.stopListening('a');
		// Also if the webhooks run in another process.
		restartN8n();
		await stage.happen('messages');
		expect(stage.started()).toEqual(['b: messages']);
	});

	it('transfers the register if another URL is pasted', async () => {
		stage.workflow('c', { events: ['messages'] });
		for (const id of ['a', 'b', 'c']) await stage.host.activate(id);
		await followInstructions(await instructions('a'));
		restartN8n();
		const app = { secrets: [SANDBOX_APPS.instagram.appSecret] };
		await stage.paste(stage.address('b'), derivedVerifyToken(app, { path: 'hook-b-1/webhook' }), [
			'comments',
			'messages',
		]);
		restartN8n();
		await stage.happen('comments');
		await stage.happen('messages');
		expect(stage.started()).toEqual(['a: comments', 'b: messages', 'c: messages']);
	});

	it('does not ask to paste anything if the dashboard has the URL of another workflow', async () => {
		await stage.host.activate('a');
		await followInstructions(await instructions('a'), ['messages']);
		await stage.host.activate('b');
		await stage.host.listen('b');
		await stage.happen('messages');
		expect(stage.started()).toEqual(['b (test): messages', 'b: messages']);
	});

	it("shows the dashboard's sample while the editor listens next to an active workflow, which does not start", async () => {
		await stage.host.activate('a');
		await followInstructions(await instructions('a'));
		await stage.host.listen('a');
		const from = logs.lines.length;
		clickTest(sandbox.get().world, { appId: SANDBOX_APPS.instagram.appId, field: 'comments' });
		await sandbox.get().world.webhooks.deliveries.settled();
		await stage.host.settled();
		expect(stage.started()).toEqual(['a (test): comments']);
		expect(logs.text(from)).toContain('received a sample from the App Dashboard; the connection works');
	});

	it('names the permission that is missing', async () => {
		await stage.host.stop();
		restartN8n();
		await open('instagram', ['publish']);
		stage.workflow('b', MESSAGES);
		await expect(stage.host.activate('b')).rejects.toThrow("The call needs 'Messages'");
	});
});

describe('Instagram Trigger lifecycle > access token credential', () => {
	it('requires the app secret', async () => {
		const connected = await withAccessToken(sandbox.get(), 'instagram', {}, {});
		stage = await TriggerStage.open(sandbox.get(), connected);
		stage.workflow('a', COMMENTS);
		await expect(stage.host.activate('a')).rejects.toThrow("'App Secret'");
	});

	it('works like the OAuth2 credential', async () => {
		const connected = await withAccessToken(sandbox.get(), 'facebook');
		stage = await TriggerStage.open(sandbox.get(), connected);
		stage.workflow('a', COMMENTS);
		await stage.host.activate('a');
		await stage.happen('comments');
		expect(stage.started()).toEqual(['a: comments']);
		await stage.host.deactivate('a');
		expect(stage.subscriptions()).toEqual({ installed: {} });
	});
});
