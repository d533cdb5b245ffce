import type { IExecuteFunctions } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';

import { BoundedMap, processStore } from '../../shared/processState';

type Helpers = Pick<
	IExecuteFunctions['helpers'],
	'checkProcessedAndRecord' | 'removeProcessed' | 'clearAllProcessedItems'
>;

/**
 * n8n has no lock for nodes. Its store of processed items has one record per workflow and one per node, and inserting
 * a record that exists fails: whoever inserts the workflow's record holds the lock, and deletes it afterwards. (The
 * node's own record holds the keys.)
 *
 * In this mode a record holds the greatest number so far, and a smaller one changes nothing. The numbers of a Remove
 * Duplicates node that keeps its values for the whole workflow are greater than all of these: its record is neither
 * changed nor taken for a lock.
 */
const MODE = { mode: 'latestIncrementalKey' } as const;

/** The number of a lock. Whole numbers are exact from here on. */
const LOCK = -9e15;

/** Numbers of those who take a lock over: from the lock's own to this. */
const HIGHEST_BID = -8.5e15;

/** Greater than all of these, in order: questions whether the record holds a lock's number. */
const PROBES = [HIGHEST_BID + 1e14, HIGHEST_BID + 2e14, HIGHEST_BID + 3e14];

/** A lock is held for a few queries. In milliseconds, each at least; random, so that two who wait do not act at once. */
const PAUSE = { first: 10, longest: 250 };
const WAIT_LIMIT = 2_000;
const RECHECK = 1_000;

/** Taking over fails where another is faster, or where the record is no lock. */
const ROUNDS = 2;

type Answer = 'taken' | 'busy' | 'none';

/** `taken`: the record was inserted, or held a smaller number. */
async function tryAcquire(helpers: Helpers, value: number): Promise<Answer> {
	try {
		const { new: added } = await helpers.checkProcessedAndRecord([value], 'workflow', MODE);
		return added.length > 0 ? 'taken' : 'busy';
	} catch (error) {
		// TypeORM's name for an insert that another one was faster with. Else: no store, or a record of another mode.
		return (error as { name?: unknown }).name === 'QueryFailedError' ? 'busy' : 'none';
	}
}

/** `busy`: the lock was held all the time. */
async function waitFor(helpers: Helpers): Promise<Answer> {
	const waitLimit = WAIT_LIMIT * (1 + 2 * Math.random());
	let pause = PAUSE.first;
	for (let waited = 0; ; pause = Math.min(2 * pause, PAUSE.longest)) {
		const answer = await tryAcquire(helpers, LOCK);
		if (answer !== 'busy' || waited >= waitLimit) return answer;
		const wait = pause * (1 + Math.random());
		await sleep(wait);
		waited += wait;
	}
}

/**
 * Takes the lock of a worker that was cut off: bids a number that nobody else has. Whoever finds the own number in the
 * record after a while holds the lock: all others have bid less, or would have overwritten it.
 */
async function takeOver(helpers: Helpers): Promise<Answer> {
	const bid = LOCK + 2 + 2 * Math.floor((Math.random() * (HIGHEST_BID - LOCK)) / 2 - 2);
	let answer = await tryAcquire(helpers, bid);
	while (answer !== 'none') {
		await sleep(RECHECK * (1 + Math.random()));
		answer = await tryAcquire(helpers, bid);
		// The record holds the bid or more: the bid alone is exceeded by the next number.
		if (answer === 'busy') return await tryAcquire(helpers, bid + 1);
		// The lock was alive after all, and its holder has deleted it; the bid stands now.
	}
	return answer;
}

/**
 * Whether the record holds a lock's number; it holds a greater one afterwards. More than one question, because whoever
 * waits writes back what it has read, and may be late: the answer to somebody else's question.
 */
async function isLock(helpers: Helpers): Promise<boolean> {
	for (const question of PROBES) {
		if ((await tryAcquire(helpers, question)) === 'taken') return true;
	}
	return false;
}

/** Deletes the record, unless a Remove Duplicates node has begun to use it meanwhile. */
async function release(helpers: Helpers): Promise<void> {
	if (await isLock(helpers)) await helpers.clearAllProcessedItems('workflow', MODE);
}

/** `busy`: the record belongs to a node of the user. `none`: there is no lock to be had now. */
async function acquire(helpers: Helpers): Promise<Answer> {
	for (let round = 0; round < ROUNDS; round += 1) {
		const answer = await waitFor(helpers);
		if (answer !== 'busy') return answer;
		const takenOver = await takeOver(helpers);
		if (takenOver !== 'busy') return takenOver;
	}
	// A lock that cannot be had all this time is of no use to anybody.
	if (!(await isLock(helpers))) return 'busy';
	await helpers.clearAllProcessedItems('workflow', MODE);
	return 'none';
}

/** Workflows whose record belongs to a node of the user. */
const withoutLock = processStore(new BoundedMap<string, true>(1_000));

/**
 * Does the work while no other worker of n8n does any under the lock of the same workflow. Where there is no lock to be
 * had, the work is done without.
 *
 * @param now milliseconds since the epoch
 * @returns what the work returns, and whether another worker may have had the lock meanwhile because it took so long
 */
export async function withWorkflowLock<T>(
	helpers: Helpers,
	workflowId: string,
	now: () => number,
	work: () => Promise<T>,
): Promise<{ result: T; mayBeShared: boolean }> {
	const alone = async () => ({ result: await work(), mayBeShared: false });
	if (withoutLock.has(workflowId)) return await alone();
	const answer = await acquire(helpers).catch((): Answer => 'none');
	if (answer === 'busy') withoutLock.set(workflowId, true);
	if (answer !== 'taken') return await alone();
	const since = now();
	const isLate = () => now() - since >= WAIT_LIMIT;
	try {
		const result = await work();
		return { result, mayBeShared: isLate() };
	} finally {
		// A lock that stays is taken over by the next who waits for it; one that was taken over is not ours to delete.
		if (!isLate()) await release(helpers).catch(() => undefined);
	}
}
