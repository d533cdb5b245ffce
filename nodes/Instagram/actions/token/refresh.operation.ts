import { defineOperation } from '../operation';
import { describeToken } from './shared';

export const refresh = defineOperation({
	name: 'Refresh',
	action: 'Refresh token',
	description: "Renew the credential's access token, for example to keep a rarely used one alive",
	parameters: [],
	async execute({ connection }) {
		const { refreshed, reason } = await connection.token.refresh();
		return { ...(await describeToken(connection)), refreshed, ...(refreshed ? {} : { reason }) };
	},
});
