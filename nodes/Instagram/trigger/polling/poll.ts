import type {
	IDataObject,
	INode,
	INodeExecutionData,
	IPollFunctions,
	JsonObject,
	NodeOperationError,
} from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';

import { accountIdOf, accountRecord, resolveAccount } from '../../connection/accounts';
import { connect } from '../../connection/connect';
import { GraphError } from '../../graph/errors/explain';
import { hookError } from '../hookError';
import type { Changes } from './changes';
import { detectChanges, readPollState, sample } from './changes';
import type { PollSettings } from './parameters';
import { settingsOf } from './parameters';
import type { PollContext } from './types';
import { processStore } from '../../shared/processState';

/** Where the state is in the node's static data. */
const STATE_KEY = 'state';

/** n8n starts a poll although the last one is still running; both would return the same. */
const running = new WeakSet<object>();

/**
 * The latest state of each trigger in this process. n8n saves a workflow's static data as a whole, as they were when an
 * execution began: an execution that ends may write an older state over a newer one. Then the newer one counts.
 */
const latest = processStore(new Map<string, IDataObject & { at: number }>());

/** Triggers whose state is remembered, those of deleted workflows included. */
const TRIGGERS_AT_MOST = 200;

function triggerKey(context: IPollFunctions): string {
	return `${context.getWorkflow().id ?? ''} ${context.getNode().id}`;
}

function newestState(context: IPollFunctions, stored: unknown): IDataObject | undefined {
	const saved = readPollState(stored);
	const remembered = latest.get(triggerKey(context));
	return remembered && (!saved || saved.at < remembered.at) ? remembered : saved;
}

function remember(context: IPollFunctions, state: IDataObject): void {
	const key = triggerKey(context);
	latest.delete(key);
	// A copy: n8n wraps what is put into static data.
	latest.set(key, JSON.parse(JSON.stringify(state)) as IDataObject & { at: number });
	const [oldest] = latest.keys();
	if (oldest !== undefined && latest.size > TRIGGERS_AT_MOST) latest.delete(oldest);
}

async function contextOf(
	context: IPollFunctions,
	{ account, mediaWatched }: PollSettings,
): Promise<PollContext> {
	const connection = await connect(context);
	const path = await resolveAccount(connection, account);
	const own = await accountRecord(connection, await accountIdOf(connection, path));
	return { graph: connection.graph, path, account: own, now: connection.clock.now(), mediaWatched };
}

async function pollOnce(
	context: IPollFunctions,
	staticData: IDataObject,
): Promise<Pick<Changes, 'found' | 'failures'>> {
	try {
		const settings = settingsOf(context);
		const reading = await contextOf(context, settings);
		if (context.getMode() === 'manual') return { found: await sample(reading, settings), failures: [] };
		const before = newestState(context, staticData[STATE_KEY]);
		const { found, failures, state } = await detectChanges(reading, settings, before);
		remember(context, state);
		staticData[STATE_KEY] = state;
		return { found, failures };
	} catch (error) {
		return { found: [], failures: [error] };
	}
}

/**
 * What n8n shows of a poll that failed, and passes to the error workflow. A refused activation shows the message only, so
 * the remedy is in it.
 */
export function pollError(node: INode, error: unknown): NodeApiError | NodeOperationError {
	const shown = hookError(node, error);
	if (!(error instanceof GraphError)) return shown;
	const { message } = shown;
	const { code, subcode, httpCode, fbtraceId } = error;
	const facts = [
		code === undefined ? undefined : `Meta's code ${code}${subcode === undefined ? '' : `/${subcode}`}`,
		fbtraceId ? `trace ${fbtraceId}` : undefined,
	].filter(Boolean);
	return new NodeApiError(node, { message } as JsonObject, {
		message,
		...(facts.length > 0 ? { description: facts.join(', ') } : {}),
		...(httpCode === undefined ? {} : { httpCode: String(httpCode) }),
	});
}

/**
 * Returns what is new since the last poll: one item per event, oldest first; `null` if there is none. The first poll
 * begins now and finds nothing. By hand, it returns one sample of each event and moves nothing.
 *
 * n8n saves the static data of a node when items are handed over and on activation, not after a poll that found nothing:
 * after a restart such a poll is forgotten, and what it saw is seen again.
 *
 * @throws NodeApiError or NodeOperationError if something could not be read and nothing new was found
 */
export async function poll(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const staticData = context.getWorkflowStaticData('node');
	if (running.has(staticData)) return null;
	running.add(staticData);
	const { found, failures } = await pollOnce(context, staticData).finally(() => running.delete(staticData));
	if (failures.length > 0) {
		const error = pollError(context.getNode(), failures[0]);
		if (found.length === 0) throw error;
		// Return what was found; report the failure beside it, and read that event again at the next poll.
		context.__emitError(error);
	}
	return found.length === 0 ? null : [found.map(({ item }) => ({ json: item }))];
}
