import { defineOperation } from '../operation';
import { describeToken } from './shared';

export const inspect = defineOperation({
	name: 'Inspect',
	action: 'Inspect token',
	description: "Check when the credential's access token expires, what it is allowed to do, and what to fix",
	parameters: [],
	acceptsDeadToken: true,
	async execute({ connection }) {
		return await describeToken(connection);
	},
});
