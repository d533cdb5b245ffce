import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { storeBinary } from '../../tools/n8n-harness';
import { useSandbox } from '../jest/sandbox';
import { useVirtualTime } from '../jest/virtualTime';
import { ACCOUNT, counts, failures, inUse, restartN8n, run, WAYS } from '../../tools/n8n-harness/arrange';
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

describe.each(WAYS)('message.send of a binary file, %s Login with %s', (login, authentication) => {
	it('lets Meta fetch it from n8n', async () => {
		const connected = await inUse(sandbox.get(), login, authentication, undefined, ['messages']);
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
});

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
		const connected = await inUse(sandbox.get(), 'instagram', 'accessToken');
		await run(connected, { ...send, messageType }, { items: [await item(bytes)], ...PUBLIC });
		expect(newest().attachment?.type).toBe(messageType);
	});

	it('can be a private reply', async () => {
		const connected = await inUse(sandbox.get(), 'instagram', 'accessToken');
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
		const connected = await inUse(sandbox.get(), 'instagram', 'accessToken');
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
		const connected = await inUse(sandbox.get(), 'instagram', 'accessToken');
		const messageType = 'image';
		const local = await run(connected, { ...send, messageType }, { items: [await item(PNG)] });
		expect(local.error?.message).toMatch(/not a public https address/);
		expect(local.error?.description).toMatch(/WEBHOOK_URL/);
		const held = await run(connected, { ...send, messageType }, { items: [inMemory], ...PUBLIC });
		expect(held.error?.message).toMatch(/in memory/);
		expect(held.error?.description).toMatch(/N8N_DEFAULT_BINARY_DATA_MODE/);
	});

	it("does not send it twice with n8n's Retry on Fail, though its URL is another one", async () => {
		const connected = await inUse(sandbox.get(), 'instagram', 'accessToken');
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
