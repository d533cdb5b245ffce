import { StoppedError, ItemOrder } from '../../../nodes/Instagram/actions/itemOrder';

/** Lets items wait for their turn and notes who got it, in order. */
function queue() {
	const gate = new ItemOrder();
	const order: string[] = [];
	const wait = (index: number) =>
		void gate.waitForTurn(index).then(
			() => order.push(`${index}`),
			(error: unknown) => order.push(`${index} ${(error as Error).name}`),
		);
	const settled = async () => {
		await new Promise((resolve) => setImmediate(resolve));
		return order;
	};
	return { gate, wait, settled };
}

describe('order', () => {
	it('lets the first item go at once', async () => {
		const { wait, settled } = queue();
		wait(0);
		expect(await settled()).toEqual(['0']);
	});

	it('holds an item until every earlier one has left, in whatever order they come', async () => {
		const { gate, wait, settled } = queue();
		wait(2);
		wait(1);
		gate.done(1);
		expect(await settled()).toEqual([]);
		gate.done(0);
		expect(await settled()).toEqual(['2', '1']);
	});

	it('gives the items their order one after the other', async () => {
		const { gate, wait, settled } = queue();
		for (const index of [2, 1, 0]) wait(index);
		expect(await settled()).toEqual(['0']);
		gate.done(0);
		expect(await settled()).toEqual(['0', '1']);
		gate.done(1);
		expect(await settled()).toEqual(['0', '1', '2']);
	});

	it('does not wait for items that needed no turn', async () => {
		const { gate, wait, settled } = queue();
		gate.done(1);
		gate.done(0);
		wait(2);
		expect(await settled()).toEqual(['2']);
	});

	it('stops later items where the run stops, whether they wait already or not', async () => {
		const { gate, wait, settled } = queue();
		wait(2);
		gate.abortAfter(1);
		wait(3);
		expect(await settled()).toEqual(['2 StoppedError', '3 StoppedError']);
		expect(gate.isAborted(2)).toBe(true);
		expect(gate.isAborted(1)).toBe(false);
	});

	it('still lets earlier items go when the run stops', async () => {
		const { gate, wait, settled } = queue();
		wait(1);
		gate.abortAfter(2);
		gate.done(0);
		expect(await settled()).toEqual(['1']);
	});

	it('stops at the earliest of several', () => {
		const { gate } = queue();
		gate.abortAfter(3);
		gate.abortAfter(1);
		gate.abortAfter(2);
		expect([1, 2, 3].map((index) => gate.isAborted(index))).toEqual([false, true, true]);
	});

	it('tells who has to wait', () => {
		const waiting: number[] = [];
		const gate = new ItemOrder((index) => waiting.push(index));
		void gate.waitForTurn(1);
		void gate.waitForTurn(0);
		expect(waiting).toEqual([1]);
	});

	it('rejects with an error that is known by its class', async () => {
		const gate = new ItemOrder();
		gate.abortAfter(0);
		await expect(gate.waitForTurn(1)).rejects.toBeInstanceOf(StoppedError);
	});

	describe('of items that act on different accounts', () => {
		it('do not wait for each other', async () => {
			const { gate, wait, settled } = queue();
			gate.join(0, 'a');
			gate.join(1, 'b');
			gate.join(2, 'a');
			for (const index of [2, 1]) wait(index);
			expect(await settled()).toEqual(['1']);
			gate.done(0);
			expect(await settled()).toEqual(['1', '2']);
		});

		it('wait as long as an earlier one may act on the same account, and no longer', async () => {
			const { gate, wait, settled } = queue();
			gate.join(1, 'b');
			gate.join(2, 'c');
			for (const index of [1, 2]) wait(index);
			expect(await settled()).toEqual([]);
			gate.join(0, 'c');
			expect(await settled()).toEqual(['1']);
		});

		it("may name the credential's own account, which gate out to be one of them", async () => {
			const { gate, wait, settled } = queue();
			gate.join(0, '');
			gate.join(1, 'a');
			gate.join(2, 'b');
			gate.join(3, '');
			for (const index of [1, 2, 3]) wait(index);
			expect(await settled()).toEqual([]);
			gate.resolve('a');
			expect(await settled()).toEqual(['2']);
			gate.done(0);
			gate.done(1);
			expect(await settled()).toEqual(['2', '1', '3']);
		});

		it('stop all where the run stops', async () => {
			const { gate, wait, settled } = queue();
			gate.join(0, 'a');
			gate.join(1, 'a');
			gate.join(2, 'b');
			gate.abortAfter(0);
			for (const index of [1, 2]) wait(index);
			expect(await settled()).toEqual(['1 StoppedError', '2 StoppedError']);
		});
	});
});
