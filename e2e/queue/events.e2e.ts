import { mintedCredential, type LoginMethod } from '../stage';
import { pause, until } from '../waiting';
import type { UsedCredential } from '../workflows';
import { saveResults, type EventResults } from './results';
import { QueueStage } from './stage';
import { CHALLENGE, pathOf, QueueTriggers, VERIFY_TOKEN } from './triggers';

jest.setTimeout(900_000);

const LOGINS = ['facebook', 'instagram'] as const;

const PROCESSES = ['main', 'worker-1', 'worker-2', 'webhook-1', 'webhook-2'] as const;

/** As many as come while a process restarts; on a busy machine that takes longer, and the events would pile up. */
const EVENTS_PER_RESTART = 20;

/** A trigger that has received so many events in a row is known to all processes. */
const SETTLED = 6;

/** For the throughput: how many events, and how many of them at a time. */
const BURST = { events: 100, atOnce: 20 };

/** Two triggers for each of two Meta apps, and one that polls. */
describe('Instagram triggers in queue mode with two webhook processes', () => {
	let stage: QueueStage;
	let triggers: QueueTriggers;
	let polled: UsedCredential;
	const results: EventResults = {};

	beforeAll(async () => {
		stage = await QueueStage.open({ name: 'queue-events', accounts: 0, latencyMs: 0, isLocal: true });
		triggers = await QueueTriggers.open(stage);
		await stage.start({ workers: 2, webhooks: 2 }, 'database');
		for (const login of LOGINS) {
			const credential = await mintedCredential(stage, login, { name: `App ${login}` });
			if (login === 'instagram') polled = credential;
			const names = ['one', 'two', ...(login === 'facebook' ? ['later'] : [])];
			for (const name of names) await triggers.createTrigger(`${login}-${name}`, login, credential);
			for (const name of ['one', 'two']) await triggers.activate(`${login}-${name}`);
		}
		const callbackUrl = `${stage.url}${pathOf('instagram-one')}`;
		const form = { object: 'instagram', callbackUrl, verifyToken: VERIFY_TOKEN, fields: ['comments'] };
		await triggers.webhooks.subscriptions.subscribe('instagram', { ...form, includeValues: true });
	}, 900_000);

	afterAll(async () => {
		await stage?.close();
		await triggers?.close();
		saveResults('events', results);
	}, 60_000);

	afterEach(() => triggers.stopStreams());

	it.each(LOGINS)('verifies the callback URL in every webhook process, %s login', async (login) => {
		for (const name of ['webhook-1', 'webhook-2', 'main']) {
			const answer = await fetch(`${stage.addressOf(name)}${pathOf(`${login}-one`)}?${CHALLENGE}`);
			expect({ name, status: answer.status, text: await answer.text() }).toEqual({
				name,
				status: 200,
				text: '12345',
			});
		}
	});

	it.each(LOGINS)(
		'starts each workflow once, whichever process receives the event, %s login',
		async (login) => {
			const texts = Array.from({ length: 10 }, (_, index) => `${login} ${index + 1}`);
			for (const text of texts) {
				triggers.comment(login, text);
				await triggers.webhooks.deliveries.settled();
			}
			await triggers.delivered();
			await triggers.expectEachOnce([`${login}-one`, `${login}-two`], texts);
			const by = stage.balancer.passed.filter(
				({ method, path: called }) => method === 'POST' && called.startsWith(`/webhook/${login}-`),
			);
			expect(new Set(by.map(({ backend }) => backend))).toEqual(new Set(['webhook-1', 'webhook-2']));
		},
	);

	it.each(LOGINS)('knows an event that Meta sends again to the other process, %s login', async (login) => {
		const all = stage.balancer.webhooks;
		const texts: string[] = [];
		for (const [index] of all.entries()) {
			stage.balancer.webhooks = [all[index]!];
			const text = `${login}, first to ${all[index]!.name}`;
			texts.push(text);
			const [delivery] = triggers.comment(login, text);
			await triggers.webhooks.deliveries.settled();
			stage.balancer.webhooks = [all[1 - index]!];
			triggers.webhooks.redeliver(delivery!);
			await triggers.webhooks.deliveries.settled();
		}
		stage.balancer.webhooks = all;
		await triggers.delivered();
		await triggers.expectEachOnce([`${login}-one`, `${login}-two`], texts);
	});

	it('loses nothing that was answered when the process is killed with its answer', async () => {
		const [login] = LOGINS;
		const all = stage.balancer.webhooks;
		for (const name of ['webhook-1', 'webhook-2']) {
			const text = `answered by ${name}, then killed`;
			stage.balancer.webhooks = all.filter((one) => one.name === name);
			let killed: Promise<void> | undefined;
			stage.balancer.onAnswer = ({ path: called, status }) => {
				if (called !== pathOf(`${login}-one`) || status !== 200) return;
				stage.balancer.onAnswer = undefined;
				killed = stage.kill(name);
			};
			triggers.comment(login, text);
			await triggers.webhooks.deliveries.settled();
			expect(killed).toBeDefined();
			await killed;
			stage.balancer.webhooks = all;
			await triggers.delivered();
			await triggers.expectEachOnce([`${login}-one`, `${login}-two`], [text]);
			await stage.launch(name);
		}
	});

	it('loses and doubles nothing while triggers are switched on and off', async () => {
		const stream = triggers.startStream(['facebook']);
		await pause(1000);
		await triggers.activate('facebook-later');
		// n8n answers before the hooks have run. With several processes, all know of the trigger a few seconds later.
		const latest = () => triggers.sent.facebook.slice(-SETTLED - 1, -1);
		await until(
			'the events of the new trigger',
			() => triggers.collector.of('facebook-later'),
			(received) => latest().length === SETTLED && latest().every((text) => received.includes(text)),
		);
		const [first = ''] = latest();
		// It is the one whose URL Meta has.
		const beforeDeactivation = triggers.sent.facebook.length;
		await triggers.deactivate('facebook-one');
		await triggers.answers('facebook-one', '', 404);
		const afterDeactivation = triggers.sent.facebook.length;
		await pause(2000);
		const texts = await stream.stop();
		await triggers.delivered();
		await triggers.expectEachOnce(['facebook-two'], texts);
		await triggers.expectEachOnce(['facebook-later'], texts.slice(texts.indexOf(first)));
		const start = texts.indexOf(triggers.sent.facebook[beforeDeactivation] ?? '');
		await triggers.expectEachOnce(['facebook-one'], texts.slice(0, start));
		const after = triggers.sent.facebook.slice(afterDeactivation);
		expect(triggers.collector.of('facebook-one').filter((text) => after.includes(text))).toEqual([]);
	});

	it('loses and doubles nothing while each process is restarted', async () => {
		await triggers.startPolling('polls', 'instagram', polled);
		await until('a poll', () => stage.sandbox.world.requests.list({ endpoint: 'list' }).length, Boolean);
		const texts: string[] = [];
		for (const name of PROCESSES) {
			const stream = triggers.startStream(LOGINS, EVENTS_PER_RESTART);
			await pause(1000);
			await stage.restart(name);
			await pause(1000);
			texts.push(...(await stream.stop()));
		}
		await triggers.delivered();
		const ofLogin = (login: LoginMethod) => texts.filter((text) => triggers.sent[login].includes(text));
		await triggers.expectEachOnce(['facebook-two', 'facebook-later'], ofLogin('facebook'));
		await triggers.expectEachOnce(['instagram-one', 'instagram-two', 'polls'], ofLogin('instagram'));
		await triggers.deactivate('polls');
		results.duringRestarts = { processes: PROCESSES.length, events: texts.length, unqueued: 0, crashed: 0 };
	});

	it('measures how many events it executes in a second', async () => {
		const names = ['facebook-two', 'facebook-later'];
		const texts = Array.from({ length: BURST.events }, (_, index) => `burst ${index + 1}`);
		const measured = await stage.measure(async () => {
			for (let index = 0; index < texts.length; index += BURST.atOnce) {
				for (const text of texts.slice(index, index + BURST.atOnce)) triggers.comment('facebook', text);
				await triggers.webhooks.deliveries.settled();
			}
			await triggers.delivered();
			await until(
				'the executions',
				() => names.map((name) => triggers.collector.of(name).filter((text) => texts.includes(text)).length),
				(counts) => counts.every((count) => count >= texts.length),
			);
		});
		results.burst = { ...BURST, workflows: names.length, ...measured };
		await triggers.expectEachOnce(names, texts);
	});

	it('ends every execution with success, except those whose worker was ended', async () => {
		let unqueued = 0;
		let crashed = 0;
		for (const [name, { id }] of triggers.workflows) {
			const statuses = (await stage.api.executionsOf(id)).map(({ status }) => status);
			// n8n stores an execution before it queues it. A process that is being ended may do the first only. It does not
			// answer the event then, so that Meta sends it again.
			unqueued += statuses.filter((status) => status === 'new').length;
			// A worker that is being ended may finish an execution and not log it. When it starts again, n8n marks that
			// execution as crashed. Its event was counted before.
			crashed += statuses.filter((status) => status === 'crashed').length;
			const others = statuses.filter((status) => status !== 'new' && status !== 'crashed');
			expect({ name, statuses: new Set(others) }).toEqual({
				name,
				statuses: new Set(['success']),
			});
		}
		expect(crashed).toBeLessThanOrEqual(PROCESSES.length);
		if (results.duringRestarts) Object.assign(results.duringRestarts, { unqueued, crashed });
	});

	it('leaves no token in the logs', () => expect(stage.leaks()).toEqual([]));
});
