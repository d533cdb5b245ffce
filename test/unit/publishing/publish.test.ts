import type { Desk } from '../../../nodes/Instagram/publishing/container';
import type { JournalEntry } from '../../../nodes/Instagram/publishing/journal';
import type { Publication } from '../../../nodes/Instagram/publishing/publish';
import { publishContainer } from '../../../nodes/Instagram/publishing/publish';
import {
	deskFor,
	failureOf,
	GONE,
	LOST,
	ManualClock,
	NOT_READY,
	REFUSED,
	ScriptedGraph,
	state,
	UNAVAILABLE,
	UNREACHED,
} from './scriptedGraph';

const PUBLISH = 'POST /me/media_publish';
const CONTAINER = 'GET /111';
const LIST = 'GET /me/media';

const listed = (id: string, changes: object = {}) => ({
	id,
	caption: 'Hello',
	media_product_type: 'FEED',
	permalink: `https://www.instagram.com/p/${id}/`,
	timestamp: '2026-11-22T08:00:00+0000',
	...changes,
});

interface Given extends Partial<Publication> {
	throwIfCancelled?: () => void;
	maxWait?: number;
}

function publishing(
	script: Record<string, unknown[]>,
	{ throwIfCancelled, maxWait = 300, ...given }: Given = {},
) {
	const clock = new ManualClock();
	const graph = new ScriptedGraph(script);
	const desk: Desk = deskFor(graph, clock, throwIfCancelled);
	const others = new Set<string>();
	const entry: JournalEntry = given.entry ?? {};
	const result = publishContainer(desk, {
		containerId: '111',
		kind: 'image',
		productType: 'FEED',
		caption: 'Hello',
		deadline: clock.now() + maxWait * 1000,
		includePermalink: true,
		others,
		...given,
		entry,
	});
	return { clock, graph, result, others: given.others ?? others, entry };
}

describe('a publish that is told to have worked', () => {
	it('gives id and permalink, with two calls', async () => {
		const { graph, result, clock, others } = publishing({
			[PUBLISH]: [{ id: '900' }],
			'GET /900': [{ permalink: 'https://www.instagram.com/p/abc/' }],
		});
		expect(await result).toEqual({
			id: '900',
			containerId: '111',
			permalink: 'https://www.instagram.com/p/abc/',
			status: 'PUBLISHED',
		});
		expect(graph.log).toEqual([PUBLISH, 'GET /900']);
		expect(clock.sleeps).toEqual([]);
		expect([...others]).toEqual(['900']);
	});

	it('is never sent in a way that the client may repeat, and has time', async () => {
		const { graph, result } = publishing({ [PUBLISH]: [{ id: '900' }] }, { includePermalink: false });
		await result;
		expect(graph.calls[0]).toMatchObject({
			form: { creation_id: '111' },
			repeatable: false,
			accountId: 'me',
			permission: 'publish',
			timeout: 60_000,
		});
	});

	it('leaves the permalink out where it is not wanted', async () => {
		const { graph, result } = publishing({ [PUBLISH]: [{ id: '900' }] }, { includePermalink: false });
		expect(await result).toEqual({ id: '900', containerId: '111', status: 'PUBLISHED' });
		expect(graph.log).toEqual([PUBLISH]);
	});

	it.each([
		['fails', LOST()],
		['has none', {}],
	])('is live although the read of the permalink %s', async (_how, answer) => {
		const { result } = publishing({ [PUBLISH]: [{ id: '900' }], 'GET /900': [answer] });
		expect(await result).toEqual({ id: '900', containerId: '111', status: 'PUBLISHED' });
	});
});

describe('a publish that Meta refuses', () => {
	it('is not repeated, and is known not to be live', async () => {
		const { graph, result } = publishing({ [PUBLISH]: [REFUSED()] });
		expect(await failureOf(result)).toMatchObject({
			containerId: '111',
			published: false,
			reason: { code: 4 },
		});
		expect(graph.log).toEqual([PUBLISH]);
	});

	it('before the media is ready waits and publishes then', async () => {
		const { graph, result, clock } = publishing({
			[PUBLISH]: [NOT_READY(), { id: '900' }],
			[CONTAINER]: [state('IN_PROGRESS'), state('FINISHED')],
			'GET /900': [{ permalink: 'p' }],
		});
		expect(await result).toMatchObject({ id: '900' });
		expect(graph.log).toEqual([PUBLISH, CONTAINER, CONTAINER, PUBLISH, 'GET /900']);
		expect(clock.sleeps).toEqual([2000, 3000]);
	});

	it('before the media is ready, more often than it may be sent otherwise', async () => {
		const { result } = publishing(
			{
				[PUBLISH]: [NOT_READY(), NOT_READY(), NOT_READY(), NOT_READY(), NOT_READY(), { id: '900' }],
				[CONTAINER]: Array.from({ length: 5 }, () => state('FINISHED')),
			},
			{ includePermalink: false },
		);
		expect(await result).toMatchObject({ id: '900' });
	});

	it('before the media is ready, and finds it live when it looks', async () => {
		const { graph, result } = publishing({
			[PUBLISH]: [NOT_READY()],
			[CONTAINER]: [state('PUBLISHED')],
			[LIST]: [{ data: [listed('900')] }],
		});
		expect(await result).toMatchObject({ id: '900' });
		expect(graph.log).toEqual([PUBLISH, CONTAINER, LIST]);
	});

	it('because the media is not ready until the time is over', async () => {
		const { result } = publishing(
			{ [PUBLISH]: [NOT_READY()], [CONTAINER]: Array.from({ length: 9 }, () => state('IN_PROGRESS')) },
			{ maxWait: 10 },
		);
		expect(await failureOf(result)).toMatchObject({
			containerId: '111',
			published: false,
			retryable: true,
			message: 'Instagram was still processing the media after 10 seconds',
		});
	});

	it('because the media turns out to be spoilt', async () => {
		const { result } = publishing({
			[PUBLISH]: [NOT_READY()],
			[CONTAINER]: [state('ERROR', 'Error: 2207026')],
		});
		expect(await failureOf(result)).toMatchObject({
			containerId: '111',
			published: false,
			reason: { subcode: 2207026 },
		});
	});
});

describe('a publish whose answer is lost', () => {
	it.each([
		['a lost connection', LOST()],
		['an answer of the server that settles nothing', UNAVAILABLE()],
	])('by %s, and that is live: its id is found', async (_how, answer) => {
		const { graph, result, others } = publishing({
			[PUBLISH]: [answer],
			[CONTAINER]: [state('PUBLISHED')],
			[LIST]: [{ data: [listed('900'), listed('800', { caption: 'Another' })] }],
		});
		expect(await result).toEqual({
			id: '900',
			containerId: '111',
			permalink: 'https://www.instagram.com/p/900/',
			status: 'PUBLISHED',
		});
		expect(graph.log).toEqual([PUBLISH, CONTAINER, LIST]);
		expect([...others]).toEqual(['900']);
	});

	it('leaves the permalink out here too', async () => {
		const { result } = publishing(
			{ [PUBLISH]: [LOST()], [CONTAINER]: [state('PUBLISHED')], [LIST]: [{ data: [listed('900')] }] },
			{ includePermalink: false },
		);
		expect(await result).toEqual({ id: '900', containerId: '111', status: 'PUBLISHED' });
	});

	it('and that is live, with two posts that could be it: no id is guessed', async () => {
		const { result } = publishing({
			[PUBLISH]: [LOST()],
			[CONTAINER]: [state('PUBLISHED')],
			[LIST]: [{ data: [listed('900'), listed('901')] }],
		});
		expect(await result).toEqual({ id: null, containerId: '111', status: 'PUBLISHED' });
	});

	it('and that is live, but stands in no list', async () => {
		const { graph, result } = publishing({
			[PUBLISH]: [LOST()],
			[CONTAINER]: [state('PUBLISHED')],
			[LIST]: [{ data: [] }, { data: [] }, { data: [listed('800', { caption: 'Another' })] }],
		});
		expect(await result).toEqual({ id: null, containerId: '111', status: 'PUBLISHED' });
		expect(graph.log).toEqual([PUBLISH, CONTAINER, LIST, LIST, LIST]);
	});

	it('never takes a post of another item for its own', async () => {
		const { result } = publishing(
			{
				[PUBLISH]: [LOST()],
				[CONTAINER]: [state('PUBLISHED')],
				[LIST]: [{ data: [listed('901'), listed('900')] }],
			},
			{ others: new Set(['900']) },
		);
		expect(await result).toMatchObject({ id: '901' });
	});

	it('is sent again once the container has been read as ready twice', async () => {
		const { graph, result, clock } = publishing(
			{
				[PUBLISH]: [LOST(), { id: '900' }],
				[CONTAINER]: [state('FINISHED'), state('FINISHED')],
			},
			{ includePermalink: false },
		);
		expect(await result).toMatchObject({ id: '900' });
		expect(graph.log).toEqual([PUBLISH, CONTAINER, CONTAINER, PUBLISH]);
		expect(clock.sleeps).toEqual([2000, 5000]);
	});

	it('is not sent again while the container is seen to change', async () => {
		const { graph, result } = publishing({
			[PUBLISH]: [LOST()],
			[CONTAINER]: [state('FINISHED'), state('PUBLISHED')],
			[LIST]: [{ data: [listed('900')] }],
		});
		expect(await result).toMatchObject({ id: '900' });
		expect(graph.log.filter((call) => call === PUBLISH)).toHaveLength(1);
	});

	it('is sent three times at most, and then tells that it is not live', async () => {
		const { graph, result } = publishing({
			[PUBLISH]: [LOST(), LOST(), LOST()],
			[CONTAINER]: Array.from({ length: 6 }, () => state('FINISHED')),
		});
		const failure = await failureOf(result);
		expect(failure).toMatchObject({ containerId: '111', published: false, retryable: true });
		expect(failure.description).toContain('Container > Publish');
		expect(graph.log.filter((call) => call === PUBLISH)).toHaveLength(3);
	});

	it('and that is then refused: the container tells that it is not live', async () => {
		const { graph, result } = publishing({
			[PUBLISH]: [LOST(), REFUSED()],
			[CONTAINER]: Array.from({ length: 4 }, () => state('FINISHED')),
		});
		expect(await failureOf(result)).toMatchObject({ published: false, retryable: true, reason: { code: 4 } });
		expect(graph.log.filter((call) => call === PUBLISH)).toHaveLength(2);
	});

	it('and that is then refused because the first one has worked after all', async () => {
		const { result } = publishing({
			[PUBLISH]: [LOST(), REFUSED()],
			[CONTAINER]: [state('FINISHED'), state('FINISHED'), state('PUBLISHED')],
			[LIST]: [{ data: [listed('900')] }],
		});
		expect(await result).toMatchObject({ id: '900', status: 'PUBLISHED' });
	});

	it('and then is not ready, and never becomes ready: it is not live', async () => {
		const { result } = publishing(
			{
				[PUBLISH]: [LOST(), NOT_READY()],
				[CONTAINER]: [
					state('FINISHED'),
					state('FINISHED'),
					...Array.from({ length: 9 }, () => state('IN_PROGRESS')),
				],
			},
			{ maxWait: 20 },
		);
		expect(await failureOf(result)).toMatchObject({ containerId: '111', published: false });
	});

	it('and whose container cannot be read: that is not known, and nothing is sent again', async () => {
		const { graph, result } = publishing({
			[PUBLISH]: [LOST()],
			[CONTAINER]: [LOST(), LOST(), LOST(), LOST()],
		});
		const failure = await failureOf(result);
		expect(failure).toMatchObject({ containerId: '111', published: 'unknown', retryable: false });
		expect(failure.description).toContain('Look at the account before you publish this again');
		expect(graph.log.filter((call) => call === PUBLISH)).toHaveLength(1);
	});

	it('and whose container stays between two states', async () => {
		const { result } = publishing({
			[PUBLISH]: [LOST()],
			[CONTAINER]: Array.from({ length: 4 }, () => state('IN_PROGRESS')),
		});
		expect(await failureOf(result)).toMatchObject({ published: 'unknown', retryable: false });
	});

	it.each(['ERROR', 'EXPIRED'])('and whose container has ended in %s: it is not live', async (status) => {
		const { result } = publishing({ [PUBLISH]: [LOST()], [CONTAINER]: [state(status)] });
		expect(await failureOf(result)).toMatchObject({ containerId: '111', published: false });
	});
});

describe('a publish that does not reach Meta', () => {
	it('is sent again a moment later', async () => {
		const { graph, result, clock } = publishing(
			{ [PUBLISH]: [UNREACHED(), UNREACHED(), { id: '900' }] },
			{ includePermalink: false },
		);
		expect(await result).toMatchObject({ id: '900' });
		expect(graph.log).toEqual([PUBLISH, PUBLISH, PUBLISH]);
		expect(clock.sleeps).toEqual([3000, 3000]);
	});

	it('three times is known not to be live', async () => {
		const { result } = publishing({ [PUBLISH]: [UNREACHED(), UNREACHED(), UNREACHED()] });
		expect(await failureOf(result)).toMatchObject({ containerId: '111', published: false });
	});

	it('after one whose answer was lost: the container tells', async () => {
		const { result } = publishing({
			[PUBLISH]: [LOST(), UNREACHED()],
			[CONTAINER]: [state('FINISHED'), state('FINISHED'), state('PUBLISHED')],
			[LIST]: [{ data: [listed('900')] }],
		});
		expect(await result).toMatchObject({ id: '900' });
	});
});

describe('a container that Meta does not know yet', () => {
	it('is looked at and published when it has spread', async () => {
		const { graph, result } = publishing(
			{
				[PUBLISH]: [GONE(), { id: '900' }],
				[CONTAINER]: [GONE(), state('FINISHED'), state('FINISHED')],
			},
			{ includePermalink: false },
		);
		expect(await result).toMatchObject({ id: '900' });
		expect(graph.log).toEqual([PUBLISH, CONTAINER, CONTAINER, CONTAINER, PUBLISH]);
	});
});

describe('what an earlier try of the same item has begun', () => {
	const earlier = Date.UTC(2026, 10, 22, 7);

	it('is looked at before anything is sent', async () => {
		const { graph, result } = publishing(
			{
				[CONTAINER]: [state('PUBLISHED')],
				[LIST]: [{ data: [listed('900', { timestamp: '2026-11-22T07:00:30+0000' })] }],
			},
			{ entry: { containerId: '111', sentAt: earlier } },
		);
		expect(await result).toMatchObject({ id: '900', status: 'PUBLISHED' });
		expect(graph.log).toEqual([CONTAINER, LIST]);
	});

	it('is done again where it came to nothing', async () => {
		const entry = { containerId: '111', sentAt: earlier };
		const { graph, result } = publishing(
			{ [CONTAINER]: [state('FINISHED'), state('FINISHED')], [PUBLISH]: [{ id: '900' }] },
			{ entry, includePermalink: false },
		);
		expect(await result).toMatchObject({ id: '900' });
		expect(graph.log).toEqual([CONTAINER, CONTAINER, PUBLISH]);
	});

	it('is reported where nobody can tell', async () => {
		const { graph, result } = publishing(
			{ [CONTAINER]: [LOST(), LOST(), LOST(), LOST()] },
			{ entry: { containerId: '111', sentAt: earlier } },
		);
		expect(await failureOf(result)).toMatchObject({
			message: 'What became of an earlier try to publish this post could not be read',
			containerId: '111',
			published: 'unknown',
			retryable: false,
		});
		expect(graph.log).not.toContain(PUBLISH);
	});

	it.each(['ERROR', 'EXPIRED'])('is reported where its container has ended in %s', async (status) => {
		const { result } = publishing(
			{ [CONTAINER]: [state(status)] },
			{ entry: { containerId: '111', sentAt: earlier } },
		);
		expect(await failureOf(result)).toMatchObject({ containerId: '111', published: false });
	});

	it('is noted from the moment of the sending, until it is settled', async () => {
		const lost = publishing({
			[PUBLISH]: [LOST()],
			[CONTAINER]: [LOST(), LOST(), LOST(), LOST()],
		});
		await failureOf(lost.result);
		expect(lost.entry.sentAt).toBe(Date.UTC(2026, 10, 22, 8));

		const refused = publishing({ [PUBLISH]: [REFUSED()] });
		await failureOf(refused.result);
		expect(refused.entry.sentAt).toBeUndefined();
	});
});

describe('a container that turned out to be live already', () => {
	it('is not published again, and no post of the account is taken for its own', async () => {
		const { graph, result } = publishing(
			{
				[CONTAINER]: [state('PUBLISHED')],
				[LIST]: [{ data: [listed('900')] }],
				'GET /me/stories': [{ data: [] }],
			},
			{ entry: { sentAt: 0 }, productType: undefined, caption: undefined },
		);
		expect(await result).toEqual({ id: null, containerId: '111', status: 'PUBLISHED' });
		expect(graph.log).toEqual([CONTAINER]);
	});
});

describe('cancelling', () => {
	it('stops before a publish', async () => {
		const { graph, result } = publishing(
			{},
			{
				throwIfCancelled: () => {
					throw new Error('cancelled');
				},
			},
		);
		expect(await failureOf(result)).toMatchObject({ message: expect.stringContaining('cancelled') });
		expect(graph.log).toEqual([]);
	});

	it('does not stop the settling of one that has been sent', async () => {
		let cancelled = false;
		const { result } = publishing(
			{
				[PUBLISH]: [
					() => {
						cancelled = true;
						return LOST();
					},
				],
				[CONTAINER]: [state('PUBLISHED')],
				[LIST]: [{ data: [listed('900')] }],
			},
			{
				throwIfCancelled: () => {
					if (cancelled) throw new Error('cancelled');
				},
			},
		);
		expect(await result).toMatchObject({ id: '900' });
	});
});

it('passes on a slip of this package as it is', async () => {
	const { result } = publishing({ [PUBLISH]: [new TypeError('a slip')] });
	expect(await failureOf(result)).toMatchObject({ name: 'TypeError', message: 'a slip' });
});
