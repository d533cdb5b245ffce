import { resetProcessState } from '../../../nodes/Instagram/shared/processState';
import type { IdempotentSend } from '../../../nodes/Instagram/actions/sendOnce';
import { isSentText, sendOnce } from '../../../nodes/Instagram/actions/sendOnce';
import type { ItemRun } from '../../../nodes/Instagram/actions/operation';
import { GraphError, graphError } from '../../../nodes/Instagram/graph/errors/explain';
import { LOST, ManualClock, UNAVAILABLE } from '../../doubles/scriptedGraph';

describe('isSentText for a text that', () => {
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
		['matches in text, author and time', {}, true],
		['differs in surrounding spaces', { text: ' Thanks!' }, true],
		['names its author by ID', { writers: [undefined, '17841400000000001'] }, true],
		['is older by less than the clock skew', { time: '2026-11-22T08:00:26+0000' }, true],
		['is older', { time: '2026-11-22T08:00:24+0000' }, false],
		['has no time', { time: undefined }, false],
		['has other words', { text: 'Thanks' }, false],
		['has no words', { text: undefined }, false],
		['has another author', { writers: ['mira_k', '2'] }, false],
		['has no author', { writers: [undefined] }, false],
		['belongs to another item', { id: '7' }, false],
	])('%s', (_what, change, expected) => {
		expect(isSentText({ ...shown, ...change }, sent, own)).toBe(expected);
	});
});

const FORBIDDEN = () => graphError({ code: 10, text: 'no permission' }, { httpCode: 403 });
const LOOK = 'look for Hello';

describe('sendOnce', () => {
	beforeEach(resetProcessState);

	let executions = 0;

	/** The answers to the sending and to each look; what was done, in order. */
	function given(sends: unknown[], looks: unknown[] = []) {
		executions += 1;
		const executionId = `once-${executions}`;
		const clock = new ManualClock();
		const done: string[] = [];
		const next = async (what: string, answers: unknown[]): Promise<unknown> => {
			done.push(what);
			const answer = answers.shift();
			if (answer instanceof Error) throw answer;
			return await Promise.resolve(answer);
		};
		const sending: IdempotentSend<{ id?: string }, { text: string }> = {
			content: 'Hello',
			traits: { text: 'Hello' },
			send: async () => (await next('send', sends)) as { id: string },
			listCandidates: async ({ others, text }) =>
				((await next(`look for ${text}`, looks)) as Array<{ id: string }>).filter(
					({ id }) => !others.has(id),
				),
			idOf: ({ id }) => id,
			onUnknownOutcome: { what: 'It may be there', description: 'Look.' },
		};
		const run = (itemIndex = 0, runIndex = 0, isTool = false) =>
			({
				itemIndex,
				connection: { token: { lineage: 'one person' }, clock },
				context: {
					getExecutionId: () => executionId,
					getNode: () => ({ id: 'node' }),
					getWorkflowDataProxy: () => ({ $runIndex: runIndex }),
					isToolExecution: () => isTool,
				},
			}) as unknown as ItemRun;
		return { clock, done, sending, run };
	}

	const failure = async (promise: Promise<unknown>): Promise<unknown> =>
		await promise.catch((error: unknown) => error);

	it('returns the answer, and returns it again without sending when n8n retries the item', async () => {
		const { sending, run, done } = given([{ id: '1' }]);
		expect(await sendOnce(run(), sending)).toEqual({ id: '1' });
		expect(await sendOnce(run(), sending)).toEqual({ id: '1' });
		expect(done).toEqual(['send']);
	});

	it('sends again after a refusal', async () => {
		const { sending, run, done } = given([FORBIDDEN(), { id: '1' }]);
		expect(await failure(sendOnce(run(), sending))).toMatchObject({ code: 10, outcome: 'refused' });
		expect(await sendOnce(run(), sending)).toEqual({ id: '1' });
		expect(done).toEqual(['send', 'send']);
	});

	it('lists candidates after a lost answer, three times with growing waits', async () => {
		const { sending, run, done, clock } = given([LOST()], [[], UNAVAILABLE(), [{ id: '1' }]]);
		expect(await sendOnce(run(), sending)).toEqual({ id: '1' });
		expect(done).toEqual(['send', LOOK, LOOK, LOOK]);
		expect(clock.sleeps).toEqual([2_000, 5_000, 10_000]);
	});

	it('reports an unknown outcome if nothing is found, and looks again instead of sending', async () => {
		const { sending, run, done } = given([LOST()], [[], [], [], [{ id: '1' }]]);
		const error = await failure(sendOnce(run(), sending));
		expect(error).toBeInstanceOf(GraphError);
		expect(error).toMatchObject({
			message: expect.stringMatching(/^It may be there\. \w/),
			description: 'Look.',
			retryable: false,
			outcome: 'unknown',
		});
		expect(await sendOnce(run(), sending)).toEqual({ id: '1' });
		expect(done).toEqual(['send', LOOK, LOOK, LOOK, LOOK]);
	});

	it('accepts none of several candidates, and none of another item', async () => {
		const several = given([LOST()], [[{ id: '1' }, { id: '2' }]]);
		expect(await failure(sendOnce(several.run(), several.sending))).toMatchObject({ outcome: 'unknown' });
		expect(several.done).toEqual(['send', LOOK]);

		const { sending, run } = given([{ id: '1' }, LOST()], [[{ id: '1' }, { id: '2' }]]);
		expect(await sendOnce(run(0), sending)).toEqual({ id: '1' });
		expect(await sendOnce(run(1), sending)).toEqual({ id: '2' });
	});

	it('does not accept what another execution has sent', async () => {
		const first = given([{ id: '11' }]);
		await sendOnce(first.run(), first.sending);
		const { sending, run } = given([LOST()], [[{ id: '11' }, { id: '12' }]]);
		expect(await sendOnce(run(), sending)).toEqual({ id: '12' });
	});

	it.each([[{}], [true], [{ id: undefined }]])(
		'lists candidates after an answer without an ID (%j)',
		async (answer) => {
			const { sending, run, done } = given([answer], [[], [{ id: '21' }]]);
			expect(await sendOnce(run(), { ...sending, idOf: (sent) => sent.id })).toEqual({
				id: '21',
			});
			expect(done).toEqual(['send', LOOK, LOOK]);
		},
	);

	describe('when n8n retries the item with other content', () => {
		const other = { content: 'Hello at 8:01', traits: { text: 'Hello at 8:01' } };

		it('returns what was sent', async () => {
			const { sending, run, done } = given([{ id: '31' }]);
			await sendOnce(run(), sending);
			expect(await sendOnce(run(), { ...sending, ...other })).toEqual({ id: '31' });
			expect(done).toEqual(['send']);
		});

		it('looks for the original content if it may have been sent', async () => {
			const { sending, run, done } = given([LOST()], [[], [], [], [{ id: '32' }]]);
			await failure(sendOnce(run(), sending));
			expect(await sendOnce(run(), { ...sending, ...other })).toEqual({ id: '32' });
			expect(done).toEqual(['send', LOOK, LOOK, LOOK, LOOK]);
		});

		it('sends the new content if nothing was sent', async () => {
			const { sending, run, done } = given([FORBIDDEN(), LOST()], [[{ id: '33' }]]);
			await failure(sendOnce(run(), sending));
			expect(await sendOnce(run(), { ...sending, ...other })).toEqual({ id: '33' });
			expect(done).toEqual(['send', 'send', 'look for Hello at 8:01']);
		});
	});

	it.each([
		['a loop', false],
		['a tool of an agent', true],
	])('looks first for what another run of the node may have sent (%s)', async (_what, isTool) => {
		const { sending, run, done } = given([LOST()], [[], [], [], [{ id: '41' }]]);
		await failure(sendOnce(run(0, 0, isTool), sending));
		expect(await sendOnce(run(0, 1, isTool), sending)).toEqual({ id: '41' });
		expect(done.filter((what) => what === 'send')).toHaveLength(1);
	});

	it('treats two tool calls with the same run index as two sends', async () => {
		const { sending, run, done } = given([{ id: '51' }, { id: '52' }]);
		expect(await sendOnce(run(0, 0, true), sending)).toEqual({ id: '51' });
		expect(await sendOnce(run(0, 0, true), { ...sending, content: 'Another' })).toEqual({ id: '52' });
		expect(done).toEqual(['send', 'send']);
	});

	it('does not list candidates without traits', async () => {
		const { sending, run, done } = given([LOST()]);
		const error = await failure(sendOnce(run(), { ...sending, traits: undefined }));
		expect(error).toMatchObject({ outcome: 'unknown', retryable: false });
		expect(done).toEqual(['send']);
	});

	it('passes on errors that are not from Meta', async () => {
		const fault = new TypeError('bug');
		expect(await failure(sendOnce(given([fault]).run(), given([fault]).sending))).toBe(fault);
		const { sending, run } = given([LOST()], [fault]);
		expect(await failure(sendOnce(run(), sending))).toBe(fault);
	});
});
