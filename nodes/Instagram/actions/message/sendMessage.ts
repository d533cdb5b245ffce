import type { IDataObject } from 'n8n-workflow';

import { accountRecord } from '../../connection/accounts';
import { GraphError } from '../../graph/errors/explain';
import { servedFileHint } from '../../publishing/media/source';
import { toError } from '../../shared/toError';
import type { SentTrace } from '../sendOnce';
import { isSentText, sendOnce } from '../sendOnce';
import type { ItemRun } from '../operation';
import type { Draft } from './draft';
import type { Inbox } from '../../connection/inbox';
import { inInbox } from './shared';

/** A person, or the author of a comment. */
export type Recipient = { id: string } | { comment_id: string };

/** Meta's answer to a message. */
type SentMessage = { recipient_id?: string; message_id: string };

interface Person {
	id?: string;
	username?: string;
}

interface Conversation {
	messages?: {
		data?: Array<{
			id: string;
			created_time?: string;
			from?: Person;
			to?: { data?: Person[] };
			message?: string;
		}>;
	};
}

/** How many conversations to search, and how many of the newest messages of each. */
const CONVERSATIONS = 10;
const MESSAGES = 20;

/** Identifies a message. The recipient of a private reply is not known. */
interface MessageTraits {
	recipientId?: string;
	text: string;
}

/** Lists the account's messages that may be the one that was sent. */
async function listSentMessages(
	{ connection }: ItemRun,
	inbox: Inbox,
	sent: SentTrace & MessageTraits,
): Promise<SentMessage[]> {
	const { recipientId } = sent;
	const { id: accountId, username, pageId } = await accountRecord(connection, inbox.account);
	const own = new Set([accountId, username, pageId]);
	const call = inbox.call({
		method: 'GET',
		path: `/${inbox.owner}/conversations`,
		query: {
			platform: 'instagram',
			user_id: recipientId,
			fields: `id,messages.limit(${MESSAGES}){id,created_time,from,to,message}`,
		},
		repeatable: true,
	});
	const { records } = await connection.graph.page<Conversation>(call, { pageSize: CONVERSATIONS });
	return records
		.flatMap(({ messages }) => messages?.data ?? [])
		.filter(({ id, created_time: time, from, message: text }) =>
			isSentText({ id, text, time, writers: [from?.id, from?.username] }, sent, own),
		)
		.map(({ id, to }) => {
			const recipient = recipientId ?? to?.data?.[0]?.id;
			return { ...(recipient === undefined ? {} : { recipient_id: recipient }), message_id: id };
		});
}

/** Meta does not document the format of message IDs. */
function messageIdIn(answer: unknown): string | undefined {
	const { message_id: id } = (answer ?? {}) as { message_id?: unknown };
	return typeof id === 'string' && id !== '' ? id : undefined;
}

/** How a message is sent. */
interface SendOptions {
	humanAgent?: boolean;
	/** The message that is answered. */
	replyTo?: string;
}

/**
 * After 24 hours a message needs the tag, and the tag needs its messaging type.
 *
 * @see https://developers.facebook.com/docs/messenger-platform/instagram/features/send-message (`reply_to`, 2025-12-19)
 */
function bodyOf(
	recipient: Recipient,
	{ message, messagingType }: Draft,
	{ humanAgent, replyTo }: SendOptions,
): IDataObject {
	const target = { recipient, ...(replyTo === undefined ? {} : { reply_to: { mid: replyTo } }) };
	if (humanAgent) return { ...target, messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT', message };
	return { ...target, ...(messagingType ? { messaging_type: messagingType } : {}), message };
}

/** Meta fetches a binary file from n8n. If it cannot, the address of n8n is what to look at. */
function explainFileError(error: unknown, { servedByN8n }: Draft): Error {
	if (!servedByN8n || !(error instanceof GraphError) || error.kind !== 'mediaFetch') return toError(error);
	return new GraphError({
		...error,
		message: error.message,
		description: `${error.description} ${servedFileHint(servedByN8n)}`,
	});
}

/**
 * Sends a message once. If the outcome is unknown, looks for it in the conversation.
 *
 * @throws GraphError that is not retryable if the message may have been sent
 */
export async function sendMessage(
	run: ItemRun,
	recipient: Recipient,
	draft: Draft,
	options: SendOptions = {},
): Promise<IDataObject> {
	const { text, fileKey } = draft;
	const json = bodyOf(recipient, draft, options);
	const recipientId = 'id' in recipient ? recipient.id : undefined;
	return await inInbox(run, async (inbox) => {
		const call = inbox.call({ method: 'POST', path: `/${inbox.owner}/messages`, json, repeatable: false });
		const sent = await sendOnce<SentMessage, MessageTraits>(run, {
			content: [inbox.owner, fileKey === undefined ? json : { ...json, message: fileKey }],
			send: async () => {
				try {
					return await run.connection.graph.call<SentMessage>(call);
				} catch (error) {
					throw explainFileError(error, draft);
				}
			},
			traits: text === undefined ? undefined : { recipientId, text },
			listCandidates: async (trace) => await listSentMessages(run, inbox, trace),
			idOf: messageIdIn,
			onUnknownOutcome: {
				what: 'The message may already have been sent',
				description:
					'Check the conversation in the Instagram app before you run this again; otherwise the person may get the message twice.',
			},
		});
		return { ...sent };
	});
}
