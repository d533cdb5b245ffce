import { graphError } from '../../../nodes/Instagram/graph/errors/explain';
import { createContainer, prepareContainer } from '../../../nodes/Instagram/publishing/postContainer';
import type { ContainerPlan, PostPlan } from '../../../nodes/Instagram/publishing/types';
import {
	publishContextFor,
	failureOf,
	ManualClock,
	NOT_FETCHED,
	NOT_READY,
	ScriptedGraph,
	state,
	THROTTLED,
	TOKEN_REFUSED,
	UNREADABLE,
	UNUSED_PLAN,
} from '../../doubles/scriptedGraph';

const MAKE = 'POST /me/media';
const photo = (url: string): ContainerPlan => ({
	kind: 'image',
	parameters: { is_carousel_item: true },
	media: { kind: 'url', url },
});
const video = (url: string): ContainerPlan => ({
	kind: 'video',
	parameters: { media_type: 'VIDEO', is_carousel_item: true },
	media: { kind: 'url', url },
});
const album = (...children: ContainerPlan[]): PostPlan => ({
	postType: 'carousel',
	productType: 'FEED',
	container: { kind: 'carousel', parameters: { media_type: 'CAROUSEL', caption: 'Hello' } },
	children,
	...UNUSED_PLAN,
});
const photos = (count: number) =>
	Array.from({ length: count }, (_, index) => photo(`https://example.com/${index + 1}.jpg`));
const INVALID = () => graphError({ code: 100, text: 'Invalid parameter' }, { httpCode: 400 });

function given(script: Record<string, unknown[]>, seconds = 300) {
	const clock = new ManualClock();
	const graph = new ScriptedGraph(script);
	return { clock, graph, ctx: publishContextFor(graph, clock), deadline: clock.now() + seconds * 1000 };
}

describe('prepareContainer: a carousel', () => {
	it('creates the images, then the carousel, in the order of the items', async () => {
		const { ctx, deadline, graph } = given({ [MAKE]: [{ id: '1' }, { id: '2' }, { id: '3' }, { id: '9' }] });
		const plan = album(...['a', 'b', 'c'].map((name) => photo(`https://example.com/${name}.jpg`)));
		expect(await prepareContainer(ctx, plan, deadline)).toMatchObject({ containerId: '9' });
		expect(graph.calls.map(({ form }) => form)).toEqual([
			{ is_carousel_item: true, image_url: 'https://example.com/a.jpg' },
			{ is_carousel_item: true, image_url: 'https://example.com/b.jpg' },
			{ is_carousel_item: true, image_url: 'https://example.com/c.jpg' },
			{ media_type: 'CAROUSEL', caption: 'Hello', children: '1,2,3' },
		]);
	});

	it('waits for the videos and keeps the order', async () => {
		const { ctx, deadline, graph } = given({
			[MAKE]: [{ id: '1' }, { id: '2' }, { id: '9' }],
			'GET /1': [state('IN_PROGRESS'), state('FINISHED')],
		});
		const plan = album(video('https://example.com/a.mp4'), photo('https://example.com/b.jpg'));
		expect(await createContainer(ctx, plan, deadline)).toBe('9');
		expect(graph.log).toEqual([MAKE, MAKE, 'GET /1', 'GET /1', MAKE]);
		expect(graph.calls.at(-1)).toMatchObject({ form: { children: '1,2' } });
	});

	it('creates no carousel when an item fails, and leaves no item in progress', async () => {
		const { ctx, deadline, graph } = given({
			[MAKE]: [INVALID(), { id: '2' }],
			'GET /2': [state('IN_PROGRESS'), state('FINISHED')],
		});
		const plan = album(photo('https://example.com/a.jpg'), video('https://example.com/b.mp4'));
		await failureOf(prepareContainer(ctx, plan, deadline));
		expect(graph.log).toEqual([MAKE, MAKE, 'GET /2', 'GET /2']);
		expect(graph.left).toEqual([]);
	});

	it('retries an item that Meta could not fetch at first', async () => {
		const { ctx, deadline, graph } = given({
			[MAKE]: [{ id: '1' }, NOT_FETCHED(), { id: '2' }, { id: '9' }],
		});
		expect(await prepareContainer(ctx, album(...photos(2)), deadline)).toMatchObject({ containerId: '9' });
		expect(graph.calls.at(-1)).toMatchObject({ form: { children: '1,2' } });
	});

	it('creates the carousel when the reads of a video in it are refused', async () => {
		const { ctx, deadline, graph } = given({
			[MAKE]: [{ id: '1' }, { id: '2' }, { id: '9' }],
			'GET /1': Array.from({ length: 8 }, UNREADABLE),
		});
		const plan = album(video('https://example.com/a.mp4'), photo('https://example.com/b.jpg'));
		expect(await createContainer(ctx, plan, deadline)).toBe('9');
		expect(graph.log.filter((call) => call === MAKE)).toHaveLength(3);
	});

	it.each([
		['createContainer', createContainer, /Try again later, or use a shorter video in the carousel\.$/],
		['prepareContainer', prepareContainer, /Raise 'Max Wait', or use a shorter video in the carousel\.$/],
	] as const)('%s does not name the container of an unready item', async (_name, create, remedy) => {
		const { ctx, deadline } = given(
			{ [MAKE]: [{ id: '1' }, { id: '2' }], 'GET /1': Array.from({ length: 9 }, () => state('IN_PROGRESS')) },
			20,
		);
		const plan = album(video('https://example.com/a.mp4'), photo('https://example.com/b.jpg'));
		const failure = await failureOf(create(ctx, plan, deadline));
		expect(failure).toMatchObject({
			message: "'Carousel Items > Item 1': Instagram was still processing the media after 20 seconds",
			containerId: undefined,
			carouselItem: 1,
			url: 'https://example.com/a.mp4',
			retryable: true,
		});
		expect(failure.description).toMatch(remedy);
	});

	it('reports the reason, not the container, when the processing of an item fails', async () => {
		const { ctx, deadline } = given({
			[MAKE]: [{ id: '1' }, { id: '2' }],
			'GET /1': [state('ERROR', '2207026')],
		});
		const plan = album(video('https://example.com/a.mp4'), photo('https://example.com/b.jpg'));
		const failure = await failureOf(createContainer(ctx, plan, deadline));
		expect(failure).toMatchObject({ containerId: undefined, reason: { reason: { subcode: 2207026 } } });
	});
});

describe('prepareContainer: a carousel that Meta refuses because an item is in progress', () => {
	it('reads each item once per interval, then retries the carousel', async () => {
		const { ctx, deadline, graph, clock } = given({
			[MAKE]: [{ id: '1' }, { id: '2' }, NOT_READY(), { id: '9' }],
			'GET /1': [state('FINISHED')],
			'GET /2': [state('IN_PROGRESS'), state('FINISHED')],
		});
		expect(await prepareContainer(ctx, album(...photos(2)), deadline)).toMatchObject({ containerId: '9' });
		expect(graph.log).toEqual([MAKE, MAKE, MAKE, 'GET /1', 'GET /2', 'GET /2', MAKE]);
		expect(clock.sleeps).toEqual([2000, 3000]);
	});

	it('retries once per interval when the items are ready or cannot be read', async () => {
		const { ctx, deadline, graph, clock } = given({
			[MAKE]: [{ id: '1' }, { id: '2' }, NOT_READY(), NOT_READY(), NOT_READY(), { id: '9' }],
			'GET /1': [state('FINISHED')],
			'GET /2': [UNREADABLE(), UNREADABLE(), UNREADABLE()],
		});
		expect(await prepareContainer(ctx, album(...photos(2)), deadline)).toMatchObject({ containerId: '9' });
		expect(graph.left).toEqual([]);
		expect(clock.sleeps).toEqual([2000, 3000, 6000]);
	});

	it("names the unfinished items and Meta's last error when the time runs out", async () => {
		const { ctx, deadline, clock } = given(
			{
				[MAKE]: [{ id: '1' }, { id: '2' }, NOT_READY()],
				'GET /1': [state('FINISHED')],
				'GET /2': Array.from({ length: 9 }, () => state('IN_PROGRESS', 'In Progress: nearly there')),
			},
			20,
		);
		const failure = await failureOf(prepareContainer(ctx, album(...photos(2)), deadline));
		expect(failure).toMatchObject({
			message: "'Carousel Items > Item 2': Instagram was still processing the media after 20 seconds",
			carouselItem: 2,
			retryable: true,
		});
		expect(failure.description).toContain('In Progress: nearly there');
		expect(clock.sleeps.reduce((sum, wait) => sum + wait, 0)).toBe(20_000);
	});

	it('waits when only the items report that one is in progress', async () => {
		const { ctx, deadline } = given({
			[MAKE]: [{ id: '1' }, { id: '2' }, INVALID(), { id: '9' }],
			'GET /1': [state('FINISHED'), state('FINISHED')],
			'GET /2': [state('IN_PROGRESS'), state('FINISHED')],
		});
		expect(await prepareContainer(ctx, album(...photos(2)), deadline)).toMatchObject({ containerId: '9' });
	});
});

describe('prepareContainer: a carousel item that fails', () => {
	it('names the item and its URL', async () => {
		const { ctx, deadline } = given({ [MAKE]: [{ id: '1' }, { id: '2' }, INVALID()] });
		const failure = await failureOf(prepareContainer(ctx, album(...photos(3)), deadline));
		expect(failure).toMatchObject({
			message: expect.stringMatching(/^'Carousel Items > Item 3': Meta /),
			carouselItem: 3,
			url: 'https://example.com/3.jpg',
			reason: { code: 100 },
		});
	});

	it('names all failed items, and is retriable only if all of them are', async () => {
		const { ctx, deadline } = given({
			[MAKE]: [{ id: '1' }, INVALID(), { id: '3' }, NOT_FETCHED(), NOT_FETCHED(), NOT_FETCHED()],
		});
		const failure = await failureOf(prepareContainer(ctx, album(...photos(4)), deadline));
		expect(failure).toMatchObject({
			message: expect.stringMatching(/^'Carousel Items > Item 2': /),
			description: expect.stringContaining(
				"Other items failed too. 'Carousel Items > Item 4': Meta could not fetch the media from its URL.",
			),
			carouselItem: 2,
			retryable: false,
		});
	});

	it('names the item when the carousel is refused because its processing failed', async () => {
		const { ctx, deadline } = given({
			[MAKE]: [{ id: '1' }, { id: '2' }, INVALID()],
			'GET /1': [state('FINISHED')],
			'GET /2': [state('ERROR', 'Error: Media upload has failed with error code 2207026')],
		});
		const failure = await failureOf(prepareContainer(ctx, album(...photos(2)), deadline));
		expect(failure).toMatchObject({
			message: "'Carousel Items > Item 2': Instagram does not take the format of this video",
			carouselItem: 2,
		});
	});

	it('does not name an item when all items are ready and the carousel is refused', async () => {
		const refusal = INVALID();
		const { ctx, deadline } = given({
			[MAKE]: [{ id: '1' }, { id: '2' }, refusal],
			'GET /1': [state('FINISHED')],
			'GET /2': [UNREADABLE()],
		});
		await expect(prepareContainer(ctx, album(...photos(2)), deadline)).rejects.toBe(refusal);
	});

	it.each([
		['the token', TOKEN_REFUSED()],
		['the number of calls', THROTTLED()],
	])('does not name an item when the refusal is about %s', async (_what, refusal) => {
		const { ctx, deadline } = given({ [MAKE]: [{ id: '1' }, refusal] });
		await expect(prepareContainer(ctx, album(...photos(2)), deadline)).rejects.toBe(refusal);
	});

	it("removes the secrets of the item's URL", async () => {
		const { ctx, deadline } = given({ [MAKE]: [INVALID(), { id: '2' }] });
		const secret = photo('https://example.com/a.jpg?access_token=EAAsecretsecret');
		const failure = await failureOf(prepareContainer(ctx, album(secret, ...photos(1)), deadline));
		expect(failure).toMatchObject({ url: 'https://example.com/a.jpg?access_token=(hidden)' });
	});
});
