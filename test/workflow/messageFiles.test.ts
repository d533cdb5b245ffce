import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { storeBinary } from '../../tools/n8n-harness';
import { useSandbox } from '../jest/sandbox';
import { useVirtualTime } from '../jest/virtualTime';
import {
	ACCOUNT,
	counts,
	failures,
	connectedCredential,
	restartN8n,
	run,
	LOGINS_WITH_CREDENTIALS,
} from '../../tools/n8n-harness/arrange';
import { jpeg, PNG, video, WEBP } from '../unit/publishing/media/files';
import { useServedFiles } from './servedFiles';

const sandbox = useSandbox();
useVirtualTime(sandbox);
beforeEach(restartN8n);

const PUBLIC = { instanceBaseUrl: 'https://n8n.example.com/' };
const PERSON = '17841499000000101';
const send = { resource: 'message', operation: 'send', recipientId: PERSON, mediaSource: 'binary' };
const MB = 1024 * 1024;

const PDF = Buffer.from('%PDF-1.7 ...');
const OGG = Buffer.from('OggS ...');
const WAV = Buffer.from('RIFF\0\0\0\0WAVEfmt ');

const served = useServedFiles(sandbox);

async function item(bytes: Buffer, name = 'data'): Promise<INodeExecutionData> {
	return { json: {}, binary: { [name]: await storeBinary(bytes, { mimeType: 'application/octet-stream' }) } };
}

const inMemory: INodeExecutionData = {
	json: {},
	binary: { data: { data: PNG.toString('base64'), mimeType: 'image/png', fileSize: '1 kB' } },
};

const newest = (account = ACCOUNT.instagram) =>
	sandbox.get().world.inboxes.with(account, PERSON)!.messages.at(-1)!;

describe.each(LOGINS_WITH_CREDENTIALS)(
	'message.send of a binary file, %s Login with %s',
	(login, authentication) => {
		it('lets Meta fetch it from n8n', async () => {
			const connected = await connectedCredential(sandbox.get(), login, authentication, undefined, [
				'messages',
			]);
			const { json, last } = await run(
				connected,
				{ ...send, messageType: 'file', binaryPropertyName: 'menu' },
				{ items: [await item(PDF, 'menu')], ...PUBLIC },
			);
			const { id, attachment } = newest(ACCOUNT[login]);
			expect(json).toEqual([{ recipient_id: PERSON, message_id: id }]);
			expect(last.outputs[0]?.[0]?.pairedItem).toEqual({ item: 0 });
			expect(attachment?.type).toBe('file');
			const url = new URL(String(attachment?.payload?.url));
			expect(`${url.origin}${url.pathname}`).toBe('https://n8n.example.com/rest/binary-data/signed');
			const fetched = await fetch(`${served.address}${url.pathname}${url.search}`);
			expect(Buffer.from(await fetched.arrayBuffer())).toEqual(PDF);
		});
	},
);

describe('message.send of a binary file', () => {
	it.each<[string, Buffer]>([
		['image', jpeg()],
		['image', PNG],
		['video', video()],
		['video', OGG],
		['audio', WAV],
		['audio', video({ brand: 'M4A ' })],
		['audio', video()],
		['audio', Buffer.from([0xff, 0xf1, 0x50, 0x80])],
		['file', PDF],
	])('takes as %s what Meta takes', async (messageType, bytes) => {
		const connected = await connectedCredential(sandbox.get(), 'instagram', 'accessToken');
		await run(connected, { ...send, messageType }, { items: [await item(bytes)], ...PUBLIC });
		expect(newest().attachment?.type).toBe(messageType);
	});

	it('can be a private reply', async () => {
		const connected = await connectedCredential(sandbox.get(), 'instagram', 'accessToken');
		const { world } = sandbox.get();
		const { id: commentId, fromId } = world.engagement.commentsOn(
			world.postsOf(ACCOUNT.instagram)[0]!.id,
		)[0]!;
		const parameters = { ...send, operation: 'privateReply', commentId, messageType: 'image' };
		await run(connected, parameters, { items: [await item(PNG)], ...PUBLIC });
		const { messages } = world.inboxes.with(ACCOUNT.instagram, fromId)!;
		expect(messages.at(-1)?.attachment?.type).toBe('image');
	});

	it.each<[string, INodeParameters, Buffer, RegExp]>([
		['WebP', { messageType: 'image' }, WEBP, /contains a WebP image.*takes PNG, JPEG and GIF images/],
		['a video as image', { messageType: 'image' }, video(), /contains an MP4 or MOV video/],
		['an image as video', { messageType: 'video' }, PNG, /contains a PNG image.*takes MP4, MOV/],
		['a PDF as audio', { messageType: 'audio' }, PDF, /contains a PDF file.*takes AAC/],
		['an image as file', { messageType: 'file' }, PNG, /contains a PNG image.*takes PDF files/],
		['a web page', { messageType: 'file' }, Buffer.from('<html>'), /contains a web page/],
		['an empty file', { messageType: 'file' }, Buffer.alloc(0), /contains an empty file/],
		[
			'8.1 MB',
			{ messageType: 'image' },
			Buffer.concat([PNG, Buffer.alloc(8.1 * MB)]),
			/contains 8.1 MB; .* 8 MB/,
		],
		['25.5 MB', { messageType: 'file' }, Buffer.concat([PDF, Buffer.alloc(25.5 * MB)]), /25.5 MB; .* 25 MB/],
		['a cut-off image', { messageType: 'image' }, jpeg().subarray(0, -2), /a file that is cut off/],
	])('rejects %s, and sends nothing', async (_what, parameters, bytes, complaint) => {
		const connected = await connectedCredential(sandbox.get(), 'instagram', 'accessToken');
		sandbox.get().world.requests.clear();
		const { last } = await run(
			connected,
			{ ...send, ...parameters },
			{ items: [await item(bytes)], ...PUBLIC, onError: 'continueRegularOutput' },
		);
		const [failure] = failures(last.outputs[0]!);
		expect(failure?.error).toMatch(/^'Input Binary Field' cannot be used/);
		expect(failure?.error).toMatch(complaint);
		expect(counts(sandbox.get())).toEqual({});
	});

	it('says which setting of n8n keeps Meta from fetching the file', async () => {
		const connected = await connectedCredential(sandbox.get(), 'instagram', 'accessToken');
		const messageType = 'image';
		const local = await run(connected, { ...send, messageType }, { items: [await item(PNG)] });
		expect(local.error?.message).toMatch(/not a public https address/);
		expect(local.error?.description).toMatch(/WEBHOOK_URL/);
		const held = await run(connected, { ...send, messageType }, { items: [inMemory], ...PUBLIC });
		expect(held.error?.message).toMatch(/in memory/);
		expect(held.error?.description).toMatch(/N8N_DEFAULT_BINARY_DATA_MODE/);
	});

	it('names the address of n8n if Meta cannot fetch the file from it', async () => {
		const connected = await connectedCredential(sandbox.get(), 'instagram', 'accessToken');
		const { world } = sandbox.get();
		world.behave({ tunnels: { 'n8n.example.com': 'http://127.0.0.1:9' } });
		const { messages } = world.inboxes.with(ACCOUNT.instagram, PERSON)!;
		const before = messages.length;
		const { last } = await run(
			connected,
			{ ...send, messageType: 'image' },
			{ items: [await item(PNG)], ...PUBLIC, onError: 'continueRegularOutput' },
		);
		const [failure] = failures(last.outputs[0]!);
		expect(failure?.error).toMatch(/^Meta could not fetch the file of the message from its URL/);
		expect(failure?.error).toContain('offered by n8n itself, at https://n8n.example.com:');
		expect(failure?.error).toContain('WEBHOOK_URL');
		expect(failure?.error).not.toContain('token=');
		expect(failure?.details).toMatchObject({ code: 100, subcode: 2018008, retryable: true });
		expect(messages).toHaveLength(before);
	});

	it('says nothing of n8n if Meta cannot fetch a file by its own URL', async () => {
		const connected = await connectedCredential(sandbox.get(), 'instagram', 'accessToken');
		sandbox.get().world.faults.add({ endpoint: 'send', action: 'error', code: 100, subcode: 2018008 });
		const { error } = await run(connected, {
			...send,
			mediaSource: 'url',
			messageType: 'image',
			mediaUrl: 'https://example.com/missing.png',
		});
		expect(error?.message).toMatch(/^Meta could not fetch the file of the message/);
		expect(error?.description).not.toContain('n8n');
	});

	it("does not send it twice with n8n's Retry on Fail, though its URL is another one", async () => {
		const connected = await connectedCredential(sandbox.get(), 'instagram', 'accessToken');
		sandbox.get().world.faults.add({ endpoint: 'send', action: 'reset-after' });
		const { last } = await run(
			connected,
			{ ...send, messageType: 'image' },
			{ items: [await item(PNG)], ...PUBLIC, onError: 'continueRegularOutput', retryOnFail: true },
		);
		expect(failures(last.outputs[0]!)[0]?.error).toContain('The message may already have been sent');
		expect(counts(sandbox.get()).send).toBe(1);
	});
});

describe('message.send of several images', () => {
	const images = { ...send, messageType: 'image', mediaSource: 'url' };
	const [one, two] = ['https://example.com/w_100,h_100/1.jpg', 'https://example.com/2.png'];

	it.each([
		['text with commas', `${one}, ${two}`],
		['text with lines', `${one}\n\n${two}\n`],
		['a list from an expression', `={{ ['${one}', '', '${two}'] }}`],
	])('sends them as one message, from %s', async (_what, mediaUrl) => {
		const connected = await connectedCredential(sandbox.get(), 'facebook', 'accessToken');
		const { json } = await run(connected, { ...images, mediaUrl });
		const { id, attachment, attachments } = newest(ACCOUNT.facebook);
		expect(json).toEqual([{ recipient_id: PERSON, message_id: id }]);
		expect(attachment).toBeUndefined();
		expect(attachments).toEqual([one, two].map((url) => ({ type: 'image', payload: { url } })));
	});

	it('lets Meta fetch each of several binary files, as private reply, too', async () => {
		const connected = await connectedCredential(sandbox.get(), 'instagram', 'accessToken');
		const { world } = sandbox.get();
		const { id: commentId, fromId } = world.engagement.commentsOn(
			world.postsOf(ACCOUNT.instagram)[0]!.id,
		)[0]!;
		const { binary: first } = await item(PNG, 'first');
		const { binary: second } = await item(jpeg(), 'second');
		const parameters = {
			...send,
			operation: 'privateReply',
			commentId,
			messageType: 'image',
			binaryPropertyName: 'second, first',
		};
		await run(connected, parameters, { items: [{ json: {}, binary: { ...first, ...second } }], ...PUBLIC });
		const sent = world.inboxes.with(ACCOUNT.instagram, fromId)!.messages.at(-1)?.attachments ?? [];
		const bytes = await Promise.all(
			sent.map(async ({ payload }) => {
				const { pathname, search } = new URL(String(payload?.url));
				return Buffer.from(await (await fetch(`${served.address}${pathname}${search}`)).arrayBuffer());
			}),
		);
		expect(bytes).toEqual([jpeg(), PNG]);
	});

	it.each<[string, INodeParameters, RegExp]>([
		[
			'more than 10',
			{ mediaUrl: Array(11).fill(one).join('\n') },
			/^'Media URL' contains 11 images; Instagram takes up to 10/,
		],
		['an address that is none', { mediaUrl: `${one}, menu.png` }, /^'Media URL > Entry 2' /],
		['no address', { mediaUrl: '' }, /^'Media URL' is empty/],
		[
			'a binary field that is not there',
			{ mediaSource: 'binary', binaryPropertyName: 'data, menu' },
			/^'Input Binary Field > Entry 2' names 'menu', but the item has no binary field of that name/,
		],
		[
			'several videos',
			{ messageType: 'video', mediaUrl: `${one}, ${two}` },
			/^'Media URL' contains 2 files; only images can be several in one message/,
		],
		[
			'several binary videos',
			{ messageType: 'video', mediaSource: 'binary', binaryPropertyName: 'data,data_1' },
			/^'Input Binary Field' contains 2 files; only images can be several in one message/,
		],
		['a number as address', { mediaUrl: '={{ 7 }}' }, /^'Media URL' must be a list of URLs/],
	])('rejects %s, and sends nothing', async (_what, parameters, complaint) => {
		const connected = await connectedCredential(sandbox.get(), 'instagram', 'accessToken');
		sandbox.get().world.requests.clear();
		const { last } = await run(
			connected,
			{ ...images, ...parameters },
			{ items: [await item(PNG)], ...PUBLIC, onError: 'continueRegularOutput' },
		);
		expect(failures(last.outputs[0]!)[0]?.error).toMatch(complaint);
		expect(counts(sandbox.get())).toEqual({});
	});

	it("does not send them twice with n8n's Retry on Fail, though their URLs are others", async () => {
		const connected = await connectedCredential(sandbox.get(), 'instagram', 'accessToken');
		sandbox.get().world.faults.add({ endpoint: 'send', action: 'reset-after' });
		const { binary: first } = await item(PNG, 'first');
		const { binary: second } = await item(jpeg(), 'second');
		await run(
			connected,
			{ ...send, messageType: 'image', binaryPropertyName: 'first,second' },
			{
				items: [{ json: {}, binary: { ...first, ...second } }],
				...PUBLIC,
				onError: 'continueRegularOutput',
				retryOnFail: true,
			},
		);
		expect(counts(sandbox.get()).send).toBe(1);
	});
});
