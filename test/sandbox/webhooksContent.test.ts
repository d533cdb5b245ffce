import { readFileSync } from 'node:fs';
import path from 'node:path';

import { EVENTS } from '../../sandbox/webhooks/events';
import { FOLLOWERS } from '../../sandbox/seedEngagement';
import { ACCOUNT_AT, NORTH, ownSandbox, graphUser } from './arrange';
import { control } from './metaClient';

const MINUTE = 60_000;

const [WRITER = { id: '', username: '' }] = FOLLOWERS;

describe('content without webhooks', () => {
	const sandbox = ownSandbox();

	const controlPost = async (path: string, order: Record<string, unknown>) =>
		await control(sandbox.get(), 'POST', path, { accountId: NORTH, ...order });

	test('a comment exists although no app is subscribed', async () => {
		const { get } = graphUser(sandbox.get(), 'instagram');
		const { happened, deliveries } = await controlPost('webhooks/event', {
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
		const { get } = graphUser(sandbox.get(), 'instagram');
		const { happened } = await controlPost('webhooks/event', { event: 'comments', times: 3 });
		const [{ id, media }] = happened;
		const replies = await controlPost('webhooks/event', { event: 'comments', parentId: id, own: true });
		expect(replies.happened[0]).toMatchObject({ parent_id: id, from: { id: NORTH } });
		const { json } = await get(`${media.id}/comments`);
		const newest = json.data.slice(0, 3).map((one: { id: string }) => one.id);
		expect(newest.sort()).toEqual(happened.map((one: { id: string }) => one.id).sort());
		expect((await get(`${id}/replies`)).json.data).toMatchObject([{ id: replies.happened[0].id }]);
	});

	test("posts by the account itself, on the sandbox's clock", async () => {
		const { edge } = graphUser(sandbox.get(), 'instagram');
		const { world } = sandbox.get();
		world.clock.freeze();
		const { mediaIds } = await controlPost('posts', { caption: 'Kiln day', times: 2, secondsAgo: 60 });
		world.clock.advance(MINUTE);
		const { json } = await edge('media', { fields: 'caption,timestamp', limit: '2' });
		expect(json.data.map(({ id }: { id: string }) => id).sort()).toEqual([...mediaIds].sort());
		expect(world.clock.now() - Date.parse(json.data[0].timestamp)).toBeLessThan(2 * MINUTE + 1000);
		expect(json.data[0].caption).toBe('Kiln day');
	});

	test('a post by another account that tags the account', async () => {
		const { edge } = graphUser(sandbox.get(), 'instagram');
		const {
			mediaIds: [id],
		} = await controlPost('tagged-posts', {});
		const { json } = await edge('tags', { fields: 'username,caption' });
		expect(json.data).toEqual([{ id, username: 'tide.and.table', caption: 'With @north.pottery' }]);
		const mine = await edge('media');
		expect(JSON.stringify(mine.json)).not.toContain(id);
		expect((await controlPost('tagged-posts', { accountId: '1' })).error).toMatch(/not an account/);
	});

	test.each(['reply', 'mention'])('a story %s is a message that can be read', async (story) => {
		const { get, edge } = graphUser(sandbox.get(), 'instagram');
		const { happened } = await controlPost('webhooks/event', { event: 'messages', story, from: WRITER });
		const [{ message }] = happened;
		const url = message.reply_to?.story.url ?? message.attachments[0].payload.url;
		expect(message.attachments?.[0].type).toBe(story === 'mention' ? 'story_mention' : undefined);
		expect(message.text === undefined).toBe(story === 'mention');
		const { json } = await edge('conversations', { platform: 'instagram', user_id: WRITER.id });
		const read = await get(json.data[0].id, { fields: 'messages.limit(1){id,message,story}' });
		const link = { id: expect.any(String), link: url };
		expect(read.json.messages.data).toEqual([
			{
				id: message.mid,
				message: message.text ?? '',
				story: story === 'reply' ? { reply_to: link } : { mention: link },
			},
		]);
	});

	test('a tap is on the button that the account has shown last, or else on a question', async () => {
		const { call } = graphUser(sandbox.get(), 'instagram');
		const tap = async () => {
			const { happened } = await controlPost('webhooks/event', {
				event: 'messaging_postbacks',
				from: WRITER,
			});
			return happened[0].postback;
		};
		expect(await tap()).toMatchObject({ title: 'Opening hours', payload: 'OPENING_HOURS' });
		const button = { type: 'postback', title: 'Send me the link', payload: 'LINK' };
		const page = { type: 'web_url', title: 'Shop', url: 'https://shop.example.com' };
		for (const payload of [
			{ template_type: 'button', text: 'Shall I?', buttons: [page, button] },
			{ template_type: 'generic', elements: [{ title: 'Guide', buttons: [{ ...button, payload: 'CARD' }] }] },
		]) {
			await call('POST', `${ACCOUNT_AT.instagram}/messages`, {
				recipient: JSON.stringify({ id: WRITER.id }),
				message: JSON.stringify({ attachment: { type: 'template', payload } }),
			});
			const shown = payload.template_type === 'generic' ? 'CARD' : 'LINK';
			expect(await tap()).toMatchObject({ title: 'Send me the link', payload: shown });
		}
	});

	test('the page has a button for every event, and for stories', () => {
		const script = readFileSync(path.join(__dirname, '../../sandbox/page/webhooks.js'), 'utf8');
		for (const name of [...Object.keys(EVENTS), 'reply', 'mention'])
			expect(script).toMatch(new RegExp(`^\\t${name}: '`, 'm'));
	});

	test('a person follows an account, and no longer', async () => {
		const { get } = graphUser(sandbox.get(), 'instagram');
		const [, , other] = FOLLOWERS;
		const userId = other?.id ?? '';
		const read = async () => (await get(userId, { fields: 'is_user_follow_business' })).json;
		for (const follows of [true, false]) {
			await controlPost('followers', { userId, follows });
			expect(await read()).toMatchObject({ is_user_follow_business: follows });
			const { followers } = await control(sandbox.get(), 'GET', 'state');
			expect(followers.includes(`${NORTH}:${userId}`)).toBe(follows);
		}
		expect((await controlPost('followers', { accountId: '1', userId, follows: true })).error).toMatch(
			/not an account/,
		);
	});

	test('the page has everybody who can do it', async () => {
		const { people } = await control(sandbox.get(), 'GET', 'state');
		expect(people).toEqual(FOLLOWERS);
	});
});
