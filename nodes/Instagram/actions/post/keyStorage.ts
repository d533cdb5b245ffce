import type { IExecuteFunctions } from 'n8n-workflow';

import type { KeyNote, KeyStorage } from '../../publishing/deduplication';
import { withWorkflowLock } from './workflowLock';

/** Keys that n8n's database keeps for a node; two marks each. */
const MARKS_KEPT = 20_000;

const OPTIONS = { mode: 'entries', maxEntries: MARKS_KEPT } as const;

/**
 * n8n reads, changes and writes a node's marks as one record, so that two changes at once lose one of them: they go one
 * after the other, in this process and, by a lock in n8n's database, in all of them.
 */
let lastChange: Promise<unknown> = Promise.resolve();

async function inTurn<T>(change: () => Promise<T>): Promise<T> {
	const turn = lastChange.then(change, change);
	lastChange = turn.catch(() => undefined);
	return await turn;
}

/** n8n asserts that its store exists and that the workflow is saved; without these there is nothing to mark in. */
function isMissing(error: unknown): boolean {
	const { name } = (error ?? {}) as { name?: unknown };
	return name === 'AssertionError' || name === 'TypeError';
}

/**
 * Where the deduplication keys of this node are noted.
 *
 * @param now milliseconds since the epoch
 */
export function keyStorageOf(context: IExecuteFunctions, now: () => number): KeyStorage {
	const { helpers } = context;
	const workflowId = context.getWorkflow().id ?? '';
	const data = context.getWorkflowStaticData('node');
	data.publishedKeys ??= {};
	const alone = async <T>(change: () => Promise<T>): Promise<T> =>
		await inTurn(async () => await withWorkflowLock(helpers, workflowId, now, change));
	const tryToMark = async (value: string): Promise<boolean | undefined> => {
		const { new: added } = await helpers.checkProcessedAndRecord([value], 'node', OPTIONS);
		return added.length > 0;
	};
	const mark = async (value: string): Promise<boolean | undefined> => {
		// Without the lock the first mark of a node collides where two workers insert the record at once.
		const once = await tryToMark(value).catch((error: unknown) => ({ error }));
		if (typeof once !== 'object') return once;
		return isMissing(once.error) ? undefined : await tryToMark(value);
	};
	const unmark = async (value: string): Promise<void> => {
		// A mark that stays makes the key read as "unknown" later, never as free: the safe side.
		await helpers.removeProcessed([value], 'node', OPTIONS).catch(() => undefined);
	};
	return {
		scope: `${workflowId}:${context.getNode().id}`,
		notes: data.publishedKeys as unknown as Record<string, KeyNote>,
		mark: async (value) => await alone(async () => await mark(value)),
		unmark: async (value) => await alone(async () => await unmark(value)),
		isMarked: async (value) =>
			await alone(async () => {
				// n8n has no way of asking that does not mark.
				const isNew = await mark(value);
				if (isNew) await unmark(value);
				return isNew === false;
			}),
	};
}
