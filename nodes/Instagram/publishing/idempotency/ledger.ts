import { createHash } from 'crypto';

import { processStore } from '../../shared/processState';
import type { Published } from '../publishError';
import type { ContainerPlan, PostPlan } from '../types';

/** Ids that are kept; older ones go first. What is looked through for a lost one is newer than that. */
const KEPT_IDS = 10_000;

/**
 * Ids of what this process has published or sent, in whichever execution, so that none of it is taken for another
 * item's whose answer was lost.
 */
export class RecentIds {
	private readonly ids = new Set<string>();

	has(id: string): boolean {
		return this.ids.has(id);
	}

	add(id: string): void {
		this.ids.delete(id);
		this.ids.add(id);
		const [oldest] = this.ids;
		if (this.ids.size > KEPT_IDS && oldest !== undefined) this.ids.delete(oldest);
	}

	clear(): void {
		this.ids.clear();
	}
}

/** What makes an item the same one when n8n runs the node again (Retry on Fail). */
export interface ItemKey {
	/** Empty where n8n has none: nothing is remembered then. */
	executionId: string;
	nodeId: string;
	runIndex: number;
	itemIndex: number;
}

/** How far one item has come with what must not be there twice. */
export interface LedgerRecord<Result> {
	/** Digest of what was sent or prepared last, see {@link digestOf}. */
	content?: string;
	/** When it was sent without a clear answer, milliseconds since the epoch. */
	sentAt?: number;
	/** What came of it, once that is known for certain. */
	result?: Result;
	/** The run of the node that has it now. */
	runIndex?: number;
	/** Whether an item is at work on it. */
	isOpen?: boolean;
}

/** What tells a post that was sent from others. */
export interface SentPost {
	kind: ContainerPlan['kind'];
	productType?: PostPlan['productType'];
	caption?: string;
}

/** How far one post has come. */
export interface PublishRecord extends LedgerRecord<Published> {
	/** A container that is made and not known to be unusable. */
	containerId?: string;
	/** What was sent, to find it again: a retry may have other parameters. */
	sent?: SentPost;
}

type Runs<Entry> = Map<number, Map<number, Entry>>;

interface Execution<Entry> {
	/** Records by node, run of the node and item. */
	nodes: Map<string, Runs<Entry>>;
	size: number;
	/** Items at work. */
	open: number;
	/** Milliseconds since the epoch. */
	usedAt: number;
}

/** Records kept; those of whole executions go, the oldest first. */
const KEPT = 10_000;

/** n8n waits up to five seconds before it runs a node again; an execution that rests for so long is over or does other work. */
const IDLE_MS = 10 * 60 * 1000;

/** Tells one content from another, whatever it is, as long as it can be JSON. */
export function digestOf(content: unknown): string {
	return createHash('sha256').update(JSON.stringify(content)).digest('base64url');
}

/**
 * Remembers, as long as the process lives, what each item of each execution has come to.
 *
 * The key of a record does not hold its content: n8n evaluates the parameters again at each try (`$now`, a random
 * hashtag, a presigned URL), and the second try is still the same post. A loop or a tool of an AI agent has a new run
 * of the node at each try: there, what an earlier run has sent without a clear answer is found by its content.
 */
export class PublishLedger<Entry extends LedgerRecord<unknown> = PublishRecord> {
	/** Ids of what this process has published or sent. */
	readonly ids = new RecentIds();

	private readonly executions = new Map<string, Execution<Entry>>();

	private size = 0;

	constructor(private readonly now: () => number = Date.now) {}

	/**
	 * Gives the item its record, to be changed in place.
	 *
	 * @param content digest of what the item wants to send now
	 * @returns the record, and what is to be called when the item has come to rest
	 */
	open(key: ItemKey, content: string): { entry: Entry; close(): void } {
		if (!key.executionId) return { entry: {} as Entry, close: () => undefined };
		const execution = this.execution(key.executionId);
		const entry = this.recordOf(execution, key, content);
		entry.isOpen = true;
		entry.runIndex = key.runIndex;
		execution.open += 1;
		return {
			entry,
			close: () => {
				entry.isOpen = false;
				execution.open -= 1;
				execution.usedAt = this.now();
			},
		};
	}

	clear(): void {
		this.ids.clear();
		this.executions.clear();
		this.size = 0;
	}

	/** What has come of an item for certain, if that is known. */
	resultOf({ executionId, nodeId, runIndex, itemIndex }: ItemKey): Entry['result'] {
		const runs = this.executions.get(executionId)?.nodes.get(nodeId);
		return runs?.get(runIndex)?.get(itemIndex)?.result;
	}

	private execution(id: string): Execution<Entry> {
		const known = this.executions.get(id);
		const execution = known ?? { nodes: new Map(), size: 0, open: 0, usedAt: 0 };
		execution.usedAt = this.now();
		// The map is in the order of the last use.
		this.executions.delete(id);
		this.executions.set(id, execution);
		if (!known) this.dropOld();
		return execution;
	}

	private recordOf(execution: Execution<Entry>, key: ItemKey, content: string): Entry {
		const { nodeId, runIndex, itemIndex } = key;
		const runs: Runs<Entry> = execution.nodes.get(nodeId) ?? new Map<number, Map<number, Entry>>();
		execution.nodes.set(nodeId, runs);
		const items = runs.get(runIndex) ?? new Map<number, Entry>();
		runs.set(runIndex, items);
		const known = items.get(itemIndex);
		// Nobody runs an item again while it is at work: this is another one with the same numbers.
		if (known?.isOpen) return {} as Entry;
		if (known?.result !== undefined || known?.sentAt !== undefined) return known;
		const entry = unknownOutcomeOf(runs, runIndex, content) ?? known ?? ({} as Entry);
		items.set(itemIndex, entry);
		if (!known) {
			execution.size += 1;
			this.size += 1;
		}
		return entry;
	}

	private dropOld(): void {
		const idleSince = this.now() - IDLE_MS;
		for (const [id, { size, open, usedAt }] of this.executions) {
			if (this.size <= KEPT || usedAt > idleSince) break;
			if (open > 0) continue;
			this.executions.delete(id);
			this.size -= size;
		}
	}
}

/** What another run of the node has sent with the same content, and left without knowing what became of it. */
function unknownOutcomeOf<Entry extends LedgerRecord<unknown>>(
	runs: Runs<Entry>,
	runIndex: number,
	content: string,
): Entry | undefined {
	for (const [run, items] of runs) {
		if (run === runIndex) continue;
		for (const entry of items.values()) {
			const isUnsettled = entry.sentAt !== undefined && entry.result === undefined && !entry.isOpen;
			if (isUnsettled && entry.runIndex !== runIndex && entry.content === content) return entry;
		}
	}
	return undefined;
}

/** The ledger of this process. n8n retries a node in the process that ran it first. */
export const publishLedger = processStore(new PublishLedger());
