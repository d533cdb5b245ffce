import type {
	KeyRecord,
	KeyStore,
} from '../../../../nodes/Instagram/publishing/idempotency/deduplicationKey';
import { DeduplicationKey } from '../../../../nodes/Instagram/publishing/idempotency/deduplicationKey';
import type { Published } from '../../../../nodes/Instagram/publishing/publishError';
import { resetProcessState } from '../../../../nodes/Instagram/shared/processState';

const NOW = Date.UTC(2026, 10, 22, 8);
const published: Published = { id: '900', containerId: '111', permalink: 'p', status: 'PUBLISHED' };

beforeEach(resetProcessState);

/** n8n's database, which all processes share, and the static data of the node as one execution sees it. */
function n8n(options: { database?: Set<string>; notes?: Record<string, KeyRecord>; scope?: string } = {}) {
	const { database, notes = {}, scope = 'workflow:node' } = options;
	const storage: KeyStore = {
		scope,
		read: (key) => notes[key],
		save: (key, note) => void (notes[key] = note),
		delete: (key) => void delete notes[key],
		claim: async (key, openSince) => {
			await Promise.resolve();
			if (!database?.has(key)) {
				database?.add(key).add(`${key}:open`);
				return 'taken';
			}
			if (!database.has(`${key}:open`)) return 'live';
			const again = `${key}:${openSince}`;
			if (openSince === undefined || database.has(again)) return 'open';
			database.add(again);
			return 'taken';
		},
		setLive: async (key) => {
			await Promise.resolve();
			database?.add(key).delete(`${key}:open`);
		},
		free: async (key) => {
			await Promise.resolve();
			database?.delete(key);
			database?.delete(`${key}:open`);
			return true;
		},
	};
	return {
		storage,
		notes,
		key: (key = 'k', account = '178') => new DeduplicationKey(storage, () => NOW, account, key),
	};
}

/** Reserves and claims a free key, as happens right before a publish is sent. */
async function begin(key: DeduplicationKey): Promise<void> {
	expect(await key.reserve()).toEqual({ state: 'free' });
	expect(await key.claim()).toEqual({ state: 'free' });
}

async function publishWith(key: DeduplicationKey): Promise<void> {
	expect(await key.find()).toEqual({ state: 'free' });
	await begin(key);
	await key.complete({ published });
}

const inProgress = { containerId: '111', sentAt: NOW - 5 };
const LIVE_SOMEWHERE = {
	state: 'live',
	published: { id: null, containerId: '', status: 'PUBLISHED' },
};

describe.each([
	['with', () => new Set<string>()],
	['without', () => undefined],
])("DeduplicationKey %s n8n's store of processed items", (_with, database) => {
	it('is free at first, and live with its first result after the publish', async () => {
		const { key } = n8n({ database: database() });
		await publishWith(key());
		expect(await key().find()).toEqual({ state: 'live', published });
	});

	it('is free again after an attempt that published nothing', async () => {
		const { key, notes } = n8n({ database: database() });
		const first = key();
		await begin(first);
		await first.complete('not live');
		expect(notes).toEqual({});
		await publishWith(key());
	});

	it('is unknown after an attempt with an unknown outcome, and keeps its container', async () => {
		const { key } = n8n({ database: database() });
		const first = key();
		await begin(first);
		await first.complete({ inProgress });
		const second = key();
		expect(await second.find()).toEqual({ state: 'unknown', inProgress });
		expect(await second.reserve()).toEqual({ state: 'unknown', inProgress });
		expect(await second.claim()).toEqual({ state: 'free' });
		await second.complete({ published });
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

	it('ignores Unicode normalization but not case', async () => {
		const { key } = n8n({ database: database() });
		await publishWith(key('caf\u00e9'));
		expect(await key('cafe\u0301').find()).toMatchObject({ state: 'live' });
		expect(await key('Caf\u00e9').find()).toEqual({ state: 'free' });
	});

	it('allows one publish for many concurrent reservations, also when the first ones fail', async () => {
		const { key } = n8n({ database: database() });
		let publishes = 0;
		let under = 0;
		const states = await Promise.all(
			Array.from({ length: 6 }, async () => {
				const one = key();
				await one.find();
				const { state } = await one.reserve();
				under += 1;
				expect(under).toBe(1);
				if (state === 'live') one.release();
				else {
					await one.claim();
					publishes += 1;
					under -= 1;
					await one.complete(publishes < 3 ? 'not live' : { published });
					under += 1;
				}
				under -= 1;
				return state;
			}),
		);
		expect(publishes).toBe(3);
		expect(states.filter((state) => state === 'live')).toHaveLength(3);
	});
});

describe('DeduplicationKey: a process that is killed', () => {
	const cutOff = () => resetProcessState();

	it('leaves the key free before a publish is sent', async () => {
		const database = new Set<string>();
		const key = n8n({ database }).key();
		await key.find();
		await key.reserve();
		cutOff();
		await publishWith(n8n({ database }).key());
	});

	it('leaves the key free while it waits for media that is not ready', async () => {
		const database = new Set<string>();
		const key = n8n({ database }).key();
		await begin(key);
		await key.unclaim();
		cutOff();
		await publishWith(n8n({ database }).key());
	});

	it('leaves the key permanently unknown after a publish was sent', async () => {
		const database = new Set<string>();
		await begin(n8n({ database }).key());
		cutOff();
		for (let time = 0; time < 2; time += 1) {
			const key = n8n({ database }).key();
			await key.reserve();
			expect(await key.claim()).toEqual({ state: 'unknown' });
			key.release();
		}
	});

	it('leaves the key live when the post is live, without its id if static data was not saved', async () => {
		const database = new Set<string>();
		await publishWith(n8n({ database }).key());
		cutOff();
		const key = n8n({ database }).key();
		await key.reserve();
		expect(await key.claim()).toEqual(LIVE_SOMEWHERE);
	});

	it('keeps the first result in static data', async () => {
		const before = n8n();
		await publishWith(before.key());
		cutOff();
		const saved = JSON.parse(JSON.stringify(before.notes)) as Record<string, KeyRecord>;
		expect(await n8n({ notes: saved }).key().find()).toEqual({ state: 'live', published });
	});
});

describe('DeduplicationKey: an unknown outcome', () => {
	it('allows one of two workers to publish again', async () => {
		const database = new Set<string>();
		const { key, notes } = n8n({ database });
		const first = key();
		await begin(first);
		await first.complete({ inProgress });
		const claims = [];
		for (let worker = 0; worker < 2; worker += 1) {
			resetProcessState();
			const another = n8n({ database, notes: { ...notes } }).key();
			expect(await another.reserve()).toEqual({ state: 'unknown', inProgress });
			claims.push((await another.claim()).state);
		}
		expect(claims).toEqual(['free', 'unknown']);
	});

	it('reports the key as live when another worker has published it since', async () => {
		const database = new Set<string>();
		const { key, notes } = n8n({ database });
		const first = key();
		await begin(first);
		await first.complete({ inProgress });
		const saved = { ...notes };
		const second = key();
		await second.reserve();
		await second.claim();
		await second.complete({ published });
		resetProcessState();
		const late = n8n({ database, notes: saved }).key();
		expect(await late.reserve()).toEqual({ state: 'unknown', inProgress });
		expect(await late.claim()).toEqual(LIVE_SOMEWHERE);
	});
});

describe('DeduplicationKey: stored data', () => {
	it('contains neither the key nor the account', async () => {
		const database = new Set<string>();
		const { key, notes } = n8n({ database });
		await publishWith(key('product 4711', '17841400000000001'));
		const kept = JSON.stringify([notes, [...database]]);
		expect(kept).not.toContain('4711');
		expect(kept).not.toContain('17841400000000001');
	});

	it('records the key as live when the database fails after the publish', async () => {
		const { storage, notes } = n8n();
		const setLive = async () => await Promise.reject(new Error('no database'));
		await publishWith(new DeduplicationKey({ ...storage, setLive }, () => NOW, '178', 'k'));
		expect(Object.values(notes)).toMatchObject([{ live: true, id: '900' }]);
	});

	it('keeps the claim when the database cannot release it', async () => {
		const { storage } = n8n({ database: new Set() });
		const key = new DeduplicationKey(
			{ ...storage, free: async () => await Promise.resolve(false) },
			() => NOW,
			'178',
			'k',
		);
		await begin(key);
		await key.unclaim();
		expect(key.mayBeLive).toBe(true);
		expect(await key.claim()).toEqual({ state: 'free' });
	});

	it('lets others reserve the key after a claim fails', async () => {
		const { storage } = n8n();
		const failing = { ...storage, claim: async () => await Promise.reject(new Error('no database')) };
		const key = new DeduplicationKey(failing, () => NOW, '178', 'k');
		await key.reserve();
		await expect(key.claim()).rejects.toThrow('no database');
		expect(key.mayBeLive).toBe(false);
		await key.complete('not live');
		await publishWith(n8n().key());
	});
});
