import { appendFileSync } from 'node:fs';
import path from 'node:path';

import type { INode, IRunData } from 'n8n-workflow';

/** The operations (`resource.operation`) of the workflow's nodes that have returned a successful item. */
export function operationsIn(nodes: readonly INode[], runData: IRunData): string[] {
	return nodes
		.filter(({ name }) =>
			(runData[name] ?? []).some(({ data }) =>
				(data?.main ?? []).some((items) => (items ?? []).some(({ json }) => !('error' in json))),
			),
		)
		.flatMap(({ parameters: { resource, operation } }) =>
			typeof resource === 'string' && typeof operation === 'string' ? [`${resource}.${operation}`] : [],
		);
}

/** Whether this is a test in test/workflow. */
export function isWorkflowTest(): boolean {
	return path.basename(path.dirname(expect.getState().testPath ?? '')) === 'workflow';
}

/** Records which operations a workflow test has run, for operationsReporter.cjs. */
export function noteOperations(nodes: readonly INode[], runData: IRunData): void {
	const folder = process.env.OPERATIONS_RUN;
	if (folder === undefined || !isWorkflowTest()) return;
	const ran = operationsIn(nodes, runData);
	const { testPath = '' } = expect.getState();
	if (ran.length > 0) appendFileSync(path.join(folder, path.basename(testPath)), `${ran.join('\n')}\n`);
}
