import { BAKERY, NORTH, ownSandbox, sample, graphUser } from './arrange';
import { refusalIn } from './metaClient';
import type { Body } from './metaClient';

const MINUTE = 60_000;

describe('sandbox > reads', () => {
	const sandbox = ownSandbox();

	/** Follows `next` to the end. */
	async function everyPage(first: Body): Promise<{ ids: string[]; pages: number }> {
		const { call } = graphUser(sandbox.get(), 'instagram');
		const ids: string[] = [];
		let page = first;
		for (let pages = 1; ; pages += 1) {
			ids.push(...page.data.map(({ id }: { id: string }) => id));
			if (!page.paging?.next) return { ids, pages };
			page = (await call('GET', page.paging.next)).json;
		}
	}

	const all = () =>
		sandbox
			.get()
			.world.postsOf(NORTH)
			.map(({ id }) => id);

	test('lists are paged by cursor, newest first', async () => {
		const ada = graphUser(sandbox.get(), 'instagram');
		const { json } = await ada.edge('media', { limit: '2' });
		expect(json.data).toHaveLength(2);
		expect(json.paging.next).toContain('access_token=');
		expect(await everyPage(json)).toEqual({ ids: all(), pages: 2 });
		const second = await ada.edge('media', { limit: '2', after: json.paging.cursors.after });
		expect(second.json.data).toEqual([{ id: all()[2] }]);
		expect(second.json.paging).not.toHaveProperty('next');
	});

	test('shortPages returns fewer rows than requested', async () => {
		sandbox.get().world.behave({ shortPages: true });
		const { json } = await graphUser(sandbox.get(), 'instagram').edge('media', { limit: '3' });
		expect(json.data).toHaveLength(1);
		expect(await everyPage(json)).toEqual({ ids: all(), pages: 3 });
	});

	test('an invalid cursor or limit is refused', async () => {
		const ada = graphUser(sandbox.get(), 'instagram');
		expect(refusalIn(await ada.edge('media', { after: 'nowhere' }))).toBe('100');
		expect(refusalIn(await ada.edge('media', { limit: '0' }))).toBe('100');
	});

	test('40 accounts come in pages of 25', async () => {
		sandbox.get().world.behave({ accounts: 40 });
		const ben = graphUser(sandbox.get(), 'facebook');
		const first = await ben.get('me/accounts', { fields: 'instagram_business_account' });
		expect(first.json.data).toHaveLength(25);
		const second = await ben.call('GET', first.json.paging.next);
		const accounts = [...first.json.data, ...second.json.data].filter(
			(page) => page.instagram_business_account !== undefined,
		);
		expect(accounts).toHaveLength(40);
	});

	test('a Page of a business is found through the business', async () => {
		const ben = graphUser(sandbox.get(), 'facebook');
		const names = (json: Body) => json.data.map(({ name }: { name: string }) => name);
		expect(names((await ben.get('me/accounts')).json)).not.toContain('Harbour Cargo');
		const { json } = await ben.get('me/businesses');
		expect(names((await ben.get(`${json.data[0].id}/owned_pages`)).json)).toEqual(['Harbour Cargo']);
	});

	test.each(['v27.0', 'v21.0', undefined])(
		'?ids= is refused on both hosts, in calls of %s',
		async (version) => {
			const at = (host: string) => (version ? `${host}/${version}` : `${host}/`);
			for (const [login, host] of [
				['facebook', 'graph.facebook.com'],
				['instagram', 'graph.instagram.com'],
			] as const) {
				const account = graphUser(sandbox.get(), login);
				const { json: container } = await account.create({ image_url: sample('bakery-1.jpg') });
				const answer = await account.call('GET', at(host), { ids: container.id, fields: 'status_code' });
				expect(answer.status).toBe(500);
				expect(answer.json.error).toEqual({
					message: 'The ids query parameter is deprecated in v26.0+.',
					type: 'OAuthException',
					code: 100,
					fbtrace_id: expect.any(String),
				});
			}
		},
	);

	test('a gate holds answers until enough requests wait', async () => {
		const { world } = sandbox.get();
		const ada = graphUser(sandbox.get(), 'instagram');
		world.gate.hold(3);
		let answered = 0;
		const ask = async () => {
			await ada.edge('media');
			answered += 1;
		};
		const first = [ask(), ask()];
		while (world.requests.list().length < 2) await new Promise(setImmediate);
		expect(answered).toBe(0);
		await Promise.all([...first, ask()]);
		expect(world.requests.list().map(({ concurrent }) => concurrent)).toEqual([1, 2, 3]);
		await ask();
	});

	test('the usage header rises until calls are refused', async () => {
		sandbox.get().world.behave({ callsPerHour: 4 });
		const ada = graphUser(sandbox.get(), 'instagram');
		const shares: Array<number | undefined> = [];
		for (let call = 0; call < 4; call += 1) {
			const header = (await ada.edge('media')).headers['x-business-use-case-usage'];
			shares.push(header ? JSON.parse(String(header))[NORTH][0].call_count : undefined);
		}
		expect(shares).toEqual([undefined, 50, 75, 100]);
		const refused = await ada.edge('media');
		expect(refusalIn(refused)).toBe('80002');
		const [usage] = JSON.parse(String(refused.headers['x-business-use-case-usage']))[NORTH];
		expect(usage).toMatchObject({ type: 'instagram', estimated_time_to_regain_access: 60 });
	});

	test('a throttle refuses one account until it ends', async () => {
		const { world } = sandbox.get();
		world.usage.throttle(NORTH, 10);
		const ada = graphUser(sandbox.get(), 'instagram');
		expect(refusalIn(await ada.edge('media'))).toBe('80002');
		expect((await graphUser(sandbox.get(), 'facebook').get(`${BAKERY}/media`)).status).toBe(200);
		world.clock.advance(9 * MINUTE);
		expect(refusalIn(await ada.edge('media'))).toBe('80002');
		const [post] = world.postsOf(NORTH);
		const [comment] = world.engagement.commentsOn(post!.id);
		expect(refusalIn(await ada.get(post!.id))).toBe('80002');
		expect(refusalIn(await ada.get(comment!.id))).toBe('80002');
		expect(world.usage.callsWhileThrottled.get(NORTH)).toBe(4);
		world.clock.advance(MINUTE);
		expect((await ada.edge('media')).status).toBe(200);
	});
});
