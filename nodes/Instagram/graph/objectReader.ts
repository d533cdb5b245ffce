import type { IDataObject } from 'n8n-workflow';

import { unwrap } from './answer';
import type { GraphErrorKind } from './errors';
import { GraphError } from './errors';
import type { Clock, GraphClient, Permission } from './types';

/** A read of one object by its id. */
export interface ObjectRead {
	/** Already validated. */
	id: string;
	/** As Meta's `fields` parameter has it, with field expansion. */
	fields: string;
	permission?: Permission;
	/** The professional account that the object belongs to, where it is known. */
	accountId?: string;
}

/** Ids that Meta takes in one call. */
const IDS_AT_ONCE = 50;

/** How long a read waits for others to go with, in milliseconds: the items of a run come within one turn. */
const GATHER_MS = 5;

/** Refusals that one of several objects may be the reason of; anything else would befall each of them alone, too. */
const OF_ONE_OBJECT: ReadonlySet<GraphErrorKind> = new Set([
	'notFound',
	'validation',
	'permission',
	'policy',
]);

type Waiting = { resolve(answer: IDataObject): void; reject(error: unknown): void };

/** Those who wait for an object, by its id. */
type Gathered = Map<string, Waiting[]>;

async function readOne(graph: GraphClient, read: ObjectRead): Promise<IDataObject> {
	const { id, fields, permission, accountId } = read;
	return unwrap(
		await graph.call({
			method: 'GET',
			path: `/${id}`,
			query: { fields },
			repeatable: true,
			permission,
			accountId,
		}),
	);
}

/**
 * Reads objects for the items of a run. Facebook Login reads up to 50 in one call (`?ids=`); for Instagram Login nobody
 * has seen that work, so there each is read by itself, side by side within the client's bounds.
 *
 * An object that cannot be read fails only those who asked for it.
 *
 * @see https://developers.facebook.com/docs/graph-api/overview#multiple-ids
 */
export class ObjectReader {
	private readonly gathered = new Map<string, Gathered>();

	/** @throws GraphError */
	async read(graph: GraphClient, clock: Clock, read: ObjectRead): Promise<IDataObject> {
		if (graph.settings.loginMethod !== 'facebook') return await readOne(graph, read);
		return await new Promise<IDataObject>((resolve, reject) => {
			const { fields, permission, accountId } = read;
			const key = [permission, accountId, fields].join(' ');
			const group: Gathered = this.gathered.get(key) ?? new Map<string, Waiting[]>();
			const isFirst = group.size === 0;
			group.set(read.id, [...(group.get(read.id) ?? []), { resolve, reject }]);
			this.gathered.set(key, group);
			const send = () => {
				if (this.gathered.get(key) !== group) return;
				this.gathered.delete(key);
				void readTogether(graph, read, group);
			};
			if (group.size >= IDS_AT_ONCE) send();
			else if (isFirst) void clock.sleep(GATHER_MS).then(send, send);
		});
	}
}

async function settleOne(graph: GraphClient, read: ObjectRead, waiting: Waiting[]): Promise<void> {
	try {
		const answer = await readOne(graph, read);
		for (const { resolve } of waiting) resolve(answer);
	} catch (error) {
		for (const { reject } of waiting) reject(error);
	}
}

/** Reads a group and, where Meta refuses it for one object's sake, its halves. */
async function readTogether(graph: GraphClient, read: ObjectRead, group: Gathered): Promise<void> {
	const entries = [...group];
	const [first] = entries;
	if (first && entries.length === 1) return await settleOne(graph, { ...read, id: first[0] }, first[1]);
	const { fields, permission, accountId } = read;
	let answer: Record<string, IDataObject | undefined>;
	try {
		answer = await graph.call({
			method: 'GET',
			path: '/',
			query: { ids: [...group.keys()].join(','), fields },
			repeatable: true,
			permission,
			accountId,
		});
	} catch (error) {
		if (!(error instanceof GraphError) || !OF_ONE_OBJECT.has(error.kind)) {
			for (const { reject } of entries.flatMap(([, waiting]) => waiting)) reject(error);
			return;
		}
		const middle = Math.ceil(entries.length / 2);
		const halves = [entries.slice(0, middle), entries.slice(middle)];
		await Promise.all(halves.map(async (half) => await readTogether(graph, read, new Map(half))));
		return;
	}
	const left: Array<Promise<void>> = [];
	for (const [id, waiting] of entries) {
		const found = answer[id];
		if (found) for (const { resolve } of waiting) resolve(found);
		else left.push(settleOne(graph, { ...read, id }, waiting));
	}
	await Promise.all(left);
}
