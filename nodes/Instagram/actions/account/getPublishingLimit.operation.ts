import { resolveAccount } from '../../accounts';
import { accountLocator } from '../../descriptions/locators';
import { readPublishingLimit } from '../../publishing/quota';
import type { Operation } from '../operation';
import { locatorValue } from '../parameters';

/** How many posts the account may still publish today. */
export const getPublishingLimit: Operation = {
	properties: [accountLocator],
	async execute(run) {
		const account = await resolveAccount(run.connection, locatorValue(run, 'account'));
		return { ...(await readPublishingLimit(run.connection.graph, account)) };
	},
};
