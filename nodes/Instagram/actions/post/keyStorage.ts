import type { IExecuteFunctions } from 'n8n-workflow';

import type { KeyNote, KeyStorage } from '../../publishing/deduplication';

/** Keys that n8n's database keeps for a node; two marks each. */
const MARKS_KEPT = 20_000;

const OPTIONS = { mode: 'entries', maxEntries: MARKS_KEPT } as const;

/**
 * n8n reads, changes and writes a node's marks as one record, so that two changes at once lose one of them. Within
 * this process they go one after the other.
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

/** Where the deduplication keys of this node are noted. */
export function keyStorageOf(context: IExecuteFunctions): KeyStorage {
	const data = context.getWorkflowStaticData('node');
	data.publishedKeys ??= {};
	const mark = async (value: string): Promise<boolean | undefined> => {
		const { new: added } = await context.helpers.checkProcessedAndRecord([value], 'node', OPTIONS);
		return added.length > 0;
	};
	return {
		scope: `${context.getWorkflow().id ?? ''}:${context.getNode().id}`,
		notes: data.publishedKeys as unknown as Record<string, KeyNote>,
		mark: async (value) =>
			await inTurn(async () => {
				// The first mark of a node collides where two workers insert the record at once; then it exists.
				const once = await mark(value).catch((error: unknown) => ({ error }));
				if (typeof once !== 'object') return once;
				return isMissing(once.error) ? undefined : await mark(value);
			}),
		unmark: async (value) =>
			await inTurn(async () => {
				// A mark that stays makes the key read as "unknown" later, never as free: the safe side.
				await context.helpers.removeProcessed([value], 'node', OPTIONS).catch(() => undefined);
			}),
	};
}
