import type { IBinaryKeyData, IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { Connection, ItemConnections } from '../connection/connect';
import { connectItems } from '../connection/connect';
import { createSemaphore } from '../shared/concurrency';
import { InputError } from '../parameters/inputError';
import type { LivePost } from './errorOutput';
import { errorItem, nodeError } from './errorOutput';
import { parameterReader } from '../parameters/parameter';
import { assertChosenByUser } from './modelChoice';
import type { ItemRun, Operation } from './operation';
import { resources } from './resources';
import { StoppedError, ItemOrder } from './itemOrder';

/**
 * Concurrent items of operations that allow it. The client limits the load on Meta; this only limits memory, and lets
 * Meta process many reels at the same time.
 */
const MAX_CONCURRENT_ITEMS = 50;

/** What the user is shown beside the output. */
interface RunHints {
	/** Labels of parameters that were left out, with the items that did not take them. */
	leftOut: Map<string, number[]>;
	/** What happened, and why, with the items it happened to. */
	messages: Map<string, { what: string; why: string; items: number[] }>;
}

/** The files of records that have any. */
type Attachments = WeakMap<IDataObject, IBinaryKeyData>;

/** What an item gets from its connection and from the run. */
type ItemTools = Pick<ItemRun, 'shared' | 'read' | 'leaveOut' | 'hint' | 'attach'>;

type Outcome = { records: IDataObject[] } | { error: unknown };

function operationOf(context: IExecuteFunctions): Operation {
	const resource = context.getNodeParameter('resource', 0) as string;
	const operation = context.getNodeParameter('operation', 0) as string;
	const found = resources[resource]?.operations[operation];
	if (!found) {
		throw new InputError(
			'Operation',
			`'${operation}' does not belong to the resource '${resource}'`,
			'Choose the operation again in the node.',
		);
	}
	if (found.deletes) {
		assertChosenByUser(context.getNode(), ['resource', 'operation'], ['Operation', operation]);
	}
	return found;
}

async function runItem(
	operation: Operation,
	run: Omit<ItemRun, 'connection' | keyof ItemTools>,
	connections: ItemConnections,
	ofConnection: (connection: Connection, itemIndex: number) => ItemTools,
): Promise<Outcome> {
	const { order, itemIndex } = run;
	try {
		if (order.isAborted(itemIndex)) {
			const published = operation.recall?.(run);
			if (published) return { records: [published] };
			throw new StoppedError('The run has stopped at an earlier item');
		}
		const connection = await connections.of(itemIndex);
		const result = await operation.execute({ ...run, connection, ...ofConnection(connection, itemIndex) });
		return { records: [result].flat() };
	} catch (error) {
		if (!run.context.continueOnFail()) order.abortAfter(itemIndex);
		return { error };
	} finally {
		order.done(itemIndex);
	}
}

/** Shares one instance of a class between all items of a run that use the same connection. */
function sharedByConnection(): (connection: Connection) => ItemRun['shared'] {
	const instances = new Map<Connection, Map<unknown, object>>();
	return (connection) => {
		const own = instances.get(connection) ?? new Map<unknown, object>();
		instances.set(connection, own);
		return <T extends object>(kind: new () => T): T => {
			const instance = (own.get(kind) as T | undefined) ?? new kind();
			own.set(kind, instance);
			return instance;
		};
	};
}

async function runItems(
	context: IExecuteFunctions,
	operation: Operation,
	connections: ItemConnections,
	hints: RunHints,
	attachments: Attachments,
): Promise<Outcome[]> {
	const { length } = context.getInputData();
	const outcomes: Outcome[] = new Array<Outcome>(length);
	const permits = createSemaphore(operation.concurrent ? MAX_CONCURRENT_ITEMS : 1);
	const releases = new Map<number, () => void>();
	const releasePermit = (itemIndex: number) => {
		releases.get(itemIndex)?.();
		releases.delete(itemIndex);
	};
	// An item that waits for a slow item of its account must not block items of other accounts.
	const order = new ItemOrder(releasePermit);
	const sharedBy = sharedByConnection();
	const readerFor = parameterReader(context);
	const ofConnection = (connection: Connection, itemIndex: number): ItemTools => ({
		shared: sharedBy(connection),
		read: readerFor(itemIndex, connection.settings.loginMethod),
		leaveOut: (label: string) => {
			hints.leftOut.set(label, [...(hints.leftOut.get(label) ?? []), itemIndex]);
		},
		hint: (what: string, why: string) => {
			const key = JSON.stringify([what, why]);
			const items = hints.messages.get(key)?.items ?? [];
			hints.messages.set(key, { what, why, items: [...items, itemIndex] });
		},
		attach: (record, binary) => void attachments.set(record, binary),
	});
	const running: Array<Promise<void>> = [];
	for (let itemIndex = 0; itemIndex < length; itemIndex += 1) {
		releases.set(itemIndex, await permits.acquire());
		running.push(
			runItem(operation, { context, itemIndex, order }, connections, ofConnection).then((outcome) => {
				outcomes[itemIndex] = outcome;
				releasePermit(itemIndex);
			}),
		);
	}
	await Promise.all(running);
	return outcomes;
}

/** Posts that are live already. The error that stops a run lists them. */
function liveItems(outcomes: Outcome[]): LivePost[] {
	return outcomes.flatMap((outcome, itemIndex) => {
		if (!('records' in outcome)) return [];
		const post = outcome.records.find((record) => record.status === 'PUBLISHED' && 'containerId' in record);
		return post
			? [{ itemIndex, id: (post.id as string | null) ?? `container ${String(post.containerId)}` }]
			: [];
	});
}

/** Items are named up to this number; beyond it they are counted. */
const MAX_NAMED_ITEMS = 10;

function named(items: number[]): string {
	if (items.length > MAX_NAMED_ITEMS) return `${items.length} items`;
	return items.length === 1 ? `item ${items[0]}` : `items ${items.join(', ')}`;
}

/** One hint for all parameters that items did not take. */
function leftOutHint({ leftOut }: RunHints): string[] {
	if (leftOut.size === 0) return [];
	const parts = [...leftOut].map(([label, items]) => `'${label}' (${named(items)})`);
	return [
		`Not used for the post of the item ('Post Type' or another source of the files takes precedence): ${parts.join('; ')}.`,
	];
}

function messagesOf({ messages }: RunHints): string[] {
	return [...messages.values()].map(({ what, why, items }) => `${what} for ${named(items)}: ${why}`);
}

/** Shows hints beside the output. Older versions of n8n have no hints for tools of an AI agent. */
function showHints(context: IExecuteFunctions, messages: readonly string[]): void {
	const { addExecutionHints } = context as Partial<IExecuteFunctions>;
	if (!addExecutionHints) return;
	try {
		for (const message of messages) addExecutionHints.call(context, { message, location: 'outputPane' });
	} catch {
		// A hint that fails must not discard the results of the items.
	}
}

/** Runs the selected operation for all items, links output items to input items and reports errors. */
export async function route(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = context.getInputData();
	let outcomes: Outcome[];
	let warnings: readonly string[] = [];
	let operation: Operation | undefined;
	const attachments: Attachments = new WeakMap();
	try {
		operation = operationOf(context);
		const connections = await connectItems(context, operation);
		const hints: RunHints = { leftOut: new Map(), messages: new Map() };
		outcomes = await runItems(context, operation, connections, hints, attachments);
		warnings = [...connections.warnings(), ...leftOutHint(hints), ...messagesOf(hints)];
	} catch (error) {
		// No valid token or no such operation: every item fails.
		outcomes = items.map((_item, itemIndex) => {
			const published = operation?.recall?.({ context, itemIndex });
			return published ? { records: [published] } : { error };
		});
	}
	showHints(context, warnings);

	const output: INodeExecutionData[] = [];
	for (const [itemIndex, outcome] of outcomes.entries()) {
		if ('records' in outcome) {
			for (const json of outcome.records) {
				const binary = attachments.get(json);
				output.push({ json, ...(binary ? { binary } : {}), pairedItem: { item: itemIndex } });
			}
			continue;
		}
		if (!context.continueOnFail()) {
			throw nodeError(context.getNode(), outcome.error, itemIndex, liveItems(outcomes));
		}
		output.push(errorItem(outcome.error, itemIndex));
	}
	return [output];
}
