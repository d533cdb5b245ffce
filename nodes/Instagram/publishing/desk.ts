import type { Clock, GraphClient } from '../graph/types';

/** What publishing needs of the outside, for one account. */
export interface Desk {
	readonly graph: GraphClient;
	/** The account as it stands in a path: an id, or `me`. */
	readonly account: string;
	readonly clock: Clock;
	/** Throws if the user has cancelled the execution. */
	throwIfCancelled(): void;
}
