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
import { notifyRun } from './runListeners';
import { watchSecrets } from './secretWatch';
import type { NodeSketch, WorkflowJson } from './workflowJson';
import { workflowOf } from './workflowJson';

export interface RunOptions {
	/** An exported workflow. Its trigger, or else its first node without input, receives the items. */
	workflow?: WorkflowJson;
	/** Or nodes to run in sequence after a start node. */
	nodes?: NodeSketch[];
	/** Or a single node. */
	node?: NodeSketch;
	credentials: CredentialStore;
	/** Input items, or only their `json`. Default: one empty item. */
	items?: Array<INodeExecutionData | IDataObject>;
	/** Default `manual`. */
	mode?: WorkflowExecuteMode;
	/** Default: a new ID. To the package, the same ID is the same execution. */
	executionId?: string;
	/** Default `harness`. */
	workflowId?: string;
	/** Static data saved by earlier executions. */
	staticData?: IDataObject;
	/** Aborting it cancels the execution, like a click on Stop. */
	signal?: AbortSignal;
	/** With a trailing slash; default `http://localhost:5678/`. */
	instanceBaseUrl?: string;
	/** Additional secrets that must not appear in the result, errors or log. */
	secrets?: Iterable<string>;
}

/** Result of one node. */
export interface NodeRun {
	/** Items by output; with `onError: 'continueErrorOutput'`, `outputs[1]` has the errors. */
	outputs: INodeExecutionData[][];
	/** The node's error, also if the workflow continued. */
	error?: ExecutionError;
	hints: NodeExecutionHint[];
	/** One entry per run of the node; of the attempts of Retry on Fail, only the last is kept. */
	runs: ITaskData[];
}

export interface WorkflowRun {
	status: IRun['status'];
	/** The error that stopped the workflow. */
	error?: ExecutionError;
	/** Results by node name. A node that did not run has no outputs and no runs. */
	node(name: string): NodeRun;
	/** `json` of the first output of the last node that ran. */
	json: IDataObject[];
	/** The last node that ran. */
	last: NodeRun;
	/** The static data that n8n would save: only in production executions, and only if it has changed. */
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
 * Runs a workflow in the real n8n-core. Resolves also if the workflow fails.
 *
 * @throws Error if the result, errors or log contain a token or app secret
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
		// Stored as text, like in the database: n8n's own object is a proxy and cannot be cloned.
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
	notifyRun({ nodes: json.nodes, runData: ran });
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
