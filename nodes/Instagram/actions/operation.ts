import type { IDataObject, IExecuteFunctions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';

import type { Connection } from '../connection/connect';
import type { LoginMethod } from '../graph/types';
import { InputError } from '../parameters/inputError';
import type { ItemOrder } from './itemOrder';

/** What an operation is given for one item. */
export interface ItemRun {
	readonly context: IExecuteFunctions;
	readonly itemIndex: number;
	readonly connection: Connection;
	/** The order in which items of one account may do what cannot be undone. */
	readonly order: ItemOrder;
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
	 * ({@link ItemRun.order}).
	 */
	readonly concurrent?: boolean;
	/** Whether it is carried out with a token that is dead, too; others fail before. */
	readonly acceptsDeadToken?: boolean;
	/**
	 * What an earlier try of the node has made of the item, where this try does not come to it: it must not be lost from
	 * sight. Asks nobody.
	 */
	recall?(run: Pick<ItemRun, 'context' | 'itemIndex'>): IDataObject | undefined;
	/** One record, or one per output item. Throws InputError, GraphError or PublishError. */
	execute(run: ItemRun): Promise<IDataObject | IDataObject[]>;
}

/** A resource: the choice of operations, and the operations by name. */
export interface Resource {
	readonly properties: INodeProperties[];
	readonly operations: Readonly<Record<string, Operation>>;
}

/** Puts a resource together: the choice of its operations and, below it, each operation's own parameters. */
export function defineResource(
	resource: string,
	operations: Readonly<Record<string, Operation>>,
	options: INodePropertyOptions[],
	defaultOperation: string,
): Resource {
	const choice: INodeProperties = {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [resource] } },
		options,
		default: defaultOperation,
	};
	const parameters = Object.entries(operations).flatMap(([operation, { properties }]) =>
		updateDisplayOptions({ show: { resource: [resource], operation: [operation] } }, properties),
	);
	return { properties: [choice, ...parameters], operations };
}

/** What the credential's form calls the login methods. */
export const LOGIN_NAMES: Readonly<Record<LoginMethod, string>> = {
	instagram: 'Instagram Login',
	facebook: 'Facebook Login',
};

function notice(only: LoginMethod): INodeProperties {
	return {
		displayName: `This operation needs a credential whose Login Method is ${LOGIN_NAMES[only]}. Meta does not offer it with the other one.`,
		name: 'loginMethodNotice',
		type: 'notice',
		default: '',
	};
}

/**
 * An operation that Meta offers with one login method only: the editor says so, and with the other one nothing is sent.
 *
 * @param name how the editor names the operation: `Hashtag > Search`
 */
export function loginOnly(only: LoginMethod, name: string, operation: Operation): Operation {
	return {
		...operation,
		properties: [notice(only), ...operation.properties],
		async execute(run) {
			const { loginMethod } = run.connection.settings;
			if (loginMethod !== only) {
				throw new InputError(
					'Operation',
					`is ${name}, which Meta offers with ${LOGIN_NAMES[only]} only`,
					`The credential uses ${LOGIN_NAMES[loginMethod]}. Choose a credential whose 'Login Method' is ${LOGIN_NAMES[only]}.`,
				);
			}
			return await operation.execute(run);
		},
	};
}
