import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';

import type { KeyRecord, KeyStore } from './deduplicationKey';
import { isRecord } from '../../parameters/readers';
import { KeyedMutex } from '../../shared/concurrency';
import { processStore } from '../../shared/processState';
import { withWorkflowLock } from './workflowLock';

/** As many as n8n's Remove Duplicates node keeps by default. A live key has one mark, an open one two or three. */
const MAX_KEYS = 10_000;

const OPTIONS = { mode: 'entries', maxEntries: MAX_KEYS } as const;

/** Results kept in a node's static data, which n8n reads with the workflow. */
const MAX_RECORDS = 1_000;

/** An execution that began longer ago may hold static data that triggers have changed since. */
const STATIC_DATA_FRESH_MS = 15 * 60_000;

/** Before the second try to remove marks. */
const PAUSE_MS = 100;

/**
 * n8n reads, changes and writes a node's marks as one record, so that two changes at once lose one of them: they go one
 * after the other, in this process and, by a lock in n8n's database, in all of them.
 */
const changes = processStore(new KeyedMutex());

/** n8n asserts that its store exists and that the workflow is saved; without these there is nothing to mark in. */
function isMissing(error: unknown): boolean {
	const { name } = (error ?? {}) as { name?: unknown };
	return name === 'AssertionError' || name === 'TypeError';
}

/**
 * Whether static data may be out of date. At the end of an execution n8n saves all of it, as it was when the execution
 * began, with what nodes have changed: old data would take a trigger's cursors and subscriptions back. A retry begins
 * with that of the first try, and so does an execution after a Wait node (n8n 2.40.7). Older n8n does not tell when an
 * execution began.
 */
function isStaticDataOld(context: IExecuteFunctions, now: () => number): boolean {
	if (context.getMode() === 'retry') return true;
	const told: Partial<Pick<IExecuteFunctions, 'getExecutionContext'>> = context;
	const begunAt = told.getExecutionContext?.()?.establishedAt;
	return begunAt !== undefined && now() - begunAt > STATIC_DATA_FRESH_MS;
}

/** A note as this package writes it. Static data can be edited by hand: what is malformed counts as missing. */
function parseRecord(value: unknown): KeyRecord | undefined {
	if (!isRecord(value) || typeof value.at !== 'number' || typeof value.live !== 'boolean') return undefined;
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

/** The notes in the node's static data. Nothing is written where nothing is new. */
function recordsOf(
	context: IExecuteFunctions,
	now: () => number,
): Pick<KeyStore, 'read' | 'save' | 'delete'> {
	const data = context.getWorkflowStaticData('node');
	const isOld = isStaticDataOld(context, now);
	const held = (): Record<string, unknown> => (isRecord(data.publishedKeys) ? data.publishedKeys : {});
	const othersThan = (key: string) => Object.entries(held()).filter(([name]) => name !== key);
	return {
		read(key) {
			const note = Object.hasOwn(held(), key) ? parseRecord(held()[key]) : undefined;
			// What was live is live; what was open may have been settled since.
			return isOld && !note?.live ? undefined : note;
		},
		save(key, note) {
			if (isOld) return;
			const newest = othersThan(key)
				.sort(([, a], [, b]) => (parseRecord(b)?.at ?? 0) - (parseRecord(a)?.at ?? 0))
				.slice(0, MAX_RECORDS - 1);
			data.publishedKeys = { ...Object.fromEntries(newest), [key]: note } as unknown as IDataObject;
		},
		delete(key) {
			if (isOld || !Object.hasOwn(held(), key)) return;
			data.publishedKeys = Object.fromEntries(othersThan(key)) as IDataObject;
		},
	};
}

/**
 * Where the deduplication keys of this node are noted.
 *
 * n8n's store of processed items can be asked for a mark only by setting it. So a key has two: its own from the first
 * claim on, and `:open` until the post is known to be live. A question that is cut off, or cannot be taken back, leaves
 * `:open` behind: the key reads as unknown then, never as live and never as free.
 *
 * @param now milliseconds since the epoch
 */
export function n8nKeyStore(context: IExecuteFunctions, now: () => number): KeyStore {
	const { helpers } = context;
	const workflowId = context.getWorkflow().id ?? '';

	const alone = async <T>(change: () => Promise<T>) =>
		await changes.runExclusive(
			workflowId,
			async () => await withWorkflowLock(helpers, workflowId, now, change),
		);

	/** Sets all marks at once. Resolves with those that were not set; `undefined` where n8n has no store. */
	const mark = async (values: string[]): Promise<string[] | undefined> => {
		const attempt = async () => {
			const { new: added } = await helpers.checkProcessedAndRecord(values, 'node', OPTIONS);
			return added as string[];
		};
		const first = await attempt().catch((error: unknown) => ({ error }));
		if (Array.isArray(first)) return first;
		// Without the lock the first mark of a node collides where two workers insert the record at once.
		return isMissing(first.error) ? undefined : await attempt();
	};

	/** Resolves with whether the marks are gone. */
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
			const { result, mayBeShared } = await alone(async () => {
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
			await alone(async () => {
				await mark([key]);
				await unmark([open(key), ...again(key, openSince)]);
			});
		},
		async free(key, openSince) {
			const marks = [key, open(key), ...again(key, openSince)];
			const { result } = await alone(async () => await unmark(marks));
			return result;
		},
	};
}
