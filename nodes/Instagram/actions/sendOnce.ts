import { GraphError, unreadableError } from '../graph/errors/explain';
import { toError } from '../shared/toError';
import { timeOf } from '../graph/answer';
import type { LedgerRecord } from '../publishing/idempotency/ledger';
import { digestOf, PublishLedger } from '../publishing/idempotency/ledger';
import { CLOCK_SKEW_MS, findOnlyMatch } from '../publishing/reconcile';
import { itemKeyOf } from './itemKey';
import type { ItemRun } from './operation';
import { processStore } from '../shared/processState';

/** What identifies something that was sent without a clear answer. */
export interface SentTrace {
	/** Milliseconds since the epoch. */
	sentAt: number;
	/** Ids that are known to belong to other items. */
	others: { has(id: string): boolean };
}

/** A write that must not happen twice, because people see it: a comment, a message. */
export interface IdempotentSend<Sent, Traits> {
	/** What is sent, and to whom. */
	content: unknown;
	/** Sends it. After a GraphError with an unknown outcome it may exist. */
	send(): Promise<Sent>;
	/** What distinguishes it from others; `undefined` if nothing does. */
	traits: Traits | undefined;
	/** Lists everything that it can be. */
	listCandidates(trace: SentTrace & Traits): Promise<Sent[]>;
	/** Its id; `undefined` if the answer has none and therefore confirms nothing. */
	idOf(sent: Sent): string | undefined;
	/** Message and description for the case that it may exist or not. */
	onUnknownOutcome: { what: string; description: string };
}

/** State of the write of one item. */
interface SendRecord extends LedgerRecord<unknown> {
	/** Traits to look for: a retry may have other parameters. */
	traits?: unknown;
}

/** What this process has sent. n8n's Retry on Fail runs all items of a node again. */
const sendLedger = processStore(new PublishLedger<SendRecord>());

/** Waits before each search. The first gives Meta time to finish the write. */
const LIST_AFTER_MS = [2_000, 5_000, 10_000];

/** A text in a list of Meta, with all ids and names of its writer. */
export interface ListedText {
	id: string;
	text?: string;
	/** Timestamp of Meta. */
	time?: string;
	writers: Array<string | undefined>;
}

/**
 * Whether a listed text can be the one that was sent.
 *
 * @param own ids and names of the accounts that may have sent it
 */
export function isSentText(
	{ id, text = '', time, writers }: ListedText,
	sent: SentTrace & { text: string },
	own: ReadonlySet<unknown>,
): boolean {
	if (sent.others.has(id) || text.trim() !== sent.text.trim()) return false;
	if (!writers.some((writer) => writer !== undefined && own.has(writer))) return false;
	return timeOf(time) >= sent.sentAt - CLOCK_SKEW_MS;
}

/** Sends it. @throws GraphError if the answer has no id */
async function sendForId<Sent, Traits>({ send, idOf }: IdempotentSend<Sent, Traits>): Promise<Sent> {
	const sent = await send();
	if (idOf(sent) === undefined) throw unreadableError('it contains no ID of what was sent', {});
	return sent;
}

/** Sends it, or looks for what an earlier attempt may have sent. */
async function reconcileSend<Sent, Traits extends object>(
	run: ItemRun,
	sending: IdempotentSend<Sent, Traits>,
	record: SendRecord & { result?: Sent; traits?: Traits },
	content: string,
): Promise<Sent> {
	let reason: GraphError | undefined;
	if (record.sentAt === undefined) {
		record.content = content;
		record.traits = sending.traits;
		const now = run.connection.clock.now();
		try {
			return await sendForId(sending);
		} catch (error) {
			if (!(error instanceof GraphError) || error.outcome !== 'unknown') throw toError(error);
			reason = error;
			record.sentAt = now;
		}
	}
	const { traits, sentAt } = record;
	const found =
		traits &&
		(await findOnlyMatch(
			run.connection.clock,
			LIST_AFTER_MS,
			async () => await sending.listCandidates({ ...traits, sentAt, others: sendLedger.ids }),
		));
	if (found !== undefined) return found;
	const { what, description } = sending.onUnknownOutcome;
	throw new GraphError({
		kind: 'network',
		...reason,
		message: `${what}. ${reason?.message ?? 'The previous attempt got no clear answer'}`,
		description,
		retry: 'never',
		outcome: 'unknown',
	});
}

/**
 * Sends something at most once. Without a clear answer, looks for it among Meta's records; if it is not found, throws
 * instead of sending again. Returns what this execution has already sent, even if the parameters have changed since.
 *
 * @throws GraphError that is not retryable if it may exist or not
 */
export async function sendOnce<Sent, Traits extends object>(
	run: ItemRun,
	sending: IdempotentSend<Sent, Traits>,
): Promise<Sent> {
	const content = digestOf([run.connection.token.lineage, sending.content]);
	const { record: opened, close } = sendLedger.open(itemKeyOf(run), content);
	const record = opened as SendRecord & { result?: Sent; traits?: Traits };
	try {
		record.result ??= await reconcileSend(run, sending, record, content);
		const id = sending.idOf(record.result);
		if (id !== undefined) sendLedger.ids.add(id);
		return record.result;
	} finally {
		close();
	}
}
