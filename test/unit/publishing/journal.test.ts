import type { Slot } from '../../../nodes/Instagram/publishing/journal';
import { Journal } from '../../../nodes/Instagram/publishing/journal';

const slot: Slot = {
	executionId: '7',
	nodeId: 'a',
	runIndex: 0,
	itemIndex: 0,
	content: ['me', { caption: 'Hello' }],
};

describe('the journal', () => {
	it('gives the same entry for the same item of the same execution', () => {
		const journal = new Journal();
		journal.entry(slot).containerId = '111';
		expect(journal.entry(structuredClone(slot))).toEqual({ containerId: '111' });
	});

	it.each<[string, Partial<Slot>]>([
		['execution', { executionId: '8' }],
		['node', { nodeId: 'b' }],
		['run of the node', { runIndex: 1 }],
		['item', { itemIndex: 1 }],
		['account', { content: ['1784', { caption: 'Hello' }] }],
		['content', { content: ['me', { caption: 'Hello!' }] }],
	])('keeps another %s apart', (_what, change) => {
		const journal = new Journal();
		journal.entry(slot).containerId = '111';
		expect(journal.entry({ ...slot, ...change })).toEqual({});
	});

	it('forgets the oldest of very many, and never the one in use', () => {
		const journal = new Journal();
		journal.entry(slot).containerId = 'first';
		for (let item = 1; item < 10_000; item += 1)
			journal.entry({ ...slot, itemIndex: item }).containerId = 'x';
		expect(journal.entry(slot)).toEqual({ containerId: 'first' });
		journal.entry({ ...slot, itemIndex: 10_000 });
		expect(journal.entry(slot)).toEqual({ containerId: 'first' });
		expect(journal.entry({ ...slot, itemIndex: 1 })).toEqual({});
	});

	it('forgets all when it is told to', () => {
		const journal = new Journal();
		journal.entry(slot).containerId = '111';
		journal.clear();
		expect(journal.entry(slot)).toEqual({});
	});
});
