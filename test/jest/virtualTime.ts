import type { FollowingClock } from '../../tools/n8n-harness/virtualTime';
import { VirtualTime } from '../../tools/n8n-harness/virtualTime';

export interface VirtualTimeControl {
	/** Milliseconds since the epoch. */
	now(): number;
	/** Lets time pass, for `Date` and for the sandbox alike. */
	advance(milliseconds: number): void;
	/** Milliseconds of each `sleep` of this test so far. */
	sleeps(): number[];
}

/** All of jest's fake timers but `Date`: sockets, streams and n8n itself run on the real ones. */
const REAL = [
	'hrtime',
	'nextTick',
	'performance',
	'queueMicrotask',
	'setImmediate',
	'clearImmediate',
	'setInterval',
	'clearInterval',
	'setTimeout',
	'clearTimeout',
] as const;

/**
 * Makes `sleep` and `Date` virtual in every test of the file: ten minutes of waiting take milliseconds.
 *
 * @param sandbox its clock moves along; it may tell how many requests it holds without an answer
 * @param start when each test begins, in milliseconds since the epoch; default: now
 */
export function useVirtualTime(
	sandbox?: { clock: () => FollowingClock; hanging?: () => number },
	start: () => number = () => Date.now(),
): VirtualTimeControl {
	let time: VirtualTime | undefined;

	const setNow = (milliseconds: number) => {
		const clock = sandbox?.clock();
		const passed = milliseconds - Date.now();
		const before = clock?.now() ?? 0;
		jest.setSystemTime(milliseconds);
		// A clock that is the machine's plus an offset has moved by itself, a frozen one has not.
		clock?.advance(passed - (clock.now() - before));
	};

	beforeEach(() => {
		const now = start();
		jest.useFakeTimers({ doNotFake: [...REAL], now });
		time = new VirtualTime(now, setNow, sandbox?.hanging);
		time.start();
	});

	afterEach(() => {
		time?.stop();
		time = undefined;
		jest.useRealTimers();
	});

	const running = (): VirtualTime => {
		if (!time) throw new Error('Time is virtual only within a test');
		return time;
	};
	return {
		now: () => running().now(),
		advance: (milliseconds) => running().advance(milliseconds),
		sleeps: () => [...running().sleeps],
	};
}
