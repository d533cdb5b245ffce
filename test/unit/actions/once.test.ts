import type { Sending } from '../../../nodes/Instagram/actions/once';
import { fits, once } from '../../../nodes/Instagram/actions/once';
import type { ItemRun } from '../../../nodes/Instagram/actions/operation';
import { GraphError } from '../../../nodes/Instagram/graph/errors';
import { LOST, ManualClock, REFUSED, UNAVAILABLE } from '../publishing/scriptedGraph';

describe('a text that may be the one that was sent', () => {
	const sentAt = Date.parse('2026-11-22T08:00:30Z');
	const sent = { text: 'Thanks! ', sentAt, others: new Set(['7']) };
	const own = new Set(['north.pottery', '17841400000000001', undefined]);
	const shown = {
		id: '8',
		text: 'Thanks!',
		time: '2026-11-22T08:00:30+0000',
		writers: ['north.pottery'] as Array<string | undefined>,
	};

	it.each<[string, object, boolean]>([
		['has the text, the writer and the time', {}, true],
		['has other spaces at its ends', { text: ' Thanks!' }, true],
		['is known by the id of its writer', { writers: [undefined, '17841400000000001'] }, true],
		['is a little older, by another clock', { time: '2026-11-22T08:00:26+0000' }, true],
		['is older', { time: '2026-11-22T08:00:24+0000' }, false],
		['has no time', { time: undefined }, false],
		['has other words', { text: 'Thanks' }, false],
		['has no words', { text: undefined }, false],
		["is somebody else's", { writers: ['mira_k', '2'] }, false],
		['is nobody knows whose', { writers: [undefined] }, false],
		["is another item's", { id: '7' }, false],
	])('%s', (_what, change, expected) => {
		expect(fits({ ...shown, ...change }, sent, own, 5_000)).toBe(expected);
	});
});

describe('sending once', () => {
	let executions = 0;

	/** The answers to the sending and to each look; what was done, in order. */
	function given(sends: unknown[], looks: unknown[] = []) {
		executions += 1;
		const executionId = `once-${executions}`;
		const clock = new ManualClock();
		const done: string[] = [];
		const shared = new Map<unknown, object>();
		const next = async (what: string, answers: unknown[]): Promise<unknown> => {
			done.push(what);
			const answer = answers.shift();
			if (answer instanceof Error) throw answer;
			return await Promise.resolve(answer);
		};
		const sending: Sending<{ id: string }> = {
			content: 'Hello',
			send: async () => (await next('send', sends)) as { id: string },
			look: async ({ others }) =>
				((await next('look', looks)) as Array<{ id: string }>).filter(({ id }) => !others.has(id)),
			idOf: ({ id }) => id,
			unsure: { what: 'It may be there', description: 'Look.' },
		};
		const run = (itemIndex = 0) =>
			({
				itemIndex,
				connection: { clock },
				context: {
					getExecutionId: () => executionId,
					getNode: () => ({ id: 'node' }),
					getWorkflowDataProxy: () => ({ $runIndex: 0 }),
				},
				shared: (kind: new () => object) => {
					if (!shared.has(kind)) shared.set(kind, new kind());
					return shared.get(kind);
				},
			}) as unknown as ItemRun;
		return { clock, done, sending, run };
	}

	const failure = async (promise: Promise<unknown>): Promise<unknown> =>
		await promise.catch((error: unknown) => error);

	it('gives the answer, and gives it again without sending where n8n runs the item again', async () => {
		const { sending, run, done } = given([{ id: '1' }]);
		expect(await once(run(), sending)).toEqual({ id: '1' });
		expect(await once(run(), sending)).toEqual({ id: '1' });
		expect(done).toEqual(['send']);
	});

	it('is tried anew after a refusal', async () => {
		const { sending, run, done } = given([REFUSED(), { id: '1' }]);
		expect(await failure(once(run(), sending))).toMatchObject({ subcode: 2207051, outcome: 'refused' });
		expect(await once(run(), sending)).toEqual({ id: '1' });
		expect(done).toEqual(['send', 'send']);
	});

	it('looks for it after a lost answer, three times with growing waits', async () => {
		const { sending, run, done, clock } = given([LOST()], [[], UNAVAILABLE(), [{ id: '1' }]]);
		expect(await once(run(), sending)).toEqual({ id: '1' });
		expect(done).toEqual(['send', 'look', 'look', 'look']);
		expect(clock.sleeps).toEqual([2_000, 5_000, 10_000]);
	});

	it('says that it may be there where it cannot be found, and looks again instead of sending', async () => {
		const { sending, run, done } = given([LOST()], [[], [], [], [{ id: '1' }]]);
		const error = await failure(once(run(), sending));
		expect(error).toBeInstanceOf(GraphError);
		expect(error).toMatchObject({
			message: expect.stringMatching(/^It may be there\. \w/),
			description: 'Look.',
			retryable: false,
			outcome: 'unknown',
		});
		expect(await once(run(), sending)).toEqual({ id: '1' });
		expect(done).toEqual(['send', 'look', 'look', 'look', 'look']);
	});

	it('takes none of several, and not what another item has sent', async () => {
		const several = given([LOST()], [[{ id: '1' }, { id: '2' }]]);
		expect(await failure(once(several.run(), several.sending))).toMatchObject({ outcome: 'unknown' });
		expect(several.done).toEqual(['send', 'look']);

		const { sending, run } = given([{ id: '1' }, LOST()], [[{ id: '1' }, { id: '2' }]]);
		expect(await once(run(0), sending)).toEqual({ id: '1' });
		expect(await once(run(1), sending)).toEqual({ id: '2' });
	});

	it('does not look for what nothing tells from others', async () => {
		const { sending, run, done } = given([LOST()]);
		const error = await failure(once(run(), { ...sending, look: undefined }));
		expect(error).toMatchObject({ outcome: 'unknown', retryable: false });
		expect(done).toEqual(['send']);
	});

	it('passes on what is no answer of Meta', async () => {
		const fault = new TypeError('bug');
		expect(await failure(once(given([fault]).run(), given([fault]).sending))).toBe(fault);
		const { sending, run } = given([LOST()], [fault]);
		expect(await failure(once(run(), sending))).toBe(fault);
	});
});
