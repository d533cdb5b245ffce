import { resolveAccount } from '../../accounts';
import type { GraphCall } from '../../graph/types';
import { asPage } from '../../pages';
import type { ItemRun } from '../operation';
import { locatorValue } from '../parameters';

/** Whose inbox a call is about. */
export interface Inbox {
	/** The account, as it stands in paths. */
	account: string;
	/** What the edges `messages` and `conversations` are below: the account, or with Facebook Login its Page. */
	owner: string;
	/** Makes a call of the inbox: with the Page's token where one is needed. */
	call(call: Omit<GraphCall, 'permission' | 'accountId' | 'accessToken'>): GraphCall;
}

/**
 * Works in the inbox of the account that an item names. With Facebook Login messages belong to the Page.
 *
 * @param work is carried out a second time where Meta did not accept the Page's token the first time
 * @see https://developers.facebook.com/docs/messenger-platform/instagram
 */
export async function inInbox<T>(run: ItemRun, work: (inbox: Inbox) => Promise<T>): Promise<T> {
	const { connection } = run;
	const account = await resolveAccount(connection, locatorValue(run, 'account'));
	const common = { permission: 'messages', accountId: account } as const;
	if (connection.settings.loginMethod === 'instagram') {
		return await work({ account, owner: account, call: (call) => ({ ...call, ...common }) });
	}
	return await asPage(
		connection,
		account,
		async ({ pageId, accessToken }) =>
			await work({ account, owner: pageId, call: (call) => ({ ...call, ...common, accessToken }) }),
	);
}
