import type { ItemKey, LedgerRecord } from '../../../../nodes/Instagram/publishing/idempotency/ledger';
import { digestOf, PublishLedger } from '../../../../nodes/Instagram/publishing/idempotency/ledger';

const key: ItemKey = { executionId: '7', nodeId: 'a', runIndex: 0, itemIndex: 0 };
const CONTENT = digestOf(['me', { caption: 'Hello' }]);

/** Opens a record, changes it and closes it. */
function touch(journal: PublishLedger, at: ItemKey, changes: object = {}, content = CONTENT) {
	const { entry, close } = journal.open(at, content);
	Object.assign(entry, { content }, changes);
	close();
	return entry;
}

describe('the journal', () => {
	it('gives the same record for the same item of the same execution, whatever its content', () => {
		const journal = new PublishLedger();
		const first = touch(journal, key, { containerId: '111' });
		expect(touch(journal, { ...key }, {}, digestOf('something else'))).toBe(first);
	});

	it.each<[string, Partial<ItemKey>]>([
		['execution', { executionId: '8' }],
		['node', { nodeId: 'b' }],
		['run of the node', { runIndex: 1 }],
		['item', { itemIndex: 1 }],
	])('keeps another %s apart', (_what, change) => {
		const journal = new PublishLedger();
		touch(journal, key, { containerId: '111' });
		expect(touch(journal, { ...key, ...change })).not.toHaveProperty('containerId');
	});

	it('remembers nothing where n8n tells no execution', () => {
		const journal = new PublishLedger();
		touch(journal, { ...key, executionId: '' }, { containerId: '111' });
		expect(touch(journal, { ...key, executionId: '' })).not.toHaveProperty('containerId');
	});

	it('tells the result of an item, and nothing where there is none', () => {
		const journal = new PublishLedger();
		const result = { id: '1', containerId: '2', status: 'PUBLISHED' as const };
		touch(journal, key, { result });
		expect(journal.resultOf(key)).toEqual(result);
		expect(journal.resultOf({ ...key, itemIndex: 1 })).toBeUndefined();
		expect(journal.resultOf({ ...key, executionId: '' })).toBeUndefined();
	});

	it('does not give a record to two items that are at work at once', () => {
		const journal = new PublishLedger();
		const first = journal.open(key, CONTENT);
		expect(journal.open(key, CONTENT).entry).not.toBe(first.entry);
		first.close();
		expect(journal.open(key, CONTENT).entry).toBe(first.entry);
	});

	it('forgets all when it is told to', () => {
		const journal = new PublishLedger();
		touch(journal, key, { containerId: '111' });
		journal.clear();
		expect(touch(journal, key)).not.toHaveProperty('containerId');
	});
});

describe('what another run of the node has left unsettled', () => {
	const nextRun = { ...key, runIndex: 1 };

	it('is found by its content', () => {
		const journal = new PublishLedger();
		const first = touch(journal, key, { sentAt: 1, containerId: '111' });
		expect(touch(journal, nextRun)).toBe(first);
		expect(touch(journal, { ...key, runIndex: 2, itemIndex: 3 })).toBe(first);
	});

	it.each<[string, ItemKey, string]>([
		['another content', nextRun, digestOf('another')],
		['another node', { ...nextRun, nodeId: 'b' }, CONTENT],
		['another execution', { ...nextRun, executionId: '8' }, CONTENT],
		['another item of the same run', { ...key, itemIndex: 1 }, CONTENT],
	])('is not found by %s', (_what, at, content) => {
		const journal = new PublishLedger();
		const first = touch(journal, key, { sentAt: 1 });
		expect(touch(journal, at, {}, content)).not.toBe(first);
	});

	it('is given to one item of a run only', () => {
		const journal = new PublishLedger();
		const first = touch(journal, key, { sentAt: 1 });
		expect(touch(journal, nextRun)).toBe(first);
		expect(touch(journal, { ...nextRun, itemIndex: 1 })).not.toBe(first);
	});

	it('is left to the item that is still at work on it', () => {
		const journal = new PublishLedger();
		const { entry } = journal.open(key, CONTENT);
		Object.assign(entry, { content: CONTENT, sentAt: 1 });
		expect(touch(journal, nextRun)).not.toBe(entry);
	});

	it('is nothing where it is settled', () => {
		const journal = new PublishLedger();
		touch(journal, key, { sentAt: 1, result: { id: '1' } });
		touch(journal, { ...key, itemIndex: 1 }, { sentAt: undefined, containerId: '111' });
		expect(touch(journal, nextRun)).not.toHaveProperty('containerId');
	});
});

describe('the room of the journal', () => {
	const MINUTE = 60_000;
	const at = (executionId: string, itemIndex = 0): ItemKey => ({ ...key, executionId, itemIndex });

	function given() {
		const time = { now: 0 };
		const journal = new PublishLedger(() => time.now);
		const fill = (executionId: string, count: number) => {
			for (let item = 0; item < count; item += 1) touch(journal, at(executionId, item), { containerId: '1' });
		};
		const knows = (executionId: string) => touch(journal, at(executionId)).containerId !== undefined;
		return { time, journal, fill, knows };
	}

	it('holds all of an execution, however many items it has', () => {
		const journal = new PublishLedger<LedgerRecord<boolean>>();
		let again = 0;
		for (let tries = 1; tries <= 2; tries += 1) {
			again = 0;
			for (let item = 0; item < 10_001; item += 1) {
				const { entry, close } = journal.open(at('7', item), CONTENT);
				if (!entry.result) again += 1;
				entry.result = true;
				close();
			}
		}
		expect(again).toBe(0);
	});

	it('is made by whole executions that have rested for long, the oldest first', () => {
		const { time, fill, knows } = given();
		fill('old', 6_000);
		time.now = MINUTE;
		fill('young', 6_000);
		time.now = 10.5 * MINUTE;
		fill('new', 1);
		expect(knows('young')).toBe(true);
		expect(knows('old')).toBe(false);
	});

	it('is not made by executions that n8n may be about to run again', () => {
		const { time, fill, knows } = given();
		fill('one', 9_000);
		time.now = 9 * MINUTE;
		fill('other', 9_000);
		fill('third', 1);
		expect(knows('one')).toBe(true);
	});

	it('is not made by executions at work, however long they take', () => {
		const { time, journal, fill } = given();
		const { entry, close } = journal.open(at('reel'), CONTENT);
		entry.containerId = '111';
		time.now = 60 * MINUTE;
		fill('big', 10_001);
		fill('another', 1);
		close();
		expect(touch(journal, at('reel'))).toMatchObject({ containerId: '111' });
	});
});
