import { graphError } from '../../../nodes/Instagram/graph/errors/explain';
import type { ItemRun } from '../../../nodes/Instagram/actions/operation';
import { publishItem } from '../../../nodes/Instagram/actions/post/publishItem';
import { ItemOrder } from '../../../nodes/Instagram/actions/itemOrder';
import { publishLedger } from '../../../nodes/Instagram/publishing/idempotency/ledger';
import {
	BLOCKED,
	publishContextFor,
	failureOf,
	LOST,
	ManualClock,
	ScriptedGraph,
	state,
	UNREADABLE,
} from '../../doubles/scriptedGraph';

beforeEach(() => publishLedger.clear());

const OPTIONS = { maxWait: 300, checkPublishingLimit: false, includePermalink: false };

const PUBLISH = 'POST /me/media_publish';
const LIST = 'GET /me/media';
const NOTHING_LISTED = [{ data: [] }, { data: [] }, { data: [] }];

/** One time that n8n runs the node within an execution; its items share what the run knows. */
function nodeRun({ runIndex = 0, isTool = false } = {}) {
	const order = new ItemOrder();
	return (itemIndex: number): ItemRun =>
		({
			context: {
				getExecutionId: () => 'execution',
				getNode: () => ({ id: 'node' }),
				getWorkflowDataProxy: () => ({ $runIndex: runIndex }),
				isToolExecution: () => isTool,
			},
			itemIndex,
			order,
			connection: { token: { lineage: 'one person' } },
		}) as unknown as ItemRun;
}

/** A post, and the containers that are made for it, one after the other. */
function post(content: string, ...containerIds: string[]) {
	const made: string[] = [];
	return {
		made,
		content,
		kind: 'image' as const,
		productType: 'FEED' as const,
		caption: content,
		deadline: Infinity,
		prepare: async () => {
			const containerId = containerIds.shift();
			if (containerId === undefined) throw new Error(`No container is left for ${content}`);
			made.push(containerId);
			return await Promise.resolve({ containerId, deadline: Infinity, isReady: false });
		},
	};
}

const listed = (id: string, caption: string) => ({
	id,
	caption,
	media_product_type: 'FEED',
	timestamp: '2026-11-22T08:00:00+0000',
});

function given(script: Record<string, unknown[]>) {
	const graph = new ScriptedGraph(script);
	const ctx = publishContextFor(graph, new ManualClock());
	const publish = async (run: ItemRun, item: ReturnType<typeof post>) =>
		await publishItem(run, ctx, OPTIONS, item).finally(() => run.order.done(run.itemIndex));
	const publishes = () =>
		graph.calls.filter(({ path }) => path === '/me/media_publish').map(({ form }) => form?.creation_id);
	return { graph, publish, publishes };
}

describe('publishItem after a lost answer', () => {
	it('does not mistake the post of another item for its own', async () => {
		const { publish, publishes } = given({
			[PUBLISH]: [{ id: '900' }, LOST()],
			'GET /112': [state('PUBLISHED')],
			[LIST]: [{ data: [listed('901', 'The same'), listed('900', 'The same')] }],
		});
		await publish(nodeRun()(0), post('The same', '111'));

		const secondTry = nodeRun();
		const again = await publish(secondTry(0), post('The same'));
		const lost = await publish(secondTry(1), post('The same', '112'));

		expect(again.id).toBe('900');
		expect(lost.id).toBe('901');
		expect(publishes()).toEqual(['111', '112']);
	});
});

describe('publishItem when n8n retries an item with other content', () => {
	it('returns the post that is live', async () => {
		const { publish, publishes } = given({ [PUBLISH]: [{ id: '900' }] });
		await publish(nodeRun()(0), post('at 8:00', '111'));
		const again = post('at 8:01');
		expect(await publish(nodeRun()(0), again)).toMatchObject({ id: '900', containerId: '111' });
		expect(again.made).toEqual([]);
		expect(publishes()).toEqual(['111']);
	});

	it('looks for the post with its original content if it may be live', async () => {
		const { publish, publishes } = given({
			[PUBLISH]: [LOST()],
			'GET /111': [UNREADABLE(), UNREADABLE(), UNREADABLE(), UNREADABLE(), state('PUBLISHED')],
			[LIST]: [...NOTHING_LISTED, { data: [listed('900', 'at 8:00')] }],
		});
		expect(await failureOf(publish(nodeRun()(0), post('at 8:00', '111')))).toMatchObject({
			published: 'unknown',
		});
		const again = post('at 8:01');
		expect(await publish(nodeRun()(0), again)).toMatchObject({ id: '900', containerId: '111' });
		expect(again.made).toEqual([]);
		expect(publishes()).toEqual(['111']);
	});

	it('publishes the new content if nothing is live', async () => {
		const { publish, publishes } = given({
			[PUBLISH]: [LOST(), { id: '901' }],
			'GET /111': [...Array.from({ length: 4 }, UNREADABLE), state('FINISHED'), state('FINISHED')],
			[LIST]: NOTHING_LISTED,
		});
		await failureOf(publish(nodeRun()(0), post('at 8:00', '111')));
		expect(await publish(nodeRun()(0), post('at 8:01', '112'))).toMatchObject({ id: '901' });
		expect(publishes()).toEqual(['111', '112']);
	});

	it('reports an unknown outcome if it cannot be determined', async () => {
		const { publish, publishes } = given({
			[PUBLISH]: [LOST()],
			'GET /111': Array.from({ length: 8 }, UNREADABLE),
			[LIST]: [...NOTHING_LISTED, ...NOTHING_LISTED],
		});
		await failureOf(publish(nodeRun()(0), post('at 8:00', '111')));
		expect(await failureOf(publish(nodeRun()(0), post('at 8:01')))).toMatchObject({
			published: 'unknown',
			containerId: '111',
			retryable: false,
		});
		expect(publishes()).toEqual(['111']);
	});

	it('creates a container for new content and reuses it for the same content', async () => {
		const { publish, publishes } = given({
			[PUBLISH]: [BLOCKED(), BLOCKED(), { id: '900' }],
			'GET /111': Array.from({ length: 4 }, () => state('FINISHED')),
		});
		await failureOf(publish(nodeRun()(0), post('at 8:00', '111')));
		await failureOf(publish(nodeRun()(0), post('at 8:00')));
		expect(await publish(nodeRun()(0), post('at 8:01', '112'))).toMatchObject({ id: '900' });
		expect(publishes()).toEqual(['111', '111', '112']);
	});

	it('keeps a container that may show the outcome, even if Meta rejects it', async () => {
		const gone = () => graphError({ code: 24, subcode: 2207006, text: 'gone' }, { httpCode: 400 });
		const { publish, publishes } = given({
			[PUBLISH]: [gone()],
			'GET /111': [...Array.from({ length: 4 }, gone), state('PUBLISHED')],
			[LIST]: [...NOTHING_LISTED, { data: [listed('900', 'one')] }],
		});
		await failureOf(publish(nodeRun()(0), post('one', '111')));
		expect(await publish(nodeRun()(0), post('one'))).toMatchObject({ id: '900' });
		expect(publishes()).toEqual(['111']);
	});
});

describe('publishItem in another run of the node within the execution', () => {
	it.each([
		['a loop', false],
		['a tool of an agent', true],
	])('reconciles the unknown outcome of an earlier run (%s)', async (_what, isTool) => {
		const { publish, publishes } = given({
			[PUBLISH]: [LOST()],
			'GET /111': [...Array.from({ length: 4 }, UNREADABLE), state('PUBLISHED')],
			[LIST]: [...NOTHING_LISTED, { data: [listed('900', 'one')] }],
		});
		await failureOf(publish(nodeRun({ isTool })(0), post('one', '111')));
		expect(await publish(nodeRun({ runIndex: 1, isTool })(0), post('one'))).toMatchObject({ id: '900' });
		expect(publishes()).toEqual(['111']);
	});

	it('publishes another post with the same content', async () => {
		const { publish, publishes } = given({ [PUBLISH]: [{ id: '900' }, { id: '901' }] });
		await publish(nodeRun()(0), post('one', '111'));
		expect(await publish(nodeRun({ runIndex: 1 })(0), post('one', '112'))).toMatchObject({ id: '901' });
		expect(publishes()).toEqual(['111', '112']);
	});

	it('treats two tool calls with the same run index as two posts', async () => {
		const { publish } = given({ [PUBLISH]: [{ id: '900' }, { id: '901' }] });
		await publish(nodeRun({ isTool: true })(0), post('one', '111'));
		expect(await publish(nodeRun({ isTool: true })(0), post('two', '112'))).toMatchObject({ id: '901' });
	});
});
