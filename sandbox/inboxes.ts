import type { WorldState } from './state';

/** What a message has beside its text, or instead of it. */
export interface Attachment {
	type: string;
	payload?: Record<string, unknown>;
}

/** A message of a conversation. */
export interface Message {
	id: string;
	/** Whether the account sent it, not the person. */
	isOwn: boolean;
	at: number;
	text?: string;
	/** As it was sent. */
	attachment?: Attachment;
	/** Several images, as they were sent. */
	attachments?: Attachment[];
	quickReplies?: string[];
	reaction?: string;
	tag?: string;
	/** The story of the account that it replies to, or the one that mentions the account. */
	story?: { kind: 'reply' | 'mention'; id: string; url: string };
	/** The message that it answers. */
	replyTo?: string;
	/** How often the person has changed it. */
	edits?: number;
}

/** All that is attached to a message, sent alone or as one of several. */
export function attachedTo({
	attachment,
	attachments = [],
}: Pick<Message, 'attachment' | 'attachments'>): Attachment[] {
	return attachment ? [attachment] : attachments;
}

/** An account's conversation with a person. */
export interface Conversation {
	id: string;
	accountId: string;
	/** The person's id, as this account sees it. */
	userId: string;
	username: string;
	/** Oldest first. */
	messages: Message[];
	/** The app that has the conversation, if it is another one. */
	ownerAppId?: string;
}

/** Ice breakers and menu of an account, one entry per locale. */
export type MessengerProfile = Record<string, Array<Record<string, unknown>>>;

/** Ids of conversations and messages are no numbers. */
function opaqueId(text: string): string {
	return Buffer.from(`ig_${text}`).toString('base64url');
}

/** What people and accounts write to each other. */
export class Inboxes {
	readonly conversations = new Map<string, Conversation>();

	/** Comments that have had their private reply. */
	readonly answeredComments = new Set<string>();

	/** What accounts have shown: typing, seen. Newest last. */
	readonly actions: Array<{ accountId: string; userId: string; action: string }> = [];

	/** Messenger profiles by account. */
	readonly profiles = new Map<string, MessengerProfile>();

	/** People that accounts have blocked or moved to spam, as `account:person:action`. */
	readonly moderated = new Set<string>();

	private count = 0;

	constructor(private readonly world: Pick<WorldState, 'touch'>) {}

	/** The conversation of an account with a person; a new one if there is none. */
	open(accountId: string, userId: string, username: string): Conversation {
		const id = opaqueId(`thread:${accountId}:${userId}`);
		const conversation = this.conversations.get(id) ?? { id, accountId, userId, username, messages: [] };
		this.conversations.set(id, conversation);
		return conversation;
	}

	add(conversation: Conversation, message: Omit<Message, 'id'>): Message {
		this.count += 1;
		const added = { id: opaqueId(`message:${conversation.accountId}:${this.count}`), ...message };
		conversation.messages.push(added);
		this.world.touch();
		return added;
	}

	with(accountId: string, userId: string): Conversation | undefined {
		return this.of(accountId).find((conversation) => conversation.userId === userId);
	}

	/** The conversations of an account, the one with the newest message first. */
	of(accountId: string): Conversation[] {
		const newest = ({ messages }: Conversation) => messages.at(-1)?.at ?? 0;
		return [...this.conversations.values()]
			.filter((conversation) => conversation.accountId === accountId)
			.sort((one, other) => newest(other) - newest(one));
	}
}
