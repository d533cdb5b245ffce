import type { IDataObject } from 'n8n-workflow';

import type { Account } from '../../accounts';
import type { GraphClient } from '../../graph/types';
import type { Dated } from './timeCursor';

/** What the polling trigger looks for. */
export type PolledName = 'comments' | 'mentions' | 'media';

/** What was found, as the trigger puts it out: flat, as the webhook trigger does. */
export interface PolledEvent extends IDataObject {
	event: PolledName;
	/** The professional account that it happened to. */
	accountId: string;
	/** ISO 8601. */
	time: string;
}

/** A record that has been read, and the item that becomes of it. */
export interface Found extends Dated {
	readonly item: PolledEvent;
	/** The account itself wrote it. */
	readonly isOwn: boolean;
}

/** Where an edge reads. */
export interface Source {
	readonly graph: GraphClient;
	/** How the account stands in a path. */
	readonly path: string;
	readonly account: Account;
	/** Milliseconds since the epoch. */
	readonly now: number;
	/** On how many of the newest posts comments are looked for. */
	readonly mediaWatched: number;
}

/** What is new on an edge, oldest first, and how far it has been told then. */
export interface Change {
	readonly found: Found[];
	/** To be stored by n8n, as JSON. */
	readonly state: object;
}

/** One of Meta's lists. Both functions reject with a `GraphError`. */
export interface Edge {
	/**
	 * @param stored the state of the last change; where it is none, the edge begins now and nothing is new
	 */
	changes(source: Source, stored: unknown): Promise<Change>;
	/** Some of the newest records, newest first, for a sample. */
	newest(source: Source): Promise<Found[]>;
}
