import { graphError } from '../../../nodes/Instagram/graph/errors';
import { ObjectReader } from '../../../nodes/Instagram/graph/objectReader';
import type { GraphCall } from '../../../nodes/Instagram/graph/types';
import { ManualClock, ScriptedGraph, UNAVAILABLE } from '../publishing/scriptedGraph';

const FACEBOOK = { loginMethod: 'facebook', apiVersion: 'v26.0' } as const;

const missing = () => graphError({ code: 100, subcode: 33, text: 'does not exist' }, { httpCode: 400 });

/** Answers `?ids=` for all ids but the missing ones, for whose sake Meta refuses the whole call. */
class Objects extends ScriptedGraph {
	constructor(
		private readonly gone: ReadonlySet<string>,
		loginMethod: 'instagram' | 'facebook' = 'facebook',
	) {
		super({}, { ...FACEBOOK, loginMethod });
	}

	override async call<T>(call: GraphCall): Promise<T> {
		this.calls.push(call);
		await Promise.resolve();
		const ids = call.path === '/' ? String(call.query?.ids).split(',') : [call.path.slice(1)];
		if (ids.some((id) => this.gone.has(id))) throw missing();
		const found = Object.fromEntries(ids.map((id) => [id, { id, fields: call.query?.fields }]));
		return (call.path === '/' ? found : found[ids[0]!]) as T;
	}
}

async function readAll(graph: ScriptedGraph, ids: string[], fields: (id: string) => string = () => 'id') {
	const reader = new ObjectReader();
	const clock = new ManualClock();
	const results = await Promise.allSettled(
		ids.map(async (id) => await reader.read(graph, clock, { id, fields: fields(id) })),
	);
	return results.map((result) => (result.status === 'fulfilled' ? result.value.id : 'failed'));
}

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `${index + 1}`);

describe('reading objects of many items', () => {
	it('takes a call for every 50 under Facebook Login', async () => {
		const graph = new Objects(new Set());
		const ids = numbered(120);
		expect(await readAll(graph, ids)).toEqual(ids);
		expect(graph.calls.map(({ query }) => String(query?.ids).split(',').length)).toEqual([50, 50, 20]);
	});

	it('takes a call for each under Instagram Login', async () => {
		const graph = new Objects(new Set(), 'instagram');
		expect(await readAll(graph, numbered(3))).toEqual(['1', '2', '3']);
		expect(graph.log).toEqual(['GET /1', 'GET /2', 'GET /3']);
	});

	it('reads a single one by itself, and one that several want once', async () => {
		const graph = new Objects(new Set());
		expect(await readAll(graph, ['7', '7'])).toEqual(['7', '7']);
		expect(graph.log).toEqual(['GET /7']);
	});

	it('does not mix those who want different fields', async () => {
		const graph = new Objects(new Set());
		await readAll(graph, numbered(4), (id) => (Number(id) % 2 ? 'id,caption' : 'id'));
		expect(graph.calls.map(({ query }) => [query?.ids, query?.fields])).toEqual([
			['1,3', 'id,caption'],
			['2,4', 'id'],
		]);
	});

	it.each([[['17']], [['1', '50']], [['3', '4', '5', '31']]])('fails only %p', async (gone) => {
		const graph = new Objects(new Set(gone));
		const ids = numbered(50);
		expect(await readAll(graph, ids)).toEqual(ids.map((id) => (gone.includes(id) ? 'failed' : id)));
		expect(graph.calls.length).toBeLessThan(50);
	});

	it('fails all together, and asks no more, where none of them is the reason', async () => {
		const graph = new ScriptedGraph({ 'GET /': [UNAVAILABLE()] }, FACEBOOK);
		expect(await readAll(graph, numbered(3))).toEqual(['failed', 'failed', 'failed']);
		expect(graph.calls).toHaveLength(1);
	});

	it('asks again for one that the answer leaves out', async () => {
		const graph = new ScriptedGraph({ 'GET /': [{ 1: { id: '1' } }], 'GET /2': [missing()] }, FACEBOOK);
		expect(await readAll(graph, ['1', '2'])).toEqual(['1', 'failed']);
	});
});
