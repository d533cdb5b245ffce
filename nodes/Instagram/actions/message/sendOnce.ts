import type { IDataObject } from 'n8n-workflow';

import { GraphError } from '../../graph/errors';
import { asError } from '../../graph/thrown';
import { Journal } from '../../publishing/journal';
import type { ItemRun } from '../operation';
import type { Draft } from './draft';
import type { SentMessage } from './findSent';
import { findSent } from './findSent';
import type { Inbox } from './inbox';
import { inInbox } from './inbox';

/** To whom a message goes: a person, or the writer of a comment. */
export type Recipient = { id: string } | { comment_id: string };

/** How far the message of one item of one run has come. */
interface MessageEntry {
	/** When it was sent without a clear answer, milliseconds since the epoch. */
	sentAt?: number;
	sent?: SentMessage;
}

/** What this process has sent; n8n's Retry on Fail runs all items of a node again. */
const sentMessages = new Journal<MessageEntry>();

/** Messages that a run has sent, so that none is taken for another item's. */
class MessagesOfRun {
	readonly ids = new Set<string>();
}

function entryOf({ context, itemIndex }: ItemRun, content: unknown): MessageEntry {
	return sentMessages.entry({
		executionId: context.getExecutionId(),
		nodeId: context.getNode().id,
		runIndex: context.getWorkflowDataProxy(itemIndex).$runIndex as number,
		itemIndex,
		content,
	});
}

/** The message may be there or not, and running the item again could send it twice. */
function maybeSent(reason: GraphError | undefined): GraphError {
	return new GraphError({
		kind: 'noAnswer',
		...reason,
		message: `${reason?.message ?? 'An earlier try got no clear answer'}: the message may have been sent`,
		description:
			'Look at the conversation in the Instagram app before you run this again, or the person may get the message twice.',
		retry: 'never',
		outcome: 'unknown',
	});
}

/** @returns Meta's answer, or the error of one that does not tell whether the message has been sent */
async function send(
	{ connection }: ItemRun,
	inbox: Inbox,
	json: IDataObject,
): Promise<SentMessage | GraphError> {
	const path = `/${inbox.owner}/messages`;
	try {
		return await connection.graph.call<SentMessage>(
			inbox.call({ method: 'POST', path, json, repeatable: false }),
		);
	} catch (error) {
		if (error instanceof GraphError && error.outcome === 'unknown') return error;
		throw asError(error);
	}
}

/** Beyond 24 hours a message needs the tag, and the tag needs its type. */
function bodyOf(recipient: Recipient, { message, messagingType }: Draft, humanAgent: boolean): IDataObject {
	if (humanAgent) return { recipient, messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT', message };
	return { recipient, ...(messagingType ? { messaging_type: messagingType } : {}), message };
}

/**
 * Sends a message once. Where no clear answer comes, the conversation is read for it; what cannot be found there is
 * reported, never sent again. What this execution has already sent is returned.
 *
 * @throws GraphError that is not retryable where the message may have been sent
 */
export async function sendOnce(
	run: ItemRun,
	recipient: Recipient,
	draft: Draft,
	{ humanAgent = false }: { humanAgent?: boolean } = {},
): Promise<IDataObject> {
	const json = bodyOf(recipient, draft, humanAgent);
	const others = run.shared(MessagesOfRun).ids;
	return await inInbox(run, async (inbox) => {
		const entry = entryOf(run, [inbox.owner, json]);
		let reason: GraphError | undefined;
		if (!entry.sent && entry.sentAt === undefined) {
			const sentAt = run.connection.clock.now();
			const answer = await send(run, inbox, json);
			if (answer instanceof GraphError) {
				entry.sentAt = sentAt;
				reason = answer;
			} else {
				entry.sent = answer;
			}
		}
		if (!entry.sent && entry.sentAt !== undefined && draft.text !== undefined) {
			const recipientId = 'id' in recipient ? recipient.id : undefined;
			entry.sent = await findSent(run, inbox, {
				recipientId,
				text: draft.text,
				sentAt: entry.sentAt,
				others,
			});
		}
		if (!entry.sent) throw maybeSent(reason);
		others.add(entry.sent.message_id);
		return { ...entry.sent };
	});
}
