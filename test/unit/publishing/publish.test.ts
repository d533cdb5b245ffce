import { graphError } from '../../../nodes/Instagram/graph/errors/explain';
import type { PublishContext } from '../../../nodes/Instagram/publishing/types';
import type { PublishRecord } from '../../../nodes/Instagram/publishing/idempotency/ledger';
import { publishLedger } from '../../../nodes/Instagram/publishing/idempotency/ledger';
import type { Publication } from '../../../nodes/Instagram/publishing/publish';
import { publishContainer } from '../../../nodes/Instagram/publishing/publish';
import {
	BLOCKED,
	publishContextFor,
	failureOf,
	GONE,
	LOST,
	ManualClock,
	NOT_READY,
	ScriptedGraph,
	state,
	THROTTLED,
	TOKEN_REFUSED,
	UNAVAILABLE,
	UNREACHED,
	UNREADABLE,
} from '../../doubles/scriptedGraph';

beforeEach(() => publishLedger.clear());

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
	const ctx: PublishContext = publishContextFor(graph, clock, throwIfCancelled);
	const entry: PublishRecord = given.record ?? {};
	const result = publishContainer(ctx, {
		containerId: '111',
		kind: 'image',
		productType: 'FEED',
		caption: 'Hello',
		deadline: clock.now() + maxWait * 1000,
		retryMs: Math.min(maxWait * 1000, 60_000),
		includePermalink: true,
		...given,
		record: entry,
	});
	return { clock, graph, result, entry };
}

describe('publishContainer: a publish that succeeds', () => {
	it('returns the id and permalink with two calls', async () => {
		const { graph, result, clock } = publishing({
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
		expect(publishLedger.ids.has('900')).toBe(true);
	});

	it('sends the publish as a call that the client never repeats, with a time limit', async () => {
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

	it('omits the permalink when it is not requested', async () => {
		const { graph, result } = publishing({ [PUBLISH]: [{ id: '900' }] }, { includePermalink: false });
		expect(await result).toEqual({ id: '900', containerId: '111', status: 'PUBLISHED' });
		expect(graph.log).toEqual([PUBLISH]);
	});

	it.each([
		['fails', LOST()],
		['has none', {}],
	])('succeeds when the read of the permalink %s', async (_how, answer) => {
		const { result } = publishing({ [PUBLISH]: [{ id: '900' }], 'GET /900': [answer] });
		expect(await result).toEqual({ id: '900', containerId: '111', status: 'PUBLISHED' });
	});
});

describe('publishContainer: a publish that Meta refuses', () => {
	const refusals: Array<[string, () => Error]> = [
		['the spam block (4/2207051)', BLOCKED],
		['100/33', UNREADABLE],
		['24/2207006', () => graphError({ code: 24, subcode: 2207006, text: 'gone' }, { httpCode: 400 })],
		['10', () => graphError({ code: 10, text: 'no permission' }, { httpCode: 403 })],
		['25/2207050', () => graphError({ code: 25, subcode: 2207050, text: 'restricted' }, { httpCode: 400 })],
		['an unknown code', () => graphError({ code: 4711, text: 'no' }, { httpCode: 400 })],
		["a proxy's text without a code", () => graphError({ text: 'blocked by policy' }, { httpCode: 403 })],
	];

	it.each(refusals)('finds the id of a post that is live despite %s', async (_code, refusal) => {
		const { graph, result } = publishing({
			[PUBLISH]: [refusal()],
			[CONTAINER]: [state('PUBLISHED')],
			[LIST]: [{ data: [listed('900')] }],
		});
		expect(await result).toMatchObject({ id: '900', status: 'PUBLISHED' });
		expect(graph.log).toEqual([PUBLISH, CONTAINER, LIST]);
	});

	it('throws the refusal when the container is ready in two consecutive reads', async () => {
		const refusal = BLOCKED();
		const { graph, result } = publishing({
			[PUBLISH]: [refusal],
			[CONTAINER]: [state('FINISHED'), state('FINISHED')],
		});
		expect(await failureOf(result)).toMatchObject({ containerId: '111', published: false, reason: refusal });
		expect(graph.log).toEqual([PUBLISH, CONTAINER, CONTAINER]);
	});

	it('finds the post in the feed when the container cannot be read', async () => {
		const { result } = publishing({
			[PUBLISH]: [BLOCKED()],
			[CONTAINER]: Array.from({ length: 4 }, BLOCKED),
			[LIST]: [{ data: [] }, { data: [listed('900')] }],
		});
		expect(await result).toMatchObject({ id: '900', status: 'PUBLISHED' });
	});

	it('reports an unknown outcome when neither the container nor the feed confirms the post', async () => {
		const { result, entry } = publishing({
			[PUBLISH]: [BLOCKED()],
			[CONTAINER]: Array.from({ length: 4 }, UNREADABLE),
			[LIST]: [{ data: [] }, { data: [] }, { data: [] }],
		});
		expect(await failureOf(result)).toMatchObject({
			containerId: '111',
			published: 'unknown',
			retryable: false,
			reason: { subcode: 2207051 },
		});
		expect(entry.sentAt).toBeDefined();
	});

	it.each([
		['the token (190)', TOKEN_REFUSED],
		['the daily quota (9/2207042)', () => graphError({ code: 9, subcode: 2207042 }, { httpCode: 400 })],
		['the number of calls', THROTTLED],
	])(
		'reports that nothing is live when Meta refuses because of %s, without reading the container',
		async (_what, refusal) => {
			const { graph, result, entry } = publishing({ [PUBLISH]: [refusal()] });
			expect(await failureOf(result)).toMatchObject({ containerId: '111', published: false });
			expect(graph.log).toEqual([PUBLISH]);
			expect(entry.sentAt).toBeUndefined();
		},
	);
});

describe('publishContainer: an answer without an id', () => {
	const answers = [{}, { data: null }, true, [], { id: null }, { success: true }, { id: 'abc' }];

	it.each(answers.map((answer) => [answer]))('does not treat %j as a success', async (answer) => {
		const { graph, result } = publishing(
			{ [PUBLISH]: [answer, { id: '900' }], [CONTAINER]: [state('FINISHED'), state('FINISHED')] },
			{ includePermalink: false },
		);
		expect(await result).toEqual({ id: '900', containerId: '111', status: 'PUBLISHED' });
		expect(graph.log).toEqual([PUBLISH, CONTAINER, CONTAINER, PUBLISH]);
	});

	it('finds the id of a post that is live', async () => {
		const { result } = publishing({
			[PUBLISH]: [{ success: true }],
			[CONTAINER]: [state('PUBLISHED')],
			[LIST]: [{ data: [listed('900')] }],
		});
		expect(await result).toMatchObject({ id: '900' });
	});
});

describe('publishContainer: media that is not ready', () => {
	it('waits and publishes when the media is ready', async () => {
		const { graph, result, clock } = publishing({
			[PUBLISH]: [NOT_READY(), { id: '900' }],
			[CONTAINER]: [state('IN_PROGRESS'), state('FINISHED')],
			'GET /900': [{ permalink: 'p' }],
		});
		expect(await result).toMatchObject({ id: '900' });
		expect(graph.log).toEqual([PUBLISH, CONTAINER, CONTAINER, PUBLISH, 'GET /900']);
		expect(clock.sleeps).toEqual([2000, 3000]);
	});

	/** The requests to Meta, with the seconds since the first publish. */
	function timed(answers: { publish: () => unknown; read: () => unknown }, maxWait: number, isReady = false) {
		const times: Array<[string, number]> = [];
		const start = Date.UTC(2026, 10, 22, 8);
		const note = (what: 'publish' | 'read') => () => {
			times.push([what, (given.clock.now() - start) / 1000]);
			return answers[what]();
		};
		const given = publishing(
			{
				[PUBLISH]: Array.from({ length: 99 }, () => note('publish')),
				[CONTAINER]: Array.from({ length: 99 }, () => note('read')),
			},
			{ maxWait, isReady, includePermalink: false },
		);
		return { ...given, times };
	}

	it('retries although earlier items have used up the time', async () => {
		const { result, clock } = publishing(
			{
				[PUBLISH]: [NOT_READY(), { id: '900' }],
				[CONTAINER]: [state('FINISHED'), state('FINISHED')],
			},
			{ deadline: Date.UTC(2026, 10, 22, 7), isReady: true, includePermalink: false },
		);
		expect(await result).toMatchObject({ id: '900' });
		expect(clock.sleeps.length).toBeGreaterThan(0);
	});

	it('does not publish in bursts when Meta alternates between ready and not ready', async () => {
		const { result, times } = timed({ publish: NOT_READY, read: () => state('FINISHED', 'Ready') }, 300);
		const failure = await failureOf(result);
		expect(failure).toMatchObject({
			message: 'Instagram was still processing the media after 300 seconds',
			published: false,
			retryable: true,
		});
		expect(failure.description).toContain('"Ready"');
		// A publish follows the first read that says ready at once, and so does the one at the deadline; in between there is
		// one call per interval.
		const later = times.slice(2, -1).map(([, at]) => at);
		expect(times.slice(0, 4)).toEqual([
			['publish', 0],
			['read', 2],
			['publish', 2],
			['read', 5],
		]);
		expect(times.length).toBeLessThan(25);
		later.slice(1).forEach((at, index) => {
			const before = later[index]!;
			expect(at - before).toBeGreaterThanOrEqual(before < 40 ? 1 : 10);
		});
	});

	it('repeats the publish when the container was already ready before', async () => {
		let publishes = 0;
		const publish = () => ((publishes += 1) < 4 ? NOT_READY() : { id: '900' });
		const { result, times } = timed({ publish, read: () => state('FINISHED') }, 300, true);
		expect(await result).toMatchObject({ id: '900' });
		expect(times.map(([what]) => what)).toEqual([
			'publish',
			'read',
			'publish',
			'read',
			'publish',
			'read',
			'publish',
		]);
		expect(new Set(times.map(([, at]) => at)).size).toBe(times.length);
	});

	it('alternates publishes and reads when the reads are refused, and publishes last at the deadline', async () => {
		const { result, times } = timed({ publish: NOT_READY, read: UNREADABLE }, 12);
		const failure = await failureOf(result);
		expect(failure).toMatchObject({ published: false, containerId: '111' });
		expect(failure.message).toBe('Instagram was still processing the media after 12 seconds');
		expect(failure.description).toContain('Its status could not be read: ');
		expect(times).toEqual([
			['publish', 0],
			['read', 2],
			['publish', 5],
			['read', 11],
			['publish', 12],
		]);
	});

	it('reports the total time spent waiting for the container', async () => {
		const clock = new ManualClock();
		const { result } = publishing(
			{ [PUBLISH]: [NOT_READY()], [CONTAINER]: [state('IN_PROGRESS')] },
			{ maxWait: 1, waitingSince: clock.now() - 299_000 },
		);
		expect((await failureOf(result)).message).toBe(
			'Instagram was still processing the media after 300 seconds',
		);
	});

	it.each([
		['the token', TOKEN_REFUSED],
		['the number of calls', THROTTLED],
	])('stops when a read is refused because of %s', async (_what, refusal) => {
		const { result } = publishing({ [PUBLISH]: [NOT_READY()], [CONTAINER]: [refusal()] });
		expect(await failureOf(result)).toMatchObject({ published: false, reason: { code: refusal().code } });
	});

	it('finds the post when the container reads as published', async () => {
		const { graph, result } = publishing({
			[PUBLISH]: [NOT_READY()],
			[CONTAINER]: [state('PUBLISHED')],
			[LIST]: [{ data: [listed('900')] }],
		});
		expect(await result).toMatchObject({ id: '900' });
		expect(graph.log).toEqual([PUBLISH, CONTAINER, LIST]);
	});

	it('throws when the time runs out', async () => {
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

	it('throws when the processing has failed', async () => {
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

describe('publishContainer: a lost answer', () => {
	it.each([
		['a lost connection', LOST()],
		['an answer of the server that settles nothing', UNAVAILABLE()],
	])('finds the id of a live post after %s', async (_how, answer) => {
		const { graph, result } = publishing({
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
		expect(publishLedger.ids.has('900')).toBe(true);
	});

	it('omits the permalink when it is not requested', async () => {
		const { result } = publishing(
			{ [PUBLISH]: [LOST()], [CONTAINER]: [state('PUBLISHED')], [LIST]: [{ data: [listed('900')] }] },
			{ includePermalink: false },
		);
		expect(await result).toEqual({ id: '900', containerId: '111', status: 'PUBLISHED' });
	});

	it('returns no id when two posts match', async () => {
		const { result } = publishing({
			[PUBLISH]: [LOST()],
			[CONTAINER]: [state('PUBLISHED')],
			[LIST]: [{ data: [listed('900'), listed('901')] }],
		});
		expect(await result).toEqual({ id: null, containerId: '111', status: 'PUBLISHED' });
	});

	it('returns no id when no list contains the post', async () => {
		const { graph, result } = publishing({
			[PUBLISH]: [LOST()],
			[CONTAINER]: [state('PUBLISHED')],
			[LIST]: [{ data: [] }, { data: [] }, { data: [listed('800', { caption: 'Another' })] }],
		});
		expect(await result).toEqual({ id: null, containerId: '111', status: 'PUBLISHED' });
		expect(graph.log).toEqual([PUBLISH, CONTAINER, LIST, LIST, LIST]);
	});

	it('never matches a post of another item', async () => {
		publishLedger.ids.add('900');
		const { result } = publishing({
			[PUBLISH]: [LOST()],
			[CONTAINER]: [state('PUBLISHED')],
			[LIST]: [{ data: [listed('901'), listed('900')] }],
		});
		expect(await result).toMatchObject({ id: '901' });
	});

	it('publishes again when the container is ready in two consecutive reads', async () => {
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

	it('does not publish again while the container status changes', async () => {
		const { graph, result } = publishing({
			[PUBLISH]: [LOST()],
			[CONTAINER]: [state('FINISHED'), state('PUBLISHED')],
			[LIST]: [{ data: [listed('900')] }],
		});
		expect(await result).toMatchObject({ id: '900' });
		expect(graph.log.filter((call) => call === PUBLISH)).toHaveLength(1);
	});

	it('publishes three times at most, then reports that nothing is live', async () => {
		const { graph, result } = publishing({
			[PUBLISH]: [LOST(), LOST(), LOST()],
			[CONTAINER]: Array.from({ length: 6 }, () => state('FINISHED')),
		});
		const failure = await failureOf(result);
		expect(failure).toMatchObject({ containerId: '111', published: false, retryable: true });
		expect(failure.description).toContain('Container > Publish');
		expect(graph.log.filter((call) => call === PUBLISH)).toHaveLength(3);
	});

	it('reports that nothing is live when a repeat is refused and the container confirms it', async () => {
		const { graph, result } = publishing({
			[PUBLISH]: [LOST(), BLOCKED()],
			[CONTAINER]: Array.from({ length: 4 }, () => state('FINISHED')),
		});
		expect(await failureOf(result)).toMatchObject({ published: false, reason: { code: 4 } });
		expect(graph.log.filter((call) => call === PUBLISH)).toHaveLength(2);
	});

	it('finds the post when a repeat is refused because the first publish succeeded', async () => {
		const { result } = publishing({
			[PUBLISH]: [LOST(), BLOCKED()],
			[CONTAINER]: [state('FINISHED'), state('FINISHED'), state('PUBLISHED')],
			[LIST]: [{ data: [listed('900')] }],
		});
		expect(await result).toMatchObject({ id: '900', status: 'PUBLISHED' });
	});

	it('reports that nothing is live when the container never becomes ready', async () => {
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

	it('reports an unknown outcome and does not publish again when the container cannot be read', async () => {
		const { graph, result } = publishing({
			[PUBLISH]: [LOST()],
			[CONTAINER]: [LOST(), LOST(), LOST(), LOST()],
			[LIST]: [{ data: [] }, LOST(), { data: [listed('800', { timestamp: '2026-11-22T07:59:50+0000' })] }],
		});
		const failure = await failureOf(result);
		expect(failure).toMatchObject({ containerId: '111', published: 'unknown', retryable: false });
		expect(failure.description).toContain('Check the account before you publish this again');
		expect(graph.log.filter((call) => call === PUBLISH)).toHaveLength(1);
	});

	it('reports an unknown outcome when the container stays in progress', async () => {
		const { result } = publishing({
			[PUBLISH]: [LOST()],
			[CONTAINER]: Array.from({ length: 4 }, () => state('IN_PROGRESS')),
			[LIST]: [{ data: [] }, { data: [] }, { data: [] }],
		});
		expect(await failureOf(result)).toMatchObject({ published: 'unknown', retryable: false });
	});

	it.each(['ERROR', 'EXPIRED'])(
		'reports that nothing is live when the container ends in %s',
		async (status) => {
			const { result } = publishing({ [PUBLISH]: [LOST()], [CONTAINER]: [state(status)] });
			expect(await failureOf(result)).toMatchObject({ containerId: '111', published: false });
		},
	);
});

describe('publishContainer: a request that does not reach Meta', () => {
	it('publishes again after a moment', async () => {
		const { graph, result, clock } = publishing(
			{ [PUBLISH]: [UNREACHED(), UNREACHED(), { id: '900' }] },
			{ includePermalink: false },
		);
		expect(await result).toMatchObject({ id: '900' });
		expect(graph.log).toEqual([PUBLISH, PUBLISH, PUBLISH]);
		expect(clock.sleeps).toEqual([3000, 3000]);
	});

	it('reports that nothing is live after three attempts', async () => {
		const { result } = publishing({ [PUBLISH]: [UNREACHED(), UNREACHED(), UNREACHED()] });
		expect(await failureOf(result)).toMatchObject({ containerId: '111', published: false });
	});

	it('reads the container when an earlier answer was lost', async () => {
		const { result } = publishing({
			[PUBLISH]: [LOST(), UNREACHED()],
			[CONTAINER]: [state('FINISHED'), state('FINISHED'), state('PUBLISHED')],
			[LIST]: [{ data: [listed('900')] }],
		});
		expect(await result).toMatchObject({ id: '900' });
	});
});

describe('publishContainer: a container that Meta does not know yet', () => {
	it('reads the container and publishes when Meta knows it', async () => {
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

describe('publishContainer: an earlier attempt of the same item', () => {
	const earlier = Date.UTC(2026, 10, 22, 7);

	it('reads the earlier container before it sends anything', async () => {
		const { graph, result } = publishing(
			{
				[CONTAINER]: [state('PUBLISHED')],
				[LIST]: [{ data: [listed('900', { timestamp: '2026-11-22T07:00:30+0000' })] }],
			},
			{ record: { containerId: '111', sentAt: earlier } },
		);
		expect(await result).toMatchObject({ id: '900', status: 'PUBLISHED' });
		expect(graph.log).toEqual([CONTAINER, LIST]);
	});

	it('publishes again when the earlier attempt published nothing', async () => {
		const entry = { containerId: '111', sentAt: earlier };
		const { graph, result } = publishing(
			{ [CONTAINER]: [state('FINISHED'), state('FINISHED')], [PUBLISH]: [{ id: '900' }] },
			{ record: entry, includePermalink: false },
		);
		expect(await result).toMatchObject({ id: '900' });
		expect(graph.log).toEqual([CONTAINER, CONTAINER, PUBLISH]);
	});

	it('reports an unknown outcome when the earlier attempt cannot be resolved', async () => {
		const { graph, result } = publishing(
			{
				[CONTAINER]: [LOST(), LOST(), LOST(), LOST()],
				[LIST]: [{ data: [listed('800')] }, { data: [] }, { data: [] }],
			},
			{ record: { containerId: '111', sentAt: earlier } },
		);
		expect(await failureOf(result)).toMatchObject({
			message: 'The outcome of an earlier attempt to publish this post is unknown',
			containerId: '111',
			published: 'unknown',
			retryable: false,
		});
		expect(graph.log).not.toContain(PUBLISH);
	});

	it.each(['ERROR', 'EXPIRED'])('throws when the earlier container has ended in %s', async (status) => {
		const { result } = publishing(
			{ [CONTAINER]: [state(status)] },
			{ record: { containerId: '111', sentAt: earlier } },
		);
		expect(await failureOf(result)).toMatchObject({ containerId: '111', published: false });
	});

	it('records the attempt when the publish is sent', async () => {
		const lost = publishing({
			[PUBLISH]: [LOST()],
			[CONTAINER]: [LOST(), LOST(), LOST(), LOST()],
			[LIST]: [LOST(), LOST(), LOST()],
		});
		await failureOf(lost.result);
		expect(lost.entry.sentAt).toBe(Date.UTC(2026, 10, 22, 8));
	});
});

describe('publishContainer: a container that is already live', () => {
	it('does not publish again and matches no post of the account', async () => {
		const { graph, result } = publishing(
			{
				[CONTAINER]: [state('PUBLISHED')],
				[LIST]: [{ data: [listed('900')] }],
				'GET /me/stories': [{ data: [] }],
			},
			{ record: { sentAt: 0 }, productType: undefined, caption: undefined },
		);
		expect(await result).toEqual({ id: null, containerId: '111', status: 'PUBLISHED' });
		expect(graph.log).toEqual([CONTAINER]);
	});
});

describe('publishContainer: the guard', () => {
	it('calls the guard before each publish and reports that the media was not ready', async () => {
		const asked: string[] = [];
		const note = (what: string) => async () => void (await Promise.resolve(asked.push(what)));
		const { result } = publishing(
			{ [PUBLISH]: [NOT_READY(), { id: '900' }], [CONTAINER]: [state('FINISHED')] },
			{
				includePermalink: false,
				guard: { beforeSend: note('before'), afterNotReady: note('not ready') },
			},
		);
		await result;
		expect(asked).toEqual(['before', 'not ready', 'before']);
	});

	it('sends no publish when the guard throws', async () => {
		const beforeSend = async () => await Promise.reject(new Error('taken'));
		const { graph, result, entry } = publishing(
			{},
			{ guard: { beforeSend, afterNotReady: async () => await Promise.resolve() } },
		);
		await expect(result).rejects.toThrow('taken');
		expect(graph.log).toEqual([]);
		expect(entry.sentAt).toBeUndefined();
	});
});

describe('publishContainer: cancelling', () => {
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

	it('determines the outcome of a publish that has been sent', async () => {
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

it('rethrows a programming error unchanged', async () => {
	const { result } = publishing({ [PUBLISH]: [new TypeError('a slip')] });
	expect(await failureOf(result)).toMatchObject({ name: 'TypeError', message: 'a slip' });
});
