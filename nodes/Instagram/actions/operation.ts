import type {
	IBinaryKeyData,
	IDataObject,
	IExecuteFunctions,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';

import type { Connection } from '../connection/connect';
import { LOGIN_NAMES } from '../graph/permissions';
import type { LoginMethod } from '../graph/types';
import { InputError } from '../parameters/inputError';
import type { Parameter, ReadParameter } from '../parameters/parameter';
import type { ItemOrder } from './itemOrder';

/** The context of an operation for one item. */
export interface ItemRun {
	readonly context: IExecuteFunctions;
	readonly itemIndex: number;
	readonly connection: Connection;
	/** Keeps irreversible steps of one account in the order of the items. */
	readonly order: ItemOrder;
	/** Returns the one instance of a class that all items of this run with the same connection share. */
	shared<T extends object>(kind: new () => T): T;
	readonly read: ReadParameter;
	/** Notes a parameter that the item does not take. One hint per run names it. */
	leaveOut(label: string): void;
	/** Shows a sentence beside the output of the run, `<what> for item 3: <why>`; one for all items that share it. */
	hint(what: string, why: string): void;
	/** Adds files to the output item of a record that `execute` returns, the same object. */
	attach(record: IDataObject, binary: IBinaryKeyData): void;
}

export interface Operation {
	/** In the editor: `Get Many`. */
	readonly name: string;
	/** In the list of actions, with the resource: `Get many comments`. */
	readonly action: string;
	readonly description: string;
	/** The only login method with which Meta offers the operation. */
	readonly only?: LoginMethod;
	/** In the order of the editor. A notice, or a group that a function of the operation reads, may be a plain property. */
	readonly parameters: ReadonlyArray<Parameter | INodeProperties>;
	/** Whether items may run at the same time. Steps that must keep the order of the items use {@link ItemRun.order}. */
	readonly concurrent?: boolean;
	/** Whether it deletes something for good. An AI model may not choose such an operation; a user has to. */
	readonly deletes?: boolean;
	/** Whether it also runs with an expired or revoked token; others fail before they run. */
	readonly acceptsDeadToken?: boolean;
	/**
	 * Returns what an earlier attempt of the node has published for the item, so that it is not lost if this attempt does
	 * not run the item. Makes no calls.
	 */
	recall?(run: Pick<ItemRun, 'context' | 'itemIndex'>): IDataObject | undefined;
	/**
	 * @returns one record, or one per output item
	 * @throws InputError, GraphError or PublishError
	 */
	execute(run: ItemRun): Promise<IDataObject | IDataObject[]>;
}

/** A resource: its properties in the editor, and its operations by value, in the order of the editor. */
export interface Resource {
	readonly name: string;
	readonly value: string;
	readonly properties: INodeProperties[];
	readonly operations: Readonly<Record<string, Operation>>;
}

/** Checks the type of an operation where it is defined. */
export function defineOperation(operation: Operation): Operation {
	return operation;
}

function loginNotice(only: LoginMethod): INodeProperties {
	return {
		displayName: `This operation requires a credential whose 'Login Method' is ${LOGIN_NAMES[only]}. Meta does not offer it with the other login method.`,
		name: 'loginMethodNotice',
		type: 'notice',
		default: '',
	};
}

/** A parameter in the editor; twice if it has another default in a tool of an AI agent. */
function propertiesOfParameter({ property, toolDefault }: Parameter): INodeProperties[] {
	if (toolDefault === undefined) return [property];
	// A version of n8n that does not know '@tool' shows the first and hides the second.
	const inTool = { '@tool': [true] };
	return [
		...updateDisplayOptions({ hide: inTool }, [property]),
		...updateDisplayOptions({ show: inTool }, [{ ...property, default: toolDefault }]),
	];
}

/** The properties of an operation in the editor, without the condition that shows them. */
export function propertiesOf({ only, parameters }: Operation): INodeProperties[] {
	const own = parameters.flatMap((parameter) =>
		'property' in parameter ? propertiesOfParameter(parameter) : parameter,
	);
	return only ? [loginNotice(only), ...own] : own;
}

/**
 * The properties of a resource's operations in one list that has the order of each. A property that several of them have
 * stands there once, unless that would change the order of one: n8n reads the list when it starts, and sends it to each
 * editor.
 */
function propertiesOfAll(
	resource: string,
	operations: ReadonlyArray<readonly [value: string, operation: Operation]>,
): INodeProperties[] {
	const list: Array<{ property: INodeProperties; json: string; operations: string[] }> = [];
	for (const [value, operation] of operations) {
		let next = 0;
		for (const property of propertiesOf(operation)) {
			const json = JSON.stringify(property);
			const found = list.findIndex((one, index) => index >= next && one.json === json);
			if (found === -1) list.splice(next, 0, { property, json, operations: [value] });
			else list[found]?.operations.push(value);
			next = (found === -1 ? next : found) + 1;
		}
	}
	return list.flatMap(({ property, operations: operation }) =>
		updateDisplayOptions({ show: { resource: [resource], operation } }, [property]),
	);
}

function optionOf(value: string, { name, action, description, only }: Operation): INodePropertyOptions {
	const suffix = only ? ` (${LOGIN_NAMES[only]} only)` : '';
	return { name, value, action, description: `${description}${suffix}` };
}

/** Fails an operation before it runs if Meta does not offer it with the credential's login method. */
function checkLogin(resource: string, operation: Operation): Operation {
	const { name, only } = operation;
	if (!only) return operation;
	return {
		...operation,
		async execute(run) {
			const { loginMethod } = run.connection.settings;
			if (loginMethod !== only) {
				throw new InputError(
					'Operation',
					`is ${resource} > ${name}, which Meta offers with ${LOGIN_NAMES[only]} only`,
					`The credential uses ${LOGIN_NAMES[loginMethod]}. Choose a credential whose 'Login Method' is ${LOGIN_NAMES[only]}.`,
				);
			}
			return await operation.execute(run);
		},
	};
}

/**
 * Builds a resource: the list of its operations by name, and below it their parameters, each shown for the operations
 * that have it.
 *
 * @param definition `value` and the keys of `operations` are saved in workflows
 */
export function defineResource(definition: {
	name: string;
	value: string;
	/** Value of the operation that the editor selects first. */
	default: string;
	operations: Readonly<Record<string, Operation>>;
}): Resource {
	const { name, value, default: first } = definition;
	const entries = Object.entries(definition.operations).sort(([, one], [, other]) =>
		one.name.localeCompare(other.name, 'en'),
	);
	const selector: INodeProperties = {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [value] } },
		options: entries.map(([operation, details]) => optionOf(operation, details)),
		default: first,
	};
	return {
		name,
		value,
		properties: [selector, ...propertiesOfAll(value, entries)],
		operations: Object.fromEntries(
			entries.map(([operation, details]) => [operation, checkLogin(name, details)]),
		),
	};
}
