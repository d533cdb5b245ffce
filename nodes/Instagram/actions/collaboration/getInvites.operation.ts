import type { IDataObject } from 'n8n-workflow';

import { resolveAccount } from '../../connection/accounts';
import { account } from '../../descriptions/account';
import { paging, readLimit } from '../../descriptions/paging';
import type { GraphCall } from '../../graph/types';
import { defineOperation } from '../operation';

/** The read of the invites that an account has not answered. */
export function invitesCall(accountId: string): GraphCall {
	return { method: 'GET', path: `/${accountId}/collaboration_invites`, repeatable: true, accountId };
}

/** @see https://developers.facebook.com/docs/instagram-platform/instagram-api-with-facebook-login/collaboration (2026-04-22) */
export const getInvites = defineOperation({
	name: 'Get Invites',
	action: 'Get collaboration invites',
	description: 'List the invites to collaborate on posts that the account has not answered',
	only: 'facebook',
	parameters: [account, ...paging],
	concurrent: true,
	async execute({ connection, read }) {
		const limit = readLimit(read);
		const accountId = await resolveAccount(connection, read(account));
		const found: IDataObject[] = [];
		for await (const invite of connection.graph.records<IDataObject>(invitesCall(accountId), { limit }))
			found.push(invite);
		return found;
	},
});
