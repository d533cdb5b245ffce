import type { KeyNote, KeyStorage } from '../../../nodes/Instagram/publishing/deduplication';
import { DeduplicationKey, forgetKeys } from '../../../nodes/Instagram/publishing/deduplication';
import type { Published } from '../../../nodes/Instagram/publishing/outcome';

const NOW = Date.UTC(2026, 10, 22, 8);
const published: Published = { id: '900', containerId: '111', permalink: 'p', status: 'PUBLISHED' };

beforeEach(() => forgetKeys());

/** n8n's database, which all processes share, and what one execution sees of the node's static data. */
function n8n(options: { database?: Set<string>; notes?: Record<string, KeyNote>; scope?: string } = {}) {
	const { database, notes = {}, scope = 'workflow:node' } = options;
	const storage: KeyStorage = {
		scope,
		notes,
		mark: async (value) => {
			if (!database) return await Promise.resolve(undefined);
			const isNew = !database.has(value);
			database.add(value);
			return await Promise.resolve(isNew);
		},
		unmark: async (value) => {
			database?.delete(value);
			await Promise.resolve();
		},
		isMarked: async (value) => await Promise.resolve(database?.has(value) ?? false),
	};
	return {
		storage,
		notes,
		key: (key = 'k', account = '178') => new DeduplicationKey(storage, () => NOW, account, key),
	};
}

async function publishWith(key: DeduplicationKey) {
	const found = await key.find();
	expect(found).toEqual({ state: 'free' });
	expect(await key.claim(found)).toEqual({ state: 'free' });
	await key.settle({ published });
}

describe.each([
	['with', () => new Set<string>()],
	['without', () => undefined],
])("a key %s n8n's store of processed items", (_with, database) => {
	it('is free at first, and live with its first result when it has been published', async () => {
		const { key } = n8n({ database: database() });
		await publishWith(key());
		expect(await key().find()).toEqual({ state: 'live', published });
	});

	it('can be taken again after a try that failed for certain', async () => {
		const { key, notes } = n8n({ database: database() });
		const first = key();
		await first.claim(await first.find());
		await first.settle('not live');
		expect(notes).toEqual({});
		await publishWith(key());
	});

	it('is unknown after a try that nobody knows the end of, with what can tell', async () => {
		const { key } = n8n({ database: database() });
		const first = key();
		await first.claim(await first.find());
		await first.settle({ begun: { containerId: '111', at: NOW - 5 } });
		const found = await key().find();
		expect(found).toEqual({ state: 'unknown', begun: { containerId: '111', at: NOW - 5 } });

		const second = key();
		expect(await second.claim(found)).toEqual(found);
		await second.settle({ published });
		expect(await key().find()).toEqual({ state: 'live', published });
	});

	it('belongs to one account and one node', async () => {
		const store = database();
		const { key } = n8n({ database: store });
		await publishWith(key());
		expect(await key('k', '179').find()).toEqual({ state: 'free' });
		expect(await key('other').find()).toEqual({ state: 'free' });
		expect(await n8n({ scope: 'workflow:other' }).key().find()).toEqual({ state: 'free' });
	});

	it('lets the second of two that come at once wait for the first', async () => {
		const { key } = n8n({ database: database() });
		const [first, second] = [key(), key()];
		const both = [await first.find(), await second.find()];
		await first.claim(both[0]!);
		const waiting = second.claim(both[1]!);
		await first.settle({ published });
		expect(await waiting).toEqual({ state: 'live', published });
	});

	it('lets the second go on where the first has failed', async () => {
		const { key } = n8n({ database: database() });
		const [first, second] = [key(), key()];
		const found = await second.find();
		await first.claim(await first.find());
		const waiting = second.claim(found);
		await first.settle('not live');
		expect(await waiting).toEqual({ state: 'free' });
		await second.settle({ published });
		expect(await key().find()).toMatchObject({ state: 'live' });
	});
});

describe('after a restart of n8n', () => {
	it("a key is known by the node's static data, id and all", async () => {
		const before = n8n();
		await publishWith(before.key());
		forgetKeys();
		const saved = JSON.parse(JSON.stringify(before.notes)) as Record<string, KeyNote>;
		expect(await n8n({ notes: saved }).key().find()).toEqual({ state: 'live', published });
	});

	it('a key is known by the database where static data was not saved, but not its id', async () => {
		const database = new Set<string>();
		await publishWith(n8n({ database }).key());
		forgetKeys();
		const key = n8n({ database }).key();
		expect(await key.claim(await key.find())).toEqual({
			state: 'live',
			published: { id: null, containerId: '', status: 'PUBLISHED' },
		});
	});

	it('a key that was cut off is unknown, and stays so', async () => {
		const database = new Set<string>();
		const cutOff = n8n({ database }).key();
		await cutOff.claim(await cutOff.find());
		forgetKeys();
		for (let time = 0; time < 2; time += 1) {
			const key = n8n({ database }).key();
			expect(await key.claim(await key.find())).toEqual({ state: 'unknown' });
		}
	});
});

describe('what is kept', () => {
	it('tells neither key nor account', async () => {
		const database = new Set<string>();
		const { key, notes } = n8n({ database });
		await publishWith(key('product 4711', '17841400000000001'));
		const kept = JSON.stringify([notes, [...database]]);
		expect(kept).not.toContain('4711');
		expect(kept).not.toContain('17841400000000001');
	});

	it('are the thousand newest keys', async () => {
		const note = (at: number): KeyNote => ({ at, live: true, id: '1', containerId: '2' });
		const notes = Object.fromEntries(
			Array.from({ length: 1000 }, (_, index) => [`n${index}`, note(index + 1)]),
		);
		const { key } = n8n({ notes });
		await publishWith(key());
		expect(Object.keys(notes)).toHaveLength(1000);
		expect(notes).not.toHaveProperty('n0');
		expect(notes).toHaveProperty('n1');
	});

	it('is let go where the database fails', async () => {
		const { storage } = n8n();
		const failing = { ...storage, mark: async () => await Promise.reject(new Error('no database')) };
		const key = new DeduplicationKey(failing, () => NOW, '178', 'k');
		await expect(key.claim(await key.find())).rejects.toThrow('no database');
		await publishWith(n8n().key());
	});

	it('is live although the database fails after the publish', async () => {
		const { storage, notes } = n8n();
		let marks = 0;
		const mark = async () => {
			marks += 1;
			return marks === 1 ? await Promise.resolve(true) : await Promise.reject(new Error('no database'));
		};
		await publishWith(new DeduplicationKey({ ...storage, mark }, () => NOW, '178', 'k'));
		expect(Object.values(notes)).toMatchObject([{ live: true, id: '900' }]);
	});
});
