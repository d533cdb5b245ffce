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

/** A record that was read, and the item that is made of it. */
export interface PolledRecord extends Dated {
	readonly item: PolledEvent;
	/** Whether the account itself wrote it. */
	readonly isOwn: boolean;
}

/** What an edge reads with. */
export interface PollContext {
	readonly graph: GraphClient;
	/** The account as it is written in a path. */
	readonly path: string;
	readonly account: Account;
	/** Milliseconds since the epoch. */
	readonly now: number;
	/** On how many of the newest posts to look for comments. */
	readonly mediaWatched: number;
}

/** What is new on an edge. */
export interface Change {
	/** Oldest first. */
	readonly records: PolledRecord[];
	/** How far the edge has been read; stored by n8n as JSON. */
	readonly state: object;
}

/** One of Meta's lists. Both functions reject with a `GraphError`. */
export interface PolledEdge {
	/** @param stored the state of the last change; without one, the edge begins now and nothing is new */
	changes(context: PollContext, stored: unknown): Promise<Change>;
	/** Returns some of the newest records, newest first, for a sample. */
	newest(context: PollContext): Promise<PolledRecord[]>;
}
