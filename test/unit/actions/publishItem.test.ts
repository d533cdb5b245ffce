import type { ItemRun } from '../../../nodes/Instagram/actions/operation';
import { publishItem } from '../../../nodes/Instagram/actions/post/publishItem';
import { Turns } from '../../../nodes/Instagram/actions/turns';
import { processJournal } from '../../../nodes/Instagram/publishing/journal';
import { deskFor, LOST, ManualClock, ScriptedGraph, state } from '../publishing/scriptedGraph';

beforeEach(() => processJournal.clear());

const OPTIONS = { maxWait: 300, checkPublishingLimit: false, includePermalink: false };

/** One time that n8n runs the node within an execution; its items share what the run knows. */
function nodeRun() {
	const shared = new Map<unknown, object>();
	const turns = new Turns();
	return (itemIndex: number): ItemRun =>
		({
			context: {
				getExecutionId: () => 'execution',
				getNode: () => ({ id: 'node' }),
				getWorkflowDataProxy: () => ({ $runIndex: 0 }),
			},
			itemIndex,
			turns,
			shared: <T extends object>(kind: new () => T) => {
				const instance = (shared.get(kind) as T | undefined) ?? new kind();
				shared.set(kind, instance);
				return instance;
			},
		}) as unknown as ItemRun;
}

const post = (containerId: string) => ({
	content: containerId,
	kind: 'image' as const,
	productType: 'FEED' as const,
	caption: 'The same',
	deadline: Infinity,
	prepare: async () => containerId,
});

describe('an item whose publish loses its answer', () => {
	it('does not take the post of an item that an earlier try of the node has published', async () => {
		const clock = new ManualClock();
		const listed = (id: string) => ({ id, caption: 'The same', media_product_type: 'FEED' });
		const graph = new ScriptedGraph({
			'POST /me/media_publish': [{ id: 'of-item-0' }, LOST()],
			'GET /container-1': [state('PUBLISHED')],
			'GET /me/media': [{ data: [listed('of-item-1'), listed('of-item-0')] }],
		});
		const desk = deskFor(graph, clock);

		const firstTry = nodeRun();
		await publishItem(firstTry(0), desk, OPTIONS, post('container-0'));
		firstTry(0).turns.leave(0);

		const secondTry = nodeRun();
		const again = await publishItem(secondTry(0), desk, OPTIONS, post('container-0'));
		secondTry(0).turns.leave(0);
		const lost = await publishItem(secondTry(1), desk, OPTIONS, post('container-1'));

		expect(again.id).toBe('of-item-0');
		expect(lost.id).toBe('of-item-1');
		expect(graph.log.filter((call) => call === 'POST /me/media_publish')).toHaveLength(2);
	});
});
