import { createTurnstile } from '../../../nodes/Instagram/graph/turnstile';

/** Lets everything that is due happen. */
const settle = async () => await new Promise((resolve) => setImmediate(resolve));

describe('the turnstile', () => {
	it('lets in as many as it has places, and the next as one leaves', async () => {
		const turnstile = createTurnstile(2);
		const inside: Array<() => void> = [];
		for (let n = 0; n < 5; n += 1) void turnstile.enter().then((leave) => inside.push(leave));
		await settle();
		expect(inside).toHaveLength(2);
		inside[0]?.();
		await settle();
		expect(inside).toHaveLength(3);
		inside[1]?.();
		inside[2]?.();
		await settle();
		expect(inside).toHaveLength(5);
	});

	it('keeps the line in order', async () => {
		const turnstile = createTurnstile(1);
		const order: number[] = [];
		await Promise.all(
			[1, 2, 3].map(async (n) => {
				const leave = await turnstile.enter();
				order.push(n);
				await settle();
				leave();
			}),
		);
		expect(order).toEqual([1, 2, 3]);
	});

	it('has its places again when all have left', async () => {
		const turnstile = createTurnstile(2);
		for (let n = 0; n < 10; n += 1) (await turnstile.enter())();
		const first = await turnstile.enter();
		const second = await turnstile.enter();
		let third = false;
		void turnstile.enter().then(() => (third = true));
		await settle();
		expect(third).toBe(false);
		first();
		second();
		await settle();
		expect(third).toBe(true);
	});

	it.each([0, -1])('has at least one place (%d)', async (places) => {
		await expect(createTurnstile(places).enter()).resolves.toBeInstanceOf(Function);
	});
});
