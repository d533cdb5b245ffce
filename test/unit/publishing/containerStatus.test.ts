import { readContainer } from '../../../nodes/Instagram/publishing/containerStatus';
import { failureOf, ScriptedGraph, state } from '../../doubles/scriptedGraph';

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
