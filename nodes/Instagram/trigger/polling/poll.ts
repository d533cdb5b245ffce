import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { accountIdOf, accountRecord, resolveAccount } from '../../accounts';
import { connect } from '../../connection';
import type { News } from './changes';
import { news, sample } from './changes';
import { pollError } from './pollError';
import type { PollSettings } from './parameters';
import { settingsOf } from './parameters';
import type { Source } from './types';

/** Where n8n keeps how far has been told, in the node's static data. */
const STATE_KEY = 'polled';

/** n8n starts a poll although the last one is still under way; both would tell the same. */
const underWay = new WeakSet<object>();

async function sourceOf(context: IPollFunctions, { account, mediaWatched }: PollSettings): Promise<Source> {
	const connection = await connect(context);
	const path = await resolveAccount(connection, account);
	const own = await accountRecord(connection, await accountIdOf(connection, path));
	return { graph: connection.graph, path, account: own, now: connection.clock.now(), mediaWatched };
}

async function look(context: IPollFunctions, stored: IDataObject): Promise<Pick<News, 'found' | 'failures'>> {
	try {
		const settings = settingsOf(context);
		const source = await sourceOf(context, settings);
		if (context.getMode() === 'manual') return { found: await sample(source, settings), failures: [] };
		const { found, failures, state } = await news(source, settings, stored[STATE_KEY]);
		stored[STATE_KEY] = state;
		return { found, failures };
	} catch (error) {
		return { found: [], failures: [error] };
	}
}

/**
 * Looks for what is new since the last poll: one item per event, oldest first, `null` where there is none. The first
 * poll begins now and finds nothing. By hand, it gives one sample of each event and moves nothing.
 *
 * n8n saves the static data of a node when items are handed over and on activation, not after a poll that found
 * nothing: such a poll may be forgotten, and what it saw is seen again.
 *
 * @throws NodeApiError or NodeOperationError where something could not be read and nothing new was found
 */
export async function poll(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const stored = context.getWorkflowStaticData('node');
	if (underWay.has(stored)) return null;
	underWay.add(stored);
	const { found, failures } = await look(context, stored).finally(() => underWay.delete(stored));
	if (failures.length > 0) {
		const error = pollError(context.getNode(), failures[0]);
		if (found.length === 0) throw error;
		// What is new is told now; what could not be read is told beside it, and read again next time.
		context.__emitError(error);
	}
	return found.length === 0 ? null : [found.map(({ item }) => ({ json: item }))];
}
