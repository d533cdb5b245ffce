import type { Account } from '../model';
import { accountFor } from './accounts';
import type { AuthorizedCall, Route } from './call';
import { conversationRoute, conversationsRoute, messageRoute } from './conversations';
import { needsPageToken } from './errors';
import { sendRoute } from './messages';

const EDGES = new Set(['messages', 'conversations']);

interface Found {
	route: Route;
	accountId: string;
}

/** Whose inbox `id` is: an account's, or with Facebook Login that of the Page which the token speaks for. */
function ownerOf(call: AuthorizedCall, id: string): Account | undefined {
	const { world, token, loginMethod } = call;
	if (loginMethod === 'instagram') return accountFor(call, id);
	const pageId = id === 'me' ? token.pageId : id;
	if (pageId === undefined || !token.pageIds.includes(pageId)) return undefined;
	if (token.kind !== 'page' || token.pageId !== pageId) throw needsPageToken();
	const accountId = world.pages.get(pageId)?.accountId;
	return accountId !== undefined && token.accountIds.includes(accountId)
		? world.accounts.get(accountId)
		: undefined;
}

/** Messages and conversations, by whom they belong to or by their own ids. */
export function inboxRoute(call: AuthorizedCall, id: string, edge: string): Found | undefined {
	const { world, token, loginMethod } = call;
	if (EDGES.has(edge)) {
		const owner = ownerOf(call, id);
		const route = owner && (sendRoute(call, owner, edge) ?? conversationsRoute(call, owner, edge));
		if (owner && route) return { route, accountId: owner.id };
	}
	for (const conversation of world.inboxes.conversations.values()) {
		if (!token.accountIds.includes(conversation.accountId)) continue;
		const message = conversation.messages.find((one) => one.id === id);
		if (conversation.id !== id && !message) continue;
		if (loginMethod === 'facebook' && token.kind !== 'page') throw needsPageToken();
		const route = message
			? messageRoute(call, conversation, message, edge)
			: conversationRoute(call, conversation, edge);
		if (route) return { route, accountId: conversation.accountId };
	}
	return undefined;
}
