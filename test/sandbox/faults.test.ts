import type { FaultOptions } from '../../sandbox/faults';
import { NORTH, ownSandbox, sample, graphUser } from './arrange';
import { control, refusalIn } from './metaClient';
import type { MetaAnswer } from './metaClient';

describe('sandbox > faults', () => {
	const sandbox = ownSandbox();

	const posts = () =>
		sandbox
			.get()
			.world.postsOf(NORTH)
			.filter(({ containerId }) => containerId !== undefined).length;

	/** Publishes an image with this fault set for the publishing call. */
	async function publishWith(fault: Omit<FaultOptions, 'endpoint'>): Promise<MetaAnswer> {
		const ada = graphUser(sandbox.get(), 'instagram');
		const { json } = await ada.create({ image_url: sample('pottery-1.jpg') });
		await control(sandbox.get(), 'POST', 'faults', { endpoint: 'publish', ...fault });
		return await ada.publish(json.id);
	}

	test.each([
		['reset-before', 0],
		['reset-after', 1],
	] as const)('%s: the connection ends, %d posts are made', async (action, made) => {
		await expect(publishWith({ action })).rejects.toThrow(/hang up|ECONNRESET/);
		expect(posts()).toBe(made);
		expect(sandbox.get().world.requests.list({ endpoint: 'publish' })).toMatchObject([{ fault: action }]);
	});

	test.each([
		['hang', 0],
		['hang-after', 1],
	] as const)('%s: no answer comes, %d posts are made', async (action, made) => {
		const { world } = sandbox.get();
		const ada = graphUser(sandbox.get(), 'instagram');
		const { json } = await ada.create({ image_url: sample('pottery-1.jpg') });
		world.faults.add({ endpoint: 'publish', action });
		const answered = jest.fn();
		void ada.publish(json.id).then(answered, () => undefined);
		while (world.requests.list({ endpoint: 'publish' })[0]?.fault === undefined) {
			await new Promise((resolve) => setTimeout(resolve, 5));
		}
		await ada.get('me');
		expect(answered).not.toHaveBeenCalled();
		expect(posts()).toBe(made);
	});

	test('5xx, html and error apply before the work is done', async () => {
		const failed = await publishWith({ action: '5xx' });
		expect([failed.status, refusalIn(failed), failed.json.error.is_transient]).toEqual([500, '2', true]);
		const page = await publishWith({ action: 'html' });
		expect([page.status, page.headers['content-type']]).toEqual([502, 'text/html']);
		const refused = await publishWith({ action: 'error', code: 9, subcode: 2207042 });
		expect([refused.status, refusalIn(refused)]).toEqual([400, '9/2207042']);
		expect(posts()).toBe(0);
	});

	test('truncated cuts the answer after the work is done', async () => {
		const { status, text, json } = await publishWith({ action: 'truncated' });
		expect([status, json]).toEqual([200, undefined]);
		expect(text).toMatch(/^\{"id/);
		expect(posts()).toBe(1);
	});

	test('workDone overrides whether the work is done first', async () => {
		expect((await publishWith({ action: '5xx', workDone: true, status: 503 })).status).toBe(503);
		expect(posts()).toBe(1);
	});

	test('nth and times select the calls', async () => {
		const { world } = sandbox.get();
		world.faults.add({ endpoint: 'me', action: '5xx', nth: 2, times: 2 });
		const ada = graphUser(sandbox.get(), 'instagram');
		const statuses: number[] = [];
		for (let call = 0; call < 5; call += 1) statuses.push((await ada.get('me')).status);
		expect(statuses).toEqual([200, 500, 500, 200, 200]);
		expect(world.faults.list()).toMatchObject([{ seen: 5, hits: 2 }]);
	});

	test('probability follows the seed', async () => {
		const play = async () => {
			sandbox.get().world.reset(7);
			sandbox.get().world.faults.add({ endpoint: '*', action: '5xx', probability: 0.5 });
			const ada = graphUser(sandbox.get(), 'instagram');
			const statuses: number[] = [];
			for (let call = 0; call < 12; call += 1) statuses.push((await ada.get('me')).status);
			return statuses;
		};
		const first = await play();
		expect(new Set(first)).toEqual(new Set([200, 500]));
		expect(await play()).toEqual(first);
	});

	test.each([
		['blockedThoughLive', 403, '4/2207051', 1],
		['forbiddenThoughLive', 403, '10', 1],
		['blocked', 400, '4/2207051', 0],
		['mediaNotFound', 400, '24/2207006', 0],
		['appDeactivated', 200, '200', 0],
		['tooMuchData', 500, '1', 0],
	])('recorded answer %s: HTTP %d, %s, %d posts', async (recorded, status, refusal, made) => {
		const answer = await publishWith({ recorded });
		expect([answer.status, refusalIn(answer)]).toEqual([status, refusal]);
		expect(posts()).toBe(made);
	});

	test.each([
		['emptyObject', '{}'],
		['successOnly', '{"success":true}'],
		['trueOnly', 'true'],
		['emptyList', '[]'],
		['emptyBody', ''],
	])('recorded answer %s: %s, with the work done or not', async (recorded, text) => {
		const done = await publishWith({ recorded });
		expect([done.status, done.text, posts()]).toEqual([200, text, 1]);
		expect(await publishWith({ recorded, workDone: false })).toMatchObject({ status: 200, text });
		expect(posts()).toBe(1);
	});

	test('a recorded answer has the user texts; explicit options take precedence', async () => {
		const { json } = await publishWith({ recorded: 'notFetched', code: 100 });
		expect(json.error).toMatchObject({
			code: 100,
			error_subcode: 2207052,
			error_user_title: 'ไม่สามารถดึงสื่อ',
			error_user_msg: expect.stringContaining('https://files.example.test/a.jpg'),
		});
	});

	test('lastsMs applies to calls for a time', async () => {
		const { world } = sandbox.get();
		world.faults.add({ endpoint: 'me', recorded: 'authorizationError', lastsMs: 60_000 });
		const ada = graphUser(sandbox.get(), 'instagram');
		expect((await ada.get('me')).json.error).toMatchObject({ code: 100, type: 'GraphMethodException' });
		expect((await ada.get('me')).status).toBe(400);
		world.clock.advance(61_000);
		expect((await ada.get('me')).status).toBe(200);
	});

	test('invalid faults are refused; faults are removed one by one or all', async () => {
		expect(
			(await control(sandbox.get(), 'POST', 'faults', { endpoint: 'me', action: 'explode' })).error,
		).toMatch(/action must be one of/);
		expect(
			(await control(sandbox.get(), 'POST', 'faults', { endpoint: 'me', action: 'error' })).error,
		).toMatch(/needs a code/);
		expect(
			(await control(sandbox.get(), 'POST', 'faults', { endpoint: 'me', recorded: 'rumour' })).error,
		).toMatch(/recorded must be one of blockedThoughLive,/);
		expect(
			(await control(sandbox.get(), 'POST', 'faults', { endpoint: 'me', action: 'answer' })).error,
		).toMatch(/needs a body or a text/);
		const set = ['me', 'publish', 'list'].map((endpoint) => ({ endpoint, action: 'hang' }));
		const [first] = await control(sandbox.get(), 'POST', 'faults', set);
		await control(sandbox.get(), 'DELETE', `faults/${first.id}`);
		expect(sandbox.get().world.faults.list()).toHaveLength(2);
		await control(sandbox.get(), 'DELETE', 'faults');
		expect(sandbox.get().world.faults.list()).toEqual([]);
	});
});
