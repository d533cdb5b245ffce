import { useSandbox } from '../jest/sandbox';
import { useVirtualTime } from '../jest/virtualTime';
import type { Login } from '../../tools/n8n-harness/arrange';
import { connectedCredential, media, restartN8n, run } from '../../tools/n8n-harness/arrange';

const sandbox = useSandbox();
useVirtualTime(sandbox);
beforeEach(restartN8n);

/** Publishes, and returns the parameters with which each container was created. */
async function created(parameters: object, login: Login = 'instagram') {
	const connected = await connectedCredential(sandbox.get(), login);
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

	it('of Facebook Login add audio to a reel', async () => {
		const [body] = await created(
			{
				...reel,
				mediaUrl: media('silent.mp4'),
				additionalFields: {
					audio: {
						track: {
							audioId: { __rl: true, mode: 'list', value: '17900000000000001' },
							audioVolume: 80,
							videoVolume: 0,
						},
					},
				},
			},
			'facebook',
		);
		expect(body).toEqual({
			media_type: 'REELS',
			video_url: media('silent.mp4'),
			audio_configuration: '{"audio_id":"17900000000000001","audio_volume":80,"video_volume":0}',
		});
	});

	it('say what to do if a silent video is to be mixed with audio', async () => {
		const connected = await connectedCredential(sandbox.get(), 'facebook');
		const { error } = await run(connected, {
			resource: 'post',
			operation: 'publish',
			...reel,
			mediaUrl: media('silent.mp4'),
			additionalFields: { audio: { track: { audioId: '17900000000000001' } } },
		});
		expect(error?.description).toContain("'Video Volume' 0");
		expect(sandbox.get().world.requests.list({ endpoint: 'publish' })).toEqual([]);
	});

	it('of Facebook Login add a poll to a carousel, not to its items', async () => {
		const bodies = await created(
			{
				postType: 'carousel',
				caption: 'Which glaze?',
				additionalFields: { poll: { answers: { options: 'Blue\nRed', isDurationExtended: true } } },
				carouselItems: {
					item: ['pottery-1.jpg', 'pottery-2.jpg'].map((name) => ({ mediaType: 'image', url: media(name) })),
				},
			},
			'facebook',
		);
		expect(bodies.slice(0, 2)).toEqual([
			{ is_carousel_item: 'true', image_url: media('pottery-1.jpg') },
			{ is_carousel_item: 'true', image_url: media('pottery-2.jpg') },
		]);
		expect(bodies[2]).toMatchObject({
			poll_attachment: '{"option_a":"Blue","option_b":"Red"}',
			is_poll_duration_extended: 'true',
		});
	});

	it('of Facebook Login add a comment prompt to an image', async () => {
		const [body] = await created(
			{ ...image, caption: 'Which glaze?', additionalFields: { isCommentPromptUsed: true } },
			'facebook',
		);
		expect(body).toEqual({
			image_url: media('pottery-1.jpg'),
			caption: 'Which glaze?',
			is_comment_prompt_used: 'true',
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
				audio: { track: { audioId: { __rl: true, mode: 'list', value: '' }, audioVolume: 100 } },
				poll: { answers: { options: '', isDurationExtended: true } },
				isCommentPromptUsed: false,
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
