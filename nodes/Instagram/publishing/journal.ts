import { createHash } from 'crypto';

import type { Published } from './outcome';

/** How far one item of one run has come. */
export interface JournalEntry {
	/** A container that is made and not yet known to be spoilt. */
	containerId?: string;
	/** When a publish was sent whose outcome is not known, milliseconds since the epoch. */
	sentAt?: number;
	published?: Published;
}

/** What makes an item of a run the same one when n8n runs the node again (Retry on Fail). */
export interface Slot {
	executionId: string;
	nodeId: string;
	runIndex: number;
	itemIndex: number;
	/** What is posted and where to: a changed item is another post. */
	content: unknown;
}

/** Entries kept; the oldest go first. An execution that is retried is a young one. */
const KEPT = 10_000;

function keyOf({ executionId, nodeId, runIndex, itemIndex, content }: Slot): string {
	const digest = createHash('sha256').update(JSON.stringify(content)).digest('base64url');
	return [executionId, nodeId, runIndex, itemIndex, digest].join(':');
}

/** Remembers, as long as the process lives, what each item of each execution has come to, by default with its post. */
export class Journal<Entry extends object = JournalEntry> {
	private readonly entries = new Map<string, Entry>();

	/** The item's entry, to be changed in place. */
	entry(slot: Slot): Entry {
		const key = keyOf(slot);
		const entry = this.entries.get(key) ?? ({} as Entry);
		this.entries.delete(key);
		this.entries.set(key, entry);
		for (const oldest of this.entries.keys()) {
			if (this.entries.size <= KEPT) break;
			this.entries.delete(oldest);
		}
		return entry;
	}

	clear(): void {
		this.entries.clear();
	}
}

/** The journal of this process. n8n retries a node in the process that ran it first. */
export const processJournal = new Journal();
