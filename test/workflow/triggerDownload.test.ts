import { createHmac } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';

import { SANDBOX_APPS } from '../../sandbox/apps';
import type { PublishedMedia } from '../../sandbox/model';
import { PollingWorkflow, runWebhook } from '../../tools/n8n-harness';
import type { Login } from '../../tools/n8n-harness/arrange';
import { ACCOUNT, counts, connectedCredential, restartN8n } from '../../tools/n8n-harness/arrange';
import { useSandbox } from '../jest/sandbox';
import { useVirtualTime } from '../jest/virtualTime';
import { activeState } from './triggerState';

const sandbox = useSandbox();
const time = useVirtualTime(sandbox);
beforeEach(restartN8n);

const LOGINS: Login[] = ['instagram', 'facebook'];
const world = () => sandbox.get().world;
const file = (name: string) => `https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=${name}&signature=abc`;

/** Meta delivers a message with attachments to an active trigger. */
async function deliver(login: Login, attachments: IDataObject[], download = true, mid = 'aWdfZAG1faXRlbTox') {
	const { credentials, reference, id } = await connectedCredential(
		sandbox.get(),
		login,
		'oAuth2',
		undefined,
		['messages'],
	);
	const { appSecret } = SANDBOX_APPS[login];
	const account = ACCOUNT[login];
	const messaging = {
		sender: { id: '17841499000000101' },
		recipient: { id: account },
		timestamp: Date.now(),
		message: { mid, attachments },
	};
	const rawBody = JSON.stringify({
		object: 'instagram',
		entry: [{ id: account, time: Date.now(), messaging: [messaging] }],
	});
	const signature = createHmac('sha256', appSecret).update(rawBody).digest('hex');
	return await runWebhook({
		credentials,
		reference,
		parameters: { authentication: 'oAuth2', events: ['messages'], options: { download } },
		staticData: activeState({ secret: appSecret, account, credentialId: id }),
		request: { rawBody, headers: { 'X-Hub-Signature-256': `sha256=${signature}` } },
	});
}

const image = (name: string): IDataObject => ({ type: 'image', payload: { url: file(name) } });

describe.each(LOGINS)('the webhook trigger with %s Login', (login) => {
	it('puts the attachments of a message into its item', async () => {
		const { status, items } = await deliver(login, [
			image('coffee-1.jpg'),
			{ type: 'video', payload: { url: file('clip-1.mp4') } },
		]);
		expect(status).toBe(200);
		expect(items).toEqual([
			{
				json: expect.objectContaining({ event: 'messages', mid: 'aWdfZAG1faXRlbTox' }),
				binary: {
					data_0: expect.objectContaining({ fileName: 'attachment.jpg', mimeType: 'image/jpeg' }),
					data_1: expect.objectContaining({ fileName: 'attachment.mp4', mimeType: 'video/mp4' }),
				},
			},
		]);
		expect(world().requests.list({ endpoint: 'file' })).toEqual([
			expect.not.objectContaining({ token: expect.anything() }),
			expect.not.objectContaining({ token: expect.anything() }),
		]);
	});

	it('starts the workflow without a file that has expired', async () => {
		world().faults.add({ endpoint: 'file', action: 'answer', status: 403, text: '', times: 9 });
		const { status, items } = await deliver(login, [image('coffee-1.jpg')]);
		expect(status).toBe(200);
		expect(items).toEqual([
			{
				json: expect.objectContaining({
					event: 'messages',
					downloadError: 'The URL of the file has expired: Meta answers with status 403',
				}),
			},
		]);
	});

	it('reads a message again for a fresh URL if that of its attachment has expired', async () => {
		const conversation = world().inboxes.with(ACCOUNT[login], '17841499000000101')!;
		const attachment = { type: 'image' as const, payload: { url: 'https://media.example.com/coffee-1.jpg' } };
		const message = world().inboxes.add(conversation, { isOwn: false, at: world().clock.now(), attachment });
		world().faults.add({ endpoint: 'file', action: 'answer', status: 403, text: '' });
		const { items } = await deliver(login, [image('gone.jpg')], true, message.id);
		expect(items?.[0]?.json).not.toHaveProperty('downloadError');
		expect(items?.[0]?.binary).toEqual({ data: expect.objectContaining({ mimeType: 'image/jpeg' }) });
		expect(counts(sandbox.get())).toMatchObject({ file: 2, message: 1 });
	});

	it('keeps the other attachments if one cannot be downloaded, and answers Meta before', async () => {
		world().faults.add({ endpoint: 'file', action: 'answer', status: 500, text: '', nth: 2 });
		const { status, items } = await deliver(login, ['coffee-1.jpg', 'coffee-1.jpg'].map(image));
		expect(status).toBe(200);
		expect(Object.keys(items?.[0]?.binary ?? {})).toHaveLength(1);
		expect(items?.[0]?.json.downloadError).toMatch(/^data_[01]: The URL of the file cannot be fetched/);
	});

	it('downloads nothing unless it is switched on, nor for attachments without a file', async () => {
		expect((await deliver(login, [image('coffee-1.jpg')], false)).items?.[0]).not.toHaveProperty('binary');
		restartN8n();
		const { items } = await deliver(login, [{ type: 'template', payload: { generic: [] } }]);
		expect(items?.[0]?.json).not.toHaveProperty('downloadError');
		expect(counts(sandbox.get()).file).toBeUndefined();
	});
});

function post(login: Login, more: Partial<PublishedMedia> = {}): PublishedMedia {
	return world().addImage(ACCOUNT[login], 'pottery-1.jpg', more);
}

/** An active polling trigger for posts. */
async function polling(login: Login): Promise<PollingWorkflow> {
	const { credentials, reference, authentication } = await connectedCredential(sandbox.get(), login);
	const parameters = { authentication, events: ['media'], options: { download: true } };
	const workflow = new PollingWorkflow({
		credentials,
		node: { type: 'instagramPollingTrigger', parameters, credentials: reference },
	});
	await workflow.activate();
	time.advance(60_000);
	return workflow;
}

describe.each(LOGINS)('the polling trigger with %s Login', (login) => {
	it('puts the files of new posts into their items, those of a carousel in their order', async () => {
		const workflow = await polling(login);
		const image = post(login);
		time.advance(1000);
		const album = post(login, { kind: 'carousel', file: undefined });
		album.childIds = ['pottery-2.jpg', 'pottery-3.jpg'].map(
			(name) => post(login, { parentId: album.id, file: world().files.sample(name) }).id,
		);
		const { items, binary } = await workflow.poll();
		expect(items?.map(({ id }) => id)).toEqual([image.id, album.id]);
		expect(binary).toEqual([
			{ data: expect.objectContaining({ fileName: `${image.id}.jpg` }) },
			{
				data_0: expect.objectContaining({ fileName: `${album.childIds[0]}.jpg` }),
				data_1: expect.objectContaining({ fileName: `${album.childIds[1]}.jpg` }),
			},
		]);
	});

	it('returns a post once, also if its file cannot be downloaded', async () => {
		const workflow = await polling(login);
		post(login);
		world().faults.add({ endpoint: 'file', action: 'reset-before', times: 9 });
		const { items, binary } = await workflow.poll();
		expect(items).toEqual([
			expect.objectContaining({ downloadError: expect.stringContaining('no answer from') }),
		]);
		expect(binary).toBeUndefined();
		expect((await workflow.poll()).items).toBeNull();
	});

	it('returns a carousel that cannot be read again', async () => {
		const workflow = await polling(login);
		const album = post(login, { kind: 'carousel', file: undefined });
		world().faults.add({ endpoint: 'read', action: 'error', code: 10, times: 9 });
		const { items } = await workflow.poll();
		expect(items).toEqual([
			expect.objectContaining({
				id: album.id,
				downloadError: expect.stringMatching(/^The carousel could not be read: /),
			}),
		]);
	});
});
