import type { IExecuteFunctions } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';

type Helpers = Pick<
	IExecuteFunctions['helpers'],
	'checkProcessedAndRecord' | 'removeProcessed' | 'clearAllProcessedItems'
>;

/** Another worker holds the lock for a few database queries; in milliseconds. */
const PAUSE = 25;

/** After so many tries whoever holds it has been cut off. */
const PATIENCE = 400;

/**
 * n8n has no lock for nodes. Its store of processed items has one record per workflow and per node, and inserting a
 * record that exists fails: whoever inserts the workflow's record has the lock, and deletes it afterwards. (The node's
 * own record holds the keys.)
 *
 * In this mode the record holds the greatest number so far, and a smaller one changes nothing. Nobody's numbers are
 * as small as these, so that the record of a Remove Duplicates node is neither changed nor taken for a lock.
 */
const MODE = { mode: 'latestIncrementalKey' } as const;
const LOCK = -1e16;
const TAKEN_OVER = -1e15;

type Answer = 'taken' | 'busy' | 'none';

async function tryToTake(helpers: Helpers, value: number): Promise<Answer> {
	try {
		const { new: added } = await helpers.checkProcessedAndRecord([value], 'workflow', MODE);
		return added.length > 0 ? 'taken' : 'busy';
	} catch (error) {
		// TypeORM's name for an insert that another one was faster with. Else: no store, or one of another mode.
		return (error as { name?: unknown }).name === 'QueryFailedError' ? 'busy' : 'none';
	}
}

/** `busy`: the record is not a lock. */
async function take(helpers: Helpers, now: () => number): Promise<Answer> {
	for (let tries = 0; tries < PATIENCE; tries += 1) {
		const answer = await tryToTake(helpers, LOCK);
		if (answer !== 'busy') return answer;
		await sleep(PAUSE * (1 + Math.random()));
	}
	// Greater than every earlier lock, smaller than the numbers of a Remove Duplicates node.
	return await tryToTake(helpers, TAKEN_OVER + now());
}

/** Workflows whose record belongs to a node of the user. */
const withoutLock = new Set<string>();

/**
 * Does the work while no other worker of n8n does any under the lock of the same workflow. Where there is no lock to be
 * had, the work is done without.
 *
 * @param now milliseconds since the epoch
 */
export async function withWorkflowLock<T>(
	helpers: Helpers,
	workflowId: string,
	now: () => number,
	work: () => Promise<T>,
): Promise<T> {
	if (withoutLock.has(workflowId)) return await work();
	const answer = await take(helpers, now);
	if (answer === 'busy') withoutLock.add(workflowId);
	if (answer !== 'taken') return await work();
	try {
		return await work();
	} finally {
		// A lock that stays is taken over by the next who waits for it.
		await helpers.clearAllProcessedItems('workflow', MODE).catch(() => undefined);
	}
}
