import { mp4Stub } from '../../sandbox/media/formats';
import { ownSandbox, graphUser } from './arrange';
import { meta, refusalIn } from './metaClient';

const VIDEO = mp4Stub(12, 64 * 1024);

describe('resumable upload', () => {
	const sandbox = ownSandbox();

	async function begin() {
		const ben = graphUser(sandbox.get(), 'facebook');
		const { json } = await ben.create({ media_type: 'REELS', upload_type: 'resumable', caption: 'Hello' });
		const authorization = `OAuth ${ben.token}`;
		const send = (bytes: Buffer, offset: number, more: { size?: number; token?: string } = {}) =>
			meta(
				sandbox.get(),
				'POST',
				json.uri,
				{},
				{
					bytes,
					headers: {
						authorization: more.token ? `OAuth ${more.token}` : authorization,
						offset: String(offset),
						file_size: String(more.size ?? VIDEO.length),
					},
				},
			);
		const offset = async () =>
			(await meta(sandbox.get(), 'GET', json.uri, {}, { headers: { authorization } })).json.offset as number;
		return { ben, id: json.id as string, uri: json.uri as string, send, offset };
	}

	test('a file in one piece becomes a reel', async () => {
		const { ben, id, uri, send } = await begin();
		expect(uri).toBe(`https://rupload.facebook.com/ig-api-upload/v26.0/${id}`);
		expect(await ben.statusOf(id)).toBe('IN_PROGRESS');
		expect((await send(VIDEO, 0)).json).toEqual({ success: true, message: 'Upload successful.' });
		sandbox.get().world.clock.advance(3000);
		expect(await ben.statusOf(id)).toBe('FINISHED');
		expect((await ben.publish(id)).status).toBe(200);
	});

	test('an upload resumes at its offset after a break', async () => {
		const { ben, id, send, offset } = await begin();
		const half = 30_000;
		const cut = await send(VIDEO.subarray(0, half), 0);
		expect(cut.json.debug_info).toMatchObject({ retriable: true, type: 'PartialRequestError' });
		expect(await offset()).toBe(half);
		expect((await send(VIDEO, 0)).json.debug_info).toMatchObject({ type: 'OffsetInvalidError' });
		expect((await send(VIDEO.subarray(half), half)).json).toMatchObject({ success: true });
		sandbox.get().world.clock.advance(3000);
		expect(await ben.statusOf(id)).toBe('FINISHED');
	});

	test('a connection that breaks keeps the received bytes', async () => {
		sandbox.get().world.behave({ uploadBreaks: [1] });
		const { send, offset } = await begin();
		const outcome = await send(VIDEO, 0).then(
			({ json }) => json.success as boolean | undefined,
			() => 'broken',
		);
		expect(outcome).not.toBe(true);
		const received = await offset();
		expect(received).toBeGreaterThan(0);
		expect((await send(VIDEO.subarray(received), received)).json).toMatchObject({ success: true });
	});

	test('a file that is not a video fails during processing', async () => {
		const { ben, id, send } = await begin();
		const text = Buffer.from('This is a text file.');
		expect((await send(text, 0, { size: text.length })).json).toMatchObject({ success: true });
		sandbox.get().world.clock.advance(3000);
		expect(await ben.statusOf(id)).toBe('ERROR');
	});

	test("the token of another account is refused in the host's own format", async () => {
		const { send } = await begin();
		for (const token of ['EAAno', graphUser(sandbox.get(), 'instagram').token]) {
			const { status, json } = await send(VIDEO, 0, { token });
			expect(status).toBe(400);
			expect(json.debug_info).toMatchObject({ retriable: false, type: 'NotAuthorizedError' });
		}
	});

	test('publishing before the end of the upload is refused', async () => {
		const { ben, id } = await begin();
		expect(refusalIn(await ben.publish(id))).toBe('9007/2207027');
	});
});
