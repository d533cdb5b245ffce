import { cancelledError, GraphError } from '../../../nodes/Instagram/graph/errors/explain';
import { ReadCache } from '../../../nodes/Instagram/graph/readCache';
import { failureOf, LOST, ManualClock } from '../../doubles/scriptedGraph';

const HOUR = 3600_000;

/** A read that is answered manually. */
function held<T>() {
	const begun: Array<{ resolve(value: T): void; reject(error: unknown): void }> = [];
	const read = async () => await new Promise<T>((resolve, reject) => begun.push({ resolve, reject }));
	return { begun, read };
}

describe('ReadCache', () => {
	it('shares one read among concurrent callers and keeps its value', async () => {
		const cache = new ReadCache<string>(10);
		const clock = new ManualClock();
		const { begun, read } = held<string>();
		const asked = [1, 2, 3].map(async () => await cache.get('k', { clock }, HOUR, read));
		begun[0]?.resolve('v');
		expect(await Promise.all(asked)).toEqual(['v', 'v', 'v']);
		expect(await cache.get('k', { clock }, HOUR, read)).toBe('v');
		expect(begun).toHaveLength(1);
	});

	it('reads again when the value is older than requested', async () => {
		const cache = new ReadCache<number>(10);
		const clock = new ManualClock();
		let reads = 0;
		const read = async () => await Promise.resolve((reads += 1));
		await cache.get('k', { clock }, HOUR, read);
		clock.advance(HOUR);
		expect(await cache.get('k', { clock }, 2 * HOUR, read)).toBe(1);
		expect(await cache.get('k', { clock }, HOUR, read)).toBe(2);
	});

	it('reads again after the clock was set back', async () => {
		const cache = new ReadCache<number>(10);
		const clock = new ManualClock();
		let reads = 0;
		const read = async () => await Promise.resolve((reads += 1));
		await cache.get('k', { clock }, HOUR, read);
		expect(await cache.get('k', { clock: { now: () => clock.now() - HOUR } }, HOUR, read)).toBe(2);
	});

	it('continues for other callers when the reading execution is cancelled', async () => {
		const cache = new ReadCache<string>(10);
		const clock = new ManualClock();
		const first = new AbortController();
		const { begun, read } = held<string>();
		const stopped = cache.get('k', { clock, signal: first.signal }, HOUR, read);
		const others = [1, 2].map(async () => await cache.get('k', { clock }, HOUR, read));
		first.abort();
		begun[0]?.reject(cancelledError(false));
		expect(await failureOf(stopped)).toMatchObject({ kind: 'cancelled' });
		await new Promise(setImmediate);
		expect(begun).toHaveLength(2);
		begun[1]?.resolve('v');
		expect(await Promise.all(others)).toEqual(['v', 'v']);
	});

	it('ends the wait of a cancelled caller while another execution reads', async () => {
		const cache = new ReadCache<string>(10);
		const clock = new ManualClock();
		const own = new AbortController();
		const { begun, read } = held<string>();
		const reading = cache.get('k', { clock }, HOUR, read);
		const waiting = cache.get('k', { clock, signal: own.signal }, HOUR, read);
		own.abort();
		expect(await failureOf(waiting)).toMatchObject({ kind: 'cancelled' });
		begun[0]?.resolve('v');
		expect(await reading).toBe('v');
		expect(begun).toHaveLength(1);
	});

	it('rejects all waiting callers on failure and does not cache it', async () => {
		const cache = new ReadCache<string>(10);
		const clock = new ManualClock();
		const fail = async () => await Promise.reject<string>(LOST());
		const both = [cache.get('k', { clock }, HOUR, fail), cache.get('k', { clock }, HOUR, fail)];
		for (const one of both) expect(await failureOf(one)).toBeInstanceOf(GraphError);
		expect(await cache.get('k', { clock }, HOUR, async () => await Promise.resolve('v'))).toBe('v');
	});

	it('returns an error again, without another read while the error is younger than the limit', async () => {
		const cache = new ReadCache<string>(10, 5_000);
		const clock = new ManualClock();
		const read = jest.fn(async () => await Promise.reject<string>(LOST()));
		const get = async () => await cache.get('k', { clock }, HOUR, read);
		await failureOf(get());
		clock.advance(4_999);
		expect(await failureOf(get())).toBeInstanceOf(GraphError);
		expect(read).toHaveBeenCalledTimes(1);
		clock.advance(1);
		await failureOf(get());
		expect(read).toHaveBeenCalledTimes(2);
	});

	it('evicts the oldest value beyond its limit', async () => {
		const cache = new ReadCache<number>(2);
		const clock = new ManualClock();
		for (const n of [1, 2, 3]) await cache.get(`${n}`, { clock }, HOUR, async () => await Promise.resolve(n));
		expect(['1', '2', '3'].map((key) => cache.has(key))).toEqual([false, true, true]);
	});
});
