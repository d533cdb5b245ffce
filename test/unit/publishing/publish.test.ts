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
		includePermalink: true,
		...given,
		record: entry,
	});
	return { clock, graph, result, entry };
}

describe('a publish that is told to have worked', () => {
	it('gives id and permalink, with two calls', async () => {
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
	const refusals: Array<[string, () => Error]> = [
		['the spam block (4/2207051)', BLOCKED],
		['100/33', UNREADABLE],
		['24/2207006', () => graphError({ code: 24, subcode: 2207006, text: 'gone' }, { httpCode: 400 })],
		['10', () => graphError({ code: 10, text: 'no permission' }, { httpCode: 403 })],
		['25/2207050', () => graphError({ code: 25, subcode: 2207050, text: 'restricted' }, { httpCode: 400 })],
		['a code that nobody knows', () => graphError({ code: 4711, text: 'no' }, { httpCode: 400 })],
		["a proxy's text without a code", () => graphError({ text: 'blocked by policy' }, { httpCode: 403 })],
	];

	it.each(refusals)('with %s, and is live all the same: its id is found', async (_code, refusal) => {
		const { graph, result } = publishing({
			[PUBLISH]: [refusal()],
			[CONTAINER]: [state('PUBLISHED')],
			[LIST]: [{ data: [listed('900')] }],
		});
		expect(await result).toMatchObject({ id: '900', status: 'PUBLISHED' });
		expect(graph.log).toEqual([PUBLISH, CONTAINER, LIST]);
	});

	it('is not live where its container reads as ready twice: the refusal stands', async () => {
		const refusal = BLOCKED();
		const { graph, result } = publishing({
			[PUBLISH]: [refusal],
			[CONTAINER]: [state('FINISHED'), state('FINISHED')],
		});
		expect(await failureOf(result)).toMatchObject({ containerId: '111', published: false, reason: refusal });
		expect(graph.log).toEqual([PUBLISH, CONTAINER, CONTAINER]);
	});

	it('is found in the feed where its container cannot be read', async () => {
		const { result } = publishing({
			[PUBLISH]: [BLOCKED()],
			[CONTAINER]: Array.from({ length: 4 }, BLOCKED),
			[LIST]: [{ data: [] }, { data: [listed('900')] }],
		});
		expect(await result).toMatchObject({ id: '900', status: 'PUBLISHED' });
	});

	it('may be live where neither its container nor the feed tells', async () => {
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
	])('because of %s is not live for certain, and not looked up', async (_what, refusal) => {
		const { graph, result, entry } = publishing({ [PUBLISH]: [refusal()] });
		expect(await failureOf(result)).toMatchObject({ containerId: '111', published: false });
		expect(graph.log).toEqual([PUBLISH]);
		expect(entry.sentAt).toBeUndefined();
	});
});

describe('a publish that is answered without an id', () => {
	const answers = [{}, { data: null }, true, [], { id: null }, { success: true }, { id: 'abc' }];

	it.each(answers.map((answer) => [answer]))('%j does not say that it is live', async (answer) => {
		const { graph, result } = publishing(
			{ [PUBLISH]: [answer, { id: '900' }], [CONTAINER]: [state('FINISHED'), state('FINISHED')] },
			{ includePermalink: false },
		);
		expect(await result).toEqual({ id: '900', containerId: '111', status: 'PUBLISHED' });
		expect(graph.log).toEqual([PUBLISH, CONTAINER, CONTAINER, PUBLISH]);
	});

	it('is looked up where it is live', async () => {
		const { result } = publishing({
			[PUBLISH]: [{ success: true }],
			[CONTAINER]: [state('PUBLISHED')],
			[LIST]: [{ data: [listed('900')] }],
		});
		expect(await result).toMatchObject({ id: '900' });
	});
});

describe('a publish that comes too early', () => {
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

	/** What is asked of Meta, with the seconds since the first publish. */
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

	it('is not sent in bursts while Meta says ready and not ready at once', async () => {
		const { result, times } = timed({ publish: NOT_READY, read: () => state('FINISHED', 'Ready') }, 300);
		const failure = await failureOf(result);
		expect(failure).toMatchObject({
			message: 'Instagram was still processing the media after 300 seconds',
			published: false,
			retryable: true,
		});
		expect(failure.description).toContain('"Ready"');
		// The first read that says ready is followed by a publish at once, and so is the one as the time ends; in
		// between it is one call an interval.
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

	it('is tried again and again where the container is read as ready before', async () => {
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

	it('is tried in turn with the reads where these are refused, at last as the time ends', async () => {
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

	it('tells how long the container has been waited for in all', async () => {
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
	])('ends with a read that is refused because of %s', async (_what, refusal) => {
		const { result } = publishing({ [PUBLISH]: [NOT_READY()], [CONTAINER]: [refusal()] });
		expect(await failureOf(result)).toMatchObject({ published: false, reason: { code: refusal().code } });
	});

	it('is found live when it is looked at', async () => {
		const { graph, result } = publishing({
			[PUBLISH]: [NOT_READY()],
			[CONTAINER]: [state('PUBLISHED')],
			[LIST]: [{ data: [listed('900')] }],
		});
		expect(await result).toMatchObject({ id: '900' });
		expect(graph.log).toEqual([PUBLISH, CONTAINER, LIST]);
	});

	it('ends when the time is over', async () => {
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

	it('ends where the processing has failed', async () => {
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
		publishLedger.ids.add('900');
		const { result } = publishing({
			[PUBLISH]: [LOST()],
			[CONTAINER]: [state('PUBLISHED')],
			[LIST]: [{ data: [listed('901'), listed('900')] }],
		});
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
			[PUBLISH]: [LOST(), BLOCKED()],
			[CONTAINER]: Array.from({ length: 4 }, () => state('FINISHED')),
		});
		expect(await failureOf(result)).toMatchObject({ published: false, reason: { code: 4 } });
		expect(graph.log.filter((call) => call === PUBLISH)).toHaveLength(2);
	});

	it('and that is then refused because the first one has worked after all', async () => {
		const { result } = publishing({
			[PUBLISH]: [LOST(), BLOCKED()],
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
			[LIST]: [{ data: [] }, LOST(), { data: [listed('800', { timestamp: '2026-11-22T07:59:50+0000' })] }],
		});
		const failure = await failureOf(result);
		expect(failure).toMatchObject({ containerId: '111', published: 'unknown', retryable: false });
		expect(failure.description).toContain('Check the account before you publish this again');
		expect(graph.log.filter((call) => call === PUBLISH)).toHaveLength(1);
	});

	it('and whose container stays between two states', async () => {
		const { result } = publishing({
			[PUBLISH]: [LOST()],
			[CONTAINER]: Array.from({ length: 4 }, () => state('IN_PROGRESS')),
			[LIST]: [{ data: [] }, { data: [] }, { data: [] }],
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
			{ record: { containerId: '111', sentAt: earlier } },
		);
		expect(await result).toMatchObject({ id: '900', status: 'PUBLISHED' });
		expect(graph.log).toEqual([CONTAINER, LIST]);
	});

	it('is done again where it came to nothing', async () => {
		const entry = { containerId: '111', sentAt: earlier };
		const { graph, result } = publishing(
			{ [CONTAINER]: [state('FINISHED'), state('FINISHED')], [PUBLISH]: [{ id: '900' }] },
			{ record: entry, includePermalink: false },
		);
		expect(await result).toMatchObject({ id: '900' });
		expect(graph.log).toEqual([CONTAINER, CONTAINER, PUBLISH]);
	});

	it('is reported where nobody can tell', async () => {
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

	it.each(['ERROR', 'EXPIRED'])('is reported where its container has ended in %s', async (status) => {
		const { result } = publishing(
			{ [CONTAINER]: [state(status)] },
			{ record: { containerId: '111', sentAt: earlier } },
		);
		expect(await failureOf(result)).toMatchObject({ containerId: '111', published: false });
	});

	it('is noted from the moment of the sending', async () => {
		const lost = publishing({
			[PUBLISH]: [LOST()],
			[CONTAINER]: [LOST(), LOST(), LOST(), LOST()],
			[LIST]: [LOST(), LOST(), LOST()],
		});
		await failureOf(lost.result);
		expect(lost.entry.sentAt).toBe(Date.UTC(2026, 10, 22, 8));
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
			{ record: { sentAt: 0 }, productType: undefined, caption: undefined },
		);
		expect(await result).toEqual({ id: null, containerId: '111', status: 'PUBLISHED' });
		expect(graph.log).toEqual([CONTAINER]);
	});
});

describe('a guard', () => {
	it('is asked before each publish, and told that the media was not ready', async () => {
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

	it('keeps a publish from being sent', async () => {
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
