import type { INodeParameters } from 'n8n-workflow';

import { ACCOUNT, connectedCredential, media, restartN8n, run } from '../../tools/n8n-harness/arrange';
import { storeBinary } from '../../tools/n8n-harness';
import { video } from '../unit/publishing/media/files';
import { useSandbox } from '../jest/sandbox';
import { useVirtualTime } from '../jest/virtualTime';

const sandbox = useSandbox();
useVirtualTime(sandbox);
beforeEach(restartN8n);

const PHOTO = media('pottery-1.jpg');
const VIDEO = media('clip-1.mp4');
const ENTRIES = {
	item: [PHOTO, VIDEO].map((url) => ({ mediaType: url === VIDEO ? 'video' : 'image', url })),
};
const TAGGED = { tag: [{ username: 'anna', x: 0.5, y: 0.5 }] };

/** A row of a calendar: the post type comes by expression, so n8n shows and passes every parameter. */
const row = (type: string, more: object = {}) => ({
	resource: 'post',
	operation: 'publish',
	postType: `={{ "${type}" }}`,
	...more,
});
const carousel = (more: object = {}) => row('carousel', { carouselItems: ENTRIES, ...more });

describe('Post > Publish with parameters of another post type', () => {
	it.each<[string, object, string, string]>([
		['tags of a carousel', carousel({ additionalFields: { userTags: TAGGED } }), 'User Tags', 'user_tags'],
		[
			'product tags of a story',
			row('story', { mediaUrl: PHOTO, additionalFields: { productTags: { tag: [{ productId: '1' }] } } }),
			'Product Tags',
			'product_tags',
		],
		['the caption of a story', row('story', { mediaUrl: PHOTO, caption: 'Hello' }), 'Caption', 'caption'],
		[
			'the alt text of a reel',
			row('reel', { mediaUrl: VIDEO, additionalFields: { altText: 'A bowl' } }),
			'Alt Text',
			'alt_text',
		],
		[
			'the cover of an image',
			row('image', { mediaUrl: PHOTO, additionalFields: { coverUrl: PHOTO } }),
			'Cover URL',
			'cover_url',
		],
		[
			'the first comment of a story',
			row('story', { mediaUrl: PHOTO, additionalFields: { firstComment: '#pots' } }),
			'First Comment',
			'message',
		],
		[
			'the audio of an image',
			row('image', { mediaUrl: PHOTO, additionalFields: { audio: { track: { audioId: '1' } } } }),
			'Audio',
			'audio_configuration',
		],
		[
			'the poll of a story',
			row('story', { mediaUrl: PHOTO, additionalFields: { poll: { answers: { options: 'a\nb' } } } }),
			'Poll',
			'poll_attachment',
		],
		[
			'the comment prompt of a story',
			row('story', { mediaUrl: PHOTO, additionalFields: { isCommentPromptUsed: true } }),
			'Comment Prompt',
			'is_comment_prompt_used',
		],
		['the media URL of a carousel', carousel({ mediaUrl: PHOTO }), 'Media URL', 'image_url'],
		[
			'the carousel items of an image',
			row('image', { mediaUrl: PHOTO, carouselItems: ENTRIES }),
			'Carousel Items',
			'children',
		],
		[
			'a carousel item of an image whose file this row does not have',
			row('image', {
				mediaUrl: PHOTO,
				carouselItems: { item: [{ source: 'binary', binaryPropertyName: 'missing' }] },
			}),
			'Carousel Items',
			'children',
		],
		[
			'the cover of an image whose file this row does not have',
			row('image', { mediaUrl: PHOTO, additionalFields: { coverBinaryPropertyName: 'missing' } }),
			'Cover Binary Field',
			'cover_url',
		],
		[
			'the media list of an image',
			row('image', { mediaUrl: PHOTO, mediaFrom: 'list', mediaList: `${VIDEO}\n${VIDEO}` }),
			'Media List',
			'children',
		],
		[
			'the carousel items of a list, whose files this row does not have',
			row('auto', {
				mediaFrom: 'binary',
				binaryPropertyNames: 'data',
				carouselItems: { item: [{ source: 'binary', binaryPropertyName: 'missing' }] },
			}),
			'Carousel Items',
			'children',
		],
		[
			'the media URL of an automatic post of one file',
			row('auto', { mediaUrl: PHOTO, mediaFrom: 'list', mediaList: VIDEO }),
			'Media URL',
			'image_url',
		],
	])('publishes without %s, and names the parameter in a hint', async (_what, parameters, label, sent) => {
		const connected = await connectedCredential(sandbox.get(), 'facebook');
		const { json, last, error } = await run(connected, parameters as INodeParameters, {
			items: [{ json: {}, binary: { data: await storeBinary(video(), { mimeType: 'video/mp4' }) } }],
		});
		expect(error).toBeUndefined();
		expect(json).toEqual([expect.objectContaining({ status: 'PUBLISHED', id: expect.any(String) })]);
		expect(last.hints.map(({ message }) => message)).toEqual([
			`Not used for the post of the item ('Post Type' or another source of the files takes precedence): '${label}' (item 0).`,
		]);
		const { world } = sandbox.get();
		const [post] = world.postsOf(ACCOUNT.facebook);
		const published = world.containers.get(post?.containerId ?? '');
		expect(published).toBeDefined();
		expect(published?.parameters).not.toHaveProperty(sent);
	});
});
