import { useSandbox } from '../jest/sandbox';
import { useVirtualTime } from '../jest/virtualTime';
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
} from '../../tools/n8n-harness/arrange';

const sandbox = useSandbox();
const time = useVirtualTime(sandbox);
beforeEach(restartN8n);

const image = {
	resource: 'post',
	operation: 'publish',
	mediaUrl: media('pottery-1.jpg'),
	caption: '={{ $json.caption }}',
};
const reel = { ...image, postType: 'reel', mediaUrl: media('clip-1.mp4') };
const items = (...captions: string[]) => captions.map((caption) => ({ caption }));

describe('post.publish > Include Permalink', () => {
	it('saves a call if it is off', async () => {
		const connected = await connectedCredential(sandbox.get());
		const { json } = await run(connected, { ...image, options: { includePermalink: false } });
		expect(json).toEqual([{ id: expect.any(String), containerId: expect.any(String), status: 'PUBLISHED' }]);
		expect(endpoints(sandbox.get())).toEqual(['create', 'publish']);
	});
});

describe('post.publish > Check Publishing Limit', () => {
	const checked = { ...image, options: { checkPublishingLimit: true } };

	it('reads the quota once for all items', async () => {
		sandbox.get().world.behave({ quotaTotal: 3 });
		const connected = await connectedCredential(sandbox.get());
		const { json } = await run(connected, checked, { items: items('a', 'b', 'c') });
		expect(json).toHaveLength(3);
		expect(counts(sandbox.get())).toMatchObject({ limit: 1, publish: 3 });
	});

	it('fails a run that stops on errors before anything is created', async () => {
		sandbox.get().world.behave({ quotaTotal: 2 });
		const connected = await connectedCredential(sandbox.get());
		const { error } = await run(connected, checked, { items: items('a', 'b', 'c') });
		expect(error?.message).toBe(
			"'Check Publishing Limit' found that the account can publish 2 more posts now, but there are 3 items to publish",
		);
		expect(counts(sandbox.get())).toEqual({ limit: 1 });
	});

	it('publishes as many items as the quota allows if the run continues', async () => {
		sandbox.get().world.behave({ quotaTotal: 2 });
		const connected = await connectedCredential(sandbox.get());
		const { last } = await run(connected, checked, {
			items: items('a', 'b', 'c'),
			onError: 'continueRegularOutput',
		});
		expect(newCaptions(sandbox.get(), ACCOUNT.instagram)).toEqual(['a', 'b']);
		expect(failures(last.outputs[0]!)).toEqual([
			{
				error: expect.stringMatching(/^'Check Publishing Limit' found/),
				details: { retryable: false },
				pairedItem: { item: 2 },
			},
		]);
		expect(counts(sandbox.get())).toMatchObject({ create: 2, limit: 1 });
	});

	it('counts the posts of each account separately', async () => {
		const accounts = ['17841400000000003', '17841400000000005'];
		sandbox.get().world.behave({ quotaTotal: 1 });
		const connected = await connectedCredential(sandbox.get(), 'facebook', 'oAuth2', accounts);
		const account = { __rl: true, mode: 'id', value: '={{ $json.account }}' };
		const { json } = await run(
			connected,
			{ ...checked, account },
			{ items: accounts.map((id) => ({ account: id, caption: id })) },
		);
		expect(json).toHaveLength(2);
		expect(counts(sandbox.get())).toMatchObject({ limit: 2, publish: 2 });
	});

	it('leaves the check to Meta if it is off', async () => {
		sandbox.get().world.behave({ quotaTotal: 0 });
		const connected = await connectedCredential(sandbox.get());
		const { last } = await run(connected, image, { items: items('a'), onError: 'continueRegularOutput' });
		expect(failures(last.outputs[0]!)).toMatchObject([
			{ details: { code: 9, subcode: 2207042, published: false } },
		]);
		expect(counts(sandbox.get()).publish).toBe(1);
	});
});

describe('post.publish > Max Wait', () => {
	it('returns the container on timeout, and Container > Publish finishes it', async () => {
		sandbox.get().world.processing.videoSeconds = 100;
		const connected = await connectedCredential(sandbox.get());
		const { last } = await run(
			connected,
			{ ...reel, options: { maxWait: 30 } },
			{ items: items('Slow'), onError: 'continueRegularOutput' },
		);
		const [{ error, details }] = failures(last.outputs[0]!) as [ReturnType<typeof failures>[number]];
		expect(error).toMatch(
			/^Instagram was still processing the media after 30 seconds\. Nothing has been published\./,
		);
		expect(details).toEqual({ retryable: true, containerId: expect.stringMatching(/^\d+$/) });
		expect(newCaptions(sandbox.get(), ACCOUNT.instagram)).toEqual([]);

		time.advance(40_000);
		const { json } = await run(connected, {
			resource: 'container',
			operation: 'publish',
			containerId: details.containerId as string,
		});
		expect(json).toMatchObject([{ containerId: details.containerId, status: 'PUBLISHED' }]);
		expect(newCaptions(sandbox.get(), ACCOUNT.instagram)).toEqual(['Slow']);
	});

	it('includes the videos of a carousel', async () => {
		sandbox.get().world.processing.videoSeconds = 100;
		const connected = await connectedCredential(sandbox.get());
		const item = [
			{ mediaType: 'video', url: media('clip-1.mp4') },
			{ mediaType: 'image', url: media('pottery-1.jpg') },
		];
		const { error } = await run(connected, {
			resource: 'post',
			operation: 'publish',
			postType: 'carousel',
			carouselItems: { item },
			options: { maxWait: 20 },
		});
		expect(error?.message).toBe(
			"'Carousel Items > Item 1': Instagram was still processing the media after 20 seconds",
		);
		expect(counts(sandbox.get()).publish).toBeUndefined();
	});

	it.each([[-1], [1.5], ['soon'], [86_401]])('rejects %j', async (maxWait) => {
		const connected = await connectedCredential(sandbox.get());
		const { error } = await run(connected, { ...image, options: { maxWait } });
		expect(error?.message).toBe("'Max Wait' must be a whole number from 0 to 86400");
		expect(endpoints(sandbox.get())).toEqual([]);
	});
});
