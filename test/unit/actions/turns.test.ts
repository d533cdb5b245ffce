import { StoppedError, Turns } from '../../../nodes/Instagram/actions/turns';

/** Lets items wait for their turn and notes who got it, in order. */
function queue() {
	const turns = new Turns();
	const order: string[] = [];
	const wait = (index: number) =>
		void turns.wait(index).then(
			() => order.push(`${index}`),
			(error: unknown) => order.push(`${index} ${(error as Error).name}`),
		);
	const settled = async () => {
		await new Promise((resolve) => setImmediate(resolve));
		return order;
	};
	return { turns, wait, settled };
}

describe('turns', () => {
	it('lets the first item go at once', async () => {
		const { wait, settled } = queue();
		wait(0);
		expect(await settled()).toEqual(['0']);
	});

	it('holds an item until every earlier one has left, in whatever order they come', async () => {
		const { turns, wait, settled } = queue();
		wait(2);
		wait(1);
		turns.leave(1);
		expect(await settled()).toEqual([]);
		turns.leave(0);
		expect(await settled()).toEqual(['2', '1']);
	});

	it('gives the items their turns one after the other', async () => {
		const { turns, wait, settled } = queue();
		for (const index of [2, 1, 0]) wait(index);
		expect(await settled()).toEqual(['0']);
		turns.leave(0);
		expect(await settled()).toEqual(['0', '1']);
		turns.leave(1);
		expect(await settled()).toEqual(['0', '1', '2']);
	});

	it('does not wait for items that needed no turn', async () => {
		const { turns, wait, settled } = queue();
		turns.leave(1);
		turns.leave(0);
		wait(2);
		expect(await settled()).toEqual(['2']);
	});

	it('stops later items where the run stops, whether they wait already or not', async () => {
		const { turns, wait, settled } = queue();
		wait(2);
		turns.stopAt(1);
		wait(3);
		expect(await settled()).toEqual(['2 StoppedError', '3 StoppedError']);
		expect(turns.isStopped(2)).toBe(true);
		expect(turns.isStopped(1)).toBe(false);
	});

	it('still lets earlier items go when the run stops', async () => {
		const { turns, wait, settled } = queue();
		wait(1);
		turns.stopAt(2);
		turns.leave(0);
		expect(await settled()).toEqual(['1']);
	});

	it('stops at the earliest of several', () => {
		const { turns } = queue();
		turns.stopAt(3);
		turns.stopAt(1);
		turns.stopAt(2);
		expect([1, 2, 3].map((index) => turns.isStopped(index))).toEqual([false, true, true]);
	});

	it('tells who has to wait', () => {
		const waiting: number[] = [];
		const turns = new Turns((index) => waiting.push(index));
		void turns.wait(1);
		void turns.wait(0);
		expect(waiting).toEqual([1]);
	});

	it('rejects with an error that is known by its class', async () => {
		const turns = new Turns();
		turns.stopAt(0);
		await expect(turns.wait(1)).rejects.toBeInstanceOf(StoppedError);
	});

	describe('of items that act on different accounts', () => {
		it('do not wait for each other', async () => {
			const { turns, wait, settled } = queue();
			turns.join(0, 'a');
			turns.join(1, 'b');
			turns.join(2, 'a');
			for (const index of [2, 1]) wait(index);
			expect(await settled()).toEqual(['1']);
			turns.leave(0);
			expect(await settled()).toEqual(['1', '2']);
		});

		it('wait as long as an earlier one may act on the same account, and no longer', async () => {
			const { turns, wait, settled } = queue();
			turns.join(1, 'b');
			turns.join(2, 'c');
			for (const index of [1, 2]) wait(index);
			expect(await settled()).toEqual([]);
			turns.join(0, 'c');
			expect(await settled()).toEqual(['1']);
		});

		it("may name the credential's own account, which turns out to be one of them", async () => {
			const { turns, wait, settled } = queue();
			turns.join(0, '');
			turns.join(1, 'a');
			turns.join(2, 'b');
			turns.join(3, '');
			for (const index of [1, 2, 3]) wait(index);
			expect(await settled()).toEqual([]);
			turns.resolve('a');
			expect(await settled()).toEqual(['2']);
			turns.leave(0);
			turns.leave(1);
			expect(await settled()).toEqual(['2', '1', '3']);
		});

		it('stop all where the run stops', async () => {
			const { turns, wait, settled } = queue();
			turns.join(0, 'a');
			turns.join(1, 'a');
			turns.join(2, 'b');
			turns.stopAt(0);
			for (const index of [1, 2]) wait(index);
			expect(await settled()).toEqual(['1 StoppedError', '2 StoppedError']);
		});
	});
});
