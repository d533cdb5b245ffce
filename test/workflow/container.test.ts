import { useSandbox } from '../jest/sandbox';
import { useVirtualTime } from '../jest/virtualTime';
import type { Connected } from '../../tools/n8n-harness/arrange';
import {
	ACCOUNT,
	counts,
	endpoints,
	failures,
	connectedCredential,
	media,
	newCaptions,
	restartN8n,
	run,
	LOGINS_WITH_CREDENTIALS,
} from '../../tools/n8n-harness/arrange';

const DAY = 24 * 60 * 60 * 1000;
const sandbox = useSandbox();
const time = useVirtualTime(sandbox);
beforeEach(restartN8n);

const create = { resource: 'container', operation: 'create' };
const get = { resource: 'container', operation: 'get' };
const publish = { resource: 'container', operation: 'publish' };
const id = expect.stringMatching(/^\d+$/) as unknown;

async function created(connected: Connected, parameters: object): Promise<string> {
	const { json } = await run(connected, { ...create, ...parameters });
	sandbox.get().world.requests.clear();
	return json[0]!.id as string;
}

describe.each(LOGINS_WITH_CREDENTIALS)('container, %s Login with %s', (login, authentication) => {
	it('creates a container, reads its status and publishes it', async () => {
		const connected = await connectedCredential(sandbox.get(), login, authentication);
		const before = time.now();
		const made = await run(connected, {
			...create,
			mediaUrl: media('pottery-1.jpg'),
			caption: 'In two steps',
		});
		expect(made.json).toEqual([{ id, status: 'FINISHED', expiresAt: expect.stringMatching(/Z$/) }]);
		const expiresAt = Date.parse(made.json[0]!.expiresAt as string);
		expect(Math.abs(expiresAt - before - DAY)).toBeLessThan(60_000);
		expect(newCaptions(sandbox.get(), ACCOUNT[login])).toEqual([]);

		const containerId = made.json[0]!.id as string;
		const seen = await run(connected, { ...get, containerId });
		expect(seen.json).toEqual([{ id: containerId, status: 'FINISHED', statusText: expect.any(String) }]);

		const done = await run(connected, { ...publish, containerId });
		expect(done.json).toEqual([
			{ id, containerId, permalink: expect.stringContaining('instagram.com'), status: 'PUBLISHED' },
		]);
		expect(newCaptions(sandbox.get(), ACCOUNT[login])).toEqual(['In two steps']);
		for (const { last } of [made, seen, done]) expect(last.outputs[0]?.[0]?.pairedItem).toEqual({ item: 0 });
	});
});

describe('container.create', () => {
	it('does not wait for a reel', async () => {
		const connected = await connectedCredential(sandbox.get());
		const { json } = await run(connected, { ...create, postType: 'reel', mediaUrl: media('clip-1.mp4') });
		expect(json).toMatchObject([{ id, status: 'IN_PROGRESS' }]);
		expect(endpoints(sandbox.get())).toEqual(['create', 'status']);
		expect(time.sleeps()).toEqual([]);
	});

	it('creates a carousel with its items', async () => {
		const connected = await connectedCredential(sandbox.get());
		const item = [1, 2, 3].map((number) => ({ mediaType: 'image', url: media(`pottery-${number}.jpg`) }));
		const { json } = await run(connected, { ...create, postType: 'carousel', carouselItems: { item } });
		expect(json).toMatchObject([{ id, status: 'FINISHED' }]);
		expect(counts(sandbox.get())).toEqual({ create: 4, status: 1 });
	});

	it('returns a container whose status cannot be read', async () => {
		const connected = await connectedCredential(sandbox.get());
		sandbox.get().world.faults.add({ endpoint: 'status', action: 'error', code: 10, times: 9 });
		const { json } = await run(connected, { ...create, mediaUrl: media('pottery-1.jpg') });
		expect(json).toMatchObject([{ id, status: 'IN_PROGRESS' }]);
	});

	it('links each container to its item', async () => {
		const connected = await connectedCredential(sandbox.get());
		const { last } = await run(
			connected,
			{ ...create, mediaUrl: '={{ $json.url }}' },
			{
				items: [
					{ url: media('missing.jpg') },
					{ url: media('pottery-1.jpg') },
					{ url: media('pottery-2.jpg') },
				],
				onError: 'continueRegularOutput',
			},
		);
		expect(last.outputs[0]?.map(({ json, pairedItem }) => ['error' in json, pairedItem])).toEqual([
			[true, { item: 0 }],
			[false, { item: 1 }],
			[false, { item: 2 }],
		]);
	});
});

describe('container.get', () => {
	it('returns why the processing failed', async () => {
		const connected = await connectedCredential(sandbox.get());
		const containerId = await created(connected, { postType: 'reel', mediaUrl: media('not-a-video.mp4') });
		time.advance(60_000);
		const { json } = await run(connected, { ...get, containerId });
		expect(json).toEqual([
			{
				id: containerId,
				status: 'ERROR',
				statusText: expect.stringContaining('2207026'),
				errorCode: 2207026,
			},
		]);
	});

	it('reports an expired container', async () => {
		const connected = await connectedCredential(sandbox.get());
		const containerId = await created(connected, { mediaUrl: media('pottery-1.jpg') });
		time.advance(DAY + 60_000);
		const { json } = await run(connected, { ...get, containerId });
		expect(json).toMatchObject([{ id: containerId, status: 'EXPIRED' }]);
	});

	it('reads many containers', async () => {
		const connected = await connectedCredential(sandbox.get());
		const ids = [];
		for (const number of [1, 2, 3])
			ids.push(await created(connected, { mediaUrl: media(`pottery-${number}.jpg`) }));
		const { json } = await run(
			connected,
			{ ...get, containerId: '={{ $json.id }}' },
			{ items: ids.map((containerId) => ({ id: containerId })) },
		);
		expect(json.map((state) => state.id)).toEqual(ids);
		expect(counts(sandbox.get())).toEqual({ status: 3 });
	});
});

describe('container.publish', () => {
	it('waits for the media', async () => {
		const connected = await connectedCredential(sandbox.get());
		sandbox.get().world.processing.videoSeconds = 20;
		const containerId = await created(connected, {
			postType: 'reel',
			mediaUrl: media('clip-1.mp4'),
			caption: 'Reel',
		});
		const { json } = await run(connected, { ...publish, containerId });
		expect(json).toMatchObject([{ id, containerId, status: 'PUBLISHED' }]);
		expect(counts(sandbox.get()).publish).toBe(1);
		expect(newCaptions(sandbox.get(), ACCOUNT.instagram)).toEqual(['Reel']);
	});

	it('does not publish a container that is live already', async () => {
		const connected = await connectedCredential(sandbox.get());
		const containerId = await created(connected, { mediaUrl: media('pottery-1.jpg'), caption: 'Once' });
		await run(connected, { ...publish, containerId });
		sandbox.get().world.requests.clear();
		const { json } = await run(connected, { ...publish, containerId });
		expect(json).toEqual([{ id: null, containerId, status: 'PUBLISHED' }]);
		expect(counts(sandbox.get()).publish).toBeUndefined();
		expect(newCaptions(sandbox.get(), ACCOUNT.instagram)).toEqual(['Once']);
	});

	it('does not mistake the only post of an account for the published one', async () => {
		const connected = await connectedCredential(sandbox.get());
		const containerId = await created(connected, { postType: 'story', mediaUrl: media('story-1.jpg') });
		await run(connected, { ...publish, containerId });
		const { media: posts } = sandbox.get().world;
		const [other, ...rest] = [...posts.values()].filter((post) => post.accountId === ACCOUNT.instagram);
		expect(other?.containerId).toBeUndefined();
		for (const post of rest) posts.delete(post.id);
		const { json } = await run(connected, { ...publish, containerId });
		expect(json).toEqual([{ id: null, containerId, status: 'PUBLISHED' }]);
	});

	it('explains why a container cannot be published', async () => {
		const connected = await connectedCredential(sandbox.get());
		const containerId = await created(connected, { postType: 'reel', mediaUrl: media('not-a-video.mp4') });
		const expired = await created(connected, { mediaUrl: media('pottery-1.jpg') });
		time.advance(DAY + 60_000);
		const unusable = await created(connected, { postType: 'reel', mediaUrl: media('not-a-video.mp4') });
		time.advance(60_000);
		const { last } = await run(
			connected,
			{ ...publish, containerId: '={{ $json.id }}' },
			{
				items: [{ id: expired }, { id: unusable }, { id: containerId }, { id: '17900000000000000' }],
				onError: 'continueRegularOutput',
			},
		);
		expect(failures(last.outputs[0]!)).toMatchObject([
			{ error: expect.stringMatching(/^The container has expired/), pairedItem: { item: 0 } },
			{ details: { subcode: 2207026, containerId: unusable }, pairedItem: { item: 1 } },
			{ error: expect.stringMatching(/^The container has expired/), pairedItem: { item: 2 } },
			{
				error: expect.stringMatching(/^The container does not exist or has expired/),
				// No refusal of a publish proves that nothing is live, and this container cannot be read.
				details: { code: 24, subcode: 2207008, published: 'unknown', retryable: false },
				pairedItem: { item: 3 },
			},
		]);
		expect(counts(sandbox.get()).publish).toBe(1);
	});

	it.each([
		['100/33', { code: 100, subcode: 33 }],
		['10', { code: 10 }],
		['24/2207006', { code: 24, subcode: 2207006 }],
		['4/2207051', { code: 4, subcode: 2207051 }],
	])('publishes although Meta refuses to return the container (%s)', async (_code, refusal) => {
		const connected = await connectedCredential(sandbox.get());
		const containerId = await created(connected, { mediaUrl: media('pottery-1.jpg'), caption: 'Unread' });
		sandbox.get().world.faults.add({ endpoint: 'status', action: 'error', ...refusal, times: 99 });
		const { json } = await run(connected, { ...publish, containerId });
		expect(json).toMatchObject([{ id, containerId, status: 'PUBLISHED' }]);
		expect(counts(sandbox.get())).toMatchObject({ status: 1, publish: 1 });
		expect(newCaptions(sandbox.get(), ACCOUNT.instagram)).toEqual(['Unread']);
	});

	it('waits for the media although Meta refuses to return the container', async () => {
		const connected = await connectedCredential(sandbox.get());
		sandbox.get().world.processing.videoSeconds = 20;
		const containerId = await created(connected, { postType: 'reel', mediaUrl: media('clip-1.mp4') });
		sandbox.get().world.faults.add({
			endpoint: 'status',
			action: 'error',
			code: 100,
			subcode: 33,
			times: 99,
		});
		const { json } = await run(connected, { ...publish, containerId });
		expect(json).toMatchObject([{ id, containerId, status: 'PUBLISHED' }]);
	});

	it('reports the token if it is the reason that the container cannot be read', async () => {
		const connected = await connectedCredential(sandbox.get());
		const containerId = await created(connected, { mediaUrl: media('pottery-1.jpg') });
		sandbox.get().world.faults.add({ endpoint: 'status', action: 'error', code: 190, times: 99 });
		const { last } = await run(connected, { ...publish, containerId }, { onError: 'continueRegularOutput' });
		expect(failures(last.outputs[0]!)).toMatchObject([{ details: { code: 190, containerId } }]);
		expect(counts(sandbox.get()).publish).toBeUndefined();
	});

	it('publishes in the order of the items, whichever is ready first', async () => {
		const connected = await connectedCredential(sandbox.get());
		const ids: string[] = [];
		for (const [seconds, caption] of [
			[40, 'first'],
			[2, 'second'],
			[20, 'third'],
		] as const) {
			const mediaUrl = media(`clip-1.mp4?processing=${seconds}`);
			ids.push(await created(connected, { postType: 'reel', mediaUrl, caption }));
		}
		const { json } = await run(
			connected,
			{ ...publish, containerId: '={{ $json.id }}' },
			{ items: ids.map((containerId) => ({ id: containerId })) },
		);
		expect(json.map(({ containerId }) => containerId)).toEqual(ids);
		expect(newCaptions(sandbox.get(), ACCOUNT.instagram)).toEqual(['first', 'second', 'third']);
	});
});
