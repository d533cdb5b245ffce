import type { IDataObject } from 'n8n-workflow';

import { ACCOUNT, counts, inUse, media, restartN8n, run, WAYS } from '../../tools/n8n-harness/arrange';
import { useSandbox } from '../jest/sandbox';
import { useVirtualTime } from '../jest/virtualTime';

const sandbox = useSandbox();
useVirtualTime(sandbox);
beforeEach(restartN8n);

const automatic = { resource: 'post', operation: 'publish', postType: 'auto' };
const [IMAGE, OTHER, VIDEO] = ['pottery-1.jpg', 'pottery-2.jpg', 'clip-1.mp4'].map(media) as [
	string,
	string,
	string,
];

/** The newest post: what it is, and what its items are. */
function newest(account: string) {
	const { world } = sandbox.get();
	const [post] = world.postsOf(account).filter(({ containerId }) => containerId !== undefined);
	const container = world.containers.get(post?.containerId ?? '');
	const items = (container?.childIds ?? []).map((id) => world.containers.get(id)!.parameters);
	return { productType: post?.productType, kind: post?.kind, caption: post?.caption, items };
}

describe.each(WAYS)('Post > Publish, %s Login with %s: Media From a list', (login, authentication) => {
	const publish = async (parameters: object, items?: IDataObject[]) => {
		const connected = await inUse(sandbox.get(), login, authentication);
		const outcome = await run(
			connected,
			{ ...automatic, ...parameters },
			{
				...(items ? { items } : {}),
			},
		);
		return { ...outcome, error: outcome.error?.message };
	};

	it('publishes one image as an image post', async () => {
		await publish({ mediaList: IMAGE, caption: 'One' });
		expect(newest(ACCOUNT[login])).toEqual({ productType: 'FEED', kind: 'image', caption: 'One', items: [] });
	});

	it('publishes one video as a reel', async () => {
		await publish({ mediaList: `\n${VIDEO}\n` });
		expect(newest(ACCOUNT[login])).toMatchObject({ productType: 'REELS', kind: 'video' });
	});

	it('publishes several as a carousel, in their order', async () => {
		await publish({ mediaList: `${OTHER}\n\n${VIDEO}, ${IMAGE}`, caption: 'Three' });
		expect(newest(ACCOUNT[login])).toMatchObject({
			productType: 'FEED',
			caption: 'Three',
			items: [{ image_url: OTHER }, { video_url: VIDEO }, { image_url: IMAGE }],
		});
	});

	it.each<[string, unknown]>([
		['a list of URLs', [OTHER, '', IMAGE]],
		['a list of objects', [{ url: OTHER }, { url: IMAGE, altText: '' }]],
		['JSON text, as a language model writes it', JSON.stringify([OTHER, IMAGE])],
	])('takes %s from an expression', async (_what, list) => {
		await publish({ mediaList: '={{ $json.files }}' }, [{ files: list as never }]);
		expect(newest(ACCOUNT[login]).items).toEqual([
			expect.objectContaining({ image_url: OTHER }),
			expect.objectContaining({ image_url: IMAGE }),
		]);
	});

	it('serves rows with mixed types from one node, and leaves out what a type does not take', async () => {
		const rows = [
			{ type: 'image', url: IMAGE, files: '', text: 'A picture' },
			{ type: 'story', url: OTHER, files: '', text: 'Not on a story' },
			{ type: 'carousel', url: IMAGE, files: `${IMAGE}\n${VIDEO}`, text: 'Two' },
			{ type: 'auto', url: '', files: VIDEO, text: 'A reel' },
		];
		const { json, last, error } = await publish(
			{
				postType: '={{ $json.type }}',
				mediaUrl: '={{ $json.url }}',
				mediaList: '={{ $json.files }}',
				caption: '={{ $json.text }}',
			},
			rows,
		);
		expect(error).toBeUndefined();
		expect(json).toHaveLength(4);
		expect(last.hints.map(({ message }) => message)).toEqual([
			"Left out, because the post type of the item does not take it: 'Caption' (item 1); 'Media URL' (item 2).",
		]);
	});

	it.each<[string, object, string]>([
		['an empty list', { mediaList: ' \n ' }, "'Media List' is empty"],
		[
			'11 URLs',
			{ mediaList: Array(11).fill(IMAGE).join('\n') },
			"'Media List' contains 11 files; Instagram takes up to 10",
		],
		[
			'one URL for a carousel',
			{ postType: 'carousel', mediaFrom: 'list', mediaList: IMAGE },
			"'Media List' contains 1 item; a carousel takes 2 to 10",
		],
		[
			'a private address',
			{ mediaList: `${IMAGE}\nhttps://10.0.0.1/a.jpg` },
			"'Media List > Entry 2' names a host that is not reachable from the internet: '10.0.0.1'",
		],
		[
			'no binary data',
			{ mediaFrom: 'binary' },
			"'Input Binary Fields' finds no file: the item has no binary data",
		],
	])('refuses %s, and sends nothing', async (_what, parameters, message) => {
		const { error } = await publish(parameters);
		expect(error).toBe(message);
		expect(counts(sandbox.get()).create ?? 0).toBe(0);
	});
});
