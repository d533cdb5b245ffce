import { resetProcessState } from '../../../../nodes/Instagram/shared/processState';
import fc from 'fast-check';

import { filterUnseen, seenCounts } from '../../../../nodes/Instagram/trigger/webhook/eventDeduplicator';
import type { InstagramEvent } from '../../../../nodes/Instagram/trigger/webhook/eventTypes';
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
		const { events, stored } = filterUnseen(ids.map(comment), {
			nodeKey: this.nodeKey,
			stored: this.stored,
			now,
		});
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
