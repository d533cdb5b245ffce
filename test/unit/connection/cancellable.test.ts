import { cancellableClock } from '../../../nodes/Instagram/connection/connect';

const NOW = Date.UTC(2026, 10, 22, 8);

/** A sleep that ends when it is woken or aborted. */
function sleeper() {
	const sleeps: number[] = [];
	let wake = (): void => undefined;
	let breakOff = (_error: Error): void => undefined;
	const clock = {
		now: () => NOW,
		sleep: async (milliseconds: number) => {
			sleeps.push(milliseconds);
			await new Promise<void>((resolve, reject) => {
				wake = resolve;
				breakOff = reject;
			});
		},
	};
	return { clock, sleeps, wake: () => wake(), breakOff: (error: Error) => breakOff(error) };
}

/** Whether a sleep has ended after all pending callbacks have run. */
async function hasEnded(sleep: Promise<void>): Promise<boolean> {
	let ended = false;
	void sleep.then(
		() => (ended = true),
		() => undefined,
	);
	await new Promise((resolve) => setImmediate(resolve));
	return ended;
}

describe('cancellableClock', () => {
	it('returns the clock itself without an abort signal', () => {
		const { clock } = sleeper();
		expect(cancellableClock(clock, undefined)).toBe(clock);
	});

	it('returns the time and sleeps for the requested duration', async () => {
		const { clock, sleeps, wake } = sleeper();
		const { signal } = new AbortController();
		const { now, sleep } = cancellableClock(clock, signal);
		expect(now()).toBe(NOW);
		const slept = sleep(30_000);
		expect(await hasEnded(slept)).toBe(false);
		wake();
		expect(await hasEnded(slept)).toBe(true);
		expect(sleeps).toEqual([30_000]);
	});

	it('wakes at once when the execution is cancelled', async () => {
		const { clock } = sleeper();
		const controller = new AbortController();
		const slept = cancellableClock(clock, controller.signal).sleep(30_000);
		expect(await hasEnded(slept)).toBe(false);
		controller.abort();
		expect(await hasEnded(slept)).toBe(true);
	});

	it('does not sleep once the execution is cancelled', async () => {
		const { clock, sleeps } = sleeper();
		await cancellableClock(clock, AbortSignal.abort()).sleep(30_000);
		expect(sleeps).toEqual([]);
	});

	it('resolves a sleep that the signal itself aborts', async () => {
		const { clock, breakOff } = sleeper();
		const controller = new AbortController();
		const slept = cancellableClock(clock, controller.signal).sleep(30_000);
		controller.signal.addEventListener('abort', () => breakOff(new Error('aborted')));
		controller.abort();
		await expect(slept).resolves.toBeUndefined();
	});

	it('rejects when a sleep fails', async () => {
		const { clock, breakOff } = sleeper();
		const slept = cancellableClock(clock, new AbortController().signal).sleep(30_000);
		breakOff(new Error('no timer'));
		await expect(slept).rejects.toThrow('no timer');
	});
});
