import { createHash } from 'crypto';

import { BoundedMap, processStore } from '../../shared/processState';
import type { Published } from '../publishError';
import type { ContainerPlan, PostPlan } from '../types';

/** Ids that are kept. Searches for a lost post only see newer ones. */
const MAX_IDS = 10_000;

/**
 * Ids of what this process has published or sent, in any execution, so that none of it is mistaken for that of an item
 * whose answer was lost.
 */
export class RecentIds {
	private readonly ids = new BoundedMap<string, true>(MAX_IDS);

	has(id: string): boolean {
		return this.ids.has(id);
	}

	add(id: string): void {
		this.ids.set(id, true);
	}

	clear(): void {
		this.ids.clear();
	}
}

/** Identifies an item when n8n runs the node again (Retry on Fail). */
export interface ItemKey {
	/** Empty if n8n has none: then nothing is recorded. */
	executionId: string;
	nodeId: string;
	runIndex: number;
	itemIndex: number;
}

/** State of a write of one item that must not happen twice. */
export interface LedgerRecord<Result> {
	/** Digest of the latest content that was sent or prepared, see {@link digestOf}. */
	content?: string;
	/** When it was sent without a clear answer, milliseconds since the epoch. */
	sentAt?: number;
	/** The result, once it is certain. */
	result?: Result;
	/** The run of the node that uses the record now. */
	runIndex?: number;
	/** Whether an item is using the record. */
	isOpen?: boolean;
}

/** What distinguishes a post that was sent from others. */
export interface SentPost {
	kind: ContainerPlan['kind'];
	productType?: PostPlan['productType'];
	caption?: string;
}

/** State of one post. */
export interface PublishRecord extends LedgerRecord<Published> {
	/** A container that exists and is not known to be unusable. */
	containerId?: string;
	/** What was sent, to find the post: a retry may have other parameters. */
	sent?: SentPost;
}

type Runs<T> = Map<number, Map<number, T>>;

interface Execution<T> {
	/** Records by node, run of the node and item. */
	nodes: Map<string, Runs<T>>;
	size: number;
	/** Records in use. */
	open: number;
	/** Milliseconds since the epoch. */
	usedAt: number;
}

/** Records that are kept. Beyond it the least recently used executions are dropped. */
const MAX_RECORDS = 10_000;

/** n8n waits up to five seconds before it runs a node again. An execution that is idle for longer than this is over or does other work. */
const IDLE_MS = 10 * 60 * 1000;

/** Digest of any content that can be JSON. */
export function digestOf(content: unknown): string {
	return createHash('sha256').update(JSON.stringify(content)).digest('base64url');
}

/**
 * Idempotency ledger: records the state of each item of each execution, as long as the process lives.
 *
 * The key of a record does not contain its content: n8n evaluates the parameters again for each attempt (`$now`, a random
 * hashtag, a presigned URL), and the second attempt is still the same post. A loop or a tool of an AI agent starts a new
 * run of the node for each attempt: there, the content identifies what an earlier run has sent without a clear answer.
 */
export class PublishLedger<T extends LedgerRecord<unknown> = PublishRecord> {
	/** Ids of what this process has published or sent. */
	readonly ids = new RecentIds();

	private readonly executions = new Map<string, Execution<T>>();

	private size = 0;

	constructor(private readonly now: () => number = Date.now) {}

	/**
	 * Opens the record of an item, to be changed in place.
	 *
	 * @param content digest of what the item wants to send now
	 * @returns the record, and a function to call when the item is finished
	 */
	open(key: ItemKey, content: string): { record: T; close(): void } {
		if (!key.executionId) return { record: {} as T, close: () => undefined };
		const execution = this.execution(key.executionId);
		const record = this.recordOf(execution, key, content);
		record.isOpen = true;
		record.runIndex = key.runIndex;
		execution.open += 1;
		return {
			record,
			close: () => {
				record.isOpen = false;
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

	/** The result of an item, if it is certain. */
	resultOf({ executionId, nodeId, runIndex, itemIndex }: ItemKey): T['result'] {
		const runs = this.executions.get(executionId)?.nodes.get(nodeId);
		return runs?.get(runIndex)?.get(itemIndex)?.result;
	}

	private execution(id: string): Execution<T> {
		const known = this.executions.get(id);
		const execution = known ?? { nodes: new Map(), size: 0, open: 0, usedAt: 0 };
		execution.usedAt = this.now();
		// Keeps the map in the order of the last use.
		this.executions.delete(id);
		this.executions.set(id, execution);
		if (!known) this.dropOld();
		return execution;
	}

	private recordOf(execution: Execution<T>, key: ItemKey, content: string): T {
		const { nodeId, runIndex, itemIndex } = key;
		const runs: Runs<T> = execution.nodes.get(nodeId) ?? new Map<number, Map<number, T>>();
		execution.nodes.set(nodeId, runs);
		const items = runs.get(runIndex) ?? new Map<number, T>();
		runs.set(runIndex, items);
		const known = items.get(itemIndex);
		// n8n does not run an item again while it is running: this is another one with the same numbers.
		if (known?.isOpen) return {} as T;
		if (known?.result !== undefined || known?.sentAt !== undefined) return known;
		const record = unknownOutcomeOf(runs, runIndex, content) ?? known ?? ({} as T);
		items.set(itemIndex, record);
		if (!known) {
			execution.size += 1;
			this.size += 1;
		}
		return record;
	}

	private dropOld(): void {
		const idleSince = this.now() - IDLE_MS;
		for (const [id, { size, open, usedAt }] of this.executions) {
			if (this.size <= MAX_RECORDS || usedAt > idleSince) break;
			if (open > 0) continue;
			this.executions.delete(id);
			this.size -= size;
		}
	}
}

/** The record of another run of the node that has sent the same content, with an unknown outcome. */
function unknownOutcomeOf<T extends LedgerRecord<unknown>>(
	runs: Runs<T>,
	runIndex: number,
	content: string,
): T | undefined {
	for (const [run, items] of runs) {
		if (run === runIndex) continue;
		for (const record of items.values()) {
			const isUnknown = record.sentAt !== undefined && record.result === undefined && !record.isOpen;
			if (isUnknown && record.runIndex !== runIndex && record.content === content) return record;
		}
	}
	return undefined;
}

/** One for the process: n8n retries a node in the process that ran it first. */
export const publishLedger = processStore(new PublishLedger());
