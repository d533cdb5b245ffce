import type { ItemKey, LedgerRecord } from '../../../../nodes/Instagram/publishing/idempotency/ledger';
import {
	digestOf,
	PublishLedger,
	RecentIds,
} from '../../../../nodes/Instagram/publishing/idempotency/ledger';

const key: ItemKey = { executionId: '7', nodeId: 'a', runIndex: 0, itemIndex: 0 };
const CONTENT = digestOf(['me', { caption: 'Hello' }]);

/** Opens a record, changes it and closes it. */
function touch(ledger: PublishLedger, at: ItemKey, changes: object = {}, content = CONTENT) {
	const { record, close } = ledger.open(at, content);
	Object.assign(record, { content }, changes);
	close();
	return record;
}

describe('PublishLedger', () => {
	it('returns the same record for the same item of the same execution, even with other content', () => {
		const ledger = new PublishLedger();
		const first = touch(ledger, key, { containerId: '111' });
		expect(touch(ledger, { ...key }, {}, digestOf('something else'))).toBe(first);
	});

	it.each<[string, Partial<ItemKey>]>([
		['execution', { executionId: '8' }],
		['node', { nodeId: 'b' }],
		['run of the node', { runIndex: 1 }],
		['item', { itemIndex: 1 }],
	])('keeps a separate record for another %s', (_what, change) => {
		const ledger = new PublishLedger();
		touch(ledger, key, { containerId: '111' });
		expect(touch(ledger, { ...key, ...change })).not.toHaveProperty('containerId');
	});

	it('keeps nothing without an execution id', () => {
		const ledger = new PublishLedger();
		touch(ledger, { ...key, executionId: '' }, { containerId: '111' });
		expect(touch(ledger, { ...key, executionId: '' })).not.toHaveProperty('containerId');
	});

	it('returns the result of an item, and undefined when there is none', () => {
		const ledger = new PublishLedger();
		const result = { id: '1', containerId: '2', status: 'PUBLISHED' as const };
		touch(ledger, key, { result });
		expect(ledger.resultOf(key)).toEqual(result);
		expect(ledger.resultOf({ ...key, itemIndex: 1 })).toBeUndefined();
		expect(ledger.resultOf({ ...key, executionId: '' })).toBeUndefined();
	});

	it('gives a record to one active item at a time', () => {
		const ledger = new PublishLedger();
		const first = ledger.open(key, CONTENT);
		expect(ledger.open(key, CONTENT).record).not.toBe(first.record);
		first.close();
		expect(ledger.open(key, CONTENT).record).toBe(first.record);
	});

	it('removes all records on clear', () => {
		const ledger = new PublishLedger();
		touch(ledger, key, { containerId: '111' });
		ledger.clear();
		expect(touch(ledger, key)).not.toHaveProperty('containerId');
	});
});

describe('PublishLedger: records with an unknown outcome', () => {
	const nextRun = { ...key, runIndex: 1 };

	it('finds a record by its content', () => {
		const ledger = new PublishLedger();
		const first = touch(ledger, key, { sentAt: 1, containerId: '111' });
		expect(touch(ledger, nextRun)).toBe(first);
		expect(touch(ledger, { ...key, runIndex: 2, itemIndex: 3 })).toBe(first);
	});

	it.each<[string, ItemKey, string]>([
		['another content', nextRun, digestOf('another')],
		['another node', { ...nextRun, nodeId: 'b' }, CONTENT],
		['another execution', { ...nextRun, executionId: '8' }, CONTENT],
		['another item of the same run', { ...key, itemIndex: 1 }, CONTENT],
	])('does not find a record by %s', (_what, at, content) => {
		const ledger = new PublishLedger();
		const first = touch(ledger, key, { sentAt: 1 });
		expect(touch(ledger, at, {}, content)).not.toBe(first);
	});

	it('gives a record to only one item of a run', () => {
		const ledger = new PublishLedger();
		const first = touch(ledger, key, { sentAt: 1 });
		expect(touch(ledger, nextRun)).toBe(first);
		expect(touch(ledger, { ...nextRun, itemIndex: 1 })).not.toBe(first);
	});

	it('does not give out a record that is still in use', () => {
		const ledger = new PublishLedger();
		const { record } = ledger.open(key, CONTENT);
		Object.assign(record, { content: CONTENT, sentAt: 1 });
		expect(touch(ledger, nextRun)).not.toBe(record);
	});

	it('ignores records with a known outcome', () => {
		const ledger = new PublishLedger();
		touch(ledger, key, { sentAt: 1, result: { id: '1' } });
		touch(ledger, { ...key, itemIndex: 1 }, { sentAt: undefined, containerId: '111' });
		expect(touch(ledger, nextRun)).not.toHaveProperty('containerId');
	});
});

describe('PublishLedger: eviction', () => {
	const MINUTE = 60_000;
	const at = (executionId: string, itemIndex = 0): ItemKey => ({ ...key, executionId, itemIndex });

	function given() {
		const time = { now: 0 };
		const ledger = new PublishLedger(() => time.now);
		const fill = (executionId: string, count: number) => {
			for (let item = 0; item < count; item += 1) touch(ledger, at(executionId, item), { containerId: '1' });
		};
		const knows = (executionId: string) => touch(ledger, at(executionId)).containerId !== undefined;
		return { time, ledger, fill, knows };
	}

	it('keeps all records of an execution, regardless of the number of items', () => {
		const ledger = new PublishLedger<LedgerRecord<boolean>>();
		let again = 0;
		for (let tries = 1; tries <= 2; tries += 1) {
			again = 0;
			for (let item = 0; item < 10_001; item += 1) {
				const { record, close } = ledger.open(at('7', item), CONTENT);
				if (!record.result) again += 1;
				record.result = true;
				close();
			}
		}
		expect(again).toBe(0);
	});

	it('evicts whole executions that have been inactive for long, the oldest first', () => {
		const { time, fill, knows } = given();
		fill('old', 6_000);
		time.now = MINUTE;
		fill('young', 6_000);
		time.now = 10.5 * MINUTE;
		fill('new', 1);
		expect(knows('young')).toBe(true);
		expect(knows('old')).toBe(false);
	});

	it('keeps executions that n8n may soon run again', () => {
		const { time, fill, knows } = given();
		fill('one', 9_000);
		time.now = 9 * MINUTE;
		fill('other', 9_000);
		fill('third', 1);
		expect(knows('one')).toBe(true);
	});

	it('keeps active executions, regardless of their duration', () => {
		const { time, ledger, fill } = given();
		const { record, close } = ledger.open(at('reel'), CONTENT);
		record.containerId = '111';
		time.now = 60 * MINUTE;
		fill('big', 10_001);
		fill('another', 1);
		close();
		expect(touch(ledger, at('reel'))).toMatchObject({ containerId: '111' });
	});
});

describe('RecentIds', () => {
	it('keeps added ids and drops the oldest beyond its limit', () => {
		const ids = new RecentIds();
		for (let id = 0; id < 10_000; id += 1) ids.add(`${id}`);
		ids.add('0');
		ids.add('new');
		expect(ids.has('0')).toBe(true);
		expect(ids.has('new')).toBe(true);
		expect(ids.has('1')).toBe(false);
		expect(ids.has('2')).toBe(true);
		ids.clear();
		expect(ids.has('2')).toBe(false);
	});
});
