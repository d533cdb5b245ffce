import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { Connection } from '../connection';
import { connect } from '../connection';
import { InputError } from '../input';
import type { Live } from './failure';
import { errorItem, nodeError } from './failure';
import { parameterReader } from './itemParameters';
import type { ItemRun, Operation } from './operation';
import { resources } from './resources';
import { StoppedError, Turns } from './turns';

/**
 * Items under way at once for operations that allow it. What bounds the load on Meta is the client's limit of
 * requests; this only bounds what is held in memory, and lets many reels be processed by Meta at the same time.
 */
const ITEMS_AT_ONCE = 50;

/** What became of an item. */
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
	return found;
}

async function runItem(operation: Operation, run: ItemRun): Promise<Outcome> {
	const { turns, itemIndex } = run;
	try {
		if (turns.isStopped(itemIndex)) throw new StoppedError('The run has stopped at an earlier item');
		return { records: [await operation.execute(run)].flat() };
	} catch (error) {
		if (!run.context.continueOnFail()) turns.stopAt(itemIndex);
		return { error };
	} finally {
		turns.leave(itemIndex);
	}
}

/** Gives every item of a run the same instance of a class. */
function sharedByRun(): ItemRun['shared'] {
	const instances = new Map<unknown, object>();
	return <T extends object>(kind: new () => T): T => {
		const instance = (instances.get(kind) as T | undefined) ?? new kind();
		instances.set(kind, instance);
		return instance;
	};
}

async function runItems(
	context: IExecuteFunctions,
	operation: Operation,
	connection: Connection,
): Promise<Outcome[]> {
	const { length } = context.getInputData();
	const outcomes: Outcome[] = new Array<Outcome>(length);
	const turns = new Turns();
	const shared = sharedByRun();
	const parameters = parameterReader(context);
	let next = 0;
	const work = async () => {
		while (next < length) {
			const itemIndex = next++;
			outcomes[itemIndex] = await runItem(operation, {
				context,
				itemIndex,
				connection,
				turns,
				shared,
				parameter: parameters(itemIndex),
			});
		}
	};
	const workers = Math.min(operation.concurrent ? ITEMS_AT_ONCE : 1, length);
	await Promise.all(Array.from({ length: workers }, work));
	return outcomes;
}

/** Items that are live on Instagram; the error that stops a run must not hide them. */
function liveItems(outcomes: Outcome[]): Live[] {
	return outcomes.flatMap((outcome, itemIndex) => {
		if (!('records' in outcome)) return [];
		const post = outcome.records.find((record) => record.status === 'PUBLISHED' && 'containerId' in record);
		return post
			? [{ itemIndex, id: (post.id as string | null) ?? `container ${String(post.containerId)}` }]
			: [];
	});
}

/** Runs the chosen operation over all items: the one loop, the one catch, item linking, the error output. */
export async function route(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = context.getInputData();
	let outcomes: Outcome[];
	try {
		const operation = operationOf(context);
		const connection = await connect(context, operation);
		outcomes = await runItems(context, operation, connection);
		for (const message of connection.token.warnings)
			context.addExecutionHints({ message, location: 'outputPane' });
	} catch (error) {
		// No living token, or no such operation: that is so for every item.
		outcomes = items.map(() => ({ error }));
	}

	const output: INodeExecutionData[] = [];
	for (const [itemIndex, outcome] of outcomes.entries()) {
		if ('records' in outcome) {
			for (const json of outcome.records) output.push({ json, pairedItem: { item: itemIndex } });
			continue;
		}
		if (!context.continueOnFail()) {
			throw nodeError(context.getNode(), outcome.error, itemIndex, liveItems(outcomes));
		}
		output.push(errorItem(outcome.error, itemIndex));
	}
	return [output];
}
