import { createHash } from 'crypto';

import { asError } from '../graph/thrown';
import type { Published } from './outcome';

/** What is noted of a key beyond its execution. */
export interface KeyNote {
	/** Milliseconds since the epoch. */
	at: number;
	live: boolean;
	containerId?: string;
	id?: string | null;
	permalink?: string;
}

/** Where keys are noted, besides the memory of this process. Handed in: it is n8n's. */
export interface KeyStorage {
	/** Workflow, node: keys of one never meet those of another. */
	readonly scope: string;
	/** The node's static data. n8n saves it at the end of a production run; the last writer wins. */
	readonly notes: Record<string, KeyNote>;
	/**
	 * Marks a value in n8n's database at once. Resolves with whether it was new, or `undefined` where n8n has no such
	 * store.
	 */
	mark(value: string): Promise<boolean | undefined>;
	unmark(value: string): Promise<void>;
	isMarked(value: string): Promise<boolean>;
}

export type KeyState =
	/** Nothing is known to be published under it. */
	| { state: 'free' }
	| { state: 'live'; published: Published }
	/** A publish was begun, and nobody knows what became of it. */
	| { state: 'unknown'; begun?: { containerId: string; at: number } };

interface InProcess {
	/** Settles when the execution that publishes the key is through with it. */
	running?: Promise<void>;
	note?: KeyNote;
}

/** Notes kept in a node's static data, which n8n reads with the workflow. */
const NOTES_KEPT = 1_000;

/** Keys that this process has seen; visible to other executions at once. */
const inProcess = new Map<string, InProcess>();

/** Forgets the keys of this process; for tests, which share one. */
export function forgetKeys(): void {
	inProcess.clear();
}

function stateOf({ at, live, containerId, id, permalink }: KeyNote): KeyState {
	if (!live) return { state: 'unknown', ...(containerId ? { begun: { containerId, at } } : {}) };
	return {
		state: 'live',
		published: {
			id: id ?? null,
			containerId: containerId ?? '',
			...(permalink ? { permalink } : {}),
			status: 'PUBLISHED',
		},
	};
}

/** What a claimed key has come to. */
export type KeyOutcome =
	{ published: Published } | { begun: { containerId: string; at: number } } | 'not live';

/**
 * One deduplication key of one account: published at most once by one node of a workflow.
 *
 * Three layers: this process (exact), the node's static data (keeps ids, but is saved only at the end of a production
 * run), and n8n's store of processed items (kept at once and across workers, but it holds no ids).
 */
export class DeduplicationKey {
	private readonly mark: string;

	private readonly address: string;

	private release: () => void = () => undefined;

	constructor(
		private readonly storage: KeyStorage,
		private readonly now: () => number,
		accountId: string,
		key: string,
	) {
		this.mark = createHash('sha256').update(`${accountId}\n${key}`).digest('hex').slice(0, 32);
		this.address = `${storage.scope}:${this.mark}`;
	}

	/** What is known without asking n8n's database; waits for another execution of this process that publishes it. */
	async find(): Promise<KeyState> {
		for (;;) {
			const running = inProcess.get(this.address)?.running;
			if (!running) break;
			await running;
		}
		const note = inProcess.get(this.address)?.note ?? this.storage.notes[this.mark];
		return note ? stateOf(note) : { state: 'free' };
	}

	/**
	 * Takes the key for publishing, if nothing has happened to it since it was found as `expected`. That state back
	 * means that it is taken now, and {@link settle} must follow; any other that it is not.
	 *
	 * @param expected free, or unknown with a container that can tell
	 */
	async claim(expected: KeyState): Promise<KeyState> {
		const known = await this.find();
		if (known.state !== expected.state) return known;
		const running = new Promise<void>((resolve) => (this.release = resolve));
		const { note } = inProcess.get(this.address) ?? {};
		inProcess.set(this.address, { running, note });
		// An unknown one has been marked by whoever began it.
		if (expected.state === 'unknown') return known;
		try {
			const isNew = await this.storage.mark(this.mark);
			if (isNew !== false) return known;
			const state = await this.markedElsewhere();
			this.letGo();
			return state;
		} catch (error) {
			this.letGo();
			throw asError(error);
		}
	}

	/** Notes what became of the post and lets others have the key. */
	async settle(outcome: KeyOutcome): Promise<void> {
		if (outcome === 'not live') {
			delete this.storage.notes[this.mark];
			await this.storage.unmark(this.mark);
			this.letGo();
			return;
		}
		const note: KeyNote =
			'published' in outcome
				? { at: this.now(), live: true, ...outcome.published }
				: { live: false, ...outcome.begun };
		this.storage.notes[this.mark] = note;
		this.dropOldNotes();
		inProcess.set(this.address, { note });
		this.release();
		// Later executions of other workers learn it from here, without the id.
		// The post is live whether or not the database takes this.
		if (note.live) await this.storage.mark(`${this.mark}:live`).catch(() => undefined);
	}

	/** Marked in n8n's database, but not by what this execution can see: an earlier process or another worker. */
	private async markedElsewhere(): Promise<KeyState> {
		return (await this.storage.isMarked(`${this.mark}:live`))
			? { state: 'live', published: { id: null, containerId: '', status: 'PUBLISHED' } }
			: { state: 'unknown' };
	}

	private letGo(): void {
		inProcess.delete(this.address);
		this.release();
	}

	private dropOldNotes(): void {
		const { notes } = this.storage;
		const excess = Object.keys(notes).length - NOTES_KEPT;
		if (excess <= 0) return;
		const oldest = Object.entries(notes).sort(([, a], [, b]) => a.at - b.at);
		for (const [mark] of oldest.slice(0, excess)) delete notes[mark];
	}
}
