import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { propertiesOf } from '../../nodes/Instagram/actions/operation';
import { resources } from '../../nodes/Instagram/actions/resources';
import type { LoginMethod } from '../../nodes/Instagram/graph/types';
import type { Sandbox } from '../../sandbox';
import type { Access } from './access';
import { accessOf } from './access';
import type { Example, Outcome, Setting } from './example';
import { runExample } from './example';
import { EXAMPLES } from './examples';
import { VARIANTS } from './examples/variants';
import { outputsOf } from './outputs';

/** An example that was run. */
export interface ShownExample {
	title?: string;
	outcome: Outcome;
}

/** All that the pages tell of an operation. */
export interface OperationFacts {
	/** `Post > Publish` */
	name: string;
	value: string;
	description: string;
	access: Access;
	/** Its own parameters, without resource and operation. */
	properties: readonly INodeProperties[];
	examples: readonly ShownExample[];
	/** What it returned in all of its runs. */
	outputs: readonly IDataObject[];
}

export interface ResourceFacts {
	name: string;
	value: string;
	operations: readonly OperationFacts[];
}

function loginOf({ loginMethod }: Example, { instagram }: Access): LoginMethod {
	return loginMethod ?? (instagram === 'notOffered' ? 'facebook' : 'instagram');
}

async function run(sandbox: Sandbox, setting: Setting, example: Example): Promise<Outcome> {
	const outcome = await runExample(sandbox, setting, example);
	if (!outcome.error) return outcome;
	const { resource, name } = setting.operation;
	throw new Error(`The example '${example.title}' of ${resource} > ${name} fails: ${outcome.error.message}`);
}

async function operationFacts(
	sandbox: Sandbox,
	operation: Setting['operation'],
	properties: readonly INodeProperties[],
): Promise<Pick<OperationFacts, 'access' | 'examples' | 'outputs'>> {
	const [first, ...others] = EXAMPLES[operation.resource]?.[operation.name] ?? [];
	if (!first) {
		throw new Error(`${operation.resource} > ${operation.name} has no example in scripts/docs/examples`);
	}
	const { access, outcomes } = await accessOf(sandbox, operation, first);
	const examples: ShownExample[] = [{ title: first.title, outcome: outcomes[loginOf(first, access)] }];
	for (const example of others) {
		const setting = { operation, loginMethod: loginOf(example, access) };
		examples.push({ title: example.title, outcome: await run(sandbox, setting, example) });
	}
	const runs = [first, ...others, ...(VARIANTS[operation.resource]?.[operation.name] ?? [])];
	return { access, examples, outputs: await outputsOf(sandbox, operation, runs, properties) };
}

/** Resources and operations in the order of the editor, their examples run on the sandbox. */
export async function resourceFacts(sandbox: Sandbox): Promise<ResourceFacts[]> {
	const facts: ResourceFacts[] = [];
	for (const { name, value, operations } of Object.values(resources)) {
		const described: OperationFacts[] = [];
		for (const [operationName, operation] of Object.entries(operations)) {
			const properties = propertiesOf(operation);
			described.push({
				name: `${name} > ${operation.name}`,
				value: operationName,
				description: operation.description,
				properties,
				...(await operationFacts(sandbox, { resource: value, name: operationName }, properties)),
			});
		}
		facts.push({ name, value, operations: described });
	}
	return facts;
}
