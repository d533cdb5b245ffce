import { readFileSync } from 'node:fs';
import path from 'node:path';

import { EVENTS } from '../../sandbox/webhooks/events';
import { NORTH, ownSandbox, somebody } from './arrange';
import { control } from './metaClient';

const MINUTE = 60_000;

describe('content without webhooks', () => {
	const sandbox = ownSandbox();

	const tell = async (path: string, order: Record<string, unknown>) =>
		await control(sandbox.get(), 'POST', path, { accountId: NORTH, ...order });

	test('a comment exists although no app is subscribed', async () => {
		const { get } = somebody(sandbox.get(), 'instagram');
		const { happened, deliveries } = await tell('webhooks/event', {
			event: 'comments',
			text: 'Anybody there?',
			secondsAgo: 90,
		});
		expect(deliveries).toEqual([]);
		const { json } = await get(happened[0].id, { fields: 'text,timestamp' });
		expect(json.text).toBe('Anybody there?');
		const age = sandbox.get().world.clock.now() - Date.parse(json.timestamp);
		expect(age).toBeGreaterThanOrEqual(90_000);
	});

	test('several comments at one time, on a post and as replies', async () => {
		const { get } = somebody(sandbox.get(), 'instagram');
		const { happened } = await tell('webhooks/event', { event: 'comments', times: 3 });
		const [{ id, media }] = happened;
		const replies = await tell('webhooks/event', { event: 'comments', parentId: id, own: true });
		expect(replies.happened[0]).toMatchObject({ parent_id: id, from: { id: NORTH } });
		const { json } = await get(`${media.id}/comments`);
		const newest = json.data.slice(0, 3).map((one: { id: string }) => one.id);
		expect(newest.sort()).toEqual(happened.map((one: { id: string }) => one.id).sort());
		expect((await get(`${id}/replies`)).json.data).toMatchObject([{ id: replies.happened[0].id }]);
	});

	test("posts by the account itself, on the sandbox's clock", async () => {
		const { edge } = somebody(sandbox.get(), 'instagram');
		const { world } = sandbox.get();
		world.clock.freeze();
		const { mediaIds } = await tell('posts', { caption: 'Kiln day', times: 2, secondsAgo: 60 });
		world.clock.advance(MINUTE);
		const { json } = await edge('media', { fields: 'caption,timestamp', limit: '2' });
		expect(json.data.map(({ id }: { id: string }) => id).sort()).toEqual([...mediaIds].sort());
		expect(world.clock.now() - Date.parse(json.data[0].timestamp)).toBeLessThan(2 * MINUTE + 1000);
		expect(json.data[0].caption).toBe('Kiln day');
	});

	test('a post by another account that tags the account', async () => {
		const { edge } = somebody(sandbox.get(), 'instagram');
		const {
			mediaIds: [id],
		} = await tell('tagged-posts', {});
		const { json } = await edge('tags', { fields: 'username,caption' });
		expect(json.data).toEqual([{ id, username: 'tide.and.table', caption: 'With @north.pottery' }]);
		const mine = await edge('media');
		expect(JSON.stringify(mine.json)).not.toContain(id);
		expect((await tell('tagged-posts', { accountId: '1' })).error).toMatch(/not an account/);
	});

	test('the page has a button for every event', () => {
		const script = readFileSync(path.join(__dirname, '../../sandbox/page/webhooks.js'), 'utf8');
		for (const name of Object.keys(EVENTS)) expect(script).toMatch(new RegExp(`^\\t${name}: '`, 'm'));
	});
});
