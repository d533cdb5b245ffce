import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import type { Connection } from '../connection';
import type { Turns } from './turns';

/** What an operation is given for one item. */
export interface ItemRun {
	readonly context: IExecuteFunctions;
	readonly itemIndex: number;
	readonly connection: Connection;
	/** The order in which items of one account may do what cannot be undone. */
	readonly turns: Turns;
	/** The one instance of a class that all items of this run with the same connection share. */
	shared<T extends object>(kind: new () => T): T;
	/** Reads a parameter for this item, expressions resolved. Not to be changed: items may share it. */
	parameter(name: string, fallback?: unknown): unknown;
}

/** One operation: its parameters in the editor, and what it does for one item. */
export interface Operation {
	readonly properties: INodeProperties[];
	/**
	 * Whether items may be under way side by side. What must keep the order of the items then waits for its turn
	 * ({@link ItemRun.turns}).
	 */
	readonly concurrent?: boolean;
	/** Whether it is carried out with a token that is dead, too; others fail before. */
	readonly acceptsDeadToken?: boolean;
	/**
	 * What an earlier try of the node has made of the item, where this try does not come to it: it must not be lost from
	 * sight. Asks nobody.
	 */
	recall?(run: Pick<ItemRun, 'context' | 'itemIndex'>): IDataObject | undefined;
	/** One record, or one per output item. Throws InputError, GraphError or PostFailure. */
	execute(run: ItemRun): Promise<IDataObject | IDataObject[]>;
}

/** A resource: the choice of operations, and the operations by name. */
export interface Resource {
	readonly properties: INodeProperties[];
	readonly operations: Readonly<Record<string, Operation>>;
}
