import { ACCOUNTS, Stage } from './stage';
import { Triggers } from './triggers';
import { until } from './waiting';

// Two thousand requests take a long time on a small machine.
jest.setTimeout(900_000);

const PERMISSIONS = ['comments', 'messages', 'webhooks'];

const FLOOD = { posts: 200, atOnce: 50 };

describe.each(['facebook', 'instagram'] as const)('Instagram Trigger in a real n8n, %s login', (login) => {
	const accountId = ACCOUNTS[login];
	let stage: Stage;
	let triggers: Triggers;

	/** The subscription of the Page or account. */
	const installed = (...events: string[]) => ({
		installed: { [accountId]: login === 'facebook' ? ['feed'] : events },
	});

	beforeAll(async () => {
		stage = await Stage.open(`trigger-${login}`);
		const credential = await stage.connectedCredential(login, PERMISSIONS);
		triggers = new Triggers(stage, login, accountId, credential);
		await triggers.create('comments', ['comments']);
		await triggers.create('messages', ['messages']);
	});

	afterAll(async () => await stage?.close());

	it('subscribes on activation', async () => {
		await triggers.activate('comments');
		if (login === 'facebook') {
			await triggers.recordIs({
				url: triggers.address('comments'),
				fields: ['comments'],
				...installed(),
			});
			return;
		}
		await triggers.recordIs(installed('comments'));
		const message = await triggers.listen('comments').then(
			() => '',
			(error: Error) => error.message,
		);
		const [, url = '', token = ''] = /Callback URL (\S+) and the Verify Token (\S+),/.exec(message) ?? [];
		expect(url).toBe(triggers.address('comments'));
		await expect(triggers.paste(url, 'a wrong one', ['comments'])).rejects.toThrow('403');
		await triggers.paste(url, token, ['comments', 'messages']);
	});

	it('starts the workflow with the event', async () => {
		const [delivery] = await triggers.happen('comments', { text: 'Schön! 🏺 Preis?' });
		expect(delivery?.attempts).toMatchObject([{ status: 200 }]);
		expect(await triggers.started('comments', 1)).toMatchObject([
			{ mode: 'webhook', items: [{ event: 'comments', accountId, text: 'Schön! 🏺 Preis?' }] },
		]);
	});

	it.each(['unsigned', 'wrongSecret', 'reserialised'] as const)(
		'rejects a forged event (%s)',
		async (forged) => {
			const [delivery] = await triggers.happen('comments', {}, forged);
			expect(delivery?.attempts).toMatchObject([{ status: 403 }]);
			expect(await triggers.unexpected('comments')).toBe(0);
		},
	);

	it('starts the workflow once if Meta delivers an event twice', async () => {
		const [delivery] = await triggers.happen('comments');
		await triggers.started('comments', 1);
		expect(await triggers.redeliver(delivery!)).toBe(200);
		expect(await triggers.unexpected('comments')).toBe(0);
	});

	it('forwards events to another trigger of the app', async () => {
		await triggers.activate('messages');
		await triggers.recordIs({
			url: triggers.address('comments'),
			fields: ['comments', 'messages'],
			...installed('comments', 'messages'),
		});
		await triggers.happen('messages', { text: 'Do you ship to Norway?' });
		expect(await triggers.started('messages', 1)).toMatchObject([
			{ items: [{ event: 'messages', accountId, text: 'Do you ship to Norway?' }] },
		]);
		expect(await triggers.unexpected('comments')).toBe(0);
	});

	it('remembers the seen events and the other triggers after a restart', async () => {
		const [comment] = await triggers.happen('comments');
		const [message] = await triggers.happen('messages');
		await triggers.started('comments', 1);
		await triggers.started('messages', 1);
		await stage.daysPass(0);

		expect(await triggers.redeliver(comment!)).toBe(200);
		expect(await triggers.redeliver(message!)).toBe(200);
		expect(await triggers.unexpected('comments')).toBe(0);
		expect(await triggers.unexpected('messages')).toBe(0);

		await triggers.happen('comments', { text: 'after the restart' });
		await triggers.happen('messages', { text: 'also after it' });
		expect(await triggers.started('comments', 1)).toMatchObject([{ items: [{ text: 'after the restart' }] }]);
		expect(await triggers.started('messages', 1)).toMatchObject([{ items: [{ text: 'also after it' }] }]);
	});

	it('listens for a test event while the workflow is active', async () => {
		const before = triggers.record();
		await triggers.listen('comments');
		expect(triggers.record()).toEqual(before);
		await triggers.happen('comments', { text: 'to both' });
		const both = await triggers.started('comments', 2);
		expect(both.map(({ mode }) => mode).sort()).toEqual(['manual', 'webhook']);
		for (const { items } of both) expect(items).toMatchObject([{ event: 'comments', text: 'to both' }]);
		await triggers.testIsOver('comments');
		expect(triggers.record()).toEqual(before);

		await triggers.happen('comments', { text: 'to one' });
		expect(await triggers.started('comments', 1)).toMatchObject([{ mode: 'webhook' }]);
	});

	it('rejects requests that are not events', async () => {
		const large = `{"object":"instagram","text":"${'x'.repeat(10_000_000)}"}`;
		expect(await triggers.post('comments', large)).toBe(413);
		expect(await triggers.post('comments', large, {})).toBe(403);
		expect(await triggers.post('comments', '{"object":"instagram"}')).toBe(400);
		const malformed = await triggers.post('comments', '{"object":');
		expect(malformed).toBeGreaterThanOrEqual(400);
		expect(malformed).toBeLessThan(500);
		for (const query of [
			'',
			'?hub.mode=subscribe',
			'?hub.mode=subscribe&hub.challenge=1&hub.verify_token=no',
		]) {
			const { status } = await fetch(`${triggers.address('comments')}${query}`);
			expect(status).toBe(query.includes('verify_token') ? 403 : 400);
		}
		expect(await triggers.unexpected('comments')).toBe(0);
	});

	it('rejects a flood of forged events while n8n keeps answering', async () => {
		const body = '{"object":"instagram","entry":[{"id":"1","time":1,"changes":[]}]}';
		const signature = { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` };
		let left = FLOOD.posts;
		const statuses = new Map<number, number>();
		const health: number[] = [];
		const begun = Date.now();
		const attack = async (): Promise<void> => {
			while (left > 0) {
				left -= 1;
				const status = await triggers.post('comments', body, signature);
				statuses.set(status, (statuses.get(status) ?? 0) + 1);
			}
		};
		const watch = async (): Promise<void> => {
			while (left > 0) {
				const asked = Date.now();
				const { status } = await fetch(`${stage.url}/healthz`);
				expect(status).toBe(200);
				health.push(Date.now() - asked);
			}
		};
		await Promise.all([...Array.from({ length: FLOOD.atOnce }, attack), watch()]);
		const seconds = ((Date.now() - begun) / 1000).toFixed(1);
		process.stderr.write(
			`flood, ${login} login: ${FLOOD.posts} posts in ${seconds} s, ${statuses.get(503) ?? 0} of them refused by n8n; ${health.length} health checks meanwhile, slowest ${Math.max(...health)} ms\n`,
		);
		// n8n itself answers 503 while its database is busy.
		expect([...statuses.keys()].filter((status) => ![403, 503].includes(status))).toEqual([]);
		expect(health.length).toBeGreaterThan(0);
		expect(await triggers.unexpected('comments')).toBe(0);
		await until(
			'n8n answers again',
			async () => (await fetch(`${triggers.address('comments')}?hub.mode=other`)).status,
			(status) => status === 400,
		);
		await triggers.happen('comments', { text: 'a real one' });
		expect(await triggers.started('comments', 1)).toMatchObject([{ items: [{ text: 'a real one' }] }]);
	});

	it('removes its subscriptions on deactivation, and keeps those of other triggers', async () => {
		await triggers.deactivate('comments');
		if (login === 'facebook') {
			await triggers.recordIs({ url: triggers.address('messages'), fields: ['messages'], ...installed() });
			await triggers.happen('messages', { text: 'straight to the other' });
			expect(await triggers.started('messages', 1)).toMatchObject([{ mode: 'webhook' }]);
		} else {
			await until(
				'only messages are subscribed',
				() => triggers.record().installed[accountId],
				(fields) => JSON.stringify(fields) === '["messages"]',
			);
		}
		await triggers.deactivate('messages');
		await until(
			'nothing is subscribed',
			() => triggers.record(),
			({ installed: left }) => Object.keys(left).length === 0,
		);
		// The trigger does not remove the callback in the dashboard.
		expect(triggers.record().url).toBe(login === 'facebook' ? undefined : triggers.address('comments'));
	});

	it('leaves no token or secret in the log and the database', () => {
		expect(stage.leaks()).toEqual([]);
	});
});
