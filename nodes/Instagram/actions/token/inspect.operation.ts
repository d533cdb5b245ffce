import type { Operation } from '../operation';
import { describeToken } from './shared';

/** When the token expires and what it may do; never the token itself. */
export const inspect: Operation = {
	properties: [],
	acceptsDeadToken: true,
	async execute(run) {
		return await describeToken(run.connection);
	},
};
