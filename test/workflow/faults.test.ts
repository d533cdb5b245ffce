import { useSandbox } from '../jest/sandbox';
import { useVirtualTime } from '../jest/virtualTime';
import type { FaultOptions } from '../../sandbox/faults';
import {
	ACCOUNT,
	counts,
	failures,
	connectedCredential,
	media,
	newCaptions,
	restartN8n,
	run,
} from '../../tools/n8n-harness/arrange';

const sandbox = useSandbox();
useVirtualTime(sandbox);
beforeEach(restartN8n);

const image = {
	resource: 'post',
	operation: 'publish',
	mediaUrl: media('pottery-1.jpg'),
	caption: 'Only once',
};
const posts = () =>
	[...sandbox.get().world.media.values()].filter(({ containerId }) => containerId !== undefined);
const captions = () => newCaptions(sandbox.get(), ACCOUNT.instagram);

async function publishWith(faults: FaultOptions[], parameters: object = image, items: object[] = [{}]) {
	const connected = await connectedCredential(sandbox.get());
	for (const fault of faults) sandbox.get().world.faults.add(fault);
	const result = await run(connected, parameters as never, {
		items: items as never,
		onError: 'continueRegularOutput',
	});
	return { ...result, failed: failures(result.last.outputs[0] ?? []) };
}

describe('Post > Publish, when the answer to the publish is lost', () => {
	it.each<[string, FaultOptions]>([
		['the connection ends after the work', { endpoint: 'publish', action: 'reset-after' }],
		['the answer is truncated', { endpoint: 'publish', action: 'truncated' }],
		['a server fails after the work', { endpoint: 'publish', action: '5xx', workDone: true }],
		[
			'the answer is a web page, after the work is done',
			{ endpoint: 'publish', action: 'html', workDone: true },
		],
	])('publishes one post and finds its ID (%s)', async (_why, fault) => {
		const { json } = await publishWith([fault]);
		const [post] = posts();
		expect(captions()).toEqual(['Only once']);
		expect(json).toEqual([
			{
				id: post!.id,
				containerId: post!.containerId,
				permalink: expect.stringContaining('instagram.com'),
				status: 'PUBLISHED',
			},
		]);
		expect(counts(sandbox.get())).toEqual({ create: 1, publish: 1, status: 1, list: 1 });
	});

	it.each<[string, FaultOptions]>([
		['the connection ends before the work', { endpoint: 'publish', action: 'reset-before' }],
		['a server fails before the work', { endpoint: 'publish', action: '5xx' }],
		['the answer is a web page', { endpoint: 'publish', action: 'html' }],
		['Meta has a passing fault', { endpoint: 'publish', action: 'error', code: 1 }],
	])('sends the publish again and publishes one post (%s)', async (_why, fault) => {
		const { json } = await publishWith([fault]);
		expect(captions()).toEqual(['Only once']);
		expect(json).toMatchObject([{ id: posts()[0]!.id, status: 'PUBLISHED' }]);
		expect(counts(sandbox.get())).toMatchObject({ create: 1, publish: 2, status: 2 });
	});

	it('finds a story among the stories of the account', async () => {
		const { json } = await publishWith([{ endpoint: 'publish', action: 'reset-after' }], {
			...image,
			caption: '',
			postType: 'story',
			mediaUrl: media('story-1.jpg'),
		});
		expect(json).toMatchObject([{ id: posts()[0]!.id, status: 'PUBLISHED' }]);
		expect(counts(sandbox.get())).toMatchObject({ publish: 1, stories: 1 });
	});

	it('finds the ID of a reel and of a carousel', async () => {
		const reel = await publishWith([{ endpoint: 'publish', action: 'reset-after' }], {
			...image,
			postType: 'reel',
			mediaUrl: media('clip-1.mp4'),
		});
		expect(reel.json).toMatchObject([{ id: posts()[0]!.id, status: 'PUBLISHED' }]);
		const item = [1, 2].map((number) => ({ mediaType: 'image', url: media(`pottery-${number}.jpg`) }));
		const carousel = await publishWith([{ endpoint: 'publish', action: 'reset-after' }], {
			resource: 'post',
			operation: 'publish',
			postType: 'carousel',
			carouselItems: { item },
			caption: 'An album',
		});
		const album = posts().find(({ caption }) => caption === 'An album');
		expect(carousel.json).toMatchObject([{ id: album!.id, status: 'PUBLISHED' }]);
	});

	it('does not return the post of another item, even with the same caption', async () => {
		const { json } = await publishWith([{ endpoint: 'publish', action: 'reset-after', nth: 2 }], image, [
			{},
			{},
			{},
		]);
		expect(captions()).toEqual(['Only once', 'Only once', 'Only once']);
		expect(json.map(({ id }) => id)).toEqual(posts().map(({ id }) => id));
	});

	it('finds the post in the feed if the container cannot be read', async () => {
		const { json } = await publishWith([
			{ endpoint: 'publish', action: 'reset-after' },
			{ endpoint: 'status', action: 'error', code: 100, subcode: 33, times: 99 },
		]);
		expect(json).toMatchObject([{ id: posts()[0]!.id, status: 'PUBLISHED' }]);
		expect(counts(sandbox.get()).publish).toBe(1);
	});

	it('reports an unknown outcome if neither the container nor the feed can be read', async () => {
		const { failed } = await publishWith([
			{ endpoint: 'publish', action: 'reset-after' },
			{ endpoint: 'status', action: 'reset-before', times: 99 },
			{ endpoint: 'list', action: 'reset-before', times: 99 },
		]);
		expect(failed).toEqual([
			{
				error: expect.stringContaining('Check the account before you publish this again'),
				details: { retryable: false, containerId: posts()[0]!.containerId, published: 'unknown' },
				pairedItem: { item: 0 },
			},
		]);
		expect(counts(sandbox.get()).publish).toBe(1);
	});

	it('reports that nothing is live if the publish keeps failing, and offers Container > Publish', async () => {
		const { failed } = await publishWith([{ endpoint: 'publish', action: 'reset-before', times: 9 }]);
		expect(failed).toMatchObject([
			{
				error: expect.stringContaining('Container > Publish'),
				details: { retryable: true, published: false, containerId: expect.any(String) },
			},
		]);
		expect(captions()).toEqual([]);
		expect(counts(sandbox.get()).publish).toBe(3);
	});

	it('returns the live post without an ID if the posts cannot be listed', async () => {
		const { json } = await publishWith([
			{ endpoint: 'publish', action: 'reset-after' },
			{ endpoint: 'list', action: 'error', code: 10, times: 99 },
		]);
		expect(json).toEqual([{ id: null, containerId: posts()[0]!.containerId, status: 'PUBLISHED' }]);
	});
});

describe('Post > Publish, with a fault before the publish', () => {
	it.each<[string, FaultOptions]>([
		['creating', { endpoint: 'create', action: 'reset-after' }],
		['creating, twice', { endpoint: 'create', action: '5xx', times: 2 }],
		['creating, by a web page', { endpoint: 'create', action: 'html' }],
	])('retries after a fault in %s', async (_where, fault) => {
		const { json } = await publishWith([fault]);
		expect(json).toMatchObject([{ status: 'PUBLISHED' }]);
		expect(captions()).toEqual(['Only once']);
	});

	it('continues to wait if reading the status fails', async () => {
		const { json } = await publishWith([{ endpoint: 'status', action: 'reset-before', times: 2 }], {
			...image,
			postType: 'reel',
			mediaUrl: media('clip-1.mp4'),
		});
		expect(json).toMatchObject([{ status: 'PUBLISHED' }]);
		expect(captions()).toEqual(['Only once']);
	});

	it('fails the item if the fault lasts', async () => {
		const { failed, json } = await publishWith(
			[{ endpoint: 'create', action: '5xx', times: 4 }],
			{ ...image, caption: '={{ $json.caption }}' },
			[{ caption: 'one' }],
		);
		expect(json).toHaveLength(1);
		expect(failed).toMatchObject([{ details: { code: 2, retryable: true } }]);
		expect(captions()).toEqual([]);
	});
});

describe('Post > Publish, with a fault after the publish', () => {
	it('returns the post without its permalink if the permalink cannot be read', async () => {
		const { json } = await publishWith([{ endpoint: 'permalink', action: 'reset-before', times: 99 }]);
		expect(json).toEqual([{ id: posts()[0]!.id, containerId: posts()[0]!.containerId, status: 'PUBLISHED' }]);
	});
});

describe('Post > Publish, when Meta rejects the media or the post', () => {
	it.each<[string, string, number, number]>([
		['a picture that is too large', 'too-large.jpg', 36000, 2207004],
		['a file that is no picture', 'not-an-image.jpg', 36001, 2207005],
		['a picture that is too wide', 'too-wide.jpg', 36003, 2207009],
		['a URL that returns nothing', 'missing.jpg', 9004, 2207052],
	])('reports the code and subcode for %s, and publishes nothing', async (_what, name, code, subcode) => {
		const { failed } = await publishWith([], { ...image, mediaUrl: media(name) });
		expect(failed).toMatchObject([
			{ details: { code, subcode, httpCode: 400, fbtraceId: expect.any(String) } },
		]);
		expect(counts(sandbox.get()).publish).toBeUndefined();
	});

	it('reports the subcode of the container for a video that cannot be processed', async () => {
		const { failed } = await publishWith([], {
			...image,
			postType: 'reel',
			mediaUrl: media('not-a-video.mp4'),
		});
		expect(failed).toMatchObject([
			{
				error: expect.stringMatching(/^Instagram does not take the format of this video/),
				details: { subcode: 2207026, retryable: false, containerId: expect.any(String) },
			},
		]);
		expect(failed[0]!.details).not.toHaveProperty('published');
	});

	it('reads the container of a post that looks like spam, and does not retry the publish', async () => {
		const { failed } = await publishWith([
			{ endpoint: 'publish', action: 'error', code: 4, subcode: 2207051, times: 9 },
		]);
		expect(failed).toMatchObject([{ details: { code: 4, subcode: 2207051, published: false } }]);
		expect(counts(sandbox.get())).toMatchObject({ publish: 1, status: 2 });
	});
});

describe('Post > Publish, when Meta does not confirm the publish', () => {
	it.each<[string, FaultOptions]>([
		[
			'with the spam block',
			{ endpoint: 'publish', action: 'error', code: 4, subcode: 2207051, status: 403, workDone: true },
		],
		[
			'as if the container were not there',
			{ endpoint: 'publish', action: 'error', code: 24, subcode: 2207006, workDone: true },
		],
		['with 100/33', { endpoint: 'publish', action: 'error', code: 100, subcode: 33, workDone: true }],
		[
			'with a lack of permission',
			{ endpoint: 'publish', action: 'error', code: 10, status: 403, workDone: true },
		],
		['as not ready', { endpoint: 'publish', action: 'error', code: 9007, subcode: 2207027, workDone: true }],
		...['{}', '{"data":null}', 'true', '[]', '{"id":null}', '{"success":true}', 'null'].map(
			(text): [string, FaultOptions] => [
				`with ${text}`,
				{ endpoint: 'publish', action: 'answer', text, workDone: true },
			],
		),
		...(
			[
				[408, '{"error":"Request Timeout"}'],
				[499, '{"error":"client closed request"}'],
				[403, '{"error":"blocked by policy","error_description":"response refused"}'],
				[403, '{"error":{"message":"blocked by policy"}}'],
			] as const
		).map(([status, text]): [string, FaultOptions] => [
			`by a proxy with ${status} ${text}`,
			{ endpoint: 'publish', action: 'answer', status, text, workDone: true },
		]),
	])('publishes one post and finds its ID (answered %s)', async (_how, fault) => {
		const { json } = await publishWith([fault]);
		expect(captions()).toEqual(['Only once']);
		expect(json).toMatchObject([{ id: posts()[0]!.id, status: 'PUBLISHED' }]);
		expect(counts(sandbox.get()).publish).toBe(1);
	});

	it.each(['{}', '{"data":null}', 'true', '[]', '{"id":null}', '{"success":true}', 'null'])(
		'publishes one post if Meta answers %s without publishing',
		async (text) => {
			const { json } = await publishWith([{ endpoint: 'publish', action: 'answer', text }]);
			expect(captions()).toEqual(['Only once']);
			expect(json).toMatchObject([{ id: posts()[0]!.id, status: 'PUBLISHED' }]);
		},
	);

	it('finds the post in the feed if a spam block also stops the reads of the container', async () => {
		const blocked = { action: 'error', code: 4, subcode: 2207051, status: 403 } as const;
		const { json } = await publishWith([
			{ endpoint: 'publish', ...blocked, workDone: true },
			{ endpoint: 'status', ...blocked, times: 99 },
			{ endpoint: 'permalink', ...blocked, times: 99 },
		]);
		expect(json).toMatchObject([{ id: posts()[0]!.id, status: 'PUBLISHED' }]);
	});

	it('reports an unknown outcome if a spam block stops all reads', async () => {
		const blocked = { action: 'error', code: 4, subcode: 2207051, status: 403 } as const;
		const { failed } = await publishWith([
			{ endpoint: 'publish', ...blocked, workDone: true },
			{ endpoint: 'status', ...blocked, times: 99 },
			{ endpoint: 'list', ...blocked, times: 99 },
		]);
		expect(failed).toMatchObject([
			{ details: { code: 4, subcode: 2207051, published: 'unknown', retryable: false } },
		]);
	});
});

describe('Post > Publish, when Meta rejects reads of the container', () => {
	const OUTAGE: FaultOptions = {
		endpoint: 'status',
		action: 'error',
		code: 100,
		subcode: 33,
		message: 'Authorization Error',
		type: 'GraphMethodException',
	};
	const reel = { ...image, postType: 'reel', mediaUrl: media('clip-1.mp4') };

	it.each<[string, FaultOptions]>([
		['once', OUTAGE],
		['for 20 seconds', { ...OUTAGE, lastsMs: 20_000 }],
		['for good', { ...OUTAGE, times: 999 }],
		['for good, with code 10', { ...OUTAGE, code: 10, subcode: undefined, times: 999 }],
	])('publishes a reel (%s)', async (_long, fault) => {
		const { json } = await publishWith([fault], reel);
		expect(captions()).toEqual(['Only once']);
		expect(json).toMatchObject([{ id: posts()[0]!.id, status: 'PUBLISHED' }]);
	});

	it('publishes a reel that takes minutes when it is ready, with few calls', async () => {
		sandbox.get().world.processing.videoSeconds = 200;
		const { json } = await publishWith([{ ...OUTAGE, times: 999 }], reel);
		expect(json).toMatchObject([{ id: posts()[0]!.id, status: 'PUBLISHED' }]);
		const { status = 0, publish = 0 } = counts(sandbox.get());
		expect(status + publish).toBeLessThan(30);
	});

	it('publishes a carousel with a video', async () => {
		const { json } = await publishWith([{ ...OUTAGE, times: 999 }], {
			resource: 'post',
			operation: 'publish',
			postType: 'carousel',
			carouselItems: {
				item: [
					{ mediaType: 'video', url: media('clip-1.mp4') },
					{ mediaType: 'image', url: media('pottery-1.jpg') },
				],
			},
			caption: 'An album',
		});
		expect(json).toMatchObject([{ status: 'PUBLISHED' }]);
		expect(captions()).toEqual(['An album']);
	});

	it('reports a rejected token immediately', async () => {
		const { failed } = await publishWith(
			[{ endpoint: 'status', action: 'error', code: 190, times: 99 }],
			reel,
		);
		expect(failed).toMatchObject([{ details: { code: 190, containerId: expect.any(String) } }]);
		expect(counts(sandbox.get()).publish).toBeUndefined();
	});
});

describe('Post > Publish, while the media is processed', () => {
	it('stops waiting if the status text is an error without a state, and quotes the text', async () => {
		const status = 'Error: The video could not be read.';
		const { failed } = await publishWith(
			[{ endpoint: 'status', action: 'answer', body: { id: '1', status }, times: 99 }],
			{ ...image, postType: 'reel', mediaUrl: media('clip-1.mp4') },
		);
		expect(failed).toMatchObject([{ error: expect.stringContaining('The video could not be read') }]);
		expect(captions()).toEqual([]);
	});

	it('retries a publish that Meta rejects as too early although the container is ready, with few calls', async () => {
		const { json } = await publishWith([
			{ endpoint: 'publish', action: 'error', code: 9007, subcode: 2207027, lastsMs: 40_000 },
		]);
		expect(json).toMatchObject([{ status: 'PUBLISHED' }]);
		expect(captions()).toEqual(['Only once']);
		const { status = 0, publish = 0 } = counts(sandbox.get());
		expect(status + publish).toBeLessThanOrEqual(14);
	});

	it('waits for the images of a carousel if Meta rejects the carousel before they are ready', async () => {
		const { world } = sandbox.get();
		world.behave({ childrenMustBeFinished: true });
		world.processing.imageSeconds = 8;
		const item = [1, 2].map((number) => ({ mediaType: 'image', url: media(`pottery-${number}.jpg`) }));
		const { json } = await publishWith([], {
			resource: 'post',
			operation: 'publish',
			postType: 'carousel',
			carouselItems: { item },
			caption: 'An album',
		});
		expect(json).toMatchObject([{ status: 'PUBLISHED' }]);
		expect(captions()).toEqual(['An album']);
	});
});

describe('Post > Publish, when Meta cannot fetch a file', () => {
	it.each([
		['9004/2207052', 9004],
		['100/2207052', 100],
	])('creates another container seconds later (%s)', async (_code, code) => {
		const { json } = await publishWith([
			{ endpoint: 'create', action: 'error', code, subcode: 2207052, times: 2 },
		]);
		expect(json).toMatchObject([{ status: 'PUBLISHED' }]);
		expect(captions()).toEqual(['Only once']);
		expect(counts(sandbox.get())).toMatchObject({ create: 3, publish: 1 });
	});

	it('creates another container seconds later (status text of the container)', async () => {
		const body = {
			id: '1',
			status_code: 'ERROR',
			status: 'Error: Media upload has failed with error code 2207052',
		};
		const { json } = await publishWith([{ endpoint: 'status', action: 'answer', body }], {
			...image,
			postType: 'reel',
			mediaUrl: media('clip-1.mp4'),
		});
		expect(json).toMatchObject([{ status: 'PUBLISHED' }]);
		expect(counts(sandbox.get())).toMatchObject({ create: 2, publish: 1 });
	});

	it('creates another container if the answer contains no container ID', async () => {
		const { json } = await publishWith([{ endpoint: 'create', action: 'answer', text: '{"success":true}' }]);
		expect(json).toMatchObject([{ status: 'PUBLISHED' }]);
		expect(counts(sandbox.get())).toMatchObject({ create: 2, publish: 1 });
	});
});

describe('Post > Publish, when Meta rejects items of a carousel', () => {
	const album = (...names: string[]) => ({
		resource: 'post',
		operation: 'publish',
		postType: 'carousel',
		carouselItems: { item: names.map((name) => ({ mediaType: 'image', url: media(name) })) },
		caption: 'An album',
	});

	it('names the rejected item and its URL', async () => {
		const { failed } = await publishWith([], album('pottery-1.jpg', 'pottery-2.jpg', 'too-large.jpg'));
		expect(failed).toEqual([
			{
				error: expect.stringMatching(/^'Carousel Items > Item 3': The image is larger than 8 MB/),
				details: expect.objectContaining({
					code: 36000,
					subcode: 2207004,
					carouselItem: 3,
					url: media('too-large.jpg'),
					retryable: false,
				}),
				pairedItem: { item: 0 },
			},
		]);
		expect(failed[0]!.details).not.toHaveProperty('containerId');
		expect(counts(sandbox.get()).publish).toBeUndefined();
	});

	it('names all rejected items', async () => {
		const { failed } = await publishWith([], album('too-wide.jpg', 'pottery-1.jpg', 'not-an-image.jpg'));
		expect(failed).toMatchObject([
			{
				error: expect.stringMatching(
					/^'Carousel Items > Item 1': .*aspect ratio.*'Carousel Items > Item 3': .*format of this image/,
				),
				details: { carouselItem: 1, url: media('too-wide.jpg') },
			},
		]);
	});
});
