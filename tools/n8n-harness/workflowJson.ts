import type {
	IConnections,
	IDataObject,
	INode,
	INodeParameters,
	IWorkflowSettings,
	OnError,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { START_NODE } from './standInNodes';

/** An exported workflow. */
export interface WorkflowJson {
	id?: string;
	name?: string;
	nodes: INode[];
	connections: IConnections;
	settings?: IWorkflowSettings;
	staticData?: IDataObject;
}

/** The relevant properties of a node; the others have n8n's defaults. */
export interface NodeSketch {
	/** `instagram` for this package's node, or a full type such as `n8n-nodes-base.noOp`. */
	type?: string;
	name?: string;
	id?: string;
	typeVersion?: number;
	parameters?: INodeParameters;
	/** Result of `CredentialStore.add`, by credential type. */
	credentials?: Record<string, { id: string; name: string }>;
	onError?: OnError;
	retryOnFail?: boolean;
	maxTries?: number;
	/** Milliseconds in real time; n8n treats 0 as 1000. */
	waitBetweenTries?: number;
	alwaysOutputData?: boolean;
	executeOnce?: boolean;
}

/** Adds a start node before the given ones and connects them in sequence by their first outputs. */
export function workflowOf(packageName: string, sketches: NodeSketch[]): WorkflowJson {
	const start: INode = {
		id: 'start',
		name: START_NODE,
		type: 'n8n-nodes-base.manualTrigger',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
	};
	const nodes = sketches.map(({ type = 'instagram', ...sketch }, index): INode => ({
		id: `node-${index + 1}`,
		name: index === 0 ? 'Instagram' : `Node ${index + 1}`,
		typeVersion: 1,
		parameters: {},
		...sketch,
		type: type.includes('.') ? type : `${packageName}.${type}`,
		position: [200 * (index + 1), 0],
	}));
	const connections: IConnections = {};
	[start, ...nodes].forEach((node, index, all) => {
		const next = all[index + 1];
		if (!next) return;
		connections[node.name] = { main: [[{ node: next.name, type: NodeConnectionTypes.Main, index: 0 }]] };
	});
	return { nodes: [start, ...nodes], connections };
}
