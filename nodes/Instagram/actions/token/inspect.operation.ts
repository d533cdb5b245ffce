import { defineOperation } from '../operation';
import { describeToken } from './shared';

export const inspect = defineOperation({
	name: 'Inspect',
	action: 'Inspect token',
	description: "Tell when the credential's access token expires and what it may do",
	parameters: [],
	acceptsDeadToken: true,
	async execute({ connection }) {
		return await describeToken(connection);
	},
});
