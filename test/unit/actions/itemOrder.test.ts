import { StoppedError, ItemOrder } from '../../../nodes/Instagram/actions/itemOrder';

/** Lets items wait for their turn and notes who got it, in order. */
function queue() {
	const gate = new ItemOrder();
	const order: string[] = [];
	const wait = (index: number) =>
		void gate.waitForEarlierItems(index).then(
			() => order.push(`${index}`),
			(error: unknown) => order.push(`${index} ${(error as Error).name}`),
		);
	const settled = async () => {
		await new Promise((resolve) => setImmediate(resolve));
		return order;
	};
	return { gate, wait, settled };
}

describe('ItemOrder', () => {
	it('lets the first item pass immediately', async () => {
		const { wait, settled } = queue();
		wait(0);
		expect(await settled()).toEqual(['0']);
	});

	it('holds an item until every earlier item is done, whatever the order of arrival', async () => {
		const { gate, wait, settled } = queue();
		wait(2);
		wait(1);
		gate.done(1);
		expect(await settled()).toEqual([]);
		gate.done(0);
		expect(await settled()).toEqual(['2', '1']);
	});

	it('lets items pass one after the other', async () => {
		const { gate, wait, settled } = queue();
		for (const index of [2, 1, 0]) wait(index);
		expect(await settled()).toEqual(['0']);
		gate.done(0);
		expect(await settled()).toEqual(['0', '1']);
		gate.done(1);
		expect(await settled()).toEqual(['0', '1', '2']);
	});

	it('does not wait for items that are done without waiting', async () => {
		const { gate, wait, settled } = queue();
		gate.done(1);
		gate.done(0);
		wait(2);
		expect(await settled()).toEqual(['2']);
	});

	it('rejects later items when the run stops, waiting or not', async () => {
		const { gate, wait, settled } = queue();
		wait(2);
		gate.abortAfter(1);
		wait(3);
		expect(await settled()).toEqual(['2 StoppedError', '3 StoppedError']);
		expect(gate.isAborted(2)).toBe(true);
		expect(gate.isAborted(1)).toBe(false);
	});

	it('still lets earlier items pass when the run stops', async () => {
		const { gate, wait, settled } = queue();
		wait(1);
		gate.abortAfter(2);
		gate.done(0);
		expect(await settled()).toEqual(['1']);
	});

	it('stops at the earliest of several items', () => {
		const { gate } = queue();
		gate.abortAfter(3);
		gate.abortAfter(1);
		gate.abortAfter(2);
		expect([1, 2, 3].map((index) => gate.isAborted(index))).toEqual([false, true, true]);
	});

	it('reports each item that starts waiting', () => {
		const waiting: number[] = [];
		const gate = new ItemOrder((index) => waiting.push(index));
		void gate.waitForEarlierItems(1);
		void gate.waitForEarlierItems(0);
		expect(waiting).toEqual([1]);
	});

	it('rejects with a StoppedError', async () => {
		const gate = new ItemOrder();
		gate.abortAfter(0);
		await expect(gate.waitForEarlierItems(1)).rejects.toBeInstanceOf(StoppedError);
	});

	describe('ItemOrder with several accounts', () => {
		it('lets items of different accounts pass independently', async () => {
			const { gate, wait, settled } = queue();
			gate.join(0, 'a');
			gate.join(1, 'b');
			gate.join(2, 'a');
			for (const index of [2, 1]) wait(index);
			expect(await settled()).toEqual(['1']);
			gate.done(0);
			expect(await settled()).toEqual(['1', '2']);
		});

		it('holds an item only while an earlier one may have the same account', async () => {
			const { gate, wait, settled } = queue();
			gate.join(1, 'b');
			gate.join(2, 'c');
			for (const index of [1, 2]) wait(index);
			expect(await settled()).toEqual([]);
			gate.join(0, 'c');
			expect(await settled()).toEqual(['1']);
		});

		it("treats the credential's own account as the account that it resolves to", async () => {
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

		it('rejects waiting items of all accounts when the run stops', async () => {
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
