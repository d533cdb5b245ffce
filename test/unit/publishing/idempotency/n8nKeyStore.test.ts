import type { IExecuteFunctions } from 'n8n-workflow';

import type { KeyStore } from '../../../../nodes/Instagram/publishing/idempotency/deduplicationKey';
import { Random } from '../../../../sandbox/random';
import { DiscreteClock } from '../../../doubles/discreteClock';
import { ProcessedItems } from '../../../doubles/processedItems';

let mockClock = new DiscreteClock();
// Otherwise every worker would load all of n8n-workflow again.
jest.mock('n8n-workflow', () => ({
	UserError: Error,
	sleep: async (milliseconds: number) => await mockClock.sleep(milliseconds),
}));

let items: ProcessedItems;

/** A new database whose queries take from 1 to 20 ms, with random numbers that a seed repeats. */
function begin(seed: number): void {
	mockClock = new DiscreteClock();
	const random = new Random(seed);
	jest.spyOn(Math, 'random').mockImplementation(() => random.next());
	items = new ProcessedItems(async () => await mockClock.sleep(1 + 19 * random.next()));
}

beforeEach(() => begin(1));
afterEach(() => jest.restoreAllMocks());

interface Execution {
	mode?: string;
	establishedAt?: number;
	staticData?: Record<string, unknown>;
	workflowId?: string;
	helpers?: object;
}

/** A worker of n8n: a process with its own modules. */
function worker(execution: Execution = {}): KeyStore {
	const { mode = 'trigger', establishedAt, staticData = {}, workflowId = 'workflow' } = execution;
	let storage: KeyStore | undefined;
	jest.isolateModules(() => {
		const { n8nKeyStore } = jest.requireActual<
			typeof import('../../../../nodes/Instagram/publishing/idempotency/n8nKeyStore')
		>('../../../../nodes/Instagram/publishing/idempotency/n8nKeyStore');
		const context = {
			helpers: execution.helpers ?? items.helpers,
			getWorkflow: () => ({ id: workflowId }),
			getNode: () => ({ id: 'node' }),
			getMode: () => mode,
			getWorkflowStaticData: () => staticData,
			...(establishedAt === undefined ? {} : { getExecutionContext: () => ({ establishedAt }) }),
		};
		storage = n8nKeyStore(context as unknown as IExecuteFunctions, () => mockClock.now());
	});
	return storage!;
}

const soon = async <T>(work: Promise<T>): Promise<T> => await mockClock.run(work);

describe('claim', () => {
	it('claims a free key, then returns "open" until the key is live, then "live"', async () => {
		expect(await soon(worker().claim('key'))).toBe('taken');
		expect(await soon(worker().claim('key'))).toBe('open');
		await soon(worker().setLive('key'));
		expect(await soon(worker().claim('key'))).toBe('live');
		expect(await soon(worker().claim('key'))).toBe('live');
	});

	it('claims a key that was freed', async () => {
		await soon(worker().claim('key'));
		expect(await soon(worker().free('key'))).toBe(true);
		expect(items.records.get('node')?.data).toEqual([]);
		expect(await soon(worker().claim('key'))).toBe('taken');
	});

	it('claims a key with an unknown outcome once per recorded time', async () => {
		await soon(worker().claim('key'));
		expect(await soon(worker().claim('key', 7))).toBe('taken');
		expect(await soon(worker().claim('key', 7))).toBe('open');
		expect(await soon(worker().claim('key', 8))).toBe('taken');
		await soon(worker().setLive('key', 8));
		expect(await soon(worker().claim('key', 9))).toBe('live');
	});

	it('never returns "live" for an open key when the database is busy', async () => {
		await soon(worker().claim('key'));
		for (let time = 0; time < 3; time += 1) {
			items.failingRemovals = 2;
			expect(await soon(worker().claim('key'))).toBe('open');
			expect(await soon(worker().claim('key'))).toBe('open');
		}
	});

	it('leaves a live key open, not free, when removing its query value fails', async () => {
		await soon(worker().claim('key'));
		await soon(worker().setLive('key'));
		items.failingRemovals = 2;
		expect(await soon(worker().claim('key'))).toBe('live');
		expect(await soon(worker().claim('key'))).toBe('open');
	});

	it('retries a removal that failed because the database was busy', async () => {
		await soon(worker().claim('key'));
		items.failingRemovals = 1;
		await soon(worker().setLive('key'));
		expect(await soon(worker().claim('key'))).toBe('live');
		items.failingRemovals = 2;
		expect(await soon(worker().free('key'))).toBe(false);
	});

	it.each([
		['is not set up', 'AssertionError'],
		['does not exist', 'TypeError'],
	])("claims the key when n8n's store %s", async (_what, name) => {
		const missing = async () => await Promise.reject(Object.assign(new Error(), { name }));
		const helpers = { checkProcessedAndRecord: missing, removeProcessed: missing };
		expect(await soon(worker({ helpers }).claim('key'))).toBe('taken');
		expect(await soon(worker({ helpers }).free('key'))).toBe(true);
	});
});

/** The states that a key can have after a worker was killed between any two of its queries. */
describe('key store: a worker that is killed', () => {
	const CUT = new Error('cut off');

	/** Runs the work of a worker for a number of queries, then stops it. */
	async function cutOffAfter(queries: number, work: (storage: KeyStore) => Promise<unknown>): Promise<void> {
		let left = queries;
		const limited = Object.fromEntries(
			Object.entries(items.helpers).map(([name, helper]) => [
				name,
				async (...parameters: unknown[]) => {
					if (left <= 0) return await Promise.reject(CUT);
					left -= 1;
					return await (helper as (...all: unknown[]) => Promise<unknown>)(...parameters);
				},
			]),
		);
		await soon(work(worker({ helpers: limited })).catch(() => undefined));
	}

	const CALLS = Array.from({ length: 8 }, (_, index) => index);

	it.each(CALLS)(
		'leaves the key free or unknown when killed during a claim, after %i calls',
		async (calls) => {
			await cutOffAfter(calls, async (storage) => await storage.claim('key'));
			expect(['taken', 'open']).toContain(await soon(worker().claim('key')));
		},
	);

	it.each(CALLS)(
		'leaves the key unknown or live when killed during setLive, after %i calls',
		async (calls) => {
			await soon(worker().claim('key'));
			await cutOffAfter(calls, async (storage) => await storage.setLive('key'));
			expect(['open', 'live']).toContain(await soon(worker().claim('key')));
		},
	);

	it.each(CALLS)('leaves the key unknown or free when killed during free, after %i calls', async (calls) => {
		await soon(worker().claim('key'));
		await cutOffAfter(calls, async (storage) => await storage.free('key'));
		expect(['open', 'taken']).toContain(await soon(worker().claim('key')));
	});

	it.each(CALLS)(
		'leaves a live key live or unknown when killed during a claim, after %i calls',
		async (calls) => {
			await soon(worker().claim('key'));
			await soon(worker().setLive('key'));
			await cutOffAfter(calls, async (storage) => await storage.claim('key'));
			expect(['open', 'live']).toContain(await soon(worker().claim('key')));
		},
	);

	it.each(CALLS)('leaves an open key unknown when killed during a claim, after %i calls', async (calls) => {
		await soon(worker().claim('key'));
		await cutOffAfter(calls, async (storage) => await storage.claim('key'));
		expect(await soon(worker().claim('key'))).toBe('open');
	});
});

describe('claim: concurrent workers', () => {
	it('gives a key to one worker only', async () => {
		const workers = [worker(), worker(), worker()];
		for (const key of ['first of the node', 'second']) {
			const claims = await soon(Promise.all(workers.map(async ({ claim }) => await claim(key))));
			expect(claims.sort()).toEqual(['open', 'open', 'taken']);
		}
	});

	it('keeps the keys of all workers', async () => {
		const workers = [worker(), worker(), worker()];
		const keys = Array.from({ length: 12 }, (_, index) => `key ${index}`);
		await soon(Promise.all(keys.map(async (key, index) => await workers[index % 3]?.claim(key))));
		expect(keys.filter((key) => !items.has('node', key))).toEqual([]);
	});

	it('releases the lock completely', async () => {
		await soon(Promise.all([worker().claim('a'), worker().claim('b')]));
		expect([...items.records.keys()]).toEqual(['node']);
	});
});

describe('lock: left by a worker that was killed', () => {
	const STALE = { mode: 'latestIncrementalKey', data: -9e15 };

	it('expires after a short time', async () => {
		items.records.set('workflow', { ...STALE });
		expect(await soon(worker().claim('key'))).toBe('taken');
		expect(mockClock.now()).toBeLessThan(10_000);
		expect(items.records.has('workflow')).toBe(false);
	});

	it('does not block other workflows of the same process', async () => {
		items.records.set('workflow', { ...STALE });
		let storages: KeyStore[] = [];
		jest.isolateModules(() => {
			const { n8nKeyStore } = jest.requireActual<
				typeof import('../../../../nodes/Instagram/publishing/idempotency/n8nKeyStore')
			>('../../../../nodes/Instagram/publishing/idempotency/n8nKeyStore');
			storages = ['workflow', 'another'].map((id) => {
				const scoped = Object.fromEntries(
					Object.entries(items.helpers).map(([name, helper]) => [
						name,
						async (first: unknown, ...rest: unknown[]) => {
							const isClear = name === 'clearAllProcessedItems';
							const scope = (isClear ? first : rest[0]) as string;
							const own = id === 'workflow' ? scope : `${id} ${scope}`;
							const parameters = isClear ? [own, ...rest] : [first, own, ...rest.slice(1)];
							return await (helper as (...all: unknown[]) => Promise<unknown>)(...parameters);
						},
					]),
				);
				const context = {
					helpers: scoped,
					getWorkflow: () => ({ id }),
					getNode: () => ({ id: 'node' }),
					getMode: () => 'trigger',
					getWorkflowStaticData: () => ({}),
				};
				return n8nKeyStore(context as unknown as IExecuteFunctions, () => mockClock.now());
			});
		});
		const [held, other] = storages;
		const slow = held!.claim('key');
		expect(await soon(other!.claim('key'))).toBe('taken');
		expect(mockClock.now()).toBeLessThan(1_000);
		expect(await soon(slow)).toBe('taken');
	});

	it.each([
		['at random times', (random: () => number) => random()],
		// The worst case: all workers time out within the duration of one query.
		['in lockstep', (random: () => number) => 0.5 + random() / 1e4],
	])(
		'passes to exactly one of several workers that wait %s',
		async (_how, chance) => {
			const SEEDS = 200;
			const taken: number[] = [];
			for (let seed = 1; seed <= SEEDS; seed += 1) {
				begin(seed);
				const random = new Random(seed + 1e6);
				jest.spyOn(Math, 'random').mockImplementation(() => chance(() => random.next()));
				items.records.set('workflow', { ...STALE });
				items.records.set('node', { mode: 'entries', data: ['an earlier key'] });
				const workers = Array.from({ length: 2 + (seed % 3) }, () => worker());
				const claims = await soon(Promise.all(workers.map(async ({ claim }) => await claim('key'))));
				taken.push(claims.filter((claim) => claim === 'taken').length);
				expect(items.records.has('workflow')).toBe(false);
				expect(mockClock.now()).toBeLessThan(40_000);
			}
			expect(taken).toEqual(Array<number>(SEEDS).fill(1));
		},
		60_000,
	);
});

describe('lock: a Remove Duplicates node that stores values for the workflow', () => {
	it.each([
		{ mode: 'latestIncrementalKey', data: 4711 },
		{ mode: 'latestIncrementalKey', data: 0 },
		{ mode: 'latestIncrementalKey', data: -4711 },
		{ mode: 'latestDate', data: '2026-11-22' },
		{ mode: 'entries', data: ['a'] },
	])('preserves the stored value: $mode, $data', async (record) => {
		items.records.set('workflow', { ...record });
		const { claim, free, setLive } = worker();
		expect(await soon(claim('key'))).toBe('taken');
		await soon(free('key'));
		expect(await soon(claim('key'))).toBe('taken');
		await soon(setLive('key'));
		expect(await soon(claim('key'))).toBe('live');
		expect(items.records.get('workflow')).toEqual(record);
	});

	it.each(['latestDate', 'entries'])('writes nothing to the workflow record in mode %s', async (mode) => {
		items.records.set('workflow', { mode, data: mode === 'entries' ? ['a'] : '2026-11-22' });
		await soon(worker().claim('key'));
		expect(items.writes.filter((write) => write.startsWith('workflow'))).toEqual([]);
	});

	it('preserves a value that the node stores for the first time while the lock is held', async () => {
		const value = 4711;
		let isNoted = false;
		const helpers = {
			...items.helpers,
			checkProcessedAndRecord: async (values: unknown[], scope: string, options: { mode: string }) => {
				if (scope === 'node' && !isNoted) {
					isNoted = true;
					const noted = { mode: 'latestIncrementalKey' };
					const { new: added } = await items.helpers.checkProcessedAndRecord([value], 'workflow', noted);
					expect(added).toEqual([value]);
				}
				return await items.helpers.checkProcessedAndRecord(values, scope, options);
			},
		};
		expect(await soon(worker({ helpers }).claim('key'))).toBe('taken');
		expect(items.records.get('workflow')).toEqual({ mode: 'latestIncrementalKey', data: value });
	});
});

describe('claim: slower than the lock timeout', () => {
	it('returns "open"', async () => {
		const slowly = new ProcessedItems(async () => await mockClock.sleep(1_500));
		expect(await soon(worker({ helpers: slowly.helpers }).claim('key'))).toBe('open');
	});
});

describe('key store: static data', () => {
	const note = (at: number) => ({ at, live: true, id: '1', containerId: '2' });

	it.each(['trigger', 'webhook', 'integrated', 'manual'])('saves results in mode %s', (mode) => {
		const staticData: Record<string, unknown> = {};
		const storage = worker({ mode, staticData, establishedAt: 0 });
		storage.save('key', note(1));
		expect(storage.read('key')).toMatchObject({ live: true, id: '1' });
		storage.delete('key');
		expect(staticData).toEqual({ publishedKeys: {} });
	});

	it('is not modified when nothing changes', () => {
		const staticData = Object.freeze({});
		const storage = worker({ staticData });
		expect(storage.read('key')).toBeUndefined();
		storage.delete('key');
		expect(staticData).toEqual({});
	});

	it.each([
		['in a retry, which begins with old data', { mode: 'retry' }],
		['in an execution that began long ago', { establishedAt: -16 * 60_000 }],
	])('is not written %s', (_when, execution) => {
		const publishedKeys = { live: note(1), open: { at: 1, live: false, containerId: '2' } };
		const staticData = { publishedKeys };
		const before = structuredClone(staticData);
		const storage = worker({ ...execution, staticData });
		storage.save('key', note(2));
		storage.delete('live');
		expect(staticData).toEqual(before);
		expect(storage.read('live')).toMatchObject({ live: true });
		// A key that was open then may be live now.
		expect(storage.read('open')).toBeUndefined();
	});

	it('keeps the thousand newest results', () => {
		const publishedKeys = Object.fromEntries(
			Array.from({ length: 1000 }, (_, index) => [`n${index}`, note(index + 1)]),
		);
		const staticData: { publishedKeys: Record<string, unknown> } = { publishedKeys };
		worker({ staticData }).save('key', note(5_000));
		expect(Object.keys(staticData.publishedKeys)).toHaveLength(1000);
		expect(staticData.publishedKeys).not.toHaveProperty('n0');
		expect(staticData.publishedKeys).toHaveProperty('n1');
		expect(staticData.publishedKeys).toHaveProperty('key');
	});

	it.each([
		['nothing', undefined],
		['text', 'a'],
		['a list', [1]],
		['a note that is text', { key: 'live' }],
		['a note without a time', { key: { live: true } }],
		['a note whose state is text', { key: { at: 1, live: 'true' } }],
	])('tolerates %s after a manual edit', (_what, publishedKeys) => {
		const staticData = { publishedKeys } as Record<string, unknown>;
		const storage = worker({ staticData });
		expect(storage.read('key')).toBeUndefined();
		storage.save('key', note(1));
		expect(storage.read('key')).toMatchObject({ live: true });
	});
});
