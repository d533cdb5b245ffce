import { createHash } from 'crypto';

import { BoundedMap, processStore } from '../../shared/processState';
import { KeyedMutex } from '../../shared/concurrency';
import type { Published } from '../publishError';

/** What is noted of a key beyond its execution. */
export interface KeyRecord {
	/** When it was noted, milliseconds since the epoch. */
	at: number;
	live: boolean;
	/** Of a key that is not known to be live: when the publish was sent, milliseconds since the epoch. */
	sentAt?: number;
	containerId?: string;
	id?: string | null;
	permalink?: string;
}

/** Where keys are noted, besides the memory of this process. Handed in: it is n8n's. */
export interface KeyStore {
	/** Workflow, node: keys of one never meet those of another. */
	readonly scope: string;
	/** What is kept with the workflow, results and all. n8n saves it at the end of a production run. */
	read(key: string): KeyRecord | undefined;
	save(key: string, note: KeyRecord): void;
	delete(key: string): void;
	/**
	 * Claims a key in n8n's database, at once and against all workers.
	 *
	 * @param openSince the note of an earlier try that nobody knows the end of: it can be tried again once
	 * @returns `live` or `open` (somebody else has claimed it, and has not told) where it is not to be had
	 */
	claim(key: string, openSince?: number): Promise<'taken' | 'live' | 'open'>;
	/** Notes in n8n's database that the key is live. */
	setLive(key: string, openSince?: number): Promise<void>;
	/** Gives a claimed key back. Resolves with whether that succeeded; if not, it stays `open`. */
	free(key: string, openSince?: number): Promise<boolean>;
}

export type KeyState =
	/** Nothing is known to be published under it. */
	| { state: 'free' }
	| { state: 'live'; published: Published }
	/** A publish was begun, and nobody knows what became of it. */
	| { state: 'unknown'; inProgress?: { containerId: string; sentAt: number } };

/** What a key has come to. */
export type KeyOutcome =
	{ published: Published } | { inProgress: { containerId: string; sentAt: number } } | 'not live';

/** Keys that this process has seen; visible to its other executions at once. */
const processRecords = processStore(new BoundedMap<string, KeyRecord>(10_000));

/** Held by the execution that publishes the key. */
const reservations = processStore(new KeyedMutex());

function stateOf(note: KeyRecord | undefined): KeyState {
	if (!note) return { state: 'free' };
	const { at, live, sentAt, containerId, id, permalink } = note;
	if (!live)
		return {
			state: 'unknown',
			...(containerId ? { inProgress: { containerId, sentAt: sentAt ?? at } } : {}),
		};
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

/**
 * One deduplication key of one account: published at most once by one node of a workflow.
 *
 * Three layers: this process (exact), the node's static data (keeps ids, but is saved only at the end of a production
 * run), and n8n's store of processed items (kept at once and across workers, but it holds no ids).
 */
export class DeduplicationKey {
	private readonly key: string;

	private readonly address: string;

	private releaseReservation: () => void = () => undefined;

	/** Of the earlier try whose end nobody knows, if there is one. */
	private openSince?: number;

	private isClaimed = false;

	/** @param key as the user gives it; Unicode has several spellings for the same letters, which are one key */
	constructor(
		private readonly storage: KeyStore,
		private readonly now: () => number,
		accountId: string,
		key: string,
	) {
		const content = `${accountId}\n${key.normalize('NFC')}`;
		this.key = createHash('sha256').update(content).digest('hex').slice(0, 32);
		this.address = `${storage.scope}:${this.key}`;
	}

	/** What is known without asking n8n's database; waits for another execution of this process that publishes it. */
	async find(): Promise<KeyState> {
		return await reservations.runExclusive(this.address, async () => await Promise.resolve(this.known()));
	}

	/**
	 * Keeps the key from all other executions of this process. {@link complete} or {@link release} must follow.
	 *
	 * @returns what is known of it now
	 */
	async reserve(): Promise<KeyState> {
		this.releaseReservation = await reservations.acquire(this.address);
		const known = this.known();
		if (known.state === 'unknown') this.openSince = this.note()?.at;
		return known;
	}

	/**
	 * Takes a reserved key for sending a publish, right before that: from here on until {@link complete} a process that is
	 * cut off leaves it unknown.
	 *
	 * @returns `free` where it is taken now; else what another worker has made of it
	 */
	async claim(): Promise<KeyState> {
		if (this.isClaimed) return { state: 'free' };
		const claim = await this.storage.claim(this.key, this.openSince);
		this.isClaimed = claim === 'taken';
		if (claim === 'taken') return { state: 'free' };
		return claim === 'live' ? stateOf({ at: 0, live: true }) : { state: 'unknown' };
	}

	/** Whether a publish may have been sent under the key, by this execution or before. */
	get mayBeLive(): boolean {
		return this.isClaimed || this.openSince !== undefined;
	}

	/** Gives the claim back where the publish that it was for has done nothing; the key stays reserved. */
	async unclaim(): Promise<void> {
		if (!this.isClaimed || this.openSince !== undefined) return;
		this.isClaimed = !(await this.storage.free(this.key));
	}

	/** Notes what became of the post and lets others have the key. */
	async complete(outcome: KeyOutcome): Promise<void> {
		if (outcome === 'not live') {
			processRecords.delete(this.address);
			this.storage.delete(this.key);
			// Those who wait may only begin when the marks are gone.
			if (this.mayBeLive) await this.storage.free(this.key, this.openSince).catch(() => undefined);
			this.release();
			return;
		}
		const note: KeyRecord =
			'published' in outcome
				? { at: this.now(), live: true, ...outcome.published }
				: { at: this.now(), live: false, ...outcome.inProgress };
		processRecords.set(this.address, note);
		this.storage.save(this.key, note);
		this.release();
		// The post is live whether or not the database takes this.
		if (note.live) await this.storage.setLive(this.key, this.openSince).catch(() => undefined);
	}

	/** Lets others have the key, with nothing to note. */
	release(): void {
		this.releaseReservation();
	}

	private note(): KeyRecord | undefined {
		return processRecords.get(this.address) ?? this.storage.read(this.key);
	}

	private known(): KeyState {
		return stateOf(this.note());
	}
}
