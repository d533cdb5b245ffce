import type { IDataObject } from 'n8n-workflow';

import type { Connection } from './connect';
import { withPageToken } from './pageTokens';
import type { FileReference } from '../files/filesOf';
import { filesOfMessage } from '../files/filesOf';
import { readMediaUrl } from '../graph/readObject';
import type { GraphCall } from '../graph/types';
import { flattenEdges } from '../parameters/flattenEdges';

/** The inbox of an account. */
export interface Inbox {
	/** The account's ID, or `me`. */
	account: string;
	/** The parent of the edges `messages` and `conversations`: the account, or with Facebook Login its Page. */
	owner: string;
	/** Completes a call to the inbox, with the Page's token if one is needed. */
	call(call: Omit<GraphCall, 'permission' | 'accountId' | 'accessToken'>): GraphCall;
}

/**
 * Runs `work` with the inbox of an account. With Facebook Login, messages belong to the Page.
 *
 * @param account from `resolveAccount`
 * @param work runs a second time if Meta rejects the Page's token the first time
 * @see https://developers.facebook.com/docs/messenger-platform/instagram
 */
export async function inInboxOf<T>(
	connection: Connection,
	account: string,
	work: (inbox: Inbox) => Promise<T>,
): Promise<T> {
	const common = { permission: 'messages', accountId: account } as const;
	if (connection.settings.loginMethod === 'instagram') {
		return await work({ account, owner: account, call: (call) => ({ ...call, ...common }) });
	}
	return await withPageToken(
		connection,
		account,
		async ({ pageId, accessToken }) =>
			await work({ account, owner: pageId, call: (call) => ({ ...call, ...common, accessToken }) }),
	);
}

/**
 * Asks Meta for a new URL of a file: of a media, or of an attachment of one of the 20 newest messages of a conversation.
 *
 * @param account returns the account whose inbox has the message, from `resolveAccount`
 * @returns `undefined` if Meta gives none
 * @throws GraphError
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/conversations-api
 */
export async function readFileUrl(
	connection: Connection,
	{ mediaId, attachment }: FileReference,
	account: () => Promise<string>,
): Promise<string | undefined> {
	const { graph } = connection;
	if (mediaId !== undefined) return await readMediaUrl(graph, mediaId);
	if (!attachment) return undefined;
	const { messageId: id, index } = attachment;
	const message = await inInboxOf(connection, await account(), async ({ call }) =>
		graph.call<IDataObject>(
			call({ method: 'GET', path: `/${id}`, query: { fields: 'id,attachments' }, repeatable: true }),
		),
	);
	return filesOfMessage(flattenEdges(message)).find((file) => file.attachment?.index === index)?.url;
}
