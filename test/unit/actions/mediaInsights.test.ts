import { readMediaInsights } from '../../../nodes/Instagram/actions/media/insights';
import type { ItemRun } from '../../../nodes/Instagram/actions/operation';
import { ObjectReader } from '../../../nodes/Instagram/graph/objectReader';
import { chooseMediaMetrics } from '../../../nodes/Instagram/insights/mediaChoice';
import { ManualClock, ScriptedGraph } from '../publishing/scriptedGraph';

const REACH = { name: 'reach', period: 'lifetime', values: [{ value: 9 }] };

/** The second of two items, with Facebook Login. */
function given(script: Record<string, unknown[]>) {
	const graph = new ScriptedGraph(script, { loginMethod: 'facebook', apiVersion: 'v26.0' });
	const reader = new ObjectReader();
	const run = {
		context: { getInputData: () => [{ json: {} }, { json: {} }] },
		itemIndex: 1,
		connection: { graph, clock: new ManualClock(), settings: graph.settings },
		shared: () => reader,
	};
	return { graph, run: run as unknown as ItemRun };
}

describe('figures of one media of many', () => {
	const choice = chooseMediaMetrics(['reach'], '', 'facebook');

	it('come with the media by field expansion', async () => {
		const { graph, run } = given({ 'GET /111': [{ id: '111', insights: { data: [REACH] } }] });
		expect(await readMediaInsights(run, '111', choice, ['reach'])).toEqual([REACH]);
		expect(graph.calls[0]?.query).toEqual({ fields: 'id,insights.metric(reach)' });
	});

	it('are read by themselves where Meta gives none that way', async () => {
		const { graph, run } = given({
			'GET /111': [{ id: '111' }],
			'GET /111/insights': [{ data: [REACH] }],
		});
		expect(await readMediaInsights(run, '111', choice, ['reach'])).toEqual([REACH]);
		expect(graph.log).toEqual(['GET /111', 'GET /111/insights']);
	});
});
