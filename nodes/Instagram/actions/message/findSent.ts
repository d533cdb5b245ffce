import { accountRecord } from '../../accounts';
import { GraphError } from '../../graph/errors';
import { asError } from '../../graph/thrown';
import type { ItemRun } from '../operation';
import type { Inbox } from './inbox';

/** A message on its way. */
export interface Sending {
	/** Instagram-scoped id of the person; not known for a private reply. */
	recipientId?: string;
	text: string;
	/** Milliseconds since the epoch. */
	sentAt: number;
	/** Messages that are known to be other ones. */
	others: ReadonlySet<string>;
}

interface Person {
	id?: string;
	username?: string;
}

interface Found {
	id: string;
	created_time?: string;
	from?: Person;
	to?: { data?: Person[] };
	message?: string;
}

interface Conversation {
	messages?: { data?: Found[] };
}

/** What Meta answers to a message. */
export type SentMessage = { recipient_id?: string; message_id: string };

/** Waits before each look; the first leaves Meta time to finish what it was doing. */
const LOOK_AFTER_MS = [2_000, 5_000, 10_000];

/**
 * How much Meta's clock may be behind ours, beside the second to which it rounds. Little, because an earlier message
 * with the same text must not be taken for this one: that would lose it.
 */
const CLOCK_SKEW_MS = 5_000;

/** The conversation with the recipient, or the newest ones; and the newest messages of each. */
const CONVERSATIONS = 10;
const MESSAGES = 20;

function isOwn(from: Person | undefined, own: ReadonlySet<string>): boolean {
	return [from?.id, from?.username].some((name) => name !== undefined && own.has(name));
}

/** Whether a message can be the one that was sent. */
export function fits(message: Found, { text, sentAt, others }: Sending, own: ReadonlySet<string>): boolean {
	if (others.has(message.id) || (message.message ?? '').trim() !== text.trim()) return false;
	if (!isOwn(message.from, own)) return false;
	// 2026-11-22T08:00:00+0000: Date needs the colon in the offset that Meta leaves out.
	const time = Date.parse((message.created_time ?? '').replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
	return !Number.isNaN(time) && time >= sentAt - CLOCK_SKEW_MS;
}

async function look({ connection }: ItemRun, inbox: Inbox, sending: Sending): Promise<Found[]> {
	const { id, username, pageId } = await accountRecord(connection, inbox.account);
	const own = new Set([id, username, pageId].filter((name) => name !== undefined));
	const call = inbox.call({
		method: 'GET',
		path: `/${inbox.owner}/conversations`,
		query: {
			platform: 'instagram',
			user_id: sending.recipientId,
			fields: `id,messages.limit(${MESSAGES}){id,created_time,from,to,message}`,
		},
		repeatable: true,
	});
	const { records } = await connection.graph.page<Conversation>(call, { pageSize: CONVERSATIONS });
	return records
		.flatMap(({ messages }) => messages?.data ?? [])
		.filter((message) => fits(message, sending, own));
}

/**
 * Looks for a message that was sent without a clear answer: by its text, its time and the account as its sender.
 *
 * @returns the message, or `undefined` where none or several fit
 */
export async function findSent(
	run: ItemRun,
	inbox: Inbox,
	sending: Sending,
): Promise<SentMessage | undefined> {
	for (const wait of LOOK_AFTER_MS) {
		await run.connection.clock.sleep(wait);
		try {
			const [only, ...more] = await look(run, inbox, sending);
			if (!only) continue;
			if (more.length > 0) return undefined;
			const recipient = sending.recipientId ?? only.to?.data?.[0]?.id;
			return { ...(recipient === undefined ? {} : { recipient_id: recipient }), message_id: only.id };
		} catch (error) {
			// What cannot be read now may be readable at the next look.
			if (!(error instanceof GraphError)) throw asError(error);
		}
	}
	return undefined;
}
