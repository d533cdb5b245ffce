import { sampleNamed } from '../../../sandbox/media/samples';
import { storeBinary } from '../../../tools/n8n-harness';
import type { Example, Scene } from '../example';

export const media = (name: string) => `https://media.example.com/${name}`;

const REEL = { postType: 'reel', mediaUrl: media('clip-1.mp4'), caption: 'Coming soon.' };

/** The id of a container that was made before. */
async function prepared({ before }: Scene): Promise<string> {
	const [container] = await before({ resource: 'container', operation: 'create', ...REEL });
	return String(container?.id);
}

async function clip() {
	const file = { mimeType: 'video/mp4', fileName: 'clip.mp4' };
	return {
		json: {},
		binary: { data: await storeBinary(sampleNamed('clip-1.mp4').bytes, file) },
	};
}

/** Posts and containers. */
export const PUBLISHING_EXAMPLES: Record<string, Record<string, readonly Example[]>> = {
	post: {
		publish: [
			{
				title: 'An image',
				parameters: {
					postType: 'image',
					mediaUrl: media('pottery-1.jpg'),
					caption: 'Fresh from the kiln. #stoneware',
					additionalFields: { altText: 'Three grey bowls on a shelf' },
				},
			},
			{
				title: 'A carousel',
				parameters: {
					postType: 'carousel',
					caption: 'Three bowls, one glaze.',
					carouselItems: {
						item: [
							{ mediaType: 'image', source: 'url', url: media('pottery-1.jpg') },
							{ mediaType: 'image', source: 'url', url: media('pottery-2.jpg') },
							{ mediaType: 'video', source: 'url', url: media('clip-1.mp4') },
						],
					},
				},
			},
			{
				title: "A reel from the item's binary field `data`",
				loginMethod: 'facebook',
				parameters: {
					postType: 'reel',
					mediaSource: 'binary',
					binaryPropertyName: 'data',
					caption: 'How a bowl is made.',
					options: { maxWait: 600, checkPublishingLimit: true },
				},
				item: clip,
			},
			{
				title: 'A story',
				parameters: { postType: 'story', storyMediaType: 'image', mediaUrl: media('story-1.jpg') },
			},
		],
	},
	container: {
		create: [{ parameters: REEL }],
		get: [{ parameters: async (scene) => ({ containerId: await prepared(scene) }) }],
		publish: [{ parameters: async (scene) => ({ containerId: await prepared(scene) }) }],
	},
};
