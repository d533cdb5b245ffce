import { createSemaphore } from '../../../nodes/Instagram/shared/concurrency';

/** Lets everything that is due happen. */
const settle = async () => await new Promise((resolve) => setImmediate(resolve));

describe('semaphore', () => {
	it('grants all its permits, and another one after each release', async () => {
		const semaphore = createSemaphore(2);
		const running: Array<() => void> = [];
		for (let n = 0; n < 5; n += 1) void semaphore.acquire().then((release) => running.push(release));
		await settle();
		expect(running).toHaveLength(2);
		running[0]?.();
		await settle();
		expect(running).toHaveLength(3);
		running[1]?.();
		running[2]?.();
		await settle();
		expect(running).toHaveLength(5);
	});

	it('releases waiters first-in, first-out', async () => {
		const semaphore = createSemaphore(1);
		const order: number[] = [];
		await Promise.all(
			[1, 2, 3].map(async (n) => {
				const release = await semaphore.acquire();
				order.push(n);
				await settle();
				release();
			}),
		);
		expect(order).toEqual([1, 2, 3]);
	});

	it('has all its permits again when all have come back', async () => {
		const semaphore = createSemaphore(2);
		for (let n = 0; n < 10; n += 1) (await semaphore.acquire())();
		const first = await semaphore.acquire();
		const second = await semaphore.acquire();
		let third = false;
		void semaphore.acquire().then(() => (third = true));
		await settle();
		expect(third).toBe(false);
		first();
		second();
		await settle();
		expect(third).toBe(true);
	});

	it.each([0, -1])('has at least one permit (%d)', async (permits) => {
		await expect(createSemaphore(permits).acquire()).resolves.toBeInstanceOf(Function);
	});
});
