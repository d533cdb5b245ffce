import type { ItemKey, LedgerRecord } from '../../../../nodes/Instagram/publishing/idempotency/ledger';
import { digestOf, PublishLedger } from '../../../../nodes/Instagram/publishing/idempotency/ledger';

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
	it('gives the same record for the same item of the same execution, whatever its content', () => {
		const ledger = new PublishLedger();
		const first = touch(ledger, key, { containerId: '111' });
		expect(touch(ledger, { ...key }, {}, digestOf('something else'))).toBe(first);
	});

	it.each<[string, Partial<ItemKey>]>([
		['execution', { executionId: '8' }],
		['node', { nodeId: 'b' }],
		['run of the node', { runIndex: 1 }],
		['item', { itemIndex: 1 }],
	])('keeps another %s apart', (_what, change) => {
		const ledger = new PublishLedger();
		touch(ledger, key, { containerId: '111' });
		expect(touch(ledger, { ...key, ...change })).not.toHaveProperty('containerId');
	});

	it('remembers nothing where n8n tells no execution', () => {
		const ledger = new PublishLedger();
		touch(ledger, { ...key, executionId: '' }, { containerId: '111' });
		expect(touch(ledger, { ...key, executionId: '' })).not.toHaveProperty('containerId');
	});

	it('tells the result of an item, and nothing where there is none', () => {
		const ledger = new PublishLedger();
		const result = { id: '1', containerId: '2', status: 'PUBLISHED' as const };
		touch(ledger, key, { result });
		expect(ledger.resultOf(key)).toEqual(result);
		expect(ledger.resultOf({ ...key, itemIndex: 1 })).toBeUndefined();
		expect(ledger.resultOf({ ...key, executionId: '' })).toBeUndefined();
	});

	it('does not give a record to two items that are at work at once', () => {
		const ledger = new PublishLedger();
		const first = ledger.open(key, CONTENT);
		expect(ledger.open(key, CONTENT).record).not.toBe(first.record);
		first.close();
		expect(ledger.open(key, CONTENT).record).toBe(first.record);
	});

	it('forgets all when it is told to', () => {
		const ledger = new PublishLedger();
		touch(ledger, key, { containerId: '111' });
		ledger.clear();
		expect(touch(ledger, key)).not.toHaveProperty('containerId');
	});
});

describe('what another run of the node has left unsettled', () => {
	const nextRun = { ...key, runIndex: 1 };

	it('is found by its content', () => {
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
	])('is not found by %s', (_what, at, content) => {
		const ledger = new PublishLedger();
		const first = touch(ledger, key, { sentAt: 1 });
		expect(touch(ledger, at, {}, content)).not.toBe(first);
	});

	it('is given to one item of a run only', () => {
		const ledger = new PublishLedger();
		const first = touch(ledger, key, { sentAt: 1 });
		expect(touch(ledger, nextRun)).toBe(first);
		expect(touch(ledger, { ...nextRun, itemIndex: 1 })).not.toBe(first);
	});

	it('is left to the item that is still at work on it', () => {
		const ledger = new PublishLedger();
		const { record } = ledger.open(key, CONTENT);
		Object.assign(record, { content: CONTENT, sentAt: 1 });
		expect(touch(ledger, nextRun)).not.toBe(record);
	});

	it('is nothing where it is settled', () => {
		const ledger = new PublishLedger();
		touch(ledger, key, { sentAt: 1, result: { id: '1' } });
		touch(ledger, { ...key, itemIndex: 1 }, { sentAt: undefined, containerId: '111' });
		expect(touch(ledger, nextRun)).not.toHaveProperty('containerId');
	});
});

describe('the room of the ledger', () => {
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

	it('holds all of an execution, however many items it has', () => {
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
