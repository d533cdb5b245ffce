import type { INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

/** Name of the node that `runWorkflow` adds before the given ones; its items are the workflow's input. */
export const START_NODE = 'Start';

function passThrough(name: string, trigger: boolean): INodeType {
	const description: INodeTypeDescription = {
		displayName: name,
		name,
		group: [trigger ? 'trigger' : 'transform'],
		version: [1, 1.1, 1.2, 1.3, 2, 3, 3.1, 3.2, 3.3, 3.4],
		description: 'Hands its input on',
		defaults: { name },
		inputs: trigger ? [] : [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		properties: [],
	};
	return {
		description,
		// n8n looks for this group to find where a workflow starts.
		...(trigger ? { trigger: async () => ({}) } : {}),
		async execute() {
			return [this.getInputData()];
		},
	};
}

/** Sets fields like n8n's Edit Fields in its manual mode: `assignments.assignments[] = { name, value }`. */
const set: INodeType = {
	description: {
		...passThrough('set', false).description,
		displayName: 'Edit Fields',
		// n8n drops values of undeclared parameters.
		properties: [{ displayName: 'Fields', name: 'assignments', type: 'assignmentCollection', default: {} }],
	},
	async execute() {
		const items = this.getInputData().map((item, index) => {
			const { assignments = [] } = this.getNodeParameter('assignments', index, {}) as {
				assignments?: Array<{ name: string; value: unknown }>;
			};
			const fields = Object.fromEntries(assignments.map(({ name, value }) => [name, value]));
			return { json: fields as typeof item.json, binary: item.binary, pairedItem: { item: index } };
		});
		return [items];
	},
};

/** Replacements for the few n8n nodes that tests and example workflows use next to the nodes of this package. */
export const standInNodes: Record<string, INodeType> = {
	'n8n-nodes-base.manualTrigger': passThrough('manualTrigger', true),
	'n8n-nodes-base.scheduleTrigger': passThrough('scheduleTrigger', true),
	'n8n-nodes-base.noOp': passThrough('noOp', false),
	'n8n-nodes-base.stickyNote': passThrough('stickyNote', false),
	'n8n-nodes-base.set': set,
};
