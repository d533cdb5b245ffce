import { graphError } from '../../../nodes/Instagram/graph/errors';
import { readContainer, StatusReader } from '../../../nodes/Instagram/publishing/status';
import { GONE, LOST, ManualClock, ScriptedGraph, state } from './scriptedGraph';

describe('reading a container', () => {
	const read = async (answer: object) =>
		await readContainer(new ScriptedGraph({ 'GET /111': [answer] }), '111');

	it('gives its state', async () => {
		expect(await read(state('IN_PROGRESS'))).toEqual({ id: '111', status: 'IN_PROGRESS' });
		expect(await read(state('FINISHED', 'Finished: Media has been uploaded'))).toEqual({
			id: '111',
			status: 'FINISHED',
			statusText: 'Finished: Media has been uploaded',
		});
	});

	it('finds the subcode in the text of a failure, whatever its form', async () => {
		const text = 'Error: Media upload has failed with error code 2207026';
		expect(await read(state('ERROR', text))).toMatchObject({ errorCode: 2207026 });
		expect(await read(state('ERROR', '2207052'))).toMatchObject({ errorCode: 2207052 });
		expect(await read(state('ERROR', 'It failed'))).not.toHaveProperty('errorCode');
		expect(await read(state('FINISHED', '2207026'))).not.toHaveProperty('errorCode');
	});

	it('asks for what it reads, and may be repeated', async () => {
		const graph = new ScriptedGraph({ 'GET /111': [state('FINISHED')] });
		await readContainer(graph, '111');
		expect(graph.calls[0]).toMatchObject({ query: { fields: 'id,status_code,status' }, repeatable: true });
	});
});

const TOGETHER = 'GET /';
const FACEBOOK = { loginMethod: 'facebook', apiVersion: 'v26.0' } as const;

/** Reads containers at the same time, each by somebody who watches it. */
async function readAll(graph: ScriptedGraph, ids: string[]) {
	const reader = new StatusReader();
	const clock = new ManualClock();
	let allWatch = () => undefined as void;
	const watched = new Promise<void>((resolve) => (allWatch = resolve));
	const reads = ids.map(
		async (id) =>
			await reader.watching(async () => {
				await watched;
				return await reader.read(graph, clock, id);
			}),
	);
	allWatch();
	return await Promise.allSettled(reads);
}

const states = (results: Array<PromiseSettledResult<{ id: string; status: string }>>) =>
	results.map((result) =>
		result.status === 'fulfilled' ? `${result.value.id} ${result.value.status}` : 'failed',
	);

describe('reading the containers of many items', () => {
	it('takes one call under Facebook Login', async () => {
		const answer = { 1: state('FINISHED'), 2: state('IN_PROGRESS'), 3: state('PUBLISHED') };
		const graph = new ScriptedGraph({ [TOGETHER]: [answer] }, FACEBOOK);
		expect(states(await readAll(graph, ['1', '2', '3']))).toEqual([
			'1 FINISHED',
			'2 IN_PROGRESS',
			'3 PUBLISHED',
		]);
		expect(graph.calls[0]).toMatchObject({
			query: { ids: '1,2,3', fields: 'id,status_code,status' },
			repeatable: true,
		});
		expect(graph.log).toHaveLength(1);
	});

	it('takes a call for every fifty', async () => {
		const ids = Array.from({ length: 60 }, (_, index) => `${index + 1}`);
		const part = (some: string[]) => Object.fromEntries(some.map((id) => [id, state('FINISHED')]));
		const graph = new ScriptedGraph({ [TOGETHER]: [part(ids.slice(0, 50)), part(ids.slice(50))] }, FACEBOOK);
		expect(states(await readAll(graph, ids))).toEqual(ids.map((id) => `${id} FINISHED`));
		expect(graph.log).toHaveLength(2);
	});

	it('takes a call for each under Instagram Login', async () => {
		const graph = new ScriptedGraph({ 'GET /1': [state('FINISHED')], 'GET /2': [state('FINISHED')] });
		expect(states(await readAll(graph, ['1', '2']))).toEqual(['1 FINISHED', '2 FINISHED']);
	});

	it('does not hold up a single one', async () => {
		const graph = new ScriptedGraph({ 'GET /1': [state('FINISHED')] }, FACEBOOK);
		expect(states(await readAll(graph, ['1']))).toEqual(['1 FINISHED']);
	});

	it.each([
		['the call fails', graphError({ code: 100, text: 'unsupported' }, { httpCode: 400 })],
		['the answer leaves one out', { 1: state('FINISHED') }],
	])('falls back to single reads where %s', async (_why, answer) => {
		const graph = new ScriptedGraph(
			{ [TOGETHER]: [answer], 'GET /1': [state('FINISHED')], 'GET /2': [GONE()] },
			FACEBOOK,
		);
		expect(states(await readAll(graph, ['1', '2']))).toEqual(['1 FINISHED', 'failed']);
	});

	it('asks no more where Meta limits the calls', async () => {
		const limited = graphError({ code: 4, text: 'limit' }, { httpCode: 400 });
		const graph = new ScriptedGraph({ [TOGETHER]: [limited] }, FACEBOOK);
		expect(states(await readAll(graph, ['1', '2']))).toEqual(['failed', 'failed']);
		expect(graph.log).toEqual([TOGETHER]);
	});

	it('tells every reader of one container', async () => {
		const graph = new ScriptedGraph({ [TOGETHER]: [{ 1: state('FINISHED') }] }, FACEBOOK);
		expect(states(await readAll(graph, ['1', '1']))).toEqual(['1 FINISHED', '1 FINISHED']);
		expect(graph.calls[0]?.query?.ids).toBe('1');
	});

	it('passes on a lost answer to the one whose read it was', async () => {
		const graph = new ScriptedGraph(
			{ [TOGETHER]: [LOST()], 'GET /1': [LOST()], 'GET /2': [state('FINISHED')] },
			FACEBOOK,
		);
		expect(states(await readAll(graph, ['1', '2']))).toEqual(['failed', '2 FINISHED']);
	});
});
