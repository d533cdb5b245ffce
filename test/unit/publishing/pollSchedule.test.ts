import type { PollState } from '../../../nodes/Instagram/publishing/pollSchedule';
import { nextPoll } from '../../../nodes/Instagram/publishing/pollSchedule';

/** The times of all reads, in seconds, when each read takes some time itself. */
function reads(kind: PollState['kind'], maxWaitMs: number, latencyMs = 0): number[] {
	const times: number[] = [];
	let elapsedMs = 0;
	for (;;) {
		const wait = nextPoll({ kind, elapsedMs, reads: times.length, maxWaitMs });
		if (wait === 'give up') return times;
		elapsedMs += wait;
		times.push(elapsedMs / 1000);
		elapsedMs += latencyMs;
	}
}

const seconds = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

/** The read that finds a container ready after T seconds. */
function noticed(times: number[], ready: number): { at: number; count: number } {
	const index = times.findIndex((time) => time >= ready);
	return { at: times[index] ?? Infinity, count: index + 1 };
}

describe('nextPoll: a video that is ready after T seconds', () => {
	const LONG = 3_600_000;

	it.each([0, 50, 500])(
		'needs at most 3 + T/10 reads, for every T up to 600 (a read takes %i ms)',
		(latency) => {
			const times = reads('video', LONG, latency);
			for (const ready of seconds(1, 600)) {
				expect(noticed(times, ready).count).toBeLessThanOrEqual(3 + ready / 10);
				expect(noticed(times, ready - 0.001).count).toBeLessThanOrEqual(3 + ready / 10);
			}
		},
	);

	it('detects it by 1.3 T, for every T from 16 to 600', () => {
		const times = reads('video', LONG);
		for (const ready of seconds(16, 600)) {
			expect(noticed(times, ready).at).toBeLessThanOrEqual(1.3 * ready);
		}
	});

	it('detects it by 1.3 T after the fixed reads, even if every read takes a second', () => {
		const times = reads('video', LONG, 1000);
		for (const ready of seconds(25, 600)) {
			expect(noticed(times, ready).at).toBeLessThanOrEqual(1.3 * ready);
		}
	});

	it('detects it within 5 s of 1.3 T, for every T from 1 to 15', () => {
		const times = reads('video', LONG);
		for (const ready of seconds(1, 15)) {
			expect(noticed(times, ready).at).toBeLessThanOrEqual(1.3 * ready + 5);
		}
	});

	it('detects 30 s by 39 s with at most 6 reads', () => {
		const { at, count } = noticed(reads('video', LONG), 30);
		expect(at).toBeLessThanOrEqual(39);
		expect(count).toBeLessThanOrEqual(6);
	});

	it('reads at most once a second at first, and once every 10 to 30 s later', () => {
		const times = reads('video', LONG);
		times.slice(1).forEach((time, index) => {
			const before = times[index] ?? 0;
			const gap = Math.round((time - before) * 1000) / 1000;
			expect(gap).toBeGreaterThanOrEqual(before < 40 ? 1 : 10);
			expect(gap).toBeLessThanOrEqual(30);
		});
	});
});

describe('nextPoll', () => {
	const state = (changes: Partial<PollState>): PollState => ({
		kind: 'video',
		elapsedMs: 0,
		reads: 0,
		maxWaitMs: 300_000,
		...changes,
	});

	it('reads a last time at the deadline, then gives up', () => {
		for (const maxWait of [5, 60, 299, 300, 310, 900]) {
			expect(reads('video', maxWait * 1000).at(-1)).toBe(maxWait);
		}
		expect(nextPoll(state({ elapsedMs: 300_000, reads: 12 }))).toBe('give up');
		expect(nextPoll(state({ elapsedMs: 310_000, reads: 12 }))).toBe('give up');
		expect(nextPoll(state({ elapsedMs: 299_001, reads: 12 }))).toBe('give up');
		expect(nextPoll(state({ elapsedMs: 299_000, reads: 12 }))).toBe(1000);
	});

	it('gives up at once when no time is left', () => {
		expect(nextPoll(state({ maxWaitMs: 0 }))).toBe('give up');
	});

	it('waits at least a second when earlier reads were slow', () => {
		expect(nextPoll(state({ elapsedMs: 15_000, reads: 1 }))).toBe(1000);
		expect(nextPoll(state({ elapsedMs: 60_000, reads: 1 }))).toBe(10_000);
	});

	it.each(['image', 'carousel'] as const)('retries an %s after 2, 5 and 11 s, then less often', (kind) => {
		const times = reads(kind, 300_000);
		expect(times.slice(0, 3)).toEqual([2, 5, 11]);
		const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
		expect(Math.max(...gaps)).toBeLessThanOrEqual(30);
		expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1);
		expect(times.at(-1)).toBe(300);
	});
});
