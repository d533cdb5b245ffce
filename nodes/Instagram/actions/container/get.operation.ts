import { readContainer } from '../../publishing/containerStatus';
import { defineOperation } from '../operation';
import { containerId } from './shared';

export const get = defineOperation({
	name: 'Get',
	action: 'Get container',
	description: 'Check the processing status of a container',
	parameters: [containerId],
	concurrent: true,
	async execute({ connection, read }) {
		return { ...(await readContainer(connection.graph, read(containerId))) };
	},
});
