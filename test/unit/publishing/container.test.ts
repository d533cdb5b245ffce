import type { ContainerPlan, PostPlan } from '../../../nodes/Instagram/publishing/types';
import { createContainer, prepareContainer } from '../../../nodes/Instagram/publishing/postContainer';
import {
	publishContextFor,
	failureOf,
	ManualClock,
	NOT_FETCHED,
	ScriptedGraph,
	state,
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
const post = (container: ContainerPlan): PostPlan => ({
	postType: 'image',
	productType: 'FEED',
	container,
	children: [],
	...UNUSED_PLAN,
});
function given(script: Record<string, unknown[]>, seconds = 300) {
	const clock = new ManualClock();
	const graph = new ScriptedGraph(script);
	return {
		clock,
		graph,
		ctx: publishContextFor(graph, clock),
		deadline: clock.now() + seconds * 1000,
	};
}

describe('prepareContainer', () => {
	it('creates an image container with one call and does not read it', async () => {
		const { ctx, deadline, graph, clock } = given({ [MAKE]: [{ id: '111' }] });
		const container: ContainerPlan = {
			kind: 'image',
			parameters: { caption: 'Hello' },
			media: { kind: 'url', url: 'https://example.com/a.jpg' },
		};
		expect(await prepareContainer(ctx, post(container), deadline)).toMatchObject({ containerId: '111' });
		expect(graph.calls).toEqual([
			{
				method: 'POST',
				path: '/me/media',
				form: { caption: 'Hello', image_url: 'https://example.com/a.jpg' },
				repeatable: true,
				accountId: 'me',
				permission: 'publish',
			},
		]);
		expect(clock.sleeps).toEqual([]);
	});

	it('waits for a video before it is published', async () => {
		const { ctx, deadline, graph } = given({
			[MAKE]: [{ id: '111' }],
			'GET /111': [state('IN_PROGRESS'), state('FINISHED')],
		});
		const container = video('https://example.com/a.mp4');
		expect(await prepareContainer(ctx, post(container), deadline)).toEqual({
			containerId: '111',
			deadline,
			waitingSince: Date.UTC(2026, 10, 22, 8),
			isReady: true,
		});
		expect(graph.calls[0]).toMatchObject({ form: { video_url: 'https://example.com/a.mp4' } });
		expect(graph.log).toEqual([MAKE, 'GET /111', 'GET /111']);
	});

	it('does not wait for a video that is only created', async () => {
		const { ctx, deadline, graph } = given({ [MAKE]: [{ id: '111' }] });
		expect(await createContainer(ctx, post(video('https://example.com/a.mp4')), deadline)).toBe('111');
		expect(graph.log).toEqual([MAKE]);
	});

	it('creates a new container after a pause when Meta says that a new one may help', async () => {
		const { ctx, deadline, graph, clock } = given({
			[MAKE]: [{ id: '111' }, { id: '222' }],
			'GET /111': [state('ERROR', '2207053')],
			'GET /222': [state('FINISHED')],
		});
		const prepared = await prepareContainer(ctx, post(video('https://example.com/a.mp4')), deadline);
		expect(prepared).toMatchObject({ containerId: '222' });
		expect(graph.log).toEqual([MAKE, 'GET /111', MAKE, 'GET /222']);
		expect(clock.sleeps).toEqual([5500, 3000, 5500]);
	});

	it('creates three containers at most', async () => {
		const { ctx, deadline, graph, clock } = given({
			[MAKE]: [{ id: '111' }, { id: '222' }, { id: '333' }],
			'GET /111': [state('ERROR', '2207053')],
			'GET /222': [state('ERROR', '2207053')],
			'GET /333': [state('ERROR', '2207053')],
		});
		const failure = await failureOf(
			prepareContainer(ctx, post(video('https://example.com/a.mp4')), deadline),
		);
		expect(failure).toMatchObject({ containerId: '333' });
		expect(graph.log.filter((call) => call === MAKE)).toHaveLength(3);
		expect(clock.sleeps).toEqual([5500, 3000, 5500, 10_000, 5500]);
	});

	it('does not create a new container when no time is left to wait for it', async () => {
		const { ctx, deadline, graph } = given(
			{ [MAKE]: [{ id: '111' }], 'GET /111': [state('ERROR', '2207053')] },
			8,
		);
		const failure = await failureOf(
			prepareContainer(ctx, post(video('https://example.com/a.mp4')), deadline),
		);
		expect(failure).toMatchObject({ containerId: '111', reason: { subcode: 2207053 } });
		expect(graph.log.filter((call) => call === MAKE)).toHaveLength(1);
	});

	it('creates a new container when Meta temporarily cannot fetch the file, also for an image', async () => {
		const { ctx, deadline, graph, clock } = given({
			[MAKE]: [NOT_FETCHED(), NOT_FETCHED(), { id: '111' }],
		});
		const container = photo('https://example.com/a.jpg');
		expect(await prepareContainer(ctx, post(container), deadline)).toMatchObject({ containerId: '111' });
		expect(graph.log).toEqual([MAKE, MAKE, MAKE]);
		expect(clock.sleeps).toEqual([3000, 10_000]);
	});

	it("throws Meta's error when Meta can never fetch the file", async () => {
		const { ctx, deadline } = given({ [MAKE]: [NOT_FETCHED(), NOT_FETCHED(), NOT_FETCHED()] });
		const failure = await failureOf(
			prepareContainer(ctx, post(photo('https://example.com/a.jpg')), deadline),
		);
		expect(failure).toMatchObject({ code: 9004, subcode: 2207052 });
	});

	it.each([[{}], [{ id: null }], [{ success: true }], [true], [[]], [{ id: 'abc' }]])(
		'creates a new container when the answer %j has no id',
		async (answer) => {
			const { ctx, deadline, graph } = given({ [MAKE]: [answer, { id: '111' }] });
			const container = photo('https://example.com/a.jpg');
			expect(await prepareContainer(ctx, post(container), deadline)).toMatchObject({ containerId: '111' });
			expect(graph.log).toEqual([MAKE, MAKE]);
		},
	);

	it('throws when no answer has an id', async () => {
		const { ctx, deadline } = given({ [MAKE]: [{}, {}, {}] });
		const container = photo('https://example.com/a.jpg');
		expect(await failureOf(prepareContainer(ctx, post(container), deadline))).toMatchObject({
			kind: 'unreadable',
			outcome: 'unknown',
		});
	});

	it('returns the container when its reads are refused, and leaves the result to the publish', async () => {
		const { ctx, deadline, graph, clock } = given({
			[MAKE]: [{ id: '111' }],
			'GET /111': Array.from({ length: 8 }, UNREADABLE),
		});
		const prepared = await prepareContainer(ctx, post(video('https://example.com/a.mp4')), deadline);
		expect(prepared).toMatchObject({ containerId: '111', isReady: false });
		expect(graph.left).toEqual([]);
		expect(clock.sleeps.reduce((sum, wait) => sum + wait, 0)).toBeLessThan(70_000);
	});

	it('does not create a new container when the file is invalid', async () => {
		const { ctx, deadline, graph } = given({
			[MAKE]: [{ id: '111' }],
			'GET /111': [state('ERROR', '2207026')],
		});
		await failureOf(prepareContainer(ctx, post(video('https://example.com/a.mp4')), deadline));
		expect(graph.log.filter((call) => call === MAKE)).toHaveLength(1);
	});
});
