import { cancellableClock } from '../../../nodes/Instagram/connection/connect';

const NOW = Date.UTC(2026, 10, 22, 8);

/** Sleeps until it is woken, or broken off. */
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

/** Whether a sleep has ended, once all that can happen by itself has happened. */
async function hasEnded(sleep: Promise<void>): Promise<boolean> {
	let ended = false;
	void sleep.then(
		() => (ended = true),
		() => undefined,
	);
	await new Promise((resolve) => setImmediate(resolve));
	return ended;
}

describe('a clock for an execution that can be cancelled', () => {
	it('is the clock itself where nobody can cancel', () => {
		const { clock } = sleeper();
		expect(cancellableClock(clock, undefined)).toBe(clock);
	});

	it('tells the time, and sleeps as long as it is told', async () => {
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

	it('does not fall asleep once it is cancelled', async () => {
		const { clock, sleeps } = sleeper();
		await cancellableClock(clock, AbortSignal.abort()).sleep(30_000);
		expect(sleeps).toEqual([]);
	});

	it('takes a sleep that the signal itself breaks off for one that has ended', async () => {
		const { clock, breakOff } = sleeper();
		const controller = new AbortController();
		const slept = cancellableClock(clock, controller.signal).sleep(30_000);
		controller.signal.addEventListener('abort', () => breakOff(new Error('aborted')));
		controller.abort();
		await expect(slept).resolves.toBeUndefined();
	});

	it('does not hide that a sleep fails', async () => {
		const { clock, breakOff } = sleeper();
		const slept = cancellableClock(clock, new AbortController().signal).sleep(30_000);
		breakOff(new Error('no timer'));
		await expect(slept).rejects.toThrow('no timer');
	});
});
