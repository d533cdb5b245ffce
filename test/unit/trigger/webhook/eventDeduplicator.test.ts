import { resetProcessState } from '../../../../nodes/Instagram/shared/processState';
import fc from 'fast-check';

import { filterUnseen, seenCounts } from '../../../../nodes/Instagram/trigger/webhook/eventDeduplicator';
import type { InstagramEvent } from '../../../../nodes/Instagram/trigger/webhook/eventTypes';
import { digestKey, SeenKeys } from '../../../../nodes/Instagram/trigger/webhook/seenKeys';
import { ACCOUNT } from '../../../doubles/payloads';

const NOW = Date.UTC(2026, 10, 22);
const HOUR = 3_600_000;

function comment(id: number | string): InstagramEvent {
	return { event: 'comments', accountId: ACCOUNT, time: new Date(NOW).toISOString(), id: String(id) };
}

const comments = (from: number, to: number) =>
	Array.from({ length: to - from }, (_, index) => comment(from + index));

const idsOf = (events: InstagramEvent[]) => events.map(({ id }) => Number(id));

/** A trigger with its static data. */
class Node {
	stored: unknown;

	constructor(readonly nodeKey = 'workflow node') {}

	/** The IDs that the workflow starts with. */
	receives(ids: number[], now = NOW): number[] {
		const { events, confirm } = filterUnseen(ids.map(comment), {
			nodeKey: this.nodeKey,
			stored: this.stored,
			now,
		});
		const stored = confirm();
		if (events.length > 0) this.stored = stored;
		return idsOf(events);
	}
}

beforeEach(resetProcessState);

describe('filterUnseen', () => {
	it('returns an event once', () => {
		const node = new Node();
		expect(node.receives([1, 2])).toEqual([1, 2]);
		expect(node.receives([1, 2])).toEqual([]);
	});

	it('returns only new events, in their order', () => {
		const node = new Node();
		node.receives([2, 4]);
		expect(node.receives([5, 4, 3, 2, 1])).toEqual([5, 3, 1]);
	});

	it('returns an event once if a delivery repeats it', () => {
		expect(new Node().receives([1, 2, 1, 1, 2])).toEqual([1, 2]);
	});

	it('stores nothing for an empty delivery', () => {
		expect(new Node().receives([])).toEqual([]);
	});

	it('keeps seen events per trigger', () => {
		expect(new Node('a').receives([1])).toEqual([1]);
		expect(new Node('b').receives([1])).toEqual([1]);
	});

	it('accepts a thousand events', () => {
		const node = new Node();
		const ids = Array.from({ length: 1000 }, (_, index) => index);
		expect(node.receives(ids)).toEqual(ids);
		expect(node.receives([...ids].reverse())).toEqual([]);
		resetProcessState();
		expect(node.receives(ids)).toEqual([]);
	});
});

describe('filterUnseen > confirmation', () => {
	const MINUTE = 60_000;
	const memory = { nodeKey: 'workflow node', stored: undefined };

	it('leaves out an event that is being started, and says so', () => {
		expect(filterUnseen(comments(1, 2), { ...memory, now: NOW })).toMatchObject({ isStarting: false });
		const again = filterUnseen(comments(1, 3), { ...memory, now: NOW + MINUTE - 1000 });
		expect(idsOf(again.events)).toEqual([2]);
		expect(again.isStarting).toBe(true);
	});

	it('returns an event again if it was not confirmed within a minute', () => {
		filterUnseen(comments(1, 2), { ...memory, now: NOW });
		const again = filterUnseen(comments(1, 2), { ...memory, now: NOW + MINUTE });
		expect(idsOf(again.events)).toEqual([1]);
		expect(again.isStarting).toBe(false);
	});

	it('does not store what is not confirmed', () => {
		filterUnseen(comments(1, 2), { ...memory, now: NOW });
		const stored = filterUnseen(comments(2, 3), { ...memory, now: NOW }).confirm();
		resetProcessState();
		expect(idsOf(filterUnseen(comments(1, 3), { ...memory, stored, now: NOW }).events)).toEqual([1]);
	});

	it('leaves out an event that another process has confirmed', () => {
		const stored = filterUnseen(comments(1, 2), { ...memory, now: NOW }).confirm();
		resetProcessState();
		filterUnseen(comments(1, 2), { ...memory, now: NOW });
		const again = filterUnseen(comments(1, 2), { ...memory, stored, now: NOW + 2 * MINUTE });
		expect(again).toMatchObject({ events: [], isStarting: false });
	});

	it('keeps an event in the static data that another process has confirmed and this one could not start', () => {
		const byOther = filterUnseen(comments(1, 2), { ...memory, now: NOW }).confirm();
		resetProcessState();
		filterUnseen(comments(1, 2), { ...memory, now: NOW });
		const stored = filterUnseen(comments(2, 3), { ...memory, stored: byOther, now: NOW }).confirm();
		expect(stored.split(' ')).toHaveLength(2);
		expect(filterUnseen(comments(1, 2), { ...memory, stored, now: NOW + 2 * MINUTE }).events).toEqual([]);
	});

	it('returns an event again that was not confirmed, however many others were not confirmed either', () => {
		filterUnseen(comments(1, 2), { ...memory, now: NOW });
		filterUnseen(comments(0, 10_000), { ...memory, nodeKey: 'other', now: NOW });
		const again = filterUnseen(comments(1, 2), { ...memory, now: NOW + 2 * MINUTE });
		expect(idsOf(again.events)).toEqual([1]);
	});

	it('returns an event again after a minute even if the clock was set back', () => {
		filterUnseen(comments(1, 2), { ...memory, now: NOW });
		const again = filterUnseen(comments(1, 2), { ...memory, now: NOW - HOUR });
		expect(idsOf(again.events)).toEqual([1]);
	});

	it('keeps the static data of a trigger that was evicted before its execution was stored', () => {
		const stored = filterUnseen(comments(1, 2), { ...memory, now: NOW }).confirm();
		const { confirm } = filterUnseen(comments(2, 3), { ...memory, stored, now: NOW });
		for (let other = 0; other < 11; other += 1) {
			filterUnseen(comments(0, 10_000), { ...memory, nodeKey: `other ${other}`, now: NOW }).confirm();
		}
		expect(seenCounts().has(memory.nodeKey)).toBe(false);
		expect(confirm().split(' ')).toHaveLength(2);
	});
});

describe('filterUnseen > process memory', () => {
	it('remembers events that were not stored', () => {
		const node = new Node();
		node.receives([1]);
		node.stored = undefined;
		expect(node.receives([1])).toEqual([]);
	});

	it('keeps the latest 10,000 events', () => {
		const node = new Node();
		for (let from = 0; from < 11_000; from += 1000) {
			node.receives(comments(from, from + 1000).map(({ id }) => Number(id)));
		}
		node.stored = undefined;
		expect(node.receives([1000, 5000, 10_999])).toEqual([]);
		expect(node.receives([0, 999])).toEqual([0, 999]);
	});
});

describe('filterUnseen > stored string', () => {
	it('survives a restart', () => {
		const node = new Node();
		node.receives([1]);
		node.receives([2], NOW + 1000);
		resetProcessState();
		expect(node.receives([1, 2, 3])).toEqual([3]);
	});

	it('is merged with the process memory, in either order', () => {
		const node = new Node();
		node.receives([1]);
		const before = node.stored;
		node.receives([2]);
		node.stored = before;
		expect(node.receives([3])).toEqual([3]);
		resetProcessState();
		expect(node.receives([1, 2, 3, 4])).toEqual([4]);
	});

	it('contains events that another process has seen', () => {
		const node = new Node();
		node.receives([1]);
		const [mine, elsewhere] = [node.stored, new Node()];
		resetProcessState();
		elsewhere.receives([2]);
		resetProcessState();
		expect(node.receives([1])).toEqual([]);
		node.stored = elsewhere.stored;
		expect(node.receives([1, 2])).toEqual([]);
		expect(node.stored).not.toBe(mine);
	});

	it('is a short string with the latest thousand events', () => {
		const node = new Node();
		for (let from = 0; from < 3000; from += 500) {
			node.receives(
				comments(from, from + 500).map(({ id }) => Number(id)),
				NOW + from,
			);
		}
		expect(typeof node.stored).toBe('string');
		expect(String(node.stored).split(' ')).toHaveLength(1000);
		expect(String(node.stored).length).toBeLessThan(25_000);
		resetProcessState();
		expect(node.receives([1999, 2000, 2999])).toEqual([1999]);
	});

	it.each([
		undefined,
		null,
		'',
		' ',
		'nonsense',
		7,
		{},
		[],
		['0123456789abcdef:abc'],
		'0123456789abcdef:',
		':abc',
	])('can be %p', (stored) => {
		const node = new Node();
		node.stored = stored;
		expect(node.receives([1])).toEqual([1]);
		resetProcessState();
		expect(node.receives([1])).toEqual([]);
	});

	it('is read up to malformed entries', () => {
		const node = new Node();
		node.receives([1, 2]);
		node.stored = `broken ${String(node.stored)} 0123`;
		resetProcessState();
		expect(node.receives([1, 2, 3])).toEqual([3]);
	});
});

describe('filterUnseen > retention', () => {
	it('is longer than Meta redelivers', () => {
		const node = new Node();
		node.receives([1]);
		expect(node.receives([1], NOW + 36 * HOUR)).toEqual([]);
		resetProcessState();
		expect(node.receives([1], NOW + 36 * HOUR)).toEqual([]);
	});

	it('ends after 37 hours', () => {
		const node = new Node();
		node.receives([1]);
		expect(node.receives([1], NOW + 38 * HOUR)).toEqual([1]);
		expect(String(node.stored).split(' ')).toHaveLength(1);
	});

	it('counts from the first delivery', () => {
		const node = new Node();
		node.receives([1]);
		node.receives([1], NOW + 30 * HOUR);
		expect(node.receives([1], NOW + 38 * HOUR)).toEqual([1]);
	});

	it('tolerates a clock that is set back', () => {
		const node = new Node();
		node.receives([1]);
		expect(node.receives([1, 2], NOW - 5 * HOUR)).toEqual([2]);
		expect(node.receives([1, 2], NOW)).toEqual([]);
	});
});

describe('filterUnseen over random histories', () => {
	/** Steps of a history, within the limits of what is stored, so that nothing may be forgotten. */
	const steps = fc.array(
		fc.oneof(
			{ weight: 5, arbitrary: fc.array(fc.nat({ max: 60 }), { maxLength: 12 }) },
			{ weight: 1, arbitrary: fc.constant('restart' as const) },
			{ weight: 1, arbitrary: fc.constant('lost save' as const) },
		),
		{ maxLength: 40 },
	);

	it('returns every event exactly once, with restarts after each save', () => {
		fc.assert(
			fc.property(steps, (history) => {
				resetProcessState();
				const node = new Node();
				const ran: number[] = [];
				const delivered = new Set<number>();
				let previous: unknown;
				let saved = true;
				for (const step of history) {
					if (step === 'restart') {
						// A restart right after a lost save cannot be handled.
						if (!saved) continue;
						resetProcessState();
						previous = node.stored;
					} else if (step === 'lost save') {
						node.stored = previous;
						saved = false;
					} else {
						previous = node.stored;
						const fresh = node.receives(step);
						if (fresh.length > 0) saved = true;
						ran.push(...fresh);
						for (const id of step) delivered.add(id);
					}
				}
				expect(new Set(ran).size).toBe(ran.length);
				expect(new Set(ran)).toEqual(delivered);
			}),
		);
	});
});

describe('filterUnseen > eviction', () => {
	it('evicts triggers that have received nothing for longer than Meta redelivers', () => {
		new Node('deleted').receives([1, 2]);
		new Node('other').receives([1], NOW + 38 * HOUR);
		expect([...seenCounts().keys()]).toEqual(['other']);
	});

	it('limits the events of all triggers, evicting the least recent triggers first', () => {
		const ids = Array.from({ length: 10_000 }, (_, index) => index);
		for (let number = 0; number < 12; number += 1) new Node(`trigger ${number}`).receives(ids);
		const counts = [...seenCounts()];
		expect(counts.reduce((sum, [, count]) => sum + count, 0)).toBe(100_000);
		expect(counts[0]?.[0]).toBe('trigger 2');
		expect(counts.at(-1)?.[0]).toBe('trigger 11');
	});
});

describe('SeenKeys over random starts in two processes', () => {
	const LIMITS = { retentionSeconds: 37 * 3600, maxPerTrigger: 1000, maxTotal: 1000, maxStored: 1000 };

	/** A delivery, how its start ends, and how much time passes before the next one. */
	const delivery = fc.record({
		process: fc.constantFrom(0, 1),
		ids: fc.array(fc.nat({ max: 8 }), { maxLength: 4 }),
		start: fc.constantFrom('stored' as const, 'stored after the next delivery' as const, 'failed' as const),
		seconds: fc.nat({ max: 90 }),
	});

	it('an event starts again a minute after a failed start, and never after a start that the process knows of', () => {
		fc.assert(
			fc.property(fc.array(delivery, { maxLength: 30 }), (deliveries) => {
				const processes = [0, 1].map(() => ({
					seen: new SeenKeys(LIMITS),
					known: new Set<number>(),
					startedAt: new Map<number, number>(),
				}));
				let stored = '';
				let storedIds: number[] = [];
				let unfinished: Array<() => void> = [];
				let seconds = NOW / 1000;
				for (const { process: index, ids, start, seconds: passed } of deliveries) {
					const { seen, known, startedAt } = processes[index]!;
					for (const id of storedIds) known.add(id);
					const unknown = [...new Set(ids)].filter((id) => !known.has(id));
					const isStarting = (id: number) => seconds - (startedAt.get(id) ?? -Infinity) < 60;
					const due = unknown.filter((id) => !isStarting(id));
					const found = seen.filterUnseen(ids, digestKey, { nodeKey: 'a', stored, now: seconds * 1000 });
					expect(found.events).toEqual(due);
					expect(found.isStarting).toBe(unknown.some(isStarting));
					for (const id of due) startedAt.set(id, seconds);
					const finish = () => {
						for (const id of due) known.add(id);
						stored = found.confirm();
						storedIds = [...known];
						expect(stored.split(' ').filter(Boolean)).toHaveLength(known.size);
					};
					if (start === 'stored') finish();
					for (const finishEarlier of unfinished) finishEarlier();
					unfinished = start === 'stored after the next delivery' ? [finish] : [];
					seconds += passed;
				}
			}),
		);
	});
});
