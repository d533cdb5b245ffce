import type { Conversation, Message } from '../inboxes';
import type { Comment } from '../engagement';
import type { Account, Container, Page, PublishedMedia } from '../model';
import type { AuthorizedCall } from './call';
import { needsPageToken } from './errors';

/** What an id in a path can belong to. */
export interface Targets {
	account: Account;
	/** The account whose messages these are; with Facebook Login they are reached by its Page. */
	inbox: Account;
	page: Page;
	business: { id: string; name: string };
	media: PublishedMedia;
	container: Container;
	comment: Comment;
	conversation: Conversation;
	message: { conversation: Conversation; message: Message };
	/** A person who has written a message or a comment, as an account sees them. */
	person: Person;
	/** Any id, known or not. */
	any: string;
}

interface Person {
	accountId: string;
	id: string;
	username: string;
	/** Whether the person has written to the account; a comment does not count. */
	hasWritten: boolean;
}

export type Kind = keyof Targets;

type Find<K extends Kind> = (call: AuthorizedCall, id: string) => Targets[K] | undefined;

/** An account that the token may act on, by its id, by the id within the app, or as `me`. */
const findAccount: Find<'account'> = ({ world, token, loginMethod }, id) => {
	const granted = token.accountIds.flatMap((accountId) => world.accounts.get(accountId) ?? []);
	if (loginMethod === 'facebook') return granted.find((account) => account.id === id);
	return granted.find((account) => id === 'me' || account.id === id || account.appScopedId === id);
};

const findPage: Find<'page'> = ({ world, token }, id) => {
	const pageId = id === 'me' ? token.pageId : id;
	return pageId !== undefined && token.pageIds.includes(pageId) ? world.pages.get(pageId) : undefined;
};

/** @throws MetaRefusal where the token is not that of the Page */
const findInbox: Find<'inbox'> = (call, id) => {
	const { world, token, loginMethod } = call;
	if (loginMethod === 'instagram') return findAccount(call, id);
	const page = findPage(call, id);
	if (!page) return undefined;
	if (token.kind !== 'page' || token.pageId !== page.id) throw needsPageToken();
	return page.accountId !== undefined && token.accountIds.includes(page.accountId)
		? world.accounts.get(page.accountId)
		: undefined;
};

/** A published media that belongs to one of the token's accounts. */
const findMedia: Find<'media'> = ({ world, token }, id) => {
	const media = world.media.get(id);
	return media && token.accountIds.includes(media.accountId) ? media : undefined;
};

export const findContainer: Find<'container'> = ({ world, token }, id) => {
	const container = world.containers.get(id);
	return container && token.accountIds.includes(container.accountId) ? container : undefined;
};

const findComment: Find<'comment'> = (call, id) => {
	const comment = call.world.engagement.comments.get(id);
	return comment && findMedia(call, comment.mediaId) ? comment : undefined;
};

function requirePageToken({ token, loginMethod }: AuthorizedCall): void {
	if (loginMethod === 'facebook' && token.kind !== 'page') throw needsPageToken();
}

function ownConversations({ world, token }: AuthorizedCall): Conversation[] {
	return [...world.inboxes.conversations.values()].filter(({ accountId }) =>
		token.accountIds.includes(accountId),
	);
}

const findConversation: Find<'conversation'> = (call, id) => {
	const conversation = ownConversations(call).find((one) => one.id === id);
	if (conversation) requirePageToken(call);
	return conversation;
};

const findMessage: Find<'message'> = (call, id) => {
	for (const conversation of ownConversations(call)) {
		const message = conversation.messages.find((one) => one.id === id);
		if (!message) continue;
		requirePageToken(call);
		return { conversation, message };
	}
	return undefined;
};

/** A Page's token speaks for the account of its Page, one of Instagram Login for its only account. */
function ownAccountId({ world, token }: AuthorizedCall): string | undefined {
	return token.pageId === undefined ? token.accountIds[0] : world.pages.get(token.pageId)?.accountId;
}

const findPerson: Find<'person'> = (call, id) => {
	const { inboxes, engagement } = call.world;
	const comment = [...engagement.comments.values()].find((one) => one.fromId === id && !one.accountId);
	const written = [...inboxes.conversations.values()].filter(({ userId }) => userId === id);
	const username = comment?.username ?? written[0]?.username;
	if (username === undefined) return undefined;
	requirePageToken(call);
	const accountId = ownAccountId(call) ?? '';
	const messages = written.find((one) => one.accountId === accountId)?.messages ?? [];
	return { accountId, id, username, hasWritten: messages.some(({ isOwn }) => !isOwn) };
};

interface KindRow<K extends Kind> {
	/** `undefined` where the id is not of this kind, or the token may not see it. */
	find: Find<K>;
	/** The account whose rate limit a call counts against. */
	accountId(call: AuthorizedCall, target: Targets[K]): string | undefined;
}

export const KINDS: { readonly [K in Kind]: KindRow<K> } = {
	account: { find: findAccount, accountId: (_call, { id }) => id },
	inbox: { find: findInbox, accountId: (_call, { id }) => id },
	page: { find: findPage, accountId: () => undefined },
	business: { find: ({ world }, id) => world.businesses.get(id), accountId: () => undefined },
	media: { find: findMedia, accountId: (_call, { accountId }) => accountId },
	container: { find: findContainer, accountId: (_call, { accountId }) => accountId },
	comment: {
		find: findComment,
		accountId: ({ world }, { mediaId }) => world.media.get(mediaId)?.accountId,
	},
	conversation: { find: findConversation, accountId: (_call, { accountId }) => accountId },
	message: { find: findMessage, accountId: (_call, { conversation }) => conversation.accountId },
	person: { find: findPerson, accountId: (_call, { accountId }) => accountId },
	any: { find: (_call, id) => id, accountId: () => undefined },
};
