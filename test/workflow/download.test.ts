import type { IBinaryKeyData, INodeExecutionData } from 'n8n-workflow';
import { Container } from '@n8n/di';
import { BinaryDataService } from 'n8n-core';

import type { FaultOptions } from '../../sandbox/faults';
import { sampleNamed } from '../../sandbox/media/samples';
import type { PublishedMedia } from '../../sandbox/model';
import { useSandbox } from '../jest/sandbox';
import { useVirtualTime } from '../jest/virtualTime';
import type { Connected, Login } from '../../tools/n8n-harness/arrange';
import {
	ACCOUNT,
	counts,
	connectedCredential,
	restartN8n,
	run,
	LOGINS_WITH_CREDENTIALS,
} from '../../tools/n8n-harness/arrange';

const sandbox = useSandbox();
useVirtualTime(sandbox);
beforeEach(restartN8n);

const world = () => sandbox.get().world;
const byId = (value: string) => ({ __rl: true, mode: 'id', value });
const PERSON = '17841499000000101';

function add(login: Login, more: Partial<PublishedMedia> = {}): PublishedMedia {
	return world().addImage(ACCOUNT[login], 'pottery-1.jpg', more);
}

function addCarousel(login: Login, ...samples: string[]): PublishedMedia {
	const album = add(login, { kind: 'carousel', file: undefined });
	album.childIds = samples.map(
		(name) =>
			add(login, {
				parentId: album.id,
				kind: name.endsWith('.mp4') ? 'video' : 'image',
				file: world().files.sample(name),
			}).id,
	);
	return album;
}

const addFile = (filePath: string, login: Login = 'instagram') =>
	add(login, { kind: 'video', file: { ...world().files.sample('clip-1.mp4'), filePath } });

async function download(connected: Connected, mediaId: string, more: object = {}) {
	const { last, json } = await run(connected, {
		resource: 'media',
		operation: 'get',
		mediaId: byId(mediaId),
		fields: ['media_type'],
		download: true,
		...more,
	});
	return { item: last.outputs[0]?.[0] as INodeExecutionData, json, hints: last.hints };
}

async function bytesIn(binary: IBinaryKeyData = {}): Promise<Record<string, Buffer>> {
	const service = Container.get(BinaryDataService);
	const entries = Object.entries(binary).map(
		async ([name, data]) => [name, await service.getAsBuffer(data)] as const,
	);
	return Object.fromEntries(await Promise.all(entries));
}

const fileRequests = () => world().requests.list({ endpoint: 'file' });
const addFault = (options: Omit<FaultOptions, 'endpoint'>) =>
	world().faults.add({ endpoint: 'file', action: 'answer', text: '', ...options });

describe.each(LOGINS_WITH_CREDENTIALS)('download with %s Login and %s', (login, authentication) => {
	it('media.get puts the file into the item, and asks for it without the token', async () => {
		const connected = await connectedCredential(sandbox.get(), login, authentication);
		const post = add(login);
		const { item, hints } = await download(connected, post.id);
		expect(item).toEqual({
			json: { id: post.id, media_type: 'IMAGE' },
			binary: {
				data: expect.objectContaining({
					fileName: `${post.id}.jpg`,
					fileExtension: 'jpg',
					mimeType: 'image/jpeg',
					fileType: 'image',
				}),
			},
			pairedItem: { item: 0 },
		});
		expect(await bytesIn(item.binary)).toEqual({ data: sampleNamed('pottery-1.jpg').bytes });
		expect(hints).toEqual([]);
		expect(fileRequests()).toEqual([
			expect.not.objectContaining({ token: expect.anything(), query: { access_token: expect.anything() } }),
		]);
	});

	it('media.getMany puts the files of each post into its item, those of a carousel in their order', async () => {
		const connected = await connectedCredential(sandbox.get(), login, authentication);
		const album = addCarousel(login, 'pottery-2.jpg', 'clip-1.mp4');
		world().clock.advance(1000);
		const reel = add(login, {
			kind: 'video',
			productType: 'REELS',
			file: world().files.sample('clip-2.mp4'),
		});
		const { last } = await run(connected, {
			resource: 'media',
			operation: 'getMany',
			limit: 2,
			fields: [],
			download: true,
		});
		expect(last.outputs[0]).toEqual([
			{
				json: { id: reel.id },
				binary: { data: expect.objectContaining({ fileName: `${reel.id}.mp4`, mimeType: 'video/mp4' }) },
				pairedItem: { item: 0 },
			},
			{
				json: { id: album.id },
				binary: {
					data_0: expect.objectContaining({ fileName: `${album.childIds[0]}.jpg` }),
					data_1: expect.objectContaining({ fileName: `${album.childIds[1]}.mp4` }),
				},
				pairedItem: { item: 0 },
			},
		]);
		expect(await bytesIn(last.outputs[0]?.[1]?.binary)).toEqual({
			data_0: sampleNamed('pottery-2.jpg').bytes,
			data_1: sampleNamed('clip-1.mp4').bytes,
		});
	});

	it('message.getMany puts attachments into the items of their messages', async () => {
		const connected = await connectedCredential(sandbox.get(), login, authentication, undefined, [
			'messages',
		]);
		const conversation = world().inboxes.with(ACCOUNT[login], PERSON)!;
		const write = (message: object) =>
			world().inboxes.add(conversation, { isOwn: false, at: world().clock.now(), ...message });
		write({ text: 'Here it is' });
		const url = 'https://media.example.com/coffee-1.jpg';
		write({ attachment: { type: 'image', payload: { url } } });
		const { last } = await run(connected, {
			resource: 'message',
			operation: 'getMany',
			conversationId: conversation.id,
			limit: 2,
			fields: ['message'],
			download: true,
		});
		const [picture, text] = last.outputs[0]!;
		expect(picture).toMatchObject({
			binary: { data: { fileName: 'attachment.jpg', mimeType: 'image/jpeg' } },
			pairedItem: { item: 0 },
		});
		expect(picture!.json).not.toHaveProperty('attachments');
		expect(await bytesIn(picture!.binary)).toEqual({ data: sampleNamed('coffee-1.jpg').bytes });
		expect(text!.json).toMatchObject({ message: 'Here it is' });
		expect(text).not.toHaveProperty('binary');
		expect(last.hints).toEqual([]);
	});

	it('message.getMany reads a message again for a fresh URL if that of its attachment has expired', async () => {
		const connected = await connectedCredential(sandbox.get(), login, authentication, undefined, [
			'messages',
		]);
		const conversation = world().inboxes.with(ACCOUNT[login], PERSON)!;
		const attachment = { type: 'image' as const, payload: { url: 'https://media.example.com/coffee-1.jpg' } };
		world().inboxes.add(conversation, { isOwn: false, at: world().clock.now(), attachment });
		addFault({ status: 403, text: 'URL signature expired' });
		const { last } = await run(connected, {
			resource: 'message',
			operation: 'getMany',
			conversationId: conversation.id,
			limit: 1,
			fields: ['message'],
			download: true,
		});
		expect(await bytesIn(last.outputs[0]?.[0]?.binary)).toEqual({ data: sampleNamed('coffee-1.jpg').bytes });
		expect(last.hints).toEqual([]);
		expect(counts(sandbox.get())).toMatchObject({ file: 2, message: 1 });
	});
});

describe('download', () => {
	it('reads a media again for a fresh URL if that of its file has expired', async () => {
		const connected = await connectedCredential(sandbox.get());
		const post = add('instagram');
		addFault({ status: 403, text: 'URL signature expired' });
		const { item, hints } = await download(connected, post.id);
		expect(Object.keys(item.binary ?? {})).toEqual(['data']);
		expect(item.json).toEqual({ id: post.id, media_type: 'IMAGE' });
		expect(hints).toEqual([]);
		expect(counts(sandbox.get())).toEqual({ read: 2, file: 2 });
	});

	it.each<[string, Omit<FaultOptions, 'endpoint'>, string, number]>([
		[
			'expired twice',
			{ status: 410, times: 9 },
			'The URL of the file has expired: Meta answers with status 410',
			2,
		],
		[
			'redirected to another host',
			{ status: 302, headers: { location: 'https://example.com/a.jpg' } },
			"The URL of the file leads on to 'https://example.com', which is not one of Meta's file servers",
			1,
		],
		[
			'redirected without encryption',
			{ status: 302, headers: { location: 'http://scontent.cdninstagram.com/a.jpg' } },
			"The URL of the file leads on to 'http://scontent.cdninstagram.com', which is not one of Meta's file servers",
			1,
		],
		[
			'redirected without end',
			{ status: 302, headers: { location: '/media/pottery-1.jpg' }, times: 99 },
			'The URL of the file is redirected more than 5 times',
			6,
		],
		[
			'not answered',
			{ action: 'reset-before' },
			"The URL of the file cannot be fetched by n8n: no answer from 'scontent.cdninstagram.com'",
			1,
		],
		[
			'refused',
			{ status: 500 },
			'The URL of the file cannot be fetched by n8n: the server answers with status 500',
			1,
		],
	])('keeps the record of a file that is %s', async (_what, fault, reason, requests) => {
		const connected = await connectedCredential(sandbox.get());
		const post = add('instagram');
		addFault(fault);
		const { item, hints } = await download(connected, post.id);
		expect(item).toEqual({
			json: { id: post.id, media_type: 'IMAGE', downloadError: reason },
			pairedItem: { item: 0 },
		});
		expect(hints.map(({ message }) => message)).toEqual([`Files not downloaded for item 0: ${reason}`]);
		expect(fileRequests()).toHaveLength(requests);
	});

	it("follows a redirect to another of Meta's file servers", async () => {
		const connected = await connectedCredential(sandbox.get());
		addFault({
			status: 302,
			headers: { location: 'https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=bike-1.jpg' },
		});
		const { item } = await download(connected, add('instagram').id);
		expect(await bytesIn(item.binary)).toEqual({ data: sampleNamed('bike-1.jpg').bytes });
	});

	it('keeps the other files of a carousel if one has no URL', async () => {
		const connected = await connectedCredential(sandbox.get());
		const album = addCarousel('instagram', 'pottery-1.jpg', 'pottery-2.jpg');
		delete world().media.get(album.childIds[0]!)!.file;
		const { item, hints } = await download(connected, album.id);
		const missing = expect.stringMatching(/^data_0: Meta returns no URL of the file.*copyright claim/);
		expect(item.json).toEqual({ id: album.id, media_type: 'CAROUSEL_ALBUM', downloadError: missing });
		expect(Object.keys(item.binary ?? {})).toEqual(['data_1']);
		expect(hints).toHaveLength(1);
	});

	it('does not read a file that its server names as larger than the limit', async () => {
		const connected = await connectedCredential(sandbox.get());
		const { item } = await download(connected, addFile('/media/blank-513.mp4').id);
		expect(item.json.downloadError).toBe('The URL of the file leads to a file of more than 512 MB');
		expect(item).not.toHaveProperty('binary');
	});

	it('does not take a web page for a file', async () => {
		const connected = await connectedCredential(sandbox.get());
		const { item } = await download(connected, addFile('/media/not-an-image.jpg').id);
		expect(item.json.downloadError).toBe('The URL of the file leads to a web page, not to a file');
	});

	it('asks no server but those of Meta', async () => {
		const connected = await connectedCredential(sandbox.get());
		const post = add('instagram');
		const body = {
			id: post.id,
			media_type: 'IMAGE',
			media_url: 'https://cdninstagram.com.example.org/a.jpg',
		};
		world().faults.add({ endpoint: 'read', action: 'answer', body });
		const { item } = await download(connected, post.id);
		expect(item.json.downloadError).toBe(
			"The URL of the file is not one of Meta's file servers: 'https://cdninstagram.com.example.org'",
		);
		expect(fileRequests()).toEqual([]);
	});

	it('is off unless it is switched on', async () => {
		const connected = await connectedCredential(sandbox.get());
		const { item } = await download(connected, add('instagram').id, { download: false });
		expect(item).not.toHaveProperty('binary');
		expect(counts(sandbox.get())).toEqual({ read: 1 });
	});

	it('downloads a few files at a time', async () => {
		const connected = await connectedCredential(sandbox.get());
		for (let count = 0; count < 20; count += 1) add('instagram');
		world().latencyMs = 20;
		const { last } = await run(connected, {
			resource: 'media',
			operation: 'getMany',
			limit: 20,
			download: true,
		});
		expect(last.outputs[0]?.filter(({ binary }) => binary?.data)).toHaveLength(20);
		// A connection may close a little after the next file has been asked for.
		expect(Math.max(...fileRequests().map(({ concurrent }) => concurrent))).toBeLessThan(9);
	});
});
