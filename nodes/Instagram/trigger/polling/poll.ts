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
import type { FileReference } from '../../files/filesOf';
import { filesOfMedia } from '../../files/filesOf';
import { GraphError } from '../../graph/errors/explain';
import { readMediaUrl, readObject } from '../../graph/readObject';
import type { GraphClient } from '../../graph/types';
import { flattenEdges } from '../../parameters/flattenEdges';
import { toError } from '../../shared/toError';
import { downloadFiles } from '../downloads';
import { describeLeftOut } from '../eventFilter';
import { hookError } from '../hookError';
import { detectChanges, readPollState, readSample } from './changes';
import type { PollSettings } from './parameters';
import { readPollSettings } from './parameters';
import type { PollContext, PolledEvent, PolledRecord } from './types';
import { BoundedMap, processStore } from '../../shared/processState';

/** Key of the state in the node's static data. */
const STATE_KEY = 'state';

/** n8n starts a poll even if the previous one is still running; both would return the same events. */
const running = new WeakSet<object>();

/** Includes triggers of deleted workflows. */
const MAX_TRIGGERS = 200;

/**
 * The latest state of each trigger in this process. When an execution ends, n8n saves the workflow's static data as they
 * were when that execution started, so an older state may overwrite a newer one. The newer one is used then.
 */
const latestStates = processStore(new BoundedMap<string, IDataObject & { at: number }>(MAX_TRIGGERS));

function triggerKey(context: IPollFunctions): string {
	return `${context.getWorkflow().id ?? ''} ${context.getNode().id}`;
}

function newestState(context: IPollFunctions, stored: unknown): IDataObject | undefined {
	const saved = readPollState(stored);
	const remembered = latestStates.get(triggerKey(context));
	return remembered && (!saved || saved.at < remembered.at) ? remembered : saved;
}

function remember(context: IPollFunctions, state: IDataObject): void {
	// A copy: n8n wraps values that are put into static data.
	const copy = JSON.parse(JSON.stringify(state)) as IDataObject & { at: number };
	latestStates.set(triggerKey(context), copy);
}

async function openPollContext(
	context: IPollFunctions,
	{ account, mediaWatched }: PollSettings,
): Promise<PollContext> {
	const connection = await connect(context);
	const path = await resolveAccount(connection, account);
	const record = await accountRecord(connection, await accountIdOf(connection, path));
	return { graph: connection.graph, path, account: record, now: connection.clock.now(), mediaWatched };
}

function logLeftOut(context: IPollFunctions, leftOut: ReadonlyMap<string, number>): void {
	const text = describeLeftOut(leftOut);
	if (text !== undefined) context.logger.debug(`Instagram Polling Trigger: ${text}`);
}

/** The list of posts has no children of carousels, because it is read at every poll. */
async function filesOf(graph: GraphClient, event: PolledEvent): Promise<FileReference[]> {
	if (event.event !== 'media') return [];
	if (event.media_type !== 'CAROUSEL_ALBUM') return filesOfMedia(event);
	const id = String(event.id);
	try {
		return filesOfMedia(flattenEdges(await readObject(graph, { id, fields: 'id,children{id,media_url}' })));
	} catch (error) {
		return [{ name: id, missing: `The carousel could not be read: ${toError(error).message}` }];
	}
}

async function itemsOf(
	context: IPollFunctions,
	{ graph }: PollContext,
	{ download }: PollSettings,
	records: readonly PolledRecord[],
): Promise<INodeExecutionData[]> {
	if (!download) return records.map(({ item }) => ({ json: item }));
	const events = await Promise.all(
		records.map(async ({ item }) => [item, await filesOf(graph, item)] as const),
	);
	return await downloadFiles(context, events, async ({ mediaId }) =>
		mediaId === undefined ? undefined : await readMediaUrl(graph, mediaId),
	);
}

async function pollOnce(
	context: IPollFunctions,
	staticData: IDataObject,
): Promise<{ items: INodeExecutionData[]; failures: unknown[] }> {
	try {
		const settings = readPollSettings(context);
		const pollContext = await openPollContext(context, settings);
		if (context.getMode() === 'manual') {
			const sample = await readSample(pollContext, settings);
			return { items: await itemsOf(context, pollContext, settings, sample), failures: [] };
		}
		const before = newestState(context, staticData[STATE_KEY]);
		const { records, failures, leftOut, state } = await detectChanges(pollContext, settings, before);
		logLeftOut(context, leftOut);
		const items = await itemsOf(context, pollContext, settings, records);
		remember(context, state);
		staticData[STATE_KEY] = state;
		return { items, failures };
	} catch (error) {
		return { items: [], failures: [error] };
	}
}

/**
 * The error that n8n shows for a failed poll and passes to the error workflow. For a failed activation n8n shows only the
 * message, so the message includes the remedy.
 */
export function pollError(node: INode, error: unknown): NodeApiError | NodeOperationError {
	const operationError = hookError(node, error);
	if (!(error instanceof GraphError)) return operationError;
	const { message } = operationError;
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
 * starts now and finds nothing. A manual execution returns one sample of each event and does not change the state.
 *
 * n8n saves static data when a poll returns items and on activation, not after a poll that found nothing. So a restart
 * discards the state of such a poll, and the next poll reads the same records again.
 *
 * @throws NodeApiError or NodeOperationError if something could not be read and nothing new was found
 */
export async function poll(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const staticData = context.getWorkflowStaticData('node');
	if (running.has(staticData)) return null;
	running.add(staticData);
	const { items, failures } = await pollOnce(context, staticData).finally(() => running.delete(staticData));
	if (failures.length > 0) {
		const error = pollError(context.getNode(), failures[0]);
		if (items.length === 0) throw error;
		// Return what was found, report the failure separately and retry it on the next poll.
		context.__emitError(error);
	}
	return items.length === 0 ? null : [items];
}
