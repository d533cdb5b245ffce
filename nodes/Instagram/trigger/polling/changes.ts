import type { IDataObject } from 'n8n-workflow';

import type { EventFilter } from '../eventFilter';
import { applyFilter } from '../eventFilter';
import { comments } from './comments';
import { media } from './media';
import { mentions } from './mentions';
import { fieldsOf } from './timeCursor';
import type { PollContext, PolledEdge, PolledName, PolledRecord } from './types';

const EDGES: Readonly<Record<PolledName, PolledEdge>> = { comments, media, mentions };

/** Which events a trigger wants. */
export interface Wanted {
	readonly events: readonly PolledName[];
	/** Whether to include what the account itself wrote. */
	readonly includeEcho: boolean;
	/** Leaves out comments. */
	readonly filter: EventFilter;
}

/** The result of a poll. */
export interface Changes {
	/** Oldest first. */
	readonly records: PolledRecord[];
	/** The errors of the events that could not be read, in the order of the events. */
	readonly failures: unknown[];
	/** How many comments each option of the filter has left out, by its label. */
	readonly leftOut: ReadonlyMap<string, number>;
	/** How far each event has been read once `records` has been returned to n8n; JSON. */
	readonly state: IDataObject;
}

/** Version of the stored state. State of any other version counts as missing. */
const VERSION = 1;

/** Reads a stored state; returns `undefined` if it is malformed or of another version. */
export function readPollState(stored: unknown): (IDataObject & { at: number }) | undefined {
	const { version, at, accountId } = fieldsOf(stored);
	const isReadable = version === VERSION && typeof at === 'number' && typeof accountId === 'string';
	return isReadable ? (stored as IDataObject & { at: number }) : undefined;
}

function select(
	records: readonly PolledRecord[],
	{ includeEcho, filter }: Wanted,
): { passed: PolledRecord[]; leftOut: ReadonlyMap<string, number> } {
	const wanted = records.filter(({ isOwn }) => includeEcho || !isOwn);
	const comments = applyFilter(
		wanted.filter(({ item }) => item.event === 'comments'),
		({ item }) => item,
		filter,
	);
	const others = wanted.filter(({ item }) => item.event !== 'comments');
	return { passed: [...others, ...comments.passed], leftOut: comments.leftOut };
}

/** Returns the newest record of each event, as sample data for building the workflow. */
export async function readSample(context: PollContext, wanted: Wanted): Promise<PolledRecord[]> {
	const newest = await Promise.all(
		wanted.events.map(async (event) => select(await EDGES[event].newest(context), wanted).passed[0]),
	);
	return newest.flatMap((one) => one ?? []);
}

/**
 * Returns what is new since the last poll. The state advances for each event that could be read, and for no other. An
 * event that was not polled before starts now, and so do all events if the account has changed.
 *
 * @param stored the state after the last poll, as stored by n8n
 */
export async function detectChanges(context: PollContext, wanted: Wanted, stored: unknown): Promise<Changes> {
	const { events } = wanted;
	const accountId = context.account.id;
	const last = readPollState(stored);
	const before: IDataObject = last?.accountId === accountId ? last : {};
	const changes = await Promise.allSettled(
		events.map(async (event) => await EDGES[event].changes(context, before[event])),
	);
	const state: IDataObject = { version: VERSION, at: context.now, accountId };
	const found: PolledRecord[] = [];
	const failures: unknown[] = [];
	for (const [index, event] of events.entries()) {
		const change = changes[index];
		if (change?.status === 'fulfilled') {
			state[event] = change.value.state as IDataObject;
			found.push(...change.value.records);
		} else {
			state[event] = before[event];
			failures.push(change?.reason);
		}
	}
	const { passed, leftOut } = select(found, wanted);
	return { records: passed.sort((one, other) => one.at - other.at), failures, leftOut, state };
}
