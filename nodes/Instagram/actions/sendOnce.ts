import { GraphError, unreadableError } from '../graph/errors/explain';
import { toError } from '../shared/toError';
import { timeOf } from '../graph/answer';
import type { LedgerRecord } from '../publishing/idempotency/ledger';
import { digestOf, PublishLedger } from '../publishing/idempotency/ledger';
import { itemKeyOf } from './itemKey';
import type { ItemRun } from './operation';
import { processStore } from '../shared/processState';

/** What is known about a send whose outcome is unknown. */
export interface SentTrace {
	/** Milliseconds since the epoch. */
	sentAt: number;
	/** IDs that belong to other items. */
	others: { has(id: string): boolean };
}

/** A send that must not happen twice, because people see the result: a comment or a message. */
export interface IdempotentSend<Sent, Traits> {
	/** The content and its destination, to detect changes. */
	content: unknown;
	/** @throws GraphError; if its outcome is unknown, the content may have been sent */
	send(): Promise<Sent>;
	/** What identifies it among the candidates; `undefined` if nothing does. */
	traits: Traits | undefined;
	/** Lists everything that may be what was sent. */
	listCandidates(trace: SentTrace & Traits): Promise<Sent[]>;
	/** Its ID; `undefined` if the answer has none, which does not confirm the send. */
	idOf(sent: Sent): string | undefined;
	/** Texts of the error if the outcome stays unknown. */
	onUnknownOutcome: { what: string; description: string };
}

interface SendRecord extends LedgerRecord<unknown> {
	/** Traits of what was sent: a retry may have other parameters. */
	traits?: unknown;
}

/** Sends of this process: n8n's Retry on Fail runs all items of a node again. */
const sendLedger = processStore(new PublishLedger<SendRecord>());

/** Waits before each listing; the first lets Meta finish processing. */
const LIST_AFTER_MS = [2_000, 5_000, 10_000];

/** A text in one of Meta's lists, with all names and IDs of its author. */
export interface ListedText {
	id: string;
	text?: string;
	/** In Meta's format. */
	time?: string;
	writers: Array<string | undefined>;
}

/**
 * Whether a listed text can be the one that was sent.
 *
 * @param own names and IDs of the accounts that may have sent it
 * @param skewMs how far Meta's clock may be behind ours
 */
export function isSentText(
	{ id, text = '', time, writers }: ListedText,
	sent: SentTrace & { text: string },
	own: ReadonlySet<unknown>,
	skewMs: number,
): boolean {
	if (sent.others.has(id) || text.trim() !== sent.text.trim()) return false;
	if (!writers.some((writer) => writer !== undefined && own.has(writer))) return false;
	return timeOf(time) >= sent.sentAt - skewMs;
}

/** Returns the only candidate; `undefined` if there is none, or more than one. */
async function findOnlyMatch<Sent>(
	{ connection }: ItemRun,
	list: () => Promise<Sent[]>,
): Promise<Sent | undefined> {
	for (const wait of LIST_AFTER_MS) {
		await connection.clock.sleep(wait);
		try {
			const [only, ...more] = await list();
			if (only !== undefined) return more.length === 0 ? only : undefined;
		} catch (error) {
			// The next attempt may succeed.
			if (!(error instanceof GraphError)) throw toError(error);
		}
	}
	return undefined;
}

/** Sends, and requires an ID in the answer as confirmation. */
async function sendForId<Sent, Traits>({ send, idOf }: IdempotentSend<Sent, Traits>): Promise<Sent> {
	const sent = await send();
	if (idOf(sent) === undefined) throw unreadableError('it contains no ID', {});
	return sent;
}

/** Sends, or looks for what an earlier attempt may have sent. */
async function reconcileSend<Sent, Traits extends object>(
	run: ItemRun,
	sending: IdempotentSend<Sent, Traits>,
	entry: SendRecord & { result?: Sent; traits?: Traits },
	content: string,
): Promise<Sent> {
	let reason: GraphError | undefined;
	if (entry.sentAt === undefined) {
		entry.content = content;
		entry.traits = sending.traits;
		const now = run.connection.clock.now();
		try {
			return await sendForId(sending);
		} catch (error) {
			if (!(error instanceof GraphError) || error.outcome !== 'unknown') throw toError(error);
			reason = error;
			entry.sentAt = now;
		}
	}
	const { traits, sentAt } = entry;
	const found =
		traits &&
		(await findOnlyMatch(
			run,
			async () => await sending.listCandidates({ ...traits, sentAt, others: sendLedger.ids }),
		));
	if (found !== undefined) return found;
	const { what, description } = sending.onUnknownOutcome;
	throw new GraphError({
		kind: 'noAnswer',
		...reason,
		message: `${what}. ${reason?.message ?? 'An earlier attempt got no clear answer'}`,
		description,
		retry: 'never',
		outcome: 'unknown',
	});
}

/**
 * Sends something once. If the outcome is unknown, looks for the result; if that fails, throws instead of sending again.
 * Returns what this execution has already sent for the item, even if its parameters have changed since.
 *
 * @throws GraphError that is not retryable if the outcome stays unknown
 */
export async function sendOnce<Sent, Traits extends object>(
	run: ItemRun,
	sending: IdempotentSend<Sent, Traits>,
): Promise<Sent> {
	const content = digestOf([run.connection.token.lineage, sending.content]);
	const { entry: opened, close } = sendLedger.open(itemKeyOf(run), content);
	const entry = opened as SendRecord & { result?: Sent; traits?: Traits };
	try {
		entry.result ??= await reconcileSend(run, sending, entry, content);
		const id = sending.idOf(entry.result);
		if (id !== undefined) sendLedger.ids.add(id);
		return entry.result;
	} finally {
		close();
	}
}
