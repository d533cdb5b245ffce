import { cancellable } from '../../../nodes/Instagram/graph/cancellable';
import { graphError } from '../../../nodes/Instagram/graph/errors';
import type { ContainerPlan, PostPlan } from '../../../nodes/Instagram/publishing/types';
import {
	createContainer,
	judge,
	prepareContainer,
	waitUntilReady,
} from '../../../nodes/Instagram/publishing/container';
import { deskFor, failureOf, GONE, LOST, ManualClock, ScriptedGraph, state } from './scriptedGraph';

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
const post = (container: ContainerPlan, children: ContainerPlan[] = []): PostPlan => ({
	postType: 'image',
	productType: 'FEED',
	container,
	children,
});
const album = (...children: ContainerPlan[]) =>
	post({ kind: 'carousel', parameters: { media_type: 'CAROUSEL', caption: 'Hello' } }, children);

function given(script: Record<string, unknown[]>, seconds = 300, throwIfCancelled?: () => void) {
	const clock = new ManualClock();
	const graph = new ScriptedGraph(script);
	return {
		clock,
		graph,
		desk: deskFor(graph, clock, throwIfCancelled),
		deadline: clock.now() + seconds * 1000,
	};
}

describe('what a state means', () => {
	it('is ready, live, or not yet', () => {
		expect(judge({ id: '111', status: 'FINISHED' }, {})).toBe('FINISHED');
		expect(judge({ id: '111', status: 'PUBLISHED' }, {})).toBe('PUBLISHED');
		expect(judge({ id: '111', status: 'IN_PROGRESS' }, {})).toBeUndefined();
	});

	it.each([
		['ERROR', 2207026, 'Instagram does not take the format of this video'],
		['EXPIRED', undefined, 'The container has expired'],
	] as const)('%s is a failure with its meaning', async (status, errorCode, message) => {
		const act = async () => judge({ id: '111', status, errorCode }, { containerId: '111', published: false });
		expect(await failureOf(act())).toMatchObject({ message, containerId: '111', published: false });
	});
});

describe('waiting for the media', () => {
	const wait = async (answers: unknown[], seconds = 300, throwIfCancelled?: () => void) => {
		const { desk, clock, graph, deadline } = given({ 'GET /111': answers }, seconds, throwIfCancelled);
		return { result: waitUntilReady(desk, { containerId: '111' }, 'video', deadline), clock, graph };
	};

	it('reads on the schedule until it is ready', async () => {
		const { result, clock } = await wait([state('IN_PROGRESS'), state('IN_PROGRESS'), state('FINISHED')]);
		expect(await result).toBe('FINISHED');
		expect(clock.sleeps).toEqual([5500, 6500, 8500]);
	});

	it('tells where somebody else has published it', async () => {
		expect(await (await wait([state('PUBLISHED')])).result).toBe('PUBLISHED');
	});

	it('goes on after a read without an answer', async () => {
		expect(await (await wait([LOST(), state('FINISHED')])).result).toBe('FINISHED');
	});

	it('ends with a read that Meta refuses', async () => {
		const { result } = await wait([GONE()]);
		expect(await failureOf(result)).toMatchObject({ containerId: '111', reason: { subcode: 2207008 } });
	});

	it('ends with a processing that fails', async () => {
		const { result } = await wait([state('IN_PROGRESS'), state('ERROR', '2207052')]);
		expect(await failureOf(result)).toMatchObject({ containerId: '111', reason: { subcode: 2207052 } });
	});

	it('gives up when the time is over, with what finishes it later', async () => {
		const { result, clock } = await wait([state('IN_PROGRESS'), state('IN_PROGRESS')], 8);
		const failure = await failureOf(result);
		expect(failure).toMatchObject({ containerId: '111', retryable: true, published: undefined });
		expect(failure.description).toContain('The container 111');
		expect(failure.description).toContain('Container > Publish');
		expect(clock.sleeps).toEqual([5500, 2500]);
	});

	it('does not look at all where there is no time', async () => {
		const { result, graph } = await wait([], 0);
		expect(await failureOf(result)).toMatchObject({ containerId: '111' });
		expect(graph.log).toEqual([]);
	});

	it('stops when the execution is cancelled', async () => {
		const { result, graph } = await wait([], 300, () => {
			throw new Error('cancelled');
		});
		await expect(result).rejects.toThrow('cancelled');
		expect(graph.log).toEqual([]);
	});

	it('does not wait for the next read to stop', async () => {
		const controller = new AbortController();
		const graph = new ScriptedGraph({});
		const asleep = { now: () => 0, sleep: async () => await new Promise<void>(() => undefined) };
		const desk = deskFor(graph, cancellable(asleep, controller.signal), () =>
			controller.signal.throwIfAborted(),
		);
		const result = waitUntilReady(desk, { containerId: '111' }, 'video', 300_000);
		controller.abort(new Error('cancelled'));
		await expect(result).rejects.toThrow('cancelled');
		expect(graph.log).toEqual([]);
	});
});

describe('making a container', () => {
	it('takes one call for an image, and does not read it', async () => {
		const { desk, deadline, graph, clock } = given({ [MAKE]: [{ id: '111' }] });
		const container: ContainerPlan = {
			kind: 'image',
			parameters: { caption: 'Hello' },
			media: { kind: 'url', url: 'https://example.com/a.jpg' },
		};
		expect(await prepareContainer(desk, post(container), deadline)).toBe('111');
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
		const { desk, deadline, graph } = given({
			[MAKE]: [{ id: '111' }],
			'GET /111': [state('IN_PROGRESS'), state('FINISHED')],
		});
		const container = video('https://example.com/a.mp4');
		expect(await prepareContainer(desk, post(container), deadline)).toBe('111');
		expect(graph.calls[0]).toMatchObject({ form: { video_url: 'https://example.com/a.mp4' } });
		expect(graph.log).toEqual([MAKE, 'GET /111', 'GET /111']);
	});

	it('does not wait for a video that is only to be created', async () => {
		const { desk, deadline, graph } = given({ [MAKE]: [{ id: '111' }] });
		expect(await createContainer(desk, post(video('https://example.com/a.mp4')), deadline)).toBe('111');
		expect(graph.log).toEqual([MAKE]);
	});

	it('is made once more where Meta says that a new one may mend it', async () => {
		const { desk, deadline, graph } = given({
			[MAKE]: [{ id: '111' }, { id: '222' }],
			'GET /111': [state('ERROR', '2207053')],
			'GET /222': [state('FINISHED')],
		});
		expect(await prepareContainer(desk, post(video('https://example.com/a.mp4')), deadline)).toBe('222');
		expect(graph.log).toEqual([MAKE, 'GET /111', MAKE, 'GET /222']);
	});

	it('is not made a third time', async () => {
		const { desk, deadline, graph } = given({
			[MAKE]: [{ id: '111' }, { id: '222' }],
			'GET /111': [state('ERROR', '2207053')],
			'GET /222': [state('ERROR', '2207053')],
		});
		const failure = await failureOf(
			prepareContainer(desk, post(video('https://example.com/a.mp4')), deadline),
		);
		expect(failure).toMatchObject({ containerId: '222' });
		expect(graph.log.filter((call) => call === MAKE)).toHaveLength(2);
	});

	it('is not made again where the file is at fault', async () => {
		const { desk, deadline, graph } = given({
			[MAKE]: [{ id: '111' }],
			'GET /111': [state('ERROR', '2207026')],
		});
		await failureOf(prepareContainer(desk, post(video('https://example.com/a.mp4')), deadline));
		expect(graph.log.filter((call) => call === MAKE)).toHaveLength(1);
	});
});

describe('making a carousel', () => {
	it('creates its images and then itself, in the order of the items', async () => {
		const { desk, deadline, graph } = given({ [MAKE]: [{ id: '1' }, { id: '2' }, { id: '3' }, { id: '9' }] });
		const plan = album(...['a', 'b', 'c'].map((name) => photo(`https://example.com/${name}.jpg`)));
		expect(await prepareContainer(desk, plan, deadline)).toBe('9');
		expect(graph.calls.map(({ form }) => form)).toEqual([
			{ is_carousel_item: true, image_url: 'https://example.com/a.jpg' },
			{ is_carousel_item: true, image_url: 'https://example.com/b.jpg' },
			{ is_carousel_item: true, image_url: 'https://example.com/c.jpg' },
			{ media_type: 'CAROUSEL', caption: 'Hello', children: '1,2,3' },
		]);
	});

	it('waits for its videos, and keeps the order', async () => {
		const { desk, deadline, graph } = given({
			[MAKE]: [{ id: '1' }, { id: '2' }, { id: '9' }],
			'GET /1': [state('IN_PROGRESS'), state('FINISHED')],
		});
		const plan = album(video('https://example.com/a.mp4'), photo('https://example.com/b.jpg'));
		expect(await createContainer(desk, plan, deadline)).toBe('9');
		expect(graph.log).toEqual([MAKE, MAKE, 'GET /1', 'GET /1', MAKE]);
		expect(graph.calls.at(-1)).toMatchObject({ form: { children: '1,2' } });
	});

	it('is not made where one of its items fails, and leaves none of them under way', async () => {
		const refused = graphError(
			{ code: 9004, subcode: 2207052, text: 'cannot be fetched' },
			{ httpCode: 400 },
		);
		const { desk, deadline, graph } = given({
			[MAKE]: [refused, { id: '2' }],
			'GET /2': [state('IN_PROGRESS'), state('FINISHED')],
		});
		const plan = album(photo('https://example.com/a.jpg'), video('https://example.com/b.mp4'));
		await expect(prepareContainer(desk, plan, deadline)).rejects.toBe(refused);
		expect(graph.log).toEqual([MAKE, MAKE, 'GET /2', 'GET /2']);
		expect(graph.left).toEqual([]);
	});

	it('does not name a child that it waited for in vain: it could not be published', async () => {
		const { desk, deadline } = given(
			{ [MAKE]: [{ id: '1' }, { id: '2' }], 'GET /1': Array.from({ length: 9 }, () => state('IN_PROGRESS')) },
			20,
		);
		const plan = album(video('https://example.com/a.mp4'), photo('https://example.com/b.jpg'));
		const failure = await failureOf(createContainer(desk, plan, deadline));
		expect(failure).toMatchObject({
			message: 'Instagram was still processing the media after 20 seconds',
			containerId: undefined,
			retryable: true,
		});
		expect(failure.description).toContain("Raise 'Max Wait'");
	});

	it('does not name a child whose processing failed, only why', async () => {
		const { desk, deadline } = given({
			[MAKE]: [{ id: '1' }, { id: '2' }],
			'GET /1': [state('ERROR', '2207026')],
		});
		const plan = album(video('https://example.com/a.mp4'), photo('https://example.com/b.jpg'));
		const failure = await failureOf(createContainer(desk, plan, deadline));
		expect(failure).toMatchObject({ containerId: undefined, reason: { subcode: 2207026 } });
	});
});
