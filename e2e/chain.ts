import type { WorkflowJson, WorkflowNode } from './n8nApi';
import { inARow, instagramNode, noOperation, webhook, type UsedCredential } from './workflows';

/** One operation of a chain. */
export interface Step {
	name: string;
	parameters: Record<string, unknown>;
	/** Whether it runs for every item of the step before, not only for the first. */
	forEach?: boolean;
}

const ANSWER = 'Answer';
const FAILED = 'Failed';

/** Which output of the nodes is followed: the items of a success, or those of an error. */
type Output = 0 | 1;

/** Puts out one item: the items of each step, by its name. Files are beside the fields, as `binary`. */
function answer(steps: Step[], output: Output): WorkflowNode {
	const json = '({ json, binary }) => (binary ? { ...json, binary } : json)';
	const items = steps.map(({ name }) => `'${name}': $('${name}').all(${output}).map(${json})`);
	return {
		id: '6d2f1b5e-0000-4000-8000-000000000010',
		name: ANSWER,
		type: 'n8n-nodes-base.set',
		typeVersion: 3.4,
		position: [440 + 220 * steps.length, 200],
		parameters: { mode: 'raw', jsonOutput: `={{ { ${items.join(', ')} } }}`, options: {} },
		executeOnce: true,
	};
}

function nodesOf(steps: Step[], credential: UsedCredential): WorkflowNode[] {
	return steps.map(({ name, parameters, forEach = false }, index) => ({
		...instagramNode(parameters, credential),
		id: `6d2f1b5e-0000-4000-8000-0000000002${String(index).padStart(2, '0')}`,
		name,
		position: [440 + 220 * index, 200],
		onError: 'continueErrorOutput',
		executeOnce: !forEach,
	}));
}

/**
 * A production workflow of Instagram nodes that follow each other, and the nodes `before`, and read what the earlier ones put out. A call of its
 * webhook answers with the items of all of them; where one fails, with what leaves it by its error output.
 */
export function chainWorkflow(
	path: string,
	steps: Step[],
	credential: UsedCredential,
	before: WorkflowNode[] = [],
): WorkflowJson {
	const names = ['Webhook', ...[...before, ...steps].map(({ name }) => name), ANSWER];
	const connections = inARow(names);
	for (const { name } of steps) {
		connections[name]?.main?.push([{ node: FAILED, type: 'main', index: 0 }]);
	}
	return {
		name: path,
		nodes: [
			webhook(path),
			...before,
			...nodesOf(steps, credential),
			answer(steps, 0),
			noOperation(FAILED, 440),
		],
		connections,
	};
}

/**
 * A production workflow of Instagram nodes that all fail: each is connected to the error output of the one before. A call
 * of its webhook answers with what left each of them by that output; if one does not fail, with what it puts out.
 */
export function failingWorkflow(path: string, steps: Step[], credential: UsedCredential): WorkflowJson {
	const connections = inARow(['Webhook', ...steps.map(({ name }) => name), ANSWER]);
	for (const { name } of steps) connections[name]?.main?.unshift([]);
	return {
		name: path,
		nodes: [webhook(path), ...nodesOf(steps, credential), answer(steps, 1)],
		connections,
	};
}
