import { createHash } from 'crypto';

import { BoundedMap, processStore } from '../../shared/processState';
import { KeyedMutex } from '../../shared/concurrency';
import type { Published } from '../publishError';

/** State of a key that outlives its execution. */
export interface KeyRecord {
	/** When the record was written, milliseconds since the epoch. */
	at: number;
	live: boolean;
	/** When the publish was sent, milliseconds since the epoch, for a key that is not known to be live. */
	sentAt?: number;
	containerId?: string;
	id?: string | null;
	permalink?: string;
}

/** Store for keys outside this process, provided by n8n. */
export interface KeyStore {
	/** Workflow and node: other nodes have keys of their own. */
	readonly scope: string;
	/** Records with results, kept with the workflow. n8n saves them at the end of a production run. */
	read(key: string): KeyRecord | undefined;
	save(key: string, record: KeyRecord): void;
	delete(key: string): void;
	/**
	 * Claims a key in n8n's database, immediately and against all workers.
	 *
	 * @param openSince time of an earlier attempt with an unknown outcome, which can be repeated once
	 * @returns `live`, or `open` if another worker has claimed the key and has not reported an outcome
	 */
	claim(key: string, openSince?: number): Promise<'taken' | 'live' | 'open'>;
	/** Marks the key as live in n8n's database. */
	setLive(key: string, openSince?: number): Promise<void>;
	/** Releases a claimed key. Resolves with whether that succeeded; if not, the key stays `open`. */
	free(key: string, openSince?: number): Promise<boolean>;
}

export type KeyState =
	/** No post is known to be published under the key. */
	| { state: 'free' }
	| { state: 'live'; published: Published }
	/** A publish was started, and its outcome is unknown. */
	| { state: 'unknown'; inProgress?: { containerId: string; sentAt: number } };

/** Outcome of the publish for a key. */
export type KeyOutcome =
	{ published: Published } | { inProgress: { containerId: string; sentAt: number } } | 'not live';

/** Keys that this process has used, immediately visible to its other executions. */
const processRecords = processStore(new BoundedMap<string, KeyRecord>(10_000));

/** Held by the execution that publishes under the key. */
const reservations = processStore(new KeyedMutex());

function stateOf(record: KeyRecord | undefined): KeyState {
	if (!record) return { state: 'free' };
	const { at, live, sentAt, containerId, id, permalink } = record;
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
 * Three layers: this process (exact), the node's static data (keeps ids, but n8n saves it only at the end of a production
 * run), and n8n's store of processed items (saved immediately and shared by all workers, but without ids).
 */
export class DeduplicationKey {
	private readonly key: string;

	private readonly address: string;

	private releaseReservation: () => void = () => undefined;

	/** Time of an earlier attempt with an unknown outcome, if there is one. */
	private openSince?: number;

	private isClaimed = false;

	/** @param key as the user entered it; several Unicode spellings of the same letters are one key */
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

	/** Looks up the key without n8n's database. Waits while another execution of this process publishes under it. */
	async find(): Promise<KeyState> {
		return await reservations.runExclusive(this.address, async () => await Promise.resolve(this.known()));
	}

	/**
	 * Reserves the key against all other executions of this process. {@link complete} or {@link release} must follow.
	 *
	 * @returns its current state
	 */
	async reserve(): Promise<KeyState> {
		this.releaseReservation = await reservations.acquire(this.address);
		const known = this.known();
		if (known.state === 'unknown') this.openSince = this.record()?.at;
		return known;
	}

	/**
	 * Claims a reserved key, right before a publish is sent: a process that is killed between here and {@link complete}
	 * leaves the key unknown.
	 *
	 * @returns `free` if the key is claimed now; otherwise its state by another worker
	 */
	async claim(): Promise<KeyState> {
		if (this.isClaimed) return { state: 'free' };
		const claim = await this.storage.claim(this.key, this.openSince);
		this.isClaimed = claim === 'taken';
		if (claim === 'taken') return { state: 'free' };
		return claim === 'live' ? stateOf({ at: 0, live: true }) : { state: 'unknown' };
	}

	/** Whether a publish may have been sent under the key, by this execution or an earlier one. */
	get mayBeLive(): boolean {
		return this.isClaimed || this.openSince !== undefined;
	}

	/** Withdraws the claim after a publish without effect. The key stays reserved. */
	async unclaim(): Promise<void> {
		if (!this.isClaimed || this.openSince !== undefined) return;
		this.isClaimed = !(await this.storage.free(this.key));
	}

	/** Records the outcome and releases the key. */
	async complete(outcome: KeyOutcome): Promise<void> {
		if (outcome === 'not live') {
			processRecords.delete(this.address);
			this.storage.delete(this.key);
			// Waiting executions may only start once the marks are removed.
			if (this.mayBeLive) await this.storage.free(this.key, this.openSince).catch(() => undefined);
			this.release();
			return;
		}
		const record: KeyRecord =
			'published' in outcome
				? { at: this.now(), live: true, ...outcome.published }
				: { at: this.now(), live: false, ...outcome.inProgress };
		processRecords.set(this.address, record);
		this.storage.save(this.key, record);
		this.release();
		// The post is live even if the database does not save this.
		if (record.live) await this.storage.setLive(this.key, this.openSince).catch(() => undefined);
	}

	/** Releases the key without an outcome. */
	release(): void {
		this.releaseReservation();
	}

	private record(): KeyRecord | undefined {
		return processRecords.get(this.address) ?? this.storage.read(this.key);
	}

	private known(): KeyState {
		return stateOf(this.record());
	}
}
