import { useSandbox } from '../harness/jest/sandbox';
import { useVirtualTime } from '../harness/jest/virtualTime';
import type { FaultOptions } from '../../sandbox/faults';
import { ACCOUNT, counts, failures, inUse, media, newCaptions, restartN8n, run } from './arrange';

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
	const connected = await inUse(sandbox.get());
	for (const fault of faults) sandbox.get().world.faults.add(fault);
	const result = await run(connected, parameters as never, {
		items: items as never,
		onError: 'continueRegularOutput',
	});
	return { ...result, failed: failures(result.last.outputs[0] ?? []) };
}

describe('a publish whose answer is lost', () => {
	it.each<[string, FaultOptions]>([
		['the connection ends after the work', { endpoint: 'publish', action: 'reset-after' }],
		['half an answer comes', { endpoint: 'publish', action: 'truncated' }],
		['a server fails after the work', { endpoint: 'publish', action: '5xx', workDone: true }],
		['a web page comes after the work', { endpoint: 'publish', action: 'html', workDone: true }],
	])('because %s: one post, and its id is found', async (_why, fault) => {
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
		['a web page comes instead', { endpoint: 'publish', action: 'html' }],
		['Meta has a passing fault', { endpoint: 'publish', action: 'error', code: 1 }],
	])('because %s: it is published once in the end', async (_why, fault) => {
		const { json } = await publishWith([fault]);
		expect(captions()).toEqual(['Only once']);
		expect(json).toMatchObject([{ id: posts()[0]!.id, status: 'PUBLISHED' }]);
		expect(counts(sandbox.get())).toMatchObject({ create: 1, publish: 2, status: 2 });
	});

	it('is found for a story among the stories', async () => {
		const { json } = await publishWith([{ endpoint: 'publish', action: 'reset-after' }], {
			...image,
			caption: '',
			postType: 'story',
			mediaUrl: media('story-1.jpg'),
		});
		expect(json).toMatchObject([{ id: posts()[0]!.id, status: 'PUBLISHED' }]);
		expect(counts(sandbox.get())).toMatchObject({ publish: 1, stories: 1 });
	});

	it('is found for a reel and for a carousel', async () => {
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

	it('never takes the post of another item for its own, even with the same caption', async () => {
		const { json } = await publishWith([{ endpoint: 'publish', action: 'reset-after', nth: 2 }], image, [
			{},
			{},
			{},
		]);
		expect(captions()).toEqual(['Only once', 'Only once', 'Only once']);
		expect(json.map(({ id }) => id)).toEqual(posts().map(({ id }) => id));
	});

	it('and whose container cannot be read: nobody is told that it is live or not', async () => {
		const { failed } = await publishWith([
			{ endpoint: 'publish', action: 'reset-after' },
			{ endpoint: 'status', action: 'reset-before', times: 99 },
		]);
		expect(failed).toEqual([
			{
				error: expect.stringContaining('Look at the account before you publish this again'),
				details: { retryable: false, containerId: posts()[0]!.containerId, published: 'unknown' },
				pairedItem: { item: 0 },
			},
		]);
		expect(counts(sandbox.get()).publish).toBe(1);
	});

	it('and that keeps failing: it is known not to be live, and its container can be published later', async () => {
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

	it('and whose post stands in no list: it is reported as live, without an id', async () => {
		const { json } = await publishWith([
			{ endpoint: 'publish', action: 'reset-after' },
			{ endpoint: 'list', action: 'error', code: 10, times: 99 },
		]);
		expect(json).toEqual([{ id: null, containerId: posts()[0]!.containerId, status: 'PUBLISHED' }]);
	});
});

describe('a fault before the publish', () => {
	it.each<[string, FaultOptions]>([
		['creating', { endpoint: 'create', action: 'reset-after' }],
		['creating, twice', { endpoint: 'create', action: '5xx', times: 2 }],
		['creating, by a web page', { endpoint: 'create', action: 'html' }],
	])('in %s is tried again', async (_where, fault) => {
		const { json } = await publishWith([fault]);
		expect(json).toMatchObject([{ status: 'PUBLISHED' }]);
		expect(captions()).toEqual(['Only once']);
	});

	it('in waiting is waited out', async () => {
		const { json } = await publishWith([{ endpoint: 'status', action: 'reset-before', times: 2 }], {
			...image,
			postType: 'reel',
			mediaUrl: media('clip-1.mp4'),
		});
		expect(json).toMatchObject([{ status: 'PUBLISHED' }]);
		expect(captions()).toEqual(['Only once']);
	});

	it('that lasts is reported, and leaves other items alone', async () => {
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

describe('a fault after the publish', () => {
	it('in reading the link does not make it a failure', async () => {
		const { json } = await publishWith([{ endpoint: 'permalink', action: 'reset-before', times: 99 }]);
		expect(json).toEqual([{ id: posts()[0]!.id, containerId: posts()[0]!.containerId, status: 'PUBLISHED' }]);
	});
});

describe('what Meta refuses', () => {
	it.each<[string, string, number, number]>([
		['a picture that is too large', 'too-large.jpg', 36000, 2207004],
		['a file that is no picture', 'not-an-image.jpg', 36001, 2207005],
		['a picture that is too wide', 'too-wide.jpg', 36003, 2207009],
		['an address that gives nothing', 'missing.jpg', 9004, 2207052],
	])('%s: said with code and subcode, nothing published', async (_what, name, code, subcode) => {
		const { failed } = await publishWith([], { ...image, mediaUrl: media(name) });
		expect(failed).toMatchObject([
			{ details: { code, subcode, httpCode: 400, fbtraceId: expect.any(String) } },
		]);
		expect(counts(sandbox.get()).publish).toBeUndefined();
	});

	it('a video that cannot be processed: said with the subcode of its container', async () => {
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

	it('a post that looks like spam: not tried again', async () => {
		const { failed } = await publishWith([
			{ endpoint: 'publish', action: 'error', code: 4, subcode: 2207051, times: 9 },
		]);
		expect(failed).toMatchObject([{ details: { code: 4, subcode: 2207051, published: false } }]);
		expect(counts(sandbox.get()).publish).toBe(1);
	});
});
