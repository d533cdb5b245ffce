import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';

import type { KeyRecord, KeyStore } from './deduplicationKey';
import { isObject } from '../../shared/isObject';
import { KeyedMutex } from '../../shared/concurrency';
import { processStore } from '../../shared/processState';
import { withWorkflowLock } from './workflowLock';

/** The default of n8n's Remove Duplicates node. A live key has one mark, an open one two or three. */
const MAX_KEYS = 10_000;

const OPTIONS = { mode: 'entries', maxEntries: MAX_KEYS } as const;

/** Results kept in a node's static data, which n8n reads with the workflow. */
const MAX_RECORDS = 1_000;

/** The static data of an older execution may be outdated, because triggers have changed it since. */
const STATIC_DATA_FRESH_MS = 15 * 60_000;

/** Before the second attempt to remove marks. */
const PAUSE_MS = 100;

/**
 * n8n reads, changes and writes all marks of a node as one record, so that concurrent changes lose one of them. They are
 * serialized in this process and, by a lock in n8n's database, across processes.
 */
const changes = processStore(new KeyedMutex());

/** n8n throws these if it has no store or the workflow is not saved. */
function isMissing(error: unknown): boolean {
	const { name } = (error ?? {}) as { name?: unknown };
	return name === 'AssertionError' || name === 'TypeError';
}

/**
 * Whether static data may be outdated. At the end of an execution n8n saves all static data as it was when the execution
 * started, plus the changes by nodes: outdated data would reset a trigger's cursors and subscriptions. A retry starts
 * with the data of the first attempt, and so does an execution after a Wait node (n8n 2.40.7). Older n8n versions do not
 * provide the start time of an execution.
 */
function isStaticDataOld(context: IExecuteFunctions, now: () => number): boolean {
	if (context.getMode() === 'retry') return true;
	const olderContext: Partial<Pick<IExecuteFunctions, 'getExecutionContext'>> = context;
	const startedAt = olderContext.getExecutionContext?.()?.establishedAt;
	return startedAt !== undefined && now() - startedAt > STATIC_DATA_FRESH_MS;
}

/** Parses a saved record. Static data can be edited by hand: malformed records count as missing. */
function parseRecord(value: unknown): KeyRecord | undefined {
	if (!isObject(value) || typeof value.at !== 'number' || typeof value.live !== 'boolean') return undefined;
	const text = (name: string) => (typeof value[name] === 'string' ? value[name] : undefined);
	const { at, live, sentAt } = value;
	return {
		at,
		live,
		...(typeof sentAt === 'number' ? { sentAt } : {}),
		containerId: text('containerId'),
		id: text('id') ?? null,
		permalink: text('permalink'),
	};
}

/** The records in the node's static data. Writes only if something changes. */
function recordsOf(
	context: IExecuteFunctions,
	now: () => number,
): Pick<KeyStore, 'read' | 'save' | 'delete'> {
	const data = context.getWorkflowStaticData('node');
	const isOld = isStaticDataOld(context, now);
	const saved = (): Record<string, unknown> => (isObject(data.publishedKeys) ? data.publishedKeys : {});
	const othersThan = (key: string) => Object.entries(saved()).filter(([name]) => name !== key);
	return {
		read(key) {
			const record = Object.hasOwn(saved(), key) ? parseRecord(saved()[key]) : undefined;
			// A live key stays live, but an open one may have got an outcome since.
			return isOld && !record?.live ? undefined : record;
		},
		save(key, record) {
			if (isOld) return;
			const newest = othersThan(key)
				.sort(([, a], [, b]) => (parseRecord(b)?.at ?? 0) - (parseRecord(a)?.at ?? 0))
				.slice(0, MAX_RECORDS - 1);
			data.publishedKeys = { ...Object.fromEntries(newest), [key]: record } as unknown as IDataObject;
		},
		delete(key) {
			if (isOld || !Object.hasOwn(saved(), key)) return;
			data.publishedKeys = Object.fromEntries(othersThan(key)) as IDataObject;
		},
	};
}

/**
 * Stores the deduplication keys of a node in n8n.
 *
 * n8n's store of processed items can only be queried by setting a mark. So a key has two marks: its own from the first
 * claim on, and `:open` until the post is known to be live. A query that is interrupted, or cannot be undone, leaves
 * `:open` behind: then the key reads as unknown, never as live and never as free.
 *
 * @param now milliseconds since the epoch
 */
export function n8nKeyStore(context: IExecuteFunctions, now: () => number): KeyStore {
	const { helpers } = context;
	const workflowId = context.getWorkflow().id ?? '';

	const exclusively = async <T>(change: () => Promise<T>) =>
		await changes.runExclusive(
			workflowId,
			async () => await withWorkflowLock(helpers, workflowId, now, change),
		);

	/** Sets all marks at once. Resolves with those that were not set before; `undefined` if n8n has no store. */
	const mark = async (values: string[]): Promise<string[] | undefined> => {
		const attempt = async () => {
			const { new: added } = await helpers.checkProcessedAndRecord(values, 'node', OPTIONS);
			return added as string[];
		};
		const first = await attempt().catch((error: unknown) => ({ error }));
		if (Array.isArray(first)) return first;
		// Without the lock, two workers may insert the first record of a node at once, and one insert fails.
		return isMissing(first.error) ? undefined : await attempt();
	};

	/** Resolves with whether the marks are removed. */
	const unmark = async (values: string[]): Promise<boolean> => {
		const attempt = async () => {
			await helpers.removeProcessed(values, 'node', OPTIONS);
			return true;
		};
		return await attempt().catch(async (error: unknown) => {
			if (isMissing(error)) return true;
			await sleep(PAUSE_MS);
			return await attempt().catch(() => false);
		});
	};

	const open = (key: string) => `${key}:open`;
	const again = (key: string, openSince?: number) =>
		openSince === undefined ? [] : [`${key}:again:${openSince}`];

	return {
		scope: `${workflowId}:${context.getNode().id}`,
		...recordsOf(context, now),
		async claim(key, openSince) {
			const { result, mayBeShared } = await exclusively(async () => {
				const added = await mark([key, open(key), ...again(key, openSince)]);
				if (!added || added.includes(key)) return 'taken';
				if (added.includes(open(key))) {
					await unmark([open(key), ...again(key, openSince)]);
					return 'live';
				}
				return again(key, openSince).some((value) => added.includes(value)) ? 'taken' : 'open';
			});
			return mayBeShared && result === 'taken' ? 'open' : result;
		},
		async setLive(key, openSince) {
			await exclusively(async () => {
				await mark([key]);
				await unmark([open(key), ...again(key, openSince)]);
			});
		},
		async free(key, openSince) {
			const marks = [key, open(key), ...again(key, openSince)];
			const { result } = await exclusively(async () => await unmark(marks));
			return result;
		},
	};
}
