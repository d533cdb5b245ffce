import { KeyedMutex } from '../../../nodes/Instagram/shared/concurrency';

const soon = async () => await new Promise(setImmediate);

describe('KeyedMutex', () => {
	it('lets one caller at a time work under a key, first come, first served', async () => {
		const mutex = new KeyedMutex();
		const order: string[] = [];
		const work = async (name: string) =>
			await mutex.runExclusive('key', async () => {
				order.push(`${name} in`);
				await soon();
				order.push(`${name} out`);
			});
		await Promise.all([work('a'), work('b'), work('c')]);
		expect(order).toEqual(['a in', 'a out', 'b in', 'b out', 'c in', 'c out']);
	});

	it('does not let other keys wait', async () => {
		const mutex = new KeyedMutex();
		await mutex.acquire('held');
		expect(await mutex.runExclusive('other', async () => await Promise.resolve(1))).toBe(1);
	});

	it('goes on after work that fails', async () => {
		const mutex = new KeyedMutex();
		const failing = mutex.runExclusive('key', async () => await Promise.reject(new Error('no')));
		const next = mutex.runExclusive('key', async () => await Promise.resolve(2));
		await expect(failing).rejects.toThrow('no');
		expect(await next).toBe(2);
	});

	it('removes keys that no caller holds, and all keys when it is cleared', async () => {
		const mutex = new KeyedMutex();
		const held = (mutex as unknown as { latest: Map<string, unknown> }).latest;
		const release = await mutex.acquire('key');
		release();
		expect(held.size).toBe(0);
		await mutex.acquire('key');
		mutex.clear();
		const again = await mutex.acquire('key');
		again();
		expect(held.size).toBe(0);
	});
});
