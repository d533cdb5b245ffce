import { resolveAccount } from '../../connection/accounts';
import { account } from '../../descriptions/account';
import { readPublishingLimit } from '../../publishing/quota';
import { defineOperation } from '../operation';

export const getPublishingLimit = defineOperation({
	name: 'Get Publishing Limit',
	action: 'Get publishing limit of account',
	description: 'Check how many more posts the account can publish now (its quota counts the last 24 hours)',
	parameters: [account],
	async execute({ connection, read }) {
		const accountId = await resolveAccount(connection, read(account));
		return { ...(await readPublishingLimit(connection.graph, accountId)) };
	},
});
