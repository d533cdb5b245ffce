import type {
	ExecutionError,
	IDataObject,
	INodeExecutionData,
	IRun,
	ITaskData,
	NodeExecutionHint,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { createRunExecutionData, UserError, Workflow } from 'n8n-workflow';
import { ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';

import { additionalDataFor } from './additionalData';
import type { CredentialStore } from './credentialStore';
import { logs } from './logs';
import { startN8nCore } from './n8nCore';
import { noteOperations } from './operationsRun';
import { watchSecrets } from './secretWatch';
import type { NodeSketch, WorkflowJson } from './workflowJson';
import { workflowOf } from './workflowJson';

export interface RunOptions {
	/** An exported workflow. Its trigger, or else its first node without input, is handed the items. */
	workflow?: WorkflowJson;
	/** Or nodes to run in a row behind a start node. */
	nodes?: NodeSketch[];
	/** Or a single one. */
	node?: NodeSketch;
	credentials: CredentialStore;
	/** Input items, or only their `json`. Default: one empty item. */
	items?: Array<INodeExecutionData | IDataObject>;
	/** Default `manual`. */
	mode?: WorkflowExecuteMode;
	/** Default: a new one. The same id is the same execution to the package. */
	executionId?: string;
	/** Default `harness`. */
	workflowId?: string;
	/** What earlier executions of the workflow have saved. */
	staticData?: IDataObject;
	/** Aborting it is the user's click on Stop. */
	signal?: AbortSignal;
	/** With a trailing slash; default `http://localhost:5678/`. */
	instanceBaseUrl?: string;
	/** Additional texts that must not be found in anything the run leaves behind. */
	secrets?: Iterable<string>;
}

/** What one node left in the execution. */
export interface NodeRun {
	/** Items by output: `outputs[0]` the first, with `onError: 'continueErrorOutput'` `outputs[1]` the errors. */
	outputs: INodeExecutionData[][];
	/** What it failed with, also where the workflow went on. */
	error?: ExecutionError;
	hints: NodeExecutionHint[];
	/** One entry per time that n8n came to the node; tries within Retry on Fail leave only the last. */
	runs: ITaskData[];
}

export interface WorkflowRun {
	status: IRun['status'];
	/** What stopped the workflow. */
	error?: ExecutionError;
	/** A node that did not run has no outputs and no runs. */
	node(name: string): NodeRun;
	/** `json` of the first output of the last node that ran. */
	json: IDataObject[];
	/** The last node that ran. */
	last: NodeRun;
	/** What n8n would save as static data: only in production executions and only if it changed. */
	staticData?: IDataObject;
	/** n8n's log of this run. */
	log: string;
	run: IRun;
}

let executions = 0;

function asItem(item: INodeExecutionData | IDataObject): INodeExecutionData {
	const given = 'json' in item && typeof item.json === 'object' && item.json !== null;
	return given ? (item as INodeExecutionData) : { json: item };
}

function startOf(json: WorkflowJson, workflow: Workflow) {
	const start = workflow.getStartNode() ?? Object.values(workflow.nodes)[0];
	if (!start) throw new UserError(`The workflow '${json.name ?? ''}' has no nodes`);
	return start;
}

function nodeRun(run: IRun, name: string): NodeRun {
	const runs = run.data.resultData.runData[name] ?? [];
	const latest = runs.at(-1);
	return {
		runs,
		error: latest?.error,
		hints: runs.flatMap((task) => task.hints ?? []),
		outputs: (latest?.data?.main ?? []).map((items) => items ?? []),
	};
}

/**
 * Runs a workflow in the real n8n-core and resolves however it ends.
 *
 * @throws Error if a token or app secret is found in anything that the run leaves behind
 */
export async function runWorkflow(options: RunOptions): Promise<WorkflowRun> {
	await startN8nCore();
	const { credentials, mode = 'manual', workflowId = 'harness' } = options;
	const { loaded } = credentials;
	const json =
		options.workflow ?? workflowOf(loaded.name, options.nodes ?? (options.node ? [options.node] : []));
	const workflow = new Workflow({
		id: workflowId,
		name: json.name ?? 'Harness',
		nodes: structuredClone(json.nodes),
		connections: json.connections,
		active: mode !== 'manual',
		nodeTypes: loaded.nodeTypes,
		staticData: JSON.parse(JSON.stringify(options.staticData ?? json.staticData ?? {})) as IDataObject,
		settings: { executionOrder: 'v1', ...json.settings },
	});

	executions += 1;
	const executionId = options.executionId ?? `execution-${executions}`;
	const additionalData = additionalDataFor(credentials, {
		executionId,
		workflowId,
		instanceBaseUrl: options.instanceBaseUrl,
	});
	const now = new Date();
	additionalData.hooks = new ExecutionLifecycleHooks(mode, executionId, {
		id: workflowId,
		name: workflow.name ?? 'Harness',
		active: false,
		activeVersionId: null,
		isArchived: false,
		createdAt: now,
		updatedAt: now,
		nodes: json.nodes,
		connections: json.connections,
	});
	let savedStaticData: IDataObject | undefined;
	additionalData.hooks.addHandler('workflowExecuteAfter', (_run, staticData) => {
		// As text, like the database: n8n's own object notices changes and cannot be cloned.
		if (mode !== 'manual' && staticData)
			savedStaticData = JSON.parse(JSON.stringify(staticData)) as IDataObject;
	});

	const input = (options.items ?? [{}]).map(asItem);
	const runData = createRunExecutionData({
		executionData: {
			nodeExecutionStack: [{ node: startOf(json, workflow), data: { main: [input] }, source: null }],
		},
	});

	const logStart = logs.lines.length;
	const execution = new WorkflowExecute(additionalData, mode, runData).processRunExecutionData(workflow);
	const cancel = () => execution.cancel();
	if (options.signal?.aborted) cancel();
	options.signal?.addEventListener('abort', cancel, { once: true });
	const run = await execution.finally(() => options.signal?.removeEventListener('abort', cancel));

	const log = logs.text(logStart);
	const { lastNodeExecuted, error, runData: ran } = run.data.resultData;
	noteOperations(json.nodes, ran);
	const last = nodeRun(run, lastNodeExecuted ?? '');
	watchSecrets(
		credentials,
		{ 'run data': run.data, 'static data': savedStaticData, log, error },
		options.secrets,
	);

	return {
		status: run.status,
		error,
		node: (name) => nodeRun(run, name),
		json: (last.outputs[0] ?? []).map((item) => item.json),
		last,
		staticData: savedStaticData,
		log,
		run,
	};
}
