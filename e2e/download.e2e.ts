import { createHash } from 'node:crypto';

import type { PublishedMedia } from '../sandbox/model';
import { sampleNamed } from '../sandbox/media/samples';
import { happen } from '../sandbox/webhooks/events';
import type { WorkflowNode } from './n8nApi';
import { ACCOUNTS, Stage } from './stage';
import { itemsOf, POLL_TIMES, TRIGGER, triggerWorkflow, type ExecutedItem } from './triggers';
import { until } from './waiting';
import { account, byId, containing, given, media, OperationRunner, RECENT, resource } from './work';
import type { UsedCredential } from './workflows';

const ACCOUNT = ACCOUNTS.facebook;

/** In MB. */
const REEL = 60;

jest.setTimeout(300_000);

const digestOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

type Files = NonNullable<ExecutedItem['binary']>;

describe('Download into binary data in files, in a real n8n', () => {
	let stage: Stage;
	let credential: UsedCredential;
	let runner: OperationRunner;

	beforeAll(async () => {
		stage = await Stage.open('download', { env: { N8N_DEFAULT_BINARY_DATA_MODE: 'filesystem' } });
		credential = await stage.connectedCredential('facebook', ['comments', 'messages', 'webhooks']);
		runner = new OperationRunner(stage, 'facebook', credential);
	});

	afterAll(async () => await stage?.close());

	const world = () => stage.sandbox.world;

	function addMedia(more: Partial<PublishedMedia> = {}): PublishedMedia {
		return world().addImage(ACCOUNT, 'bakery-1.jpg', more);
	}

	function addCarousel(): PublishedMedia {
		const album = addMedia({ kind: 'carousel', file: undefined });
		album.childIds = ['bakery-1.jpg', 'clip-1.mp4', 'bakery-2.jpg'].map((name) => {
			const kind = name.endsWith('.mp4') ? 'video' : 'image';
			return addMedia({ parentId: album.id, kind, file: world().files.sample(name) }).id;
		});
		return album;
	}

	/** Name and digest of each file, read back from n8n. */
	async function stored(files: Files = {}): Promise<Record<string, unknown>> {
		const entries = Object.entries(files).map(async ([name, { id, fileName }]) => {
			expect(id).toMatch(/^filesystem-v2:/);
			const bytes = Buffer.from(await (await stage.api.file(id)).arrayBuffer());
			return [name, { fileName, digest: digestOf(bytes) }] as const;
		});
		return Object.fromEntries(await Promise.all(entries));
	}

	const sample = (fileName: string | undefined, name: string) => ({
		fileName,
		digest: digestOf(sampleNamed(name).bytes),
	});

	/** Runs Media > Get of a media with Download. */
	async function get(mediaId: string): Promise<Record<string, unknown> & { binary?: Files }> {
		const parameters = resource('media')('get', { mediaId: media, fields: ['media_type'], download: true });
		const steps = [{ name: 'got', parameters }];
		const [answer] = await runner.call({ steps }, credential, { media: mediaId });
		expect(answer).toMatchObject({ status: 200, body: [{ got: [{ id: mediaId }] }] });
		return (answer?.body as Array<{ got: Array<Record<string, unknown>> }>)[0]!.got[0]!;
	}

	it('Media > Get names the files of a carousel data_0, data_1, data_2, in their order', async () => {
		const album = addCarousel();
		const { binary, ...json } = await get(album.id);
		expect(json).toEqual({ id: album.id, media_type: 'CAROUSEL_ALBUM' });
		const [first, second, third] = album.childIds;
		expect(await stored(binary)).toEqual({
			data_0: sample(`${first}.jpg`, 'bakery-1.jpg'),
			data_1: sample(`${second}.mp4`, 'clip-1.mp4'),
			data_2: sample(`${third}.jpg`, 'bakery-2.jpg'),
		});
	});

	it(`Media > Get stores a reel of ${REEL} MB`, async () => {
		const file = { ...world().files.sample('clip-1.mp4'), filePath: `/media/blank-${REEL}.mp4` };
		const reel = addMedia({ kind: 'video', productType: 'REELS', file });
		const { binary } = await get(reel.id);
		expect(binary).toEqual({
			data: containing({
				fileName: `${reel.id}.mp4`,
				mimeType: 'video/mp4',
				bytes: REEL * 1024 * 1024,
			}),
		});
		const response = await stage.api.file(binary?.data?.id ?? '');
		let bytes = 0;
		for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) bytes += chunk.length;
		expect(bytes).toBe(REEL * 1024 * 1024);
	});

	it('Media > Get reads a media again if the URL of its file has expired', async () => {
		const post = addMedia();
		world().requests.clear();
		const expired = {
			endpoint: 'file',
			action: 'answer',
			status: 403,
			text: 'URL signature expired',
		} as const;
		world().faults.add(expired);
		const { binary, ...json } = await get(post.id);
		expect(json).toEqual({ id: post.id, media_type: 'IMAGE' });
		expect(await stored(binary)).toEqual({ data: sample(`${post.id}.jpg`, 'bakery-1.jpg') });
		expect(world().requests.list({ endpoint: 'read' })).toHaveLength(2);
		expect(world().requests.list({ endpoint: 'file' })).toHaveLength(2);
	});

	it('Media > Get tells in downloadError that Meta returns no URL of the file', async () => {
		const reel = addMedia({ kind: 'video', productType: 'REELS', file: undefined });
		expect(await get(reel.id)).toEqual({
			id: reel.id,
			media_type: 'VIDEO',
			downloadError: expect.stringMatching(/^Meta returns no URL of the file\. It leaves out media_url/),
		});
	});

	it('Media > Get Many and Message > Get Many put the files into the items of their records', async () => {
		const conversation = world().inboxes.with(ACCOUNT, RECENT)!;
		const at = world().clock.now();
		const url = 'https://media.example.com/coffee-1.jpg';
		world().inboxes.add(conversation, {
			isOwn: false,
			at,
			attachment: { type: 'image', payload: { url } },
		});
		const post = addMedia({ publishedAt: at });
		const steps = [
			{
				name: 'posts',
				parameters: resource('media')('getMany', { account, limit: 1, fields: [], download: true }),
			},
			{
				name: 'messages',
				parameters: resource('message')('getMany', {
					account,
					conversationId: given('conversation'),
					limit: 2,
					fields: ['from'],
					download: true,
				}),
			},
		];
		const body = { account: ACCOUNT, conversation: conversation.id };
		const [answer] = await runner.call({ steps }, credential, body);
		const [{ posts, messages } = { posts: [], messages: [] }] = answer?.body as Array<
			Record<'posts' | 'messages', Array<{ id: string; binary?: Files }>>
		>;
		expect(posts.map((one) => one.id)).toEqual([post.id]);
		expect(await stored(posts[0]?.binary)).toEqual({ data: sample(`${post.id}.jpg`, 'bakery-1.jpg') });
		expect(await stored(messages[0]?.binary)).toEqual({ data: sample('attachment.jpg', 'coffee-1.jpg') });
		expect(messages.map(({ binary }) => binary === undefined)).toEqual([false, true]);
	});

	it('refuses an invalid Download and what it would read from, before anything is sent', async () => {
		const refused = { download: "={{ 'perhaps' }}" };
		await runner.expectToRefuse([
			['media', resource('media')('get', { mediaId: byId('17895690000000001'), ...refused }), /^'Download' /],
			['posts', resource('media')('getMany', { account, ...refused }), /^'Download' /],
			[
				'messages',
				resource('message')('getMany', { account, conversationId: 'aWdfdGhyZWFk', ...refused }),
				/^'Download' /,
			],
		]);
	});

	/** The items of the only execution that a trigger has started. */
	async function started(workflowId: string, trigger: string): Promise<ExecutedItem[]> {
		const [execution] = await until(
			'the execution',
			async () => (await stage.api.executionsOf(workflowId)).filter(({ mode }) => mode !== 'manual'),
			(list) => list.length > 0 && list.every(({ status }) => status === 'success'),
		);
		return itemsOf((await stage.api.execution(execution!.id)).data, trigger);
	}

	it('Instagram Trigger puts the attachments of a message into its item', async () => {
		const parameters = { events: ['messages'], account: byId(ACCOUNT), options: { download: true } };
		const workflow = await stage.api.createWorkflow(triggerWorkflow('attachments', parameters, credential));
		await stage.api.activate(workflow);
		await until(
			'the subscription',
			() => world().webhooks.subscriptions.view().installed,
			(installed) => installed.length > 0,
		);
		const attachments = ['coffee-1.jpg', 'bakery-2.jpg'].map((name) => ({
			type: 'image',
			payload: { url: world().files.messageAddress(name) },
		}));
		world().webhooks.announce([happen(world(), ACCOUNT, 'messages', { value: { attachments } })]);
		const [item] = await started(workflow.id, TRIGGER);
		expect(item?.json).toMatchObject({ event: 'messages', kind: 'media' });
		expect(item?.json).not.toHaveProperty('downloadError');
		expect(await stored(item?.binary)).toEqual({
			data_0: sample('attachment.jpg', 'coffee-1.jpg'),
			data_1: sample('attachment.jpg', 'bakery-2.jpg'),
		});
	});

	it('Instagram Polling Trigger puts the files of a new post into its item', async () => {
		const trigger: WorkflowNode = {
			id: '6d2f1b5e-0000-4000-8000-000000000201',
			name: 'New post',
			type: 'n8n-nodes-instagram-platform.instagramPollingTrigger',
			typeVersion: 1,
			position: [200, 300],
			parameters: {
				events: ['media'],
				account: byId(ACCOUNT),
				options: { download: true },
				pollTimes: { item: POLL_TIMES },
			},
			credentials: { instagramOAuth2Api: credential },
		};
		const workflow = await stage.api.createWorkflow({ name: 'Polling', nodes: [trigger], connections: {} });
		world().requests.clear();
		await stage.api.activate(workflow);
		await until(
			'the first poll',
			() => world().requests.list({ endpoint: 'list' }).length,
			(polls) => polls > 0,
		);
		const album = addCarousel();
		const [item, ...more] = await started(workflow.id, trigger.name);
		expect(more).toEqual([]);
		expect(item?.json).toMatchObject({ event: 'media', id: album.id });
		expect(await stored(item?.binary)).toEqual({
			data_0: sample(`${album.childIds[0]}.jpg`, 'bakery-1.jpg'),
			data_1: sample(`${album.childIds[1]}.mp4`, 'clip-1.mp4'),
			data_2: sample(`${album.childIds[2]}.jpg`, 'bakery-2.jpg'),
		});
	});

	it('leaves no token or secret in the log and the database', () => {
		expect(stage.leaks()).toEqual([]);
	});
});
