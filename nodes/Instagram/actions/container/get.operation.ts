import { containerIdProperty } from '../../descriptions/containerId';
import { readId } from '../../parameters/inputError';
import { readContainer } from '../../publishing/containerStatus';
import type { Operation } from '../operation';

/** The state of a container. */
export const get: Operation = {
	properties: [containerIdProperty],
	concurrent: true,
	async execute(run) {
		const containerId = readId(run.parameter('containerId', ''), 'Container ID');
		return { ...(await readContainer(run.connection.graph, containerId)) };
	},
};
