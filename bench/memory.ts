import type { Memory } from './job';

const EVERY_MS = 10;

function collectGarbage(): void {
	(globalThis as { gc?: () => void }).gc?.();
}

/** The most that this process has ever held resident, as the system has counted it, in bytes. */
function highest(): number {
	return process.resourceUsage().maxRSS * 1024;
}

/** Watches resident memory while something is done. Garbage is collected before, not after. */
export async function watchMemory<T>(work: () => Promise<T>): Promise<{ result: T; memory: Memory }> {
	collectGarbage();
	const before = process.memoryUsage.rss();
	const earlier = highest();
	let peak = before;
	const sample = () => (peak = Math.max(peak, process.memoryUsage.rss()));
	const timer = setInterval(sample, EVERY_MS);
	try {
		const result = await work();
		sample();
		// A peak between two samples, if it is higher than any before.
		if (highest() > earlier) peak = Math.max(peak, highest());
		return { result, memory: { before, peak } };
	} finally {
		clearInterval(timer);
	}
}
