import type { IDataObject } from 'n8n-workflow';

import {
	ACCOUNT,
	counts,
	connectedCredential,
	media,
	restartN8n,
	run,
	LOGINS_WITH_CREDENTIALS,
} from '../../tools/n8n-harness/arrange';
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

describe.each(LOGINS_WITH_CREDENTIALS)(
	'Post > Publish, %s Login with %s: Media From a list',
	(login, authentication) => {
		const publish = async (parameters: object, items?: IDataObject[]) => {
			const connected = await connectedCredential(sandbox.get(), login, authentication);
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
			expect(newest(ACCOUNT[login])).toEqual({
				productType: 'FEED',
				kind: 'image',
				caption: 'One',
				items: [],
			});
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

		it('names the entry that Meta refuses as the user counts it', async () => {
			sandbox.get().world.faults.add({ endpoint: 'create', action: 'error', code: 36003, subcode: 2207009 });
			const { error } = await publish({ mediaList: '={{ $json.files }}' }, [{ files: ['', IMAGE, OTHER] }]);
			expect(error).toMatch(/^'Media List > Entry [23]': /);
			expect(counts(sandbox.get()).publish ?? 0).toBe(0);
		});

		it('takes a list as a language model writes it', async () => {
			await publish({ mediaList: `1. ${OTHER}\n2. [clip](${VIDEO})\n- ![](${IMAGE})` });
			expect(newest(ACCOUNT[login]).items).toMatchObject([
				{ image_url: OTHER },
				{ video_url: VIDEO },
				{ image_url: IMAGE },
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
				"Not used for the post of the item ('Post Type' or another source of the files takes precedence): 'Caption' (item 1); 'Media URL' (item 2).",
			]);
		});

		it.each([
			{ type: 'image', file: IMAGE, expected: { productType: 'FEED', kind: 'image' } },
			{ type: 'reel', file: VIDEO, expected: { productType: 'REELS', kind: 'video' } },
			{ type: 'story', file: IMAGE, expected: { productType: 'STORY', kind: 'image' } },
			{ type: 'story', file: VIDEO, expected: { productType: 'STORY', kind: 'video' } },
		])('takes the file of a row of type $type from the list', async ({ type, file, expected }) => {
			const { error } = await publish({ postType: '={{ $json.type }}', mediaList: '={{ $json.files }}' }, [
				{ type, files: [file] },
			]);
			expect(error).toBeUndefined();
			expect(newest(ACCOUNT[login])).toMatchObject(expected);
		});

		it('does not read the list where a row has a media URL', async () => {
			const parameters = { postType: '={{ $json.type }}', mediaUrl: OTHER, mediaList: `${IMAGE}\n${VIDEO}` };
			const { error } = await publish(parameters, [{ type: 'story' }]);
			expect(error).toBeUndefined();
			expect(newest(ACCOUNT[login])).toMatchObject({ productType: 'STORY', kind: 'image' });
		});

		it.each<[string, object, string]>([
			[
				'two URLs for a story',
				{ postType: "={{ 'story' }}", mediaList: `${IMAGE}\n${VIDEO}` },
				"'Media List' contains 2 files; a post of the type 'story' takes one",
			],
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
				'an object with another key',
				{ mediaList: `={{ [{ url: "${IMAGE}", caption: "x" }] }}` },
				"'Media List > Entry 1' has a key that is not known: 'caption'",
			],
			[
				'an address that is an object',
				{ mediaList: `={{ ["${IMAGE}", { url: { href: "${IMAGE}" } }] }}` },
				"'Media List > Entry 2' must be text, not an object",
			],
			[
				'a page of Google Drive',
				{ mediaList: `${IMAGE}\nhttps://drive.google.com/file/d/1a/view` },
				"'Media List > Entry 2' leads to a page of Google Drive, not to the file: 'https://drive.google.com/file/d/1a/view'",
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
	},
);
