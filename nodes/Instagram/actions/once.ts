import { GraphError } from '../graph/errors';
import { asError } from '../graph/thrown';
import { timeOf } from '../graph/timestamp';
import { Journal } from '../publishing/journal';
import type { ItemRun } from './operation';

/** What is known of something that was sent without a clear answer. */
export interface Trace {
	/** Milliseconds since the epoch. */
	sentAt: number;
	/** Ids of what is known to be another item's. */
	others: ReadonlySet<string>;
}

/** Something that must not be there twice, because people see it: a comment, a message. */
export interface Sending<Sent> {
	/** What makes it the same one when n8n runs the node again. */
	content: unknown;
	/** Sends it. A GraphError whose outcome is unknown does not tell whether it is there. */
	send(): Promise<Sent>;
	/** Looks for all that it can be. Absent where nothing tells it from others. */
	look?(trace: Trace): Promise<Sent[]>;
	idOf(sent: Sent): string;
	/** What to tell where it may be there or not. */
	unsure: { what: string; description: string };
}

/** How far the sending of one item of one run has come. */
interface Entry {
	/** When it was sent without a clear answer. */
	sentAt?: number;
	sent?: unknown;
}

/** What this process has sent; n8n's Retry on Fail runs all items of a node again. */
const journal = new Journal<Entry>();

/** What a run has sent, so that none is taken for another item's. */
class SentByRun {
	readonly ids = new Set<string>();
}

/** Waits before each look; the first leaves Meta time to finish what it was doing. */
const LOOK_AFTER_MS = [2_000, 5_000, 10_000];

/** A text that Meta shows, with all names by which it tells the writer. */
export interface Shown {
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
export function fits(
	{ id, text = '', time, writers }: Shown,
	sent: Trace & { text: string },
	own: ReadonlySet<unknown>,
	skewMs: number,
): boolean {
	if (sent.others.has(id) || text.trim() !== sent.text.trim()) return false;
	if (!writers.some((writer) => writer !== undefined && own.has(writer))) return false;
	return timeOf(time) >= sent.sentAt - skewMs;
}

/** @returns the only one that it can be; `undefined` where none or several fit */
async function find<Sent>({ connection }: ItemRun, look: () => Promise<Sent[]>): Promise<Sent | undefined> {
	for (const wait of LOOK_AFTER_MS) {
		await connection.clock.sleep(wait);
		try {
			const [only, ...more] = await look();
			if (only !== undefined) return more.length === 0 ? only : undefined;
		} catch (error) {
			// What cannot be read now may be readable at the next look.
			if (!(error instanceof GraphError)) throw asError(error);
		}
	}
	return undefined;
}

/**
 * Sends something once. Where no clear answer comes it is looked for; what cannot be found is reported, never sent
 * again. What this execution has already sent is returned.
 *
 * @throws GraphError that is not retryable where it may be there or not
 */
export async function once<Sent>(run: ItemRun, sending: Sending<Sent>): Promise<Sent> {
	const { content, send, look, idOf, unsure } = sending;
	const { context, itemIndex, connection } = run;
	const entry = journal.entry({
		executionId: context.getExecutionId(),
		nodeId: context.getNode().id,
		runIndex: context.getWorkflowDataProxy(itemIndex).$runIndex as number,
		itemIndex,
		content,
	}) as Entry & { sent?: Sent };
	const others = run.shared(SentByRun).ids;
	let reason: GraphError | undefined;
	if (entry.sent === undefined && entry.sentAt === undefined) {
		const sentAt = connection.clock.now();
		try {
			entry.sent = await send();
		} catch (error) {
			if (!(error instanceof GraphError) || error.outcome !== 'unknown') throw asError(error);
			entry.sentAt = sentAt;
			reason = error;
		}
	}
	const { sentAt } = entry;
	if (entry.sent === undefined && sentAt !== undefined && look) {
		entry.sent = await find(run, async () => await look({ sentAt, others }));
	}
	if (entry.sent === undefined) {
		throw new GraphError({
			kind: 'noAnswer',
			...reason,
			message: `${unsure.what}. ${reason?.message ?? 'An earlier try got no clear answer'}`,
			description: unsure.description,
			retry: 'never',
			outcome: 'unknown',
		});
	}
	others.add(idOf(entry.sent));
	return entry.sent;
}
