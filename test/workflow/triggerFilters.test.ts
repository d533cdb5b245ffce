import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { logs } from '../../tools/n8n-harness';
import { ACCOUNT, connectedCredential, restartN8n } from '../../tools/n8n-harness/arrange';
import { SANDBOX_APPS } from '../../sandbox/apps';
import { FOLLOWERS } from '../../sandbox/seedEngagement';
import { clickTest } from '../../sandbox/webhooks/testButton';
import { useSandbox } from '../jest/sandbox';
import { useVirtualTime } from '../jest/virtualTime';
import { ALL_EVENTS, TriggerStage } from './triggerStage';

const sandbox = useSandbox({ tls: true });
useVirtualTime(sandbox);

let stage: TriggerStage;

beforeEach(async () => {
	restartN8n();
	const connected = await connectedCredential(sandbox.get(), 'facebook', 'oAuth2', undefined, ALL_EVENTS);
	stage = await TriggerStage.open(sandbox.get(), connected);
});
afterEach(async () => await stage.host.stop());

async function activate(options: IDataObject, events = ['comments', 'messages', 'messaging_postbacks']) {
	stage.workflow('a', { events, options } as INodeParameters);
	await stage.host.activate('a');
}

/** The items that workflows were started with since the last call. */
const items = () => stage.host.executions.splice(0).flatMap((execution) => execution.items);
const texts = () => items().map(({ text, title }) => text ?? title);

const posts = () =>
	sandbox
		.get()
		.world.postsOf(ACCOUNT.facebook)
		.filter(({ productType }) => productType !== 'STORY');

const STORY = { reply_to: { story: { id: '18046129903381744', url: 'https://cdn.example.com/story.jpg' } } };
const MENTION = {
	attachments: [{ type: 'story_mention', payload: { url: 'https://cdn.example.com/s.jpg' } }],
};

describe('Instagram Trigger > filters', () => {
	it('starts with comments and messages that contain a word, and with events that have no text', async () => {
		await activate({ textContains: 'Link, цена', wholeWords: true });
		const from = logs.lines.length;
		await stage.happen('comments', { text: 'the LINK please' });
		await stage.happen('comments', { text: 'blinking' });
		await stage.happen('comments', { value: { text: undefined } });
		await stage.happen('messages', { text: 'ЦЕНА?' });
		await stage.happen('messages', { text: 'Hello' });
		await stage.happen('messaging_postbacks', { text: 'Opening hours' });
		expect(texts()).toEqual(['the LINK please', 'ЦЕНА?', 'Opening hours']);
		const counted = logs.lines.slice(from).filter(({ message }) => message.includes('left out'));
		expect(counted).toHaveLength(3);
		expect(counted[0]).toMatchObject({
			level: 'debug',
			message: 'Instagram Trigger: the options left out 1 event (Text Contains 1).',
		});
	});

	it('starts with comments on the chosen posts, and on ads made from them', async () => {
		const [post, other] = posts();
		await activate({ mediaIds: `${post!.id}, 1`, ignoreReplies: true });
		await stage.happen('comments', { mediaId: post!.id, text: 'here' });
		const [parent] = sandbox.get().world.engagement.commentsOn(post!.id);
		await stage.happen('comments', { mediaId: post!.id, parentId: parent!.id, text: 'reply' });
		await stage.happen('comments', { mediaId: other!.id, text: 'elsewhere' });
		const media = { id: '18', media_product_type: 'AD', ad_id: '23', original_media_id: post!.id };
		await stage.happen('comments', { text: 'on the ad', value: { media } });
		expect(texts()).toEqual(['here', 'on the ad']);
	});

	it('tells replies to stories and mentions in stories apart', async () => {
		await activate({ messageKinds: ['story_reply', 'story_mention'] });
		await stage.happen('messages', { text: 'Hello' });
		await stage.happen('messages', { text: 'Wow', value: STORY });
		await stage.happen('messages', { value: { ...MENTION, text: undefined } });
		expect(items().map(({ kind }) => kind)).toEqual(['story_reply', 'story_mention']);
	});

	it('starts once per person and event, also after a restart and a new activation', async () => {
		await activate({ oncePerPerson: true, textContains: 'link' });
		const [one, other] = FOLLOWERS;
		await stage.happen('comments', { from: one!, text: 'Hello' });
		await stage.happen('comments', { from: one!, text: 'link' });
		await stage.happen('comments', { from: one!, text: 'link?' });
		await stage.happen('comments', { from: other!, text: 'LINK' });
		await stage.happen('messaging_postbacks', { from: one!, text: 'Opening hours' });
		expect(texts()).toEqual(['link', 'LINK', 'Opening hours']);

		await stage.host.deactivate('a');
		restartN8n();
		await stage.host.activate('a');
		const from = logs.lines.length;
		await stage.happen('comments', { from: one!, text: 'link!' });
		expect(texts()).toEqual([]);
		expect(logs.text(from)).toContain('the options left out 1 event (Once per Person 1).');
	});

	it('a test shows every event that passes, and every sample of the dashboard', async () => {
		await activate({ oncePerPerson: true, textContains: 'link' }, ['comments']);
		await stage.happen('comments', { text: 'link' });
		expect(stage.started()).toEqual(['a: comments']);
		await stage.host.listen('a');
		await stage.happen('comments', { text: 'link again' });
		expect(stage.started()).toEqual(['a (test): comments']);
		await stage.host.listen('a');
		clickTest(sandbox.get().world, { appId: SANDBOX_APPS.facebook.appId, field: 'comments' });
		await sandbox.get().world.webhooks.deliveries.settled();
		await stage.host.settled();
		expect(stage.started()).toEqual(['a (test): comments']);
	});

	it.each([
		[{ mediaIds: 'https://www.instagram.com/p/abc/' }, "'Media IDs' is not an ID"],
		[{ messageKinds: ['story'] }, "'Message Kinds' cannot be 'story'"],
		[{ textContains: ' , ' }, "'Text Contains' contains no word"],
		[{ oncePerPerson: 'perhaps' }, "'Once per Person' must be true or false"],
	])('cannot be activated with %j, and subscribes nothing', async (options, complaint) => {
		await expect(activate(options)).rejects.toThrow(complaint);
		expect(stage.subscriptions()).toEqual({ installed: {} });
	});

	it('starts nothing while an expression makes an option invalid, and says so once', async () => {
		await activate({ mediaIds: `={{ $now.year > 2030 ? 'none' : '' }}` }, ['comments']);
		stage.workflow('a', { events: ['comments'], options: { mediaIds: 'none' } });
		const from = logs.lines.length;
		await stage.happen('comments', { text: 'one' });
		await stage.happen('comments', { text: 'two' });
		expect(stage.started()).toEqual([]);
		const said = logs.lines.slice(from).filter(({ message }) => message.includes("'Media IDs' is not an ID"));
		expect(said).toMatchObject([{ level: 'error' }]);
	});
});
