import { GraphError, unreadableError } from '../graph/errors/explain';
import { toError } from '../shared/toError';
import { timeOf } from '../graph/answer';
import type { LedgerRecord } from '../publishing/idempotency/ledger';
import { digestOf, PublishLedger } from '../publishing/idempotency/ledger';
import { itemKeyOf } from './itemKey';
import type { ItemRun } from './operation';
import { processStore } from '../shared/processState';

/** What is known of something that was sent without a clear answer. */
export interface SentTrace {
	/** Milliseconds since the epoch. */
	sentAt: number;
	/** Ids of what is known to be another item's. */
	others: { has(id: string): boolean };
}

/** Something that must not be there twice, because people see it: a comment, a message. */
export interface IdempotentSend<Sent, Traits> {
	/** What is sent, and where to. */
	content: unknown;
	/** Sends it. A GraphError whose outcome is unknown does not tell whether it is there. */
	send(): Promise<Sent>;
	/** What tells it from others; `undefined` where nothing does. */
	traits: Traits | undefined;
	/** Looks for all that it can be. */
	listCandidates(trace: SentTrace & Traits): Promise<Sent[]>;
	/** Its id; `undefined` where the answer has none, and so does not say that it is there. */
	idOf(sent: Sent): string | undefined;
	/** What to tell where it may be there or not. */
	onUnknownOutcome: { what: string; description: string };
}

/** How far the sending of one item has come. */
interface SendRecord extends LedgerRecord<unknown> {
	/** What to look for: a retry may have other parameters. */
	traits?: unknown;
}

/** What this process has sent; n8n's Retry on Fail runs all items of a node again. */
const sendLedger = processStore(new PublishLedger<SendRecord>());

/** Waits before each look; the first leaves Meta time to finish what it was doing. */
const LIST_AFTER_MS = [2_000, 5_000, 10_000];

/** A text that Meta shows, with all names by which it tells the writer. */
export interface ListedText {
	id: string;
	text?: string;
	/** As Meta writes it. */
	time?: string;
	writers: Array<string | undefined>;
}

/**
 * Whether a text that Meta shows can be the one that was sent.
 *
 * @param own all names of those who may have sent it
 * @param skewMs how much Meta's clock may be behind ours
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

/** @returns the only one that it can be; `undefined` where none or several fit */
async function findOnlyMatch<Sent>(
	{ connection }: ItemRun,
	look: () => Promise<Sent[]>,
): Promise<Sent | undefined> {
	for (const wait of LIST_AFTER_MS) {
		await connection.clock.sleep(wait);
		try {
			const [only, ...more] = await look();
			if (only !== undefined) return more.length === 0 ? only : undefined;
		} catch (error) {
			// What cannot be read now may be readable at the next look.
			if (!(error instanceof GraphError)) throw toError(error);
		}
	}
	return undefined;
}

/** Sends it, and sees to it that the answer says so. */
async function sendForId<Sent, Traits>({ send, idOf }: IdempotentSend<Sent, Traits>): Promise<Sent> {
	const sent = await send();
	if (idOf(sent) === undefined) throw unreadableError('it holds no ID of what was sent', {});
	return sent;
}

/** Sends it, or looks for what an earlier try may have sent. */
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
		kind: 'network',
		...reason,
		message: `${what}. ${reason?.message ?? 'An earlier try got no clear answer'}`,
		description,
		retry: 'never',
		outcome: 'unknown',
	});
}

/**
 * Sends something once. Where no clear answer comes it is looked for; what cannot be found is reported, never sent
 * again. What this execution has already sent is returned, whatever the parameters have become since.
 *
 * @throws GraphError that is not retryable where it may be there or not
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
