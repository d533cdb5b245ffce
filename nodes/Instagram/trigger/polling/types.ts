import type { IDataObject } from 'n8n-workflow';

import type { Account } from '../../connection/accounts';
import type { GraphClient } from '../../graph/types';
import type { Dated } from './timeCursor';

/** The events of the polling trigger. */
export type PolledName = 'comments' | 'mentions' | 'media';

/** An event as the trigger returns it: flat, like those of the webhook trigger. */
export interface PolledEvent extends IDataObject {
	event: PolledName;
	/** The professional account that it happened to. */
	accountId: string;
	/** ISO 8601. */
	time: string;
}

/** A record with the item that the trigger returns for it. */
export interface PolledRecord extends Dated {
	readonly item: PolledEvent;
	/** Whether the account itself wrote it. */
	readonly isOwn: boolean;
}

/** What an edge needs to read its list. */
export interface PollContext {
	readonly graph: GraphClient;
	/** The account's path segment: its ID, or `me`. */
	readonly path: string;
	readonly account: Account;
	/** Milliseconds since the epoch. */
	readonly now: number;
	/** Number of newest posts to check for comments. */
	readonly mediaWatched: number;
}

/** What is new on an edge. */
export interface Change {
	/** Oldest first. */
	readonly records: PolledRecord[];
	/** How far the edge has been read; stored by n8n as JSON. */
	readonly state: object;
}

/** One of Meta's lists. Both functions throw a `GraphError`. */
export interface PolledEdge {
	/** @param stored the state of the last poll; without it, the edge starts now and nothing is new */
	changes(context: PollContext, stored: unknown): Promise<Change>;
	/** Returns some of the newest records, newest first, for a sample. */
	newest(context: PollContext): Promise<PolledRecord[]>;
}
