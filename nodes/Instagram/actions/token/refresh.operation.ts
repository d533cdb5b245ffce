import type { Operation } from '../operation';
import { describeToken } from './shared';

/** Renews the token, so that a Schedule Trigger can keep a rarely used credential alive. */
export const refresh: Operation = {
	properties: [],
	async execute(run) {
		const { refreshed, reason } = await run.connection.token.refresh();
		return { ...(await describeToken(run.connection)), refreshed, ...(refreshed ? {} : { reason }) };
	},
};
