import { accountOfId, resolveAccount } from '../../connection/accounts';
import { withPageToken } from '../../connection/pageTokens';
import { account } from '../../descriptions/account';
import { GraphError } from '../../graph/errors/explain';
import { INVALID_TOKEN } from '../../graph/errors/row';
import type { GraphCall } from '../../graph/types';
import { hasValue } from '../../parameters/readers';
import { toError } from '../../shared/toError';
import type { ItemRun } from '../operation';

/**
 * Edges of a Page that take its own token only.
 *
 * @see https://developers.facebook.com/docs/graph-api/reference/page (2026-11-26)
 */
const PAGE_EDGES: ReadonlySet<string> = new Set([
	'conversations',
	'extend_thread_control',
	'message_attachments',
	'messages',
	'messenger_profile',
	'moderate_conversations',
	'pass_thread_control',
	'release_thread_control',
	'request_thread_control',
	'secondary_receivers',
	'subscribed_apps',
	'take_thread_control',
	'thread_owner',
]);

/** IDs of conversations and messages are no numbers; names of edges and `me` have no capitals and digits. */
const OPAQUE_ID = /[A-Z0-9]/;

/**
 * Whether a call that Meta has refused takes the Page's token. Nothing has happened then. For an object that only the Page
 * sees, such as a person, Meta may also say that it does not exist; that counts if the user has chosen an account.
 */
function isPageTokenNeeded(error: unknown, isAccountChosen: boolean): boolean {
	if (!(error instanceof GraphError)) return false;
	const { code, subcode, message } = error;
	if (code === 210 || (code === INVALID_TOKEN && /Page Access Token/i.test(message))) return true;
	return isAccountChosen && code === 100 && subcode === 33;
}

/** What a call needs besides the request itself. */
export type Access = Pick<GraphCall, 'accountId' | 'accessToken'>;

/**
 * Runs `work` with the token that a path needs. With Facebook Login that is the Page's token for a Page, its messages and
 * conversations. An ID of a person does not show its Page, so the call is first sent with the user's token and again with
 * the Page's token if Meta rejects it.
 *
 * @param work runs again, with the Page's token, if Meta has refused the user's
 * @throws InputError if the Page's token is needed and 'Account' does not say of which account
 */
export async function withAccess<T>(
	run: ItemRun,
	path: string,
	work: (access: Access) => Promise<T>,
): Promise<T> {
	const { connection, read } = run;
	const chosen = read(account);
	if (connection.settings.loginMethod === 'instagram')
		return await work({ accountId: await resolveAccount(connection, chosen) });

	const [, first = '', edge = ''] = path.split('/');
	const isNumber = /^\d+$/.test(first);
	// A list of accounts that cannot be read must not prevent a call that does not need it.
	const owner = isNumber ? await accountOfId(connection, first).catch(() => undefined) : undefined;
	const asPage = async () => {
		const accountId = owner?.id ?? (await resolveAccount(connection, chosen));
		return await withPageToken(
			connection,
			accountId,
			async ({ accessToken }) => await work({ accountId, accessToken }),
		);
	};
	const isConversation = !isNumber && OPAQUE_ID.test(first);
	if (PAGE_EDGES.has(edge) || isConversation || owner?.pageId === first) return await asPage();
	try {
		return await work({ accountId: owner?.id });
	} catch (error) {
		if (!isPageTokenNeeded(error, hasValue(chosen))) throw toError(error);
		return await asPage();
	}
}
