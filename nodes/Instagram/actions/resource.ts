import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';

import type { Operation, Resource } from './operation';

/** Puts a resource together: the choice of its operations and, below it, each operation's own parameters. */
export function defineResource(
	resource: string,
	operations: Readonly<Record<string, Operation>>,
	options: INodePropertyOptions[],
	defaultOperation: string,
): Resource {
	const choice: INodeProperties = {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [resource] } },
		options,
		default: defaultOperation,
	};
	const parameters = Object.entries(operations).flatMap(([operation, { properties }]) =>
		updateDisplayOptions({ show: { resource: [resource], operation: [operation] } }, properties),
	);
	return { properties: [choice, ...parameters], operations };
}
