import { useSandbox } from '../jest/sandbox';
import { useVirtualTime } from '../jest/virtualTime';
import {
	ACCOUNT,
	counts,
	endpoints,
	connectedCredential,
	media,
	restartN8n,
	run,
	LOGINS_WITH_CREDENTIALS,
} from '../../tools/n8n-harness/arrange';

const sandbox = useSandbox({ tls: true });
const time = useVirtualTime(sandbox);
beforeEach(restartN8n);

const publish = { resource: 'post', operation: 'publish' };
const permalink = expect.stringMatching(/^https:\/\/www\.instagram\.com\//) as unknown;
const image = (name: string, more: object = {}) => ({ mediaType: 'image', url: media(name), ...more });
const video = (name: string, more: object = {}) => ({ mediaType: 'video', url: media(name), ...more });

/** The posts of this test, oldest first. */
function posts(account: string) {
	return sandbox
		.get()
		.world.postsOf(account)
		.filter(({ containerId }) => containerId !== undefined)
		.reverse();
}

describe.each(LOGINS_WITH_CREDENTIALS)('post.publish, %s Login with %s', (login, authentication) => {
	/** Facebook Login looks up once per process which accounts the token reaches. */
	const lookUp = login === 'facebook' ? ['accounts'] : [];
	const published = () => {
		const [post, ...more] = posts(ACCOUNT[login]);
		expect(more).toEqual([]);
		return post!;
	};
	const linked = [{ item: 0 }];

	it('publishes an image with two calls and one for the permalink', async () => {
		const connected = await connectedCredential(sandbox.get(), login, authentication);
		const { json, last } = await run(connected, {
			...publish,
			mediaUrl: media('pottery-1.jpg'),
			caption: 'Fresh from the kiln #pottery',
		});
		const post = published();
		expect(json).toEqual([{ id: post.id, containerId: post.containerId, permalink, status: 'PUBLISHED' }]);
		expect(last.outputs[0]?.map(({ pairedItem }) => pairedItem)).toEqual(linked);
		expect(post).toMatchObject({
			productType: 'FEED',
			kind: 'image',
			caption: 'Fresh from the kiln #pottery',
		});
		expect(endpoints(sandbox.get())).toEqual([...lookUp, 'create', 'publish', 'read']);
	});

	it('publishes a story image', async () => {
		const connected = await connectedCredential(sandbox.get(), login, authentication);
		const { json } = await run(connected, { ...publish, postType: 'story', mediaUrl: media('story-1.jpg') });
		const post = published();
		expect(json).toEqual([{ id: post.id, containerId: post.containerId, permalink, status: 'PUBLISHED' }]);
		expect(post).toMatchObject({ productType: 'STORY', kind: 'image' });
		expect(endpoints(sandbox.get())).toEqual([...lookUp, 'create', 'publish', 'read']);
	});

	it('publishes a story video', async () => {
		const connected = await connectedCredential(sandbox.get(), login, authentication);
		const { json } = await run(connected, {
			...publish,
			postType: 'story',
			storyMediaType: 'video',
			mediaUrl: media('clip-1.mp4'),
		});
		const post = published();
		expect(json).toEqual([{ id: post.id, containerId: post.containerId, permalink, status: 'PUBLISHED' }]);
		expect(post).toMatchObject({ productType: 'STORY', kind: 'video' });
		expect(endpoints(sandbox.get())).toEqual([...lookUp, 'create', 'status', 'publish', 'read']);
	});

	it('publishes a reel', async () => {
		const connected = await connectedCredential(sandbox.get(), login, authentication);
		const { json } = await run(connected, {
			...publish,
			postType: 'reel',
			mediaUrl: media('clip-1.mp4'),
			caption: 'Throwing a bowl',
		});
		const post = published();
		expect(json).toEqual([{ id: post.id, containerId: post.containerId, permalink, status: 'PUBLISHED' }]);
		expect(post).toMatchObject({ productType: 'REELS', kind: 'video', caption: 'Throwing a bowl' });
		expect(endpoints(sandbox.get())).toEqual([...lookUp, 'create', 'status', 'publish', 'read']);
	});

	it.each([2, 10])(
		'publishes a carousel of %i images with a call per image, two more and one for the permalink',
		async (count) => {
			const names = Array.from({ length: count }, (_, index) => `pottery-${(index % 6) + 1}.jpg`);
			const connected = await connectedCredential(sandbox.get(), login, authentication);
			const { json } = await run(connected, {
				...publish,
				postType: 'carousel',
				carouselItems: { item: names.map((name) => image(name)) },
				caption: 'All of them',
			});
			const post = published();
			expect(json).toEqual([{ id: post.id, containerId: post.containerId, permalink, status: 'PUBLISHED' }]);
			expect(post).toMatchObject({ productType: 'FEED', kind: 'carousel', caption: 'All of them' });
			expect(counts(sandbox.get())).toEqual({
				...(login === 'facebook' ? { accounts: 1 } : {}),
				create: count + 1,
				publish: 1,
				read: 1,
			});
			const [{ world }] = [sandbox.get()];
			const children = world.containers.get(post.containerId!)?.childIds ?? [];
			expect(children.map((id) => world.containers.get(id)?.parameters.image_url)).toEqual(names.map(media));
		},
	);

	it('publishes a carousel of images and videos in their order', async () => {
		const connected = await connectedCredential(sandbox.get(), login, authentication);
		const { json } = await run(connected, {
			...publish,
			postType: 'carousel',
			carouselItems: { item: [video('clip-1.mp4'), image('pottery-1.jpg'), video('clip-2.mp4')] },
		});
		const post = published();
		expect(json).toMatchObject([{ id: post.id, containerId: post.containerId, status: 'PUBLISHED' }]);
		const { world } = sandbox.get();
		const children = world.containers.get(post.containerId!)?.childIds ?? [];
		expect(children.map((id) => world.containers.get(id)?.kind)).toEqual(['video', 'image', 'video']);
		expect(counts(sandbox.get())).toMatchObject({ create: 4, status: 2, publish: 1, read: 1 });
	});
});

describe('post.publish > polling the status of a reel', () => {
	it.each([1, 10, 45, 120, 280])(
		'takes few reads for a reel that is ready after %i seconds',
		async (seconds) => {
			sandbox.get().world.processing.videoSeconds = seconds;
			const connected = await connectedCredential(sandbox.get());
			const before = time.now();
			const { json } = await run(connected, { ...publish, postType: 'reel', mediaUrl: media('clip-1.mp4') });
			expect(json).toMatchObject([{ status: 'PUBLISHED' }]);
			const { create, status = 0, publish: publishes, read } = counts(sandbox.get());
			expect({ create, publishes, read }).toEqual({ create: 1, publishes: 1, read: 1 });
			expect(status).toBeLessThanOrEqual(3 + seconds / 10);
			// On the virtual clock.
			expect(time.now() - before).toBeLessThan(Math.max(1.3 * seconds, seconds + 6) * 1000 + 1000);
		},
	);

	it('reads at most once a second at first, and every ten seconds later', async () => {
		sandbox.get().world.processing.videoSeconds = 200;
		const connected = await connectedCredential(sandbox.get());
		await run(connected, { ...publish, postType: 'reel', mediaUrl: media('clip-1.mp4') });
		const sleeps = time.sleeps();
		expect(Math.min(...sleeps)).toBeGreaterThanOrEqual(1000);
		expect(Math.max(...sleeps)).toBeLessThanOrEqual(30_000);
	});
});

describe('post.publish > an image that is still being processed', () => {
	it('is published when it is ready, without a second post', async () => {
		sandbox.get().world.processing.imageSeconds = 8;
		const connected = await connectedCredential(sandbox.get());
		const { json } = await run(connected, { ...publish, mediaUrl: media('pottery-1.jpg'), caption: 'Later' });
		expect(json).toMatchObject([{ status: 'PUBLISHED' }]);
		expect(posts(ACCOUNT.instagram).map(({ caption }) => caption)).toEqual(['Later']);
		expect(counts(sandbox.get())).toMatchObject({ create: 1, publish: 2, read: 1 });
	});
});

describe('post.publish > the caption', () => {
	it('is sent unchanged, and is in no URL', async () => {
		const caption = 'Küche & Töpfe? 100 % = gut + mehr\n\nZweite Zeile 🏺 #töpfern @north.pottery';
		const connected = await connectedCredential(sandbox.get());
		await run(connected, { ...publish, mediaUrl: media('pottery-1.jpg'), caption });
		expect(posts(ACCOUNT.instagram).map((post) => post.caption)).toEqual([caption]);
		for (const { query, path } of sandbox.get().world.requests.list()) {
			expect(JSON.stringify({ query, path })).not.toContain('Zweite');
		}
	});
});
