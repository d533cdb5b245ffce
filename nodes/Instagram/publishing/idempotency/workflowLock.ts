import type { IExecuteFunctions } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';

import { BoundedMap, processStore } from '../../shared/processState';

type Helpers = Pick<
	IExecuteFunctions['helpers'],
	'checkProcessedAndRecord' | 'removeProcessed' | 'clearAllProcessedItems'
>;

/**
 * n8n has no lock for nodes. Its store of processed items has one record per workflow and one per node, and inserting
 * an existing record fails. So the worker that inserts the workflow's record holds the lock, and deletes the record
 * afterwards. (The node's own record contains the keys.)
 *
 * In this mode a record contains the greatest number so far, and a smaller one changes nothing. The numbers of a Remove
 * Duplicates node that keeps its values for the whole workflow are greater than all of these: its record is neither
 * changed nor mistaken for a lock.
 */
const MODE = { mode: 'latestIncrementalKey' } as const;

/** The number of a lock. All whole numbers above it are exact. */
const LOCK = -9e15;

/** Bids of workers that take over a lock are between the lock's number and this. */
const HIGHEST_BID = -8.5e15;

/** Greater than all of these, ascending: numbers that test whether the record contains the number of a lock. */
const PROBES = [HIGHEST_BID + 1e14, HIGHEST_BID + 2e14, HIGHEST_BID + 3e14];

/** Minimum waits in milliseconds. A lock is held for a few queries. Jitter keeps two waiting workers apart. */
const PAUSE = { first: 10, longest: 250 };
const WAIT_LIMIT = 2_000;
const RECHECK = 1_000;

/** A takeover fails if another worker is faster, or if the record is not a lock. */
const ROUNDS = 2;

type Answer = 'taken' | 'busy' | 'none';

/** `taken`: the record was inserted, or contained a smaller number. */
async function tryAcquire(helpers: Helpers, value: number): Promise<Answer> {
	try {
		const { new: added } = await helpers.checkProcessedAndRecord([value], 'workflow', MODE);
		return added.length > 0 ? 'taken' : 'busy';
	} catch (error) {
		// TypeORM's error if another insert was faster. Any other error: no store, or a record of another mode.
		return (error as { name?: unknown }).name === 'QueryFailedError' ? 'busy' : 'none';
	}
}

/** `busy`: the lock was held for the whole wait. */
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
 * Takes over the lock of a worker that was killed, by bidding a random number. The worker that still finds its number in
 * the record after a while holds the lock: all others have bid less, or they would have overwritten it.
 */
async function takeOver(helpers: Helpers): Promise<Answer> {
	const bid = LOCK + 2 + 2 * Math.floor((Math.random() * (HIGHEST_BID - LOCK)) / 2 - 2);
	let answer = await tryAcquire(helpers, bid);
	while (answer !== 'none') {
		await sleep(RECHECK * (1 + Math.random()));
		answer = await tryAcquire(helpers, bid);
		// The record contains the bid or more. If it is the bid, the next number exceeds it.
		if (answer === 'busy') return await tryAcquire(helpers, bid + 1);
		// The lock was still in use, and its holder has deleted it. The record now contains the bid.
	}
	return answer;
}

/**
 * Whether the record contains the number of a lock; it contains a greater one afterwards. Several probes, because a
 * waiting worker writes back what it has read, maybe late, and so answers a probe of another worker.
 */
async function isLock(helpers: Helpers): Promise<boolean> {
	for (const probe of PROBES) {
		if ((await tryAcquire(helpers, probe)) === 'taken') return true;
	}
	return false;
}

/** Deletes the record, unless a Remove Duplicates node uses it meanwhile. */
async function release(helpers: Helpers): Promise<void> {
	if (await isLock(helpers)) await helpers.clearAllProcessedItems('workflow', MODE);
}

/** `busy`: the record belongs to a node of the user. `none`: no lock is available now. */
async function acquire(helpers: Helpers): Promise<Answer> {
	for (let round = 0; round < ROUNDS; round += 1) {
		const answer = await waitFor(helpers);
		if (answer !== 'busy') return answer;
		const takenOver = await takeOver(helpers);
		if (takenOver !== 'busy') return takenOver;
	}
	// A lock that was unavailable for so long is useless to all workers.
	if (!(await isLock(helpers))) return 'busy';
	await helpers.clearAllProcessedItems('workflow', MODE);
	return 'none';
}

/** Workflows whose record belongs to a node of the user. */
const withoutLock = processStore(new BoundedMap<string, true>(1_000));

/**
 * Runs `work` while holding the lock of the workflow against other n8n workers; without a lock if none is available.
 *
 * @param now milliseconds since the epoch
 * @returns the result, and whether another worker may have taken over the lock because `work` took too long
 */
export async function withWorkflowLock<T>(
	helpers: Helpers,
	workflowId: string,
	now: () => number,
	work: () => Promise<T>,
): Promise<{ result: T; mayBeShared: boolean }> {
	const runUnlocked = async () => ({ result: await work(), mayBeShared: false });
	if (withoutLock.has(workflowId)) return await runUnlocked();
	const answer = await acquire(helpers).catch((): Answer => 'none');
	if (answer === 'busy') withoutLock.set(workflowId, true);
	if (answer !== 'taken') return await runUnlocked();
	const since = now();
	const isLate = () => now() - since >= WAIT_LIMIT;
	try {
		const result = await work();
		return { result, mayBeShared: isLate() };
	} finally {
		// After too long, another worker may hold the lock. A lock that stays is taken over by the next waiting worker.
		if (!isLate()) await release(helpers).catch(() => undefined);
	}
}
