import { useSandbox } from '../jest/sandbox';
import { useVirtualTime } from '../jest/virtualTime';
import type { Login } from '../../tools/n8n-harness/arrange';
import { inUse, media, restartN8n, run } from '../../tools/n8n-harness/arrange';

const sandbox = useSandbox();
useVirtualTime(sandbox);
beforeEach(restartN8n);

/** Publishes, and returns the parameters with which each container was created. */
async function created(parameters: object, login: Login = 'instagram') {
	const connected = await inUse(sandbox.get(), login);
	const { json, error } = await run(connected, { resource: 'post', operation: 'publish', ...parameters });
	expect(error).toBeUndefined();
	expect(json).toMatchObject([{ status: 'PUBLISHED' }]);
	return sandbox
		.get()
		.world.requests.list({ endpoint: 'create' })
		.map(({ body }) =>
			Object.fromEntries(Object.entries(body).filter(([name]) => name !== 'appsecret_proof')),
		);
}

const image = { postType: 'image', mediaUrl: media('pottery-1.jpg') };
const reel = { postType: 'reel', mediaUrl: media('clip-1.mp4') };

describe('Additional Fields', () => {
	it('are sent for an image', async () => {
		const [body] = await created({
			...image,
			additionalFields: {
				altText: 'A bowl',
				collaborators: '@harbour_bakery, lumen.bikes',
				locationId: '7640348500',
				userTags: { tag: [{ username: '@lumen.bikes', x: 0.25, y: 0.75 }] },
				isAiGenerated: true,
			},
		});
		expect(body).toEqual({
			image_url: media('pottery-1.jpg'),
			alt_text: 'A bowl',
			collaborators: '["harbour_bakery","lumen.bikes"]',
			location_id: '7640348500',
			user_tags: '[{"username":"lumen.bikes","x":0.25,"y":0.75}]',
			is_ai_generated: 'true',
		});
	});

	it('are sent for a reel', async () => {
		const [body] = await created({
			...reel,
			caption: 'Hello',
			additionalFields: {
				coverUrl: media('pottery-2.jpg'),
				thumbOffset: 1500,
				shareToFeed: false,
				audioName: 'Sounds of the workshop',
				trialGraduation: 'SS_PERFORMANCE',
				userTags: { tag: [{ username: 'lumen.bikes' }] },
			},
		});
		expect(body).toEqual({
			media_type: 'REELS',
			video_url: media('clip-1.mp4'),
			caption: 'Hello',
			cover_url: media('pottery-2.jpg'),
			thumb_offset: '1500',
			share_to_feed: 'false',
			audio_name: 'Sounds of the workshop',
			trial_params: '{"graduation_strategy":"SS_PERFORMANCE"}',
			user_tags: '[{"username":"lumen.bikes"}]',
		});
	});

	it('are sent for a story', async () => {
		const [body] = await created({
			postType: 'story',
			mediaUrl: media('story-1.jpg'),
			additionalFields: { userTags: { tag: [{ username: 'lumen.bikes', x: 0.5, y: 0.5 }] } },
		});
		expect(body).toEqual({
			media_type: 'STORIES',
			image_url: media('story-1.jpg'),
			user_tags: '[{"username":"lumen.bikes","x":0.5,"y":0.5}]',
		});
	});

	it('are sent for a carousel and for its items separately', async () => {
		const bodies = await created({
			postType: 'carousel',
			caption: 'Hello',
			additionalFields: { collaborators: 'lumen.bikes', isAiGenerated: true },
			carouselItems: {
				item: [
					{
						mediaType: 'image',
						url: media('pottery-1.jpg'),
						altText: 'A bowl',
						userTags: { tag: [{ username: 'lumen.bikes', x: 0, y: 1 }] },
					},
					{ mediaType: 'image', url: media('pottery-2.jpg') },
				],
			},
		});
		expect(bodies).toEqual([
			{
				is_carousel_item: 'true',
				image_url: media('pottery-1.jpg'),
				alt_text: 'A bowl',
				user_tags: '[{"username":"lumen.bikes","x":0,"y":1}]',
			},
			{ is_carousel_item: 'true', image_url: media('pottery-2.jpg') },
			{
				media_type: 'CAROUSEL',
				caption: 'Hello',
				collaborators: '["lumen.bikes"]',
				is_ai_generated: 'true',
				children: expect.stringMatching(/^\d+,\d+$/),
			},
		]);
	});

	it('of Facebook Login are sent', async () => {
		const [body] = await created(
			{
				...image,
				additionalFields: {
					productTags: { tag: [{ productId: '3231775643511089', x: 0.5, y: 0.5 }] },
					isPaidPartnership: true,
					sponsorIds: '17841400000000005, 17841400000000007',
				},
			},
			'facebook',
		);
		expect(body).toEqual({
			image_url: media('pottery-1.jpg'),
			product_tags: '[{"product_id":"3231775643511089","x":0.5,"y":0.5}]',
			is_paid_partnership: 'true',
			branded_content_sponsor_ids: '["17841400000000005","17841400000000007"]',
		});
	});

	it('are not sent if empty', async () => {
		const [body] = await created({
			...image,
			additionalFields: {
				altText: '',
				collaborators: ' , ',
				locationId: '',
				userTags: {},
				isAiGenerated: false,
				isPaidPartnership: false,
				sponsorIds: '',
			},
		});
		expect(body).toEqual({ image_url: media('pottery-1.jpg') });
	});

	it('do not include a caption that the editor hides for a story', async () => {
		const [body] = await created({
			postType: 'story',
			mediaUrl: media('story-1.jpg'),
			caption: 'From before',
		});
		expect(body).toEqual({ media_type: 'STORIES', image_url: media('story-1.jpg') });
	});
});
