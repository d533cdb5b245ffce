import { NORTH, ownSandbox, sample, graphUser } from './arrange';
import { refusalIn } from './metaClient';

const DAY = 86_400_000;

type Parameters = Record<string, string>;

const IMAGE = { image_url: sample('pottery-1.jpg') };
const REEL = { media_type: 'REELS', video_url: sample('clip-1.mp4') };
const STORY = { media_type: 'STORIES', image_url: sample('story-1.jpg') };
const SLIDE = { is_carousel_item: 'true', ...IMAGE };

describe('sandbox > containers', () => {
	const sandbox = ownSandbox();

	async function containerOf(parameters: Parameters): Promise<string> {
		const { json } = await graphUser(sandbox.get(), 'instagram').create(parameters);
		return json.id as string;
	}

	test.each<[string, Parameters]>([
		['an image', { ...IMAGE, caption: 'Hello', alt_text: 'A bowl', location_id: '1' }],
		['a PNG', { image_url: sample('picture.png') }],
		['a JPEG that is called PNG', { image_url: sample('converted.png') }],
		['a JPEG that is called WebP', { image_url: sample('converted.webp') }],
		['6 hashtags and 4 mentions', { ...IMAGE, caption: `${'#a '.repeat(6)}${'@ada '.repeat(4)}` }],
		['4 collaborators', { ...IMAGE, collaborators: '["a","b","c","d"]' }],
		['an image with tags', { ...IMAGE, user_tags: '[{"username":"ada","x":0.5,"y":1}]' }],
		['a reel', { ...REEL, thumb_offset: '2000', share_to_feed: 'false', collaborators: '["ada"]' }],
		['a trial reel', { ...REEL, trial_params: '{"graduation_strategy":"MANUAL"}' }],
		['an image story', STORY],
		['a picture that is too tall, as a story', { ...STORY, image_url: sample('too-tall.jpg') }],
		['a video story', { media_type: 'STORIES', video_url: sample('clip-1.mp4') }],
		['a slide', SLIDE],
		['a video slide', { is_carousel_item: 'true', media_type: 'VIDEO', video_url: sample('clip-1.mp4') }],
	])('accepts %s', async (_what, parameters) => {
		const answer = await graphUser(sandbox.get(), 'instagram').create(parameters);
		expect(answer.json).toEqual({ id: expect.stringMatching(/^\d{17}$/) });
	});

	test.each<[string, Parameters, string]>([
		['nothing to publish', { caption: 'Hello' }, '100'],
		['picture and video at once', { ...REEL, ...IMAGE }, '100'],
		['a video without media_type', { video_url: sample('clip-1.mp4') }, '100'],
		['a video of its own', { ...REEL, media_type: 'VIDEO' }, '100/2207089'],
		['an unknown media_type', { ...IMAGE, media_type: 'POSTER' }, '100/2207023'],
		['a reel as a slide', { ...REEL, is_carousel_item: 'true' }, '100'],
		['a caption on a slide', { ...SLIDE, caption: 'Hello' }, '100'],
		['a location on a slide', { ...SLIDE, location_id: '1' }, '100'],
		['is_ai_generated on a slide', { ...SLIDE, is_ai_generated: 'true' }, '100'],
		['alt text on a reel', { ...REEL, alt_text: 'A wheel' }, '100'],
		['collaborators on a story', { ...STORY, collaborators: '["ada"]' }, '100'],
		['a cover on an image', { ...IMAGE, cover_url: sample('pottery-2.jpg') }, '100'],
		['products with Instagram Login', { ...IMAGE, product_tags: '[{"product_id":"1","x":0,"y":0}]' }, '100'],
		['an upload with Instagram Login', { media_type: 'REELS', upload_type: 'resumable' }, '100'],
		['a caption that is too long', { ...IMAGE, caption: 'x'.repeat(2201) }, '36004/2207010'],
		['31 hashtags', { ...IMAGE, caption: '#a '.repeat(31) }, '100'],
		['21 mentions', { ...IMAGE, caption: '@ada '.repeat(21) }, '100'],
		['alt text that is too long', { ...IMAGE, alt_text: 'x'.repeat(1001) }, '100'],
		['6 collaborators', { ...IMAGE, collaborators: '["a","b","c","d","e","f"]' }, '100'],
		['a private collaborator', { ...REEL, collaborators: '["private.person"]' }, '110/2207018'],
		['a tag with an @', { ...IMAGE, user_tags: '[{"username":"@ada","x":0,"y":0}]' }, '110/2207018'],
		['a tag without a place', { ...IMAGE, user_tags: '[{"username":"ada"}]' }, '100/2207036'],
		['a place on a reel', { ...REEL, user_tags: '[{"username":"ada","x":0,"y":0}]' }, '100/2207035'],
		['21 tags', { ...REEL, user_tags: JSON.stringify(Array(21).fill({ username: 'ada' })) }, '100/2207040'],
		['tags that are no JSON', { ...IMAGE, user_tags: 'ada' }, '100'],
		['a thumbnail after the end', { ...REEL, thumb_offset: '12001' }, '1/2207057'],
		['a WebP', { image_url: sample('picture.webp') }, '36001/2207005'],
		['a page', { image_url: sample('not-an-image.jpg') }, '36001/2207005'],
		['9 MB', { image_url: sample('too-large.jpg') }, '36000/2207004'],
		['too wide', { image_url: sample('too-wide.jpg') }, '36003/2207009'],
		['too tall', { image_url: sample('too-tall.jpg') }, '36003/2207009'],
		['a picture that is not there', { image_url: sample('missing.jpg') }, '9004/2207052'],
		['an address that is not ASCII', { image_url: sample('schüssel.jpg') }, '9004/2207052'],
		['an unknown host', { image_url: 'https://unknown.example/a.jpg' }, '9004/2207052'],
		['one child', { media_type: 'CAROUSEL', children: '17990311000000001' }, '100/2207028'],
		['children that are no list', { media_type: 'CAROUSEL', children: '[1,' }, '100'],
		['children that are not there', { media_type: 'CAROUSEL', children: '1,2' }, '24/2207006'],
	])('refuses %s', async (_what, parameters, refusal) => {
		const answer = await graphUser(sandbox.get(), 'instagram').create(parameters);
		expect(refusalIn(answer)).toBe(refusal);
		expect(sandbox.get().world.containers.size).toBe(0);
	});

	const AUDIO = { audio_id: '17900000000000001', audio_volume: 100, video_volume: 0 };
	const POLL = { option_a: 'Yes', option_b: 'No' };
	const question = { ...IMAGE, caption: 'Which one?' };
	const withAudio = (more: object) => ({
		...REEL,
		audio_configuration: JSON.stringify({ ...AUDIO, ...more }),
	});
	const withPoll = (poll: object) => ({ ...question, poll_attachment: JSON.stringify(poll) });

	test.each<[string, Parameters]>([
		['audio', withAudio({})],
		['a poll', { ...withPoll(POLL), is_poll_duration_extended: 'true' }],
		['a comment prompt', { ...question, is_comment_prompt_used: 'true' }],
	])('accepts %s with Facebook Login only', async (_what, parameters) => {
		const { json } = await graphUser(sandbox.get(), 'facebook').create(parameters);
		expect(json).toEqual({ id: expect.stringMatching(/^\d{17}$/) });
		const refused = await graphUser(sandbox.get(), 'instagram').create(parameters);
		expect(refusalIn(refused)).toBe('100');
	});

	test.each<[string, Parameters]>([
		['audio on an image', { ...IMAGE, audio_configuration: JSON.stringify(AUDIO) }],
		['audio that the catalogue does not have', withAudio({ audio_id: '1' })],
		['a volume of 101', withAudio({ audio_volume: 101 })],
		['a key of audio that is none', withAudio({ volume: 1 })],
		['a poll on a story', { ...STORY, poll_attachment: JSON.stringify(POLL) }],
		['a poll without caption', { ...IMAGE, poll_attachment: JSON.stringify(POLL) }],
		['a poll with one option', withPoll({ option_a: 'Yes' })],
		['a poll with five options', withPoll({ ...POLL, option_c: '3', option_d: '4', option_e: '5' })],
		['a poll with an empty option', withPoll({ ...POLL, option_b: '' })],
		['two add-ons', { ...withPoll(POLL), is_comment_prompt_used: 'true' }],
		['the duration of no poll', { ...question, is_poll_duration_extended: 'true' }],
	])('refuses %s with Facebook Login', async (_what, parameters) => {
		expect(refusalIn(await graphUser(sandbox.get(), 'facebook').create(parameters))).toBe('100');
	});

	test('a silent video fails in the processing if its sound is to be mixed with audio', async () => {
		const ada = graphUser(sandbox.get(), 'facebook');
		const silent = { video_url: sample('silent.mp4') };
		const mixed = await ada.create({ ...withAudio({ video_volume: 100 }), ...silent });
		const replaced = await ada.create({ ...withAudio({}), ...silent });
		sandbox.get().world.clock.advance(3000);
		expect(await ada.statusOf(mixed.json.id as string)).toBe('ERROR');
		expect(await ada.statusOf(replaced.json.id as string)).toBe('FINISHED');
	});

	test('a video is published once it has been processed', async () => {
		const ada = graphUser(sandbox.get(), 'instagram');
		const id = await containerOf(REEL);
		expect(await ada.statusOf(id)).toBe('IN_PROGRESS');
		expect(refusalIn(await ada.publish(id))).toBe('9007/2207027');
		sandbox.get().world.clock.advance(3000);
		expect(await ada.statusOf(id)).toBe('FINISHED');
		const { json } = await ada.publish(id);
		expect(await ada.statusOf(id)).toBe('PUBLISHED');
		const reel = await ada.get(json.id, { fields: 'media_type,media_product_type,permalink,timestamp' });
		expect(reel.json).toMatchObject({
			media_type: 'VIDEO',
			media_product_type: 'REELS',
			permalink: expect.stringMatching(/^https:\/\/www\.instagram\.com\/reel\//),
			timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000$/),
		});
	});

	test('failed processing is reported with HTTP 200', async () => {
		const ada = graphUser(sandbox.get(), 'instagram');
		const id = await containerOf({ ...REEL, video_url: sample('not-a-video.mp4') });
		sandbox.get().world.clock.advance(3000);
		const { status, json } = await ada.get(id, { fields: 'status_code,status' });
		expect([status, json.status_code]).toEqual([200, 'ERROR']);
		expect(json.status).toMatch(/2207026/);
		expect(refusalIn(await ada.publish(id))).toBe('9007/2207027');
	});

	test('a carousel is one post with children in order', async () => {
		const ada = graphUser(sandbox.get(), 'instagram');
		const slides = [
			await containerOf(SLIDE),
			await containerOf({ ...SLIDE, image_url: sample('bike-1.jpg') }),
		];
		expect(refusalIn(await ada.publish(slides[0]!))).toBe('24/2207006');
		const id = await containerOf({ media_type: 'CAROUSEL', children: slides.join(), caption: 'Two' });
		const { json } = await ada.publish(id);
		const album = await ada.get(json.id, { fields: 'media_type,children{id,media_type}' });
		expect(album.json.media_type).toBe('CAROUSEL_ALBUM');
		expect(album.json.children.data).toHaveLength(2);
		expect(album.json.children.data[0].media_type).toBe('IMAGE');
		expect(refusalIn(await ada.get(album.json.children.data[0].id, { fields: 'permalink' }))).toBe('100');
		const { json: limit } = await ada.edge('content_publishing_limit', { fields: 'quota_usage,config' });
		expect(limit.data).toEqual([{ quota_usage: 1, config: { quota_total: 50, quota_duration: 86_400 } }]);
	});

	test('childrenMustBeFinished refuses an unfinished child', async () => {
		sandbox.get().world.behave({ childrenMustBeFinished: true });
		const video = { is_carousel_item: 'true', media_type: 'VIDEO', video_url: sample('clip-1.mp4') };
		const children = [await containerOf(SLIDE), await containerOf(video)].join();
		const answer = await graphUser(sandbox.get(), 'instagram').create({ media_type: 'CAROUSEL', children });
		expect(refusalIn(answer)).toBe('9007/2207027');
	});

	test('a container is published once, within 24 hours, by its own account', async () => {
		const ada = graphUser(sandbox.get(), 'instagram');
		const id = await containerOf(IMAGE);
		expect(refusalIn(await graphUser(sandbox.get(), 'facebook').publish(id))).toBe('24/2207006');
		expect((await ada.publish(id)).status).toBe(200);
		expect(refusalIn(await ada.publish(id))).toBe('24/2207006');
		const late = await containerOf(IMAGE);
		sandbox.get().world.clock.advance(DAY + 1);
		expect(await ada.statusOf(late)).toBe('EXPIRED');
		expect(refusalIn(await ada.publish(late))).toBe('24/2207008');
		expect(refusalIn(await ada.publish('17990311999999999'))).toBe('24/2207008');
	});

	test('the quota of posts is full at its limit and free again after 24 hours', async () => {
		const { world } = sandbox.get();
		world.behave({ quotaTotal: 2 });
		const ada = graphUser(sandbox.get(), 'instagram');
		for (const caption of ['1', '2']) {
			expect((await ada.publish(await containerOf({ ...IMAGE, caption }))).status).toBe(200);
		}
		expect(refusalIn(await ada.publish(await containerOf(IMAGE)))).toBe('9/2207042');
		world.clock.advance(DAY + 1);
		expect((await ada.publish(await containerOf(IMAGE))).status).toBe(200);
		expect(world.postsOf(NORTH).filter(({ containerId }) => containerId)).toHaveLength(3);
	});

	test('stories are listed for 24 hours, apart from the feed', async () => {
		const ada = graphUser(sandbox.get(), 'instagram');
		const { json } = await ada.publish(await containerOf(STORY));
		const ids = async (edge: string) => (await ada.edge(edge)).json.data.map(({ id }: { id: string }) => id);
		expect(await ids('stories')).toEqual([json.id]);
		expect(await ids('media')).not.toContain(json.id);
		sandbox.get().world.clock.advance(DAY + 1);
		expect(await ids('stories')).toEqual([]);
	});
});
