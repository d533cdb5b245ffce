import { deleteTarget } from '../../../nodes/Instagram/actions/deleteTarget';
import { mediaTarget } from '../../../nodes/Instagram/actions/mediaId';
import type { Connection } from '../../../nodes/Instagram/connection/connect';
import { graphError } from '../../../nodes/Instagram/graph/errors/explain';
import { failureOf, LOST, ManualClock, ScriptedGraph, UNREADABLE } from '../../doubles/scriptedGraph';

const NOT_ALLOWED = () => graphError({ code: 10, text: 'no' }, { httpCode: 403 });
const DELETED = { success: true };

function deletion(...answers: unknown[]) {
	const graph = new ScriptedGraph({ 'DELETE /17': answers });
	const clock = new ManualClock();
	const connection = { graph, clock } as unknown as Connection;
	return { graph, clock, result: deleteTarget(connection, mediaTarget('17'), { path: '/17' }) };
}

describe('deleteTarget', () => {
	it.each([
		['an answer', [DELETED]],
		['a lost answer and one that the object does not exist', [LOST(), UNREADABLE()]],
		['a lost answer, another one, and one that the object does not exist', [LOST(), LOST(), UNREADABLE()]],
		['a deletion that was not received', [LOST(), DELETED]],
	])('confirms the deletion after %s', async (_name, answers) => {
		const { graph, result } = deletion(...answers);
		expect(await result).toEqual({ deleted: true, id: '17' });
		expect(graph.left).toEqual([]);
	});

	it('waits between attempts, and reports the error of the fourth', async () => {
		const { graph, clock, result } = deletion(LOST(), LOST(), LOST(), LOST());
		expect(await failureOf(result)).toMatchObject({ outcome: 'unknown' });
		expect(graph.left).toEqual([]);
		expect(clock.sleeps).toEqual([2_000, 2_000, 4_000]);
	});

	it('reports a missing object that no attempt can have deleted', async () => {
		const { result } = deletion(UNREADABLE());
		expect((await failureOf(result)).message).toContain("'Media' is 17, but Meta does not find");
	});

	it('does not retry what Meta refuses', async () => {
		const { graph, result } = deletion(NOT_ALLOWED(), DELETED);
		expect(await failureOf(result)).toMatchObject({ code: 10 });
		expect(graph.calls).toHaveLength(1);
	});

	it('leaves no retry to the client, which would report the missing object', async () => {
		const { graph, result } = deletion(DELETED);
		await result;
		expect(graph.calls[0]).toMatchObject({ method: 'DELETE', repeatable: false });
	});
});
