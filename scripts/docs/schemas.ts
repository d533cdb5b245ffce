import type { IDataObject } from 'n8n-workflow';

import { mergeSchemas, schemaOf } from '../../tools/n8n-harness/outputSchema';

/** The version of the nodes, as n8n writes it in the path of a schema. */
const VERSION = 'v1.0.0';

/** A schema as n8n's own nodes have it. */
function schemaFile(outputs: readonly IDataObject[]): string {
	return JSON.stringify({ ...outputs.map(schemaOf).reduce(mergeSchemas, {}), version: 1 });
}

/**
 * The schema of an operation's output, where n8n's editor asks for it.
 *
 * @see https://docs.n8n.io/data/schema-preview/
 */
export function operationSchema(
	resource: string,
	operation: string,
	outputs: readonly IDataObject[],
): Record<string, string> {
	return {
		[`nodes/Instagram/__schema__/${VERSION}/${resource}/${operation}.json`]: schemaFile(outputs),
	};
}

/** The schema of a trigger's output, where n8n's AI builder looks for it. The editor shows none for triggers. */
export function triggerSchema(trigger: string, outputs: readonly IDataObject[]): Record<string, string> {
	const folder = trigger.charAt(0).toUpperCase() + trigger.slice(1);
	return { [`nodes/${folder}/__schema__/${VERSION}/output.json`]: schemaFile(outputs) };
}
