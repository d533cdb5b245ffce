import { SupplyDataContext } from 'n8n-core';
import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeParameters,
	IRunExecutionData,
} from 'n8n-workflow';
import { NodeConnectionTypes, Workflow } from 'n8n-workflow';

import { additionalDataFor } from '../../tools/n8n-harness';
import { useSandbox } from '../jest/sandbox';
import { useVirtualTime } from '../jest/virtualTime';
import type { Connected } from '../../tools/n8n-harness/arrange';
import {
	ACCOUNT,
	counts,
	connectedCredential,
	newCaptions,
	restartN8n,
} from '../../tools/n8n-harness/arrange';

const sandbox = useSandbox();
useVirtualTime(sandbox);
beforeEach(restartN8n);

const publish = {
	resource: 'post',
	operation: 'publish',
	mediaUrl: 'https://media.example.com/pottery-1.jpg',
	caption: 'by an agent',
};
const captions = () => newCaptions(sandbox.get(), ACCOUNT.instagram);

let executions = 0;

/** The node as a tool of an AI agent in one execution. */
function toolOf({ credentials, reference }: Connected, parameters: INodeParameters = publish) {
	const { loaded } = credentials;
	const node = {
		id: 'tool',
		name: 'Instagram Tool',
		type: `${loaded.name}.instagram`,
		typeVersion: 1,
		position: [0, 0] as [number, number],
		credentials: reference,
		parameters: { authentication: 'oAuth2', ...parameters },
	};
	const workflow = new Workflow({
		id: 'harness',
		nodes: [node],
		connections: {},
		active: true,
		nodeTypes: loaded.nodeTypes,
		settings: { executionOrder: 'v1' },
	});
	executions += 1;
	const additionalData = additionalDataFor(credentials, {
		executionId: `agent-${executions}`,
		workflowId: 'harness',
	});
	const runData = { resultData: { runData: {} } } as IRunExecutionData;
	const nodeType = loaded.nodeTypes.getByNameAndVersion(node.type, 1);

	/** One try, as n8n-core makes it (`makeHandleToolInvocation`). */
	async function call(
		runIndex: number,
		change: (context: Partial<IExecuteFunctions>) => void = () => undefined,
		toolArguments: IDataObject = {},
	) {
		const item: INodeExecutionData = { json: toolArguments };
		const context = new SupplyDataContext(
			workflow,
			node,
			additionalData,
			'manual',
			runData,
			runIndex,
			[item],
			{ [NodeConnectionTypes.AiTool]: [[item]], main: [[item]] },
			NodeConnectionTypes.AiTool,
			{ node, data: { main: [] }, source: null },
			[],
		) as unknown as IExecuteFunctions;
		change(context);
		const outputs = (await nodeType.execute!.call(context)) as INodeExecutionData[][];
		return outputs[0]!.map(({ json }) => json);
	}

	/** Retry on Fail: each try of a tool is another run of the node. */
	async function callWithRetry(tries = 3) {
		for (let runIndex = 0; ; runIndex += 1) {
			try {
				return await call(runIndex);
			} catch (error) {
				if (runIndex + 1 >= tries) throw error;
			}
		}
	}
	return { call, callWithRetry };
}

describe('the node as a tool of an AI agent', () => {
	it('does not publish again with Retry on Fail if the post may be live', async () => {
		const tool = toolOf(await connectedCredential(sandbox.get()));
		const { faults } = sandbox.get().world;
		faults.add({ endpoint: 'publish', action: 'reset-after' });
		faults.add({ endpoint: 'status', action: 'reset-before', times: 16 });
		faults.add({ endpoint: 'list', action: 'reset-before', times: 12 });
		const json = await tool.callWithRetry();
		expect(json).toMatchObject([{ status: 'PUBLISHED', id: expect.any(String) }]);
		expect(captions()).toEqual(['by an agent']);
		expect(counts(sandbox.get()).publish).toBe(1);
	});

	it('does not write a comment again with Retry on Fail if it may exist', async () => {
		const connected = await connectedCredential(sandbox.get(), 'instagram', 'oAuth2', undefined, [
			'publish',
			'comments',
		]);
		const [post] = sandbox.get().world.postsOf(ACCOUNT.instagram);
		const tool = toolOf(connected, {
			resource: 'comment',
			operation: 'create',
			mediaId: { __rl: true, mode: 'id', value: post!.id },
			text: 'by an agent',
		});
		const { faults } = sandbox.get().world;
		faults.add({ endpoint: 'comment', action: 'reset-after' });
		faults.add({ endpoint: 'comments', action: 'reset-before', times: 12 });
		const json = await tool.callWithRetry();
		expect(json).toMatchObject([{ id: expect.any(String) }]);
		expect(counts(sandbox.get()).comment).toBe(1);
	});

	it('publishes two posts for two calls with the same run index', async () => {
		const tool = toolOf(await connectedCredential(sandbox.get()));
		const first = await tool.call(0);
		const second = await tool.call(0);
		expect(second[0]!.id).not.toBe(first[0]!.id);
		expect(captions()).toHaveLength(2);
	});
});

describe('the node as a tool of an AI agent, where it deletes', () => {
	const mediaId = () => ({
		__rl: true,
		mode: 'id',
		value: sandbox.get().world.postsOf(ACCOUNT.facebook)[0]!.id,
	});
	const connected = async () =>
		await connectedCredential(sandbox.get(), 'facebook', 'oAuth2', undefined, ['publish', 'deleteMedia']);

	it.each<[string, INodeParameters, IDataObject]>([
		['operation', { resource: 'media', operation: "={{ $fromAI('operation') }}" }, { operation: 'delete' }],
		['resource', { resource: "={{ $fromAI('resource') }}", operation: 'delete' }, { resource: 'media' }],
	])('sends nothing if the model has chosen the %s', async (_which, parameters, toolArguments) => {
		const tool = toolOf(await connected(), { ...parameters, mediaId: mediaId() });
		await expect(tool.call(0, undefined, toolArguments)).rejects.toMatchObject({
			message: "'Operation' is 'delete', which an AI model may not choose",
			description: expect.stringContaining('Nothing was deleted.'),
		});
		expect(sandbox.get().world.requests.list()).toEqual([]);
	});

	it('sends nothing if the model has chosen DELETE as the method of API > Request', async () => {
		const parameters = {
			resource: 'api',
			operation: 'request',
			method: "={{ $fromAI('method') }}",
			path: `/${mediaId().value}`,
		};
		const tool = toolOf(await connected(), parameters);
		await expect(tool.call(0, undefined, { method: 'DELETE' })).rejects.toMatchObject({
			message: "'Method' is 'DELETE', which an AI model may not choose",
		});
		expect(sandbox.get().world.requests.list()).toEqual([]);
		expect(await tool.call(0, undefined, { method: 'GET' })).toMatchObject([{ id: mediaId().value }]);
	});

	it('lets the model choose an operation that deletes nothing', async () => {
		const parameters = { resource: 'media', operation: "={{ $fromAI('operation') }}", mediaId: mediaId() };
		const json = await toolOf(await connected(), parameters).call(0, undefined, { operation: 'get' });
		expect(json).toMatchObject([{ id: expect.any(String) }]);
	});

	it('deletes what the model names if the user has selected the operation', async () => {
		const { value: id } = mediaId();
		const parameters = {
			resource: 'media',
			operation: 'delete',
			mediaId: { __rl: true, mode: 'id', value: "={{ $fromAI('media') }}" },
		};
		const json = await toolOf(await connected(), parameters).call(0, undefined, { media: id });
		expect(json).toEqual([{ deleted: true, id }]);
	});
});

/** n8n-core 1.103.2 (n8n 1.104.2) has no hints for tools. */
it.each<[string, IExecuteFunctions['addExecutionHints'] | undefined]>([
	['is not there', undefined],
	[
		'fails',
		jest.fn(() => {
			throw new Error('no hints here');
		}),
	],
])(
	'returns a live post although a hint cannot be shown, because addExecutionHints %s',
	async (_why, addHints) => {
		const connected = await connectedCredential(sandbox.get());
		const { credentials, id } = connected;
		const data = credentials.stored(id).oauthTokenData as { tokenNote: object };
		const endsSoon = { ...data.tokenNote, expiresAt: Date.now() + 3 * 24 * 60 * 60 * 1000 };
		credentials.change(id, { oauthTokenData: { ...data, tokenNote: endsSoon } });
		const json = await toolOf(connected).call(0, (context) => {
			context.addExecutionHints = addHints;
		});
		expect(json).toMatchObject([{ status: 'PUBLISHED' }]);
		expect(captions()).toEqual(['by an agent']);
	},
);
