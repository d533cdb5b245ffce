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

/** Puts out one item: the items of each step, by its name. */
function answer(steps: Step[]): WorkflowNode {
	const items = steps.map(({ name }) => `'${name}': $('${name}').all().map((item) => item.json)`);
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

/**
 * A production workflow of Instagram nodes that follow each other and read what the earlier ones put out. A call of its
 * webhook answers with the items of all of them; where one fails, with what leaves it by its error output.
 */
export function chainWorkflow(path: string, steps: Step[], credential: UsedCredential): WorkflowJson {
	const nodes = steps.map(({ name, parameters, forEach = false }, index): WorkflowNode => ({
		...instagramNode(parameters, credential),
		id: `6d2f1b5e-0000-4000-8000-00000000002${index}`,
		name,
		position: [440 + 220 * index, 200],
		onError: 'continueErrorOutput',
		executeOnce: !forEach,
	}));
	const names = ['Webhook', ...steps.map(({ name }) => name), ANSWER];
	const connections = inARow(names);
	for (const { name } of steps) {
		connections[name]?.main?.push([{ node: FAILED, type: 'main', index: 0 }]);
	}
	return {
		name: path,
		nodes: [webhook(path), ...nodes, answer(steps), noOperation(FAILED, 440)],
		connections,
	};
}
