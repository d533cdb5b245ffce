import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

import type { IDataObject, INode, IRunData } from 'n8n-workflow';

import type { OutputSchema } from '../../tools/n8n-harness/outputSchema';
import { mismatches } from '../../tools/n8n-harness/outputSchema';
import { isWorkflowTest } from './operationsRun';

const nodesFolder = path.resolve(__dirname, '..', '..', 'nodes');

const schemas = new Map<string, OutputSchema | undefined>();

/** Fields of recorded answers to other requests, as a path in the item. The node does not ask Meta for them. */
const UNASKED: Readonly<Record<string, readonly string[]>> = {
	'account/discover': ['ig_id'],
	'hashtag/getMedia': ['children[].permalink'],
	'media/get': ['boost_ads_list', 'copyright_check_information', 'ig_id'],
	'media/getMany': ['name', 'children[].permalink', 'children[].shortcode'],
};

/** They return what the user has asked Meta for. */
const ANY_OUTPUT: ReadonlySet<string> = new Set(['api/request']);

function read(file: string): OutputSchema | undefined {
	const whole = path.join(nodesFolder, file);
	return existsSync(whole) ? (JSON.parse(readFileSync(whole, 'utf8')) as OutputSchema) : undefined;
}

function schemaIn(folder: string, name: string): OutputSchema | undefined {
	const file = `${folder}/__schema__/v1.0.0/${name}.json`;
	if (!schemas.has(file)) schemas.set(file, read(file));
	return schemas.get(file);
}

/**
 * Compares items that a workflow test has got with the output schema that ships. Does nothing outside such a test.
 *
 * @param folder of the node below `nodes`
 * @param name of the schema: `resource/operation`, or `output` for a trigger
 * @throws Error that names what the schema does not have
 */
export function checkItems(folder: string, name: string, items: readonly IDataObject[]): void {
	if (!isWorkflowTest() || ANY_OUTPUT.has(name)) return;
	const schema = schemaIn(folder, name);
	if (!schema) return;
	const found = items.filter((item) => !('error' in item)).flatMap((item) => mismatches(schema, item));
	const wrong = new Set(
		found
			.filter(({ place }) => !UNASKED[name]?.includes(place.replace(/\[\d+\]/g, '[]')))
			.map(({ place, problem }) => `${place} ${problem}`),
	);
	if (wrong.size === 0) return;
	throw new Error(
		`The output does not fit nodes/${folder}/__schema__/v1.0.0/${name}.json: ${[...wrong].join('; ')}. Add a run that returns it to ${name === 'output' ? 'eventVariants.ts' : 'variants.ts'} in scripts/docs/examples, then npm run docs.`,
	);
}

/** Compares the outputs of all Instagram nodes of a workflow with their schemas. @throws Error like `checkItems` */
export function checkOutputs(nodes: readonly INode[], runData: IRunData): void {
	for (const { name, type, parameters } of nodes) {
		const { resource, operation, simplify } = parameters;
		if (!type.endsWith('.instagram') || typeof resource !== 'string' || typeof operation !== 'string')
			continue;
		// The schema is that of the simplified output, which is the default.
		if (simplify === false) continue;
		const items = (runData[name] ?? []).flatMap(({ data }) => (data?.main ?? []).flat());
		checkItems(
			'Instagram',
			`${resource}/${operation}`,
			items.flatMap((item) => (item ? [item.json] : [])),
		);
	}
}
