import { cancellableClock } from '../../../nodes/Instagram/connection/connect';
import { graphError, unreadableError } from '../../../nodes/Instagram/graph/errors/explain';
import {
	interpretStatus,
	readContainer,
	waitUntilReady,
} from '../../../nodes/Instagram/publishing/containerStatus';
import {
	BLOCKED,
	failureOf,
	GONE,
	LOST,
	ManualClock,
	publishContextFor,
	ScriptedGraph,
	state,
	THROTTLED,
	TOKEN_REFUSED,
	UNAVAILABLE,
	UNREACHED,
	UNREADABLE,
} from '../../doubles/scriptedGraph';

function given(script: Record<string, unknown[]>, seconds = 300, throwIfCancelled?: () => void) {
	const clock = new ManualClock();
	const graph = new ScriptedGraph(script);
	return {
		clock,
		graph,
		ctx: publishContextFor(graph, clock, throwIfCancelled),
		deadline: clock.now() + seconds * 1000,
	};
}

describe('readContainer', () => {
	const read = async (answer: object) =>
		await readContainer(new ScriptedGraph({ 'GET /111': [answer] }), '111');

	it('returns the state', async () => {
		expect(await read(state('IN_PROGRESS'))).toEqual({ id: '111', status: 'IN_PROGRESS' });
		expect(await read(state('FINISHED', 'Finished: Media has been uploaded'))).toEqual({
			id: '111',
			status: 'FINISHED',
			statusText: 'Finished: Media has been uploaded',
		});
	});

	it('finds the subcode in the text of a failure in every form', async () => {
		const text = 'Error: Media upload has failed with error code 2207026';
		expect(await read(state('ERROR', text))).toMatchObject({ errorCode: 2207026 });
		expect(await read(state('ERROR', '2207052'))).toMatchObject({ errorCode: 2207052 });
		expect(await read(state('ERROR', 'It failed'))).not.toHaveProperty('errorCode');
		expect(await read(state('FINISHED', '2207026'))).not.toHaveProperty('errorCode');
	});

	it.each([
		['Error: Media upload has failed with error code 2207026', 'ERROR'],
		['Failed', 'ERROR'],
		['Expired: The container has expired.', 'EXPIRED'],
		['Finished: Media has been uploaded and it is ready to be published.', 'FINISHED'],
		['completed', 'FINISHED'],
		['Published: Media has been successfully published.', 'PUBLISHED'],
		['In Progress: Media is still being processed.', 'IN_PROGRESS'],
		['in_progress', 'IN_PROGRESS'],
	])('reads the state from the text %p when Meta sends no code', async (status, expected) => {
		expect(await read({ id: '111', status })).toMatchObject({ status: expected, statusText: status });
	});

	it('prefers the code', async () => {
		expect(await read(state('IN_PROGRESS', 'Error: not yet'))).toMatchObject({ status: 'IN_PROGRESS' });
	});

	it.each([[{}], [{ id: '111' }], [{ id: '111', status: 'Who knows' }], [true]])(
		'returns no state for the answer %j',
		async (answer) => {
			expect(await failureOf(read(answer as object))).toMatchObject({
				kind: 'unreadable',
				outcome: 'unknown',
			});
		},
	);

	it('requests the fields that it reads, as a repeatable call', async () => {
		const graph = new ScriptedGraph({ 'GET /111': [state('FINISHED')] });
		await readContainer(graph, '111');
		expect(graph.calls[0]).toMatchObject({ query: { fields: 'id,status_code,status' }, repeatable: true });
	});
});

describe('interpretStatus', () => {
	it('returns ready, live or pending', () => {
		expect(interpretStatus({ id: '111', status: 'FINISHED' }, {})).toBe('FINISHED');
		expect(interpretStatus({ id: '111', status: 'PUBLISHED' }, {})).toBe('PUBLISHED');
		expect(interpretStatus({ id: '111', status: 'IN_PROGRESS' }, {})).toBeUndefined();
	});

	it.each([
		['ERROR', 2207026, 'Instagram does not take the format of this video'],
		['EXPIRED', undefined, 'The container has expired'],
	] as const)('throws a failure with its explanation for %s', async (status, errorCode, message) => {
		const act = async () =>
			interpretStatus({ id: '111', status, errorCode }, { containerId: '111', published: false });
		expect(await failureOf(act())).toMatchObject({ message, containerId: '111', published: false });
	});
});

describe('waitUntilReady', () => {
	const wait = async (answers: unknown[], seconds = 300, throwIfCancelled?: () => void) => {
		const { ctx, clock, graph, deadline } = given({ 'GET /111': answers }, seconds, throwIfCancelled);
		return { result: waitUntilReady(ctx, { containerId: '111' }, 'video', deadline), clock, graph };
	};

	it('reads on schedule until the container is ready', async () => {
		const { result, clock } = await wait([state('IN_PROGRESS'), state('IN_PROGRESS'), state('FINISHED')]);
		expect(await result).toBe('FINISHED');
		expect(clock.sleeps).toEqual([5500, 6500, 8500]);
	});

	it('returns when the container has been published elsewhere', async () => {
		expect(await (await wait([state('PUBLISHED')])).result).toBe('PUBLISHED');
	});

	it('continues after a read without an answer', async () => {
		expect(await (await wait([LOST(), state('FINISHED')])).result).toBe('FINISHED');
	});

	const refusals: Array<[string, () => Error]> = [
		['100/33', UNREADABLE],
		['10', () => graphError({ code: 10, text: 'no permission' }, { httpCode: 400 })],
		['24/2207006', () => graphError({ code: 24, subcode: 2207006, text: 'not there' }, { httpCode: 400 })],
		['24/2207008', GONE],
		['4/2207051', BLOCKED],
		['2 with HTTP 500', UNAVAILABLE],
		['a web page', () => unreadableError('it is a web page', { httpCode: 200 })],
		['no connection', UNREACHED],
	];

	it.each(refusals)('continues after a read that is refused with %s', async (_code, refusal) => {
		const { result, graph } = await wait([refusal(), refusal(), state('FINISHED')]);
		expect(await result).toBe('FINISHED');
		expect(graph.log).toHaveLength(3);
	});

	it.each([
		['the token', TOKEN_REFUSED, { code: 190 }],
		['the number of calls', THROTTLED, { code: 80002 }],
	])('throws for a refusal that is about %s', async (_what, refusal, reason) => {
		const { result } = await wait([refusal()]);
		expect(await failureOf(result)).toMatchObject({ containerId: '111', reason });
	});

	it('returns after a minute of refused reads and leaves the result to the publish', async () => {
		const { result, graph } = await wait(Array.from({ length: 8 }, UNREADABLE));
		expect(await result).toBe('unreadable');
		expect(graph.left).toEqual([]);
	});

	it('continues while some reads succeed', async () => {
		const read = () => [UNREADABLE(), state('IN_PROGRESS')];
		const answers = [...Array.from({ length: 8 }, read).flat(), state('FINISHED')];
		expect(await (await wait(answers)).result).toBe('FINISHED');
	});

	it('returns when the time ends with a refused read', async () => {
		const { result } = await wait([state('IN_PROGRESS'), UNREADABLE(), UNREADABLE()], 15);
		expect(await result).toBe('unreadable');
	});

	it('throws for a text that says "Error" without a state', async () => {
		const text = 'Error: Media upload has failed';
		const { result, clock } = await wait([{ id: '111', status: text }]);
		const failure = await failureOf(result);
		expect(failure).toMatchObject({ containerId: '111' });
		expect(failure.message).toContain(text);
		expect(clock.sleeps).toEqual([5500]);
	});

	it('throws when processing fails', async () => {
		const { result } = await wait([state('IN_PROGRESS'), state('ERROR', '2207052')]);
		expect(await failureOf(result)).toMatchObject({ containerId: '111', reason: { subcode: 2207052 } });
	});

	it('throws when the time runs out, and says how to finish the post later', async () => {
		const texts = ['In Progress: 1', 'In Progress: 2'];
		const { result, clock } = await wait(
			texts.map((text) => state('IN_PROGRESS', text)),
			8,
		);
		const failure = await failureOf(result);
		expect(failure).toMatchObject({ containerId: '111', retryable: true, published: undefined });
		expect(failure.message).toBe('Instagram was still processing the media after 8 seconds');
		expect(failure.description).toContain('"In Progress: 2"');
		expect(failure.description).toContain('The container 111');
		expect(failure.description).toContain('Container > Publish');
		expect(clock.sleeps).toEqual([5500, 2500]);
	});

	it('does not read the container when no time is left', async () => {
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

	it('stops without waiting for the next read', async () => {
		const controller = new AbortController();
		const graph = new ScriptedGraph({});
		const asleep = { now: () => 0, sleep: async () => await new Promise<void>(() => undefined) };
		const ctx = publishContextFor(graph, cancellableClock(asleep, controller.signal), () =>
			controller.signal.throwIfAborted(),
		);
		const result = waitUntilReady(ctx, { containerId: '111' }, 'video', 300_000);
		controller.abort(new Error('cancelled'));
		await expect(result).rejects.toThrow('cancelled');
		expect(graph.log).toEqual([]);
	});
});
