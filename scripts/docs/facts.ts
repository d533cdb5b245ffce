import type { INodeProperties, INodePropertyOptions, INodeType } from 'n8n-workflow';

import { propertiesOf } from '../../nodes/Instagram/actions/operation';
import { resources } from '../../nodes/Instagram/actions/resources';
import type { LoginMethod } from '../../nodes/Instagram/graph/types';
import type { Sandbox } from '../../sandbox';
import type { LoadedPackage } from '../../tools/n8n-harness/loadPackage';
import type { Access } from './access';
import { accessOf } from './access';
import type { Example, Outcome, Setting } from './example';
import { runExample } from './example';
import { EXAMPLES } from './examples';

/** An example that was run. */
export interface ShownExample {
	title?: string;
	outcome: Outcome;
}

/** All that the pages tell of an operation. */
export interface OperationFacts {
	/** `Post > Publish` */
	name: string;
	description: string;
	access: Access;
	/** Its own parameters, without resource and operation. */
	properties: readonly INodeProperties[];
	examples: readonly ShownExample[];
}

export interface ResourceFacts {
	name: string;
	operations: readonly OperationFacts[];
}

function optionsOf(properties: readonly INodeProperties[], name: string): INodePropertyOptions[] {
	const property = properties.find((candidate) => candidate.name === name);
	return (property?.options ?? []) as INodePropertyOptions[];
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
): Promise<Pick<OperationFacts, 'access' | 'examples'>> {
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
	return { access, examples };
}

/** Resources and operations in the order of the editor, their examples run on the sandbox. */
export async function resourceFacts(sandbox: Sandbox, { loader }: LoadedPackage): Promise<ResourceFacts[]> {
	const facts: ResourceFacts[] = [];
	const { properties: shownFirst } = (loader.getNode('instagram').type as INodeType).description;
	for (const choice of optionsOf(shownFirst, 'resource')) {
		const value = String(choice.value);
		const { properties = [], operations = {} } = resources[value] ?? {};
		const described: OperationFacts[] = [];
		for (const option of optionsOf(properties, 'operation')) {
			const name = String(option.value);
			const operation = operations[name];
			described.push({
				name: `${choice.name} > ${option.name}`,
				description: option.description ?? '',
				properties: operation ? propertiesOf(operation) : [],
				...(await operationFacts(sandbox, { resource: value, name })),
			});
		}
		facts.push({ name: choice.name, operations: described });
	}
	return facts;
}
