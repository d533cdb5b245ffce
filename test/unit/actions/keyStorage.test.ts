import type { IExecuteFunctions } from 'n8n-workflow';

import type { KeyStorage } from '../../../nodes/Instagram/publishing/deduplication';

// All of n8n-workflow would be loaded again for every worker.
jest.mock('n8n-workflow', () => ({ sleep: async () => await new Promise(setImmediate) }));

interface Processed {
	mode: string;
	data: unknown;
}

interface Options {
	mode: string;
}

const now = () => Date.UTC(2026, 10, 22, 8);

async function aQuery(): Promise<void> {
	await new Promise(setImmediate);
}

/**
 * n8n's table of processed items, after `deduplication-helper` of n8n 2.40.7: a record is read, changed and written as
 * a whole, and inserting one that exists fails.
 */
class ProcessedItems {
	readonly records = new Map<string, Processed>();

	helpers = {
		checkProcessedAndRecord: async ([item]: string[], scope: string, { mode }: Options) => {
			const record = await this.read(scope);
			if (record && record.mode !== mode) throw new Error('saved with an incompatible setting');
			if (mode === 'entries') return await this.addEntry(scope, item, record);
			if (!record) await this.insert(scope, { mode, data: item });
			const isNew = !record || Number(item) > Number(record.data);
			if (record) await this.write(scope, isNew ? { mode, data: item } : record);
			return { new: isNew ? [item] : [], processed: isNew ? [] : [item] };
		},
		removeProcessed: async ([item]: string[], scope: string) => {
			const record = await this.read(scope);
			const data = (record?.data ?? []) as unknown[];
			await this.write(scope, { mode: 'entries', data: data.filter((entry) => entry !== item) });
		},
		clearAllProcessedItems: async (scope: string) => {
			await aQuery();
			this.records.delete(scope);
		},
	};

	private async read(scope: string): Promise<Processed | undefined> {
		await aQuery();
		return this.records.get(scope);
	}

	private async insert(scope: string, record: Processed): Promise<void> {
		await aQuery();
		if (this.records.has(scope))
			throw Object.assign(new Error('duplicate key'), { name: 'QueryFailedError' });
		this.records.set(scope, record);
	}

	private async write(scope: string, record: Processed): Promise<void> {
		await aQuery();
		if (this.records.has(scope)) this.records.set(scope, record);
	}

	private async addEntry(scope: string, item: unknown, record: Processed | undefined) {
		const entries = (record?.data ?? []) as unknown[];
		if (!record) await this.insert(scope, { mode: 'entries', data: [item] });
		const isNew = !entries.includes(item);
		if (record) await this.write(scope, { mode: 'entries', data: isNew ? [...entries, item] : entries });
		return { new: isNew ? [item] : [], processed: isNew ? [] : [item] };
	}
}

/** A worker of n8n: a process with modules of its own. */
function worker(items: ProcessedItems): KeyStorage {
	let storage: KeyStorage | undefined;
	jest.isolateModules(() => {
		const { keyStorageOf } = jest.requireActual<
			typeof import('../../../nodes/Instagram/actions/post/keyStorage')
		>('../../../nodes/Instagram/actions/post/keyStorage');
		const context = {
			helpers: items.helpers,
			getWorkflow: () => ({ id: 'workflow' }),
			getNode: () => ({ id: 'node' }),
			getWorkflowStaticData: () => ({}),
		};
		storage = keyStorageOf(context as unknown as IExecuteFunctions, now);
	});
	return storage!;
}

describe('keys that workers of n8n mark at the same moment', () => {
	it('are new to one of them only', async () => {
		const items = new ProcessedItems();
		const workers = [worker(items), worker(items), worker(items)];
		for (const key of ['first of the node', 'second']) {
			const told = await Promise.all(workers.map(async ({ mark }) => await mark(key)));
			expect(told.filter((isNew) => isNew)).toHaveLength(1);
		}
	});

	it('do not overwrite each other', async () => {
		const items = new ProcessedItems();
		const workers = [worker(items), worker(items)];
		const keys = Array.from({ length: 12 }, (_, index) => `key ${index}`);
		await Promise.all(keys.map(async (key, index) => await workers[index % 2]?.mark(key)));
		const another = worker(items);
		const told = await Promise.all(keys.map(async (key) => await another.isMarked(key)));
		expect(told).toEqual(keys.map(() => true));
	});

	it('are not taken for marked because another worker asks', async () => {
		const items = new ProcessedItems();
		const workers = [worker(items), worker(items), worker(items)];
		const told = await Promise.all(workers.map(async ({ isMarked }) => await isMarked('key')));
		expect(told).toEqual([false, false, false]);
	});

	it('leave nothing of the lock behind', async () => {
		const items = new ProcessedItems();
		await Promise.all([worker(items).mark('a'), worker(items).mark('b')]);
		expect([...items.records.keys()]).toEqual(['node']);
	});
});

describe('the lock', () => {
	it('of a worker that was cut off is taken over', async () => {
		const items = new ProcessedItems();
		items.records.set('workflow', { mode: 'latestIncrementalKey', data: -1e16 });
		expect(await worker(items).mark('key')).toBe(true);
		expect(items.records.has('workflow')).toBe(false);
	});

	it.each([
		{ mode: 'latestIncrementalKey', data: 4711 },
		{ mode: 'latestIncrementalKey', data: 0 },
		{ mode: 'latestDate', data: '2026-11-22' },
		{ mode: 'entries', data: ['a'] },
	])("leaves a Remove Duplicates node's $mode alone ($data)", async (record) => {
		const items = new ProcessedItems();
		items.records.set('workflow', { ...record });
		const { mark, unmark } = worker(items);
		expect([await mark('key'), await mark('key')]).toEqual([true, false]);
		await unmark('key');
		expect(await mark('key')).toBe(true);
		expect(items.records.get('workflow')).toEqual(record);
	});
});
