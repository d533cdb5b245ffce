import type { IDataObject } from 'n8n-workflow';

import { comments } from './comments';
import { media } from './media';
import { mentions } from './mentions';
import { fieldsOf } from './stored';
import type { Edge, Found, PolledName, Source } from './types';

const EDGES: Readonly<Record<PolledName, Edge>> = { comments, media, mentions };

/** What is looked for. */
export interface Wanted {
	readonly events: readonly PolledName[];
	/** Also what the account itself wrote. */
	readonly includeEcho: boolean;
}

/** What a poll came to. */
export interface News {
	/** Oldest first. */
	readonly found: Found[];
	/** What could not be read, in the order of the events. */
	readonly failures: unknown[];
	/** How far each event has been told once `found` has been handed over; JSON. */
	readonly state: IDataObject;
}

function isTold({ includeEcho }: Wanted): (record: Found) => boolean {
	return ({ isOwn }) => includeEcho || !isOwn;
}

/** The newest record of each event, so that somebody can build the rest of the workflow. */
export async function sample(source: Source, wanted: Wanted): Promise<Found[]> {
	const newest = await Promise.all(
		wanted.events.map(async (event) => (await EDGES[event].newest(source)).find(isTold(wanted))),
	);
	return newest.flatMap((one) => one ?? []);
}

/**
 * What is new since the last time. The state moves for each event that could be read, and for no other; an event that
 * was not looked for before begins now, and so does everything where the account is another one.
 *
 * @param last the state of the last time, as n8n has stored it
 */
export async function news(source: Source, wanted: Wanted, last: unknown): Promise<News> {
	const { events } = wanted;
	const accountId = source.account.id;
	const before = fieldsOf(last).accountId === accountId ? fieldsOf(last) : {};
	const changes = await Promise.allSettled(
		events.map(async (event) => await EDGES[event].changes(source, before[event])),
	);
	const state: IDataObject = { accountId };
	const found: Found[] = [];
	const failures: unknown[] = [];
	for (const [index, event] of events.entries()) {
		const change = changes[index];
		if (change?.status === 'fulfilled') {
			state[event] = change.value.state as IDataObject;
			found.push(...change.value.found);
		} else {
			state[event] = before[event] as IDataObject | undefined;
			failures.push(change?.reason);
		}
	}
	const told = found.filter(isTold(wanted)).sort((one, other) => one.at - other.at);
	return { found: told, failures, state };
}
