import { resolveAccount } from '../../connection/accounts';
import { accountLocator } from '../../descriptions/account';
import { readPublishingLimit } from '../../publishing/quota';
import type { Operation } from '../operation';
import { readLocator } from '../parameters';

/** How many posts the account may still publish today. */
export const getPublishingLimit: Operation = {
	properties: [accountLocator],
	async execute(run) {
		const account = await resolveAccount(run.connection, readLocator(run, 'account'));
		return { ...(await readPublishingLimit(run.connection.graph, account)) };
	},
};
