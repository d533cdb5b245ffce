import { median } from '../../tools/median';
import type { MemorySample } from './stage';

/** What is kept and how much memory n8n takes, in bytes. */
export interface Sizes {
	staticData: number;
	credentials: number;
	processedRows: number;
	processedBytes: number;
	leftoverFiles: number;
	/** n8n's own; for information. */
	executions: number;
	databaseBytes: number;
}

/** A twelfth of the run. */
export interface Window {
	/** Minutes from the start to its end. */
	until: number;
	/** The largest of each size. */
	sizes: Sizes;
	/** Memory of n8n in the window; `undefined` where there was no sample. */
	rss?: number;
	heap?: number;
}

/** The growth of one measure from the first half to the second. */
export interface Growth {
	what: string;
	unit: 'bytes' | 'rows';
	first: number;
	second: number;
	/** Share by which the second half has more; negative where it has less. */
	more: number;
}

/** The first seconds of n8n, in which it loads what it needs. */
const WARM_UP_SECONDS = 60;

/** A life of n8n in which memory has time to grow. */
const LONG_LIFE_SECONDS = 15 * 60;

/** The largest of each size. */
export function largest(samples: readonly Sizes[]): Sizes {
	const of = (name: keyof Sizes) => Math.max(0, ...samples.map((sample) => sample[name]));
	return {
		staticData: of('staticData'),
		credentials: of('credentials'),
		processedRows: of('processedRows'),
		processedBytes: of('processedBytes'),
		leftoverFiles: of('leftoverFiles'),
		executions: of('executions'),
		databaseBytes: of('databaseBytes'),
	};
}

/** Memory once n8n has loaded what it needs, or all there is. The RSS is the least, the heap the median. */
export function memoryOf(samples: readonly MemorySample[]): Pick<Window, 'rss' | 'heap'> {
	const warm = samples.filter(({ age }) => age >= WARM_UP_SECONDS);
	const used = warm.length > 0 ? warm : samples;
	if (used.length === 0) return {};
	return { rss: Math.min(...used.map(({ rss }) => rss)), heap: median(used.map(({ heap }) => heap)) };
}

function share(first: number, second: number): number {
	return first === 0 ? (second === 0 ? 0 : Infinity) : second / first - 1;
}

const MEASURES: Array<{ what: string; unit: Growth['unit']; of: (window: Window) => number | undefined }> = [
	{ what: 'static data of the workflows', unit: 'bytes', of: ({ sizes }) => sizes.staticData },
	{ what: 'credentials', unit: 'bytes', of: ({ sizes }) => sizes.credentials },
	{ what: 'processed items, rows', unit: 'rows', of: ({ sizes }) => sizes.processedRows },
	{ what: 'processed items', unit: 'bytes', of: ({ sizes }) => sizes.processedBytes },
	{ what: 'files of executions that are gone', unit: 'bytes', of: ({ sizes }) => sizes.leftoverFiles },
	{ what: 'heap after garbage collection', unit: 'bytes', of: ({ heap }) => heap },
	{ what: 'resident memory', unit: 'bytes', of: ({ rss }) => rss },
];

/**
 * Compares the halves of a run: the largest of what is kept, the median of memory. The first window is left out: caches
 * and the triggers' memory of events fill up in it.
 */
export function growthOf(windows: readonly Window[]): Growth[] {
	const half = Math.ceil(windows.length / 2);
	const halves = [windows.slice(1, half), windows.slice(half)];
	return MEASURES.map(({ what, unit, of }) => {
		const isMemory = /memory|heap/.test(what);
		const [first = Number.NaN, second = Number.NaN] = halves.map((some) => {
			const values = some.map(of).filter((value) => value !== undefined);
			return isMemory ? median(values) : Math.max(...values);
		});
		return { what, unit, first, second, more: share(first, second) };
	});
}

/** The growth within the lives of n8n that were long enough to see it: the second third of a life against its last third. */
export function growthWithinLives(samples: readonly MemorySample[]): number[] {
	const lives = new Map<number, MemorySample[]>();
	for (const sample of samples) lives.set(sample.pid, [...(lives.get(sample.pid) ?? []), sample]);
	return [...lives.values()]
		.filter((life) => (life.at(-1)?.age ?? 0) >= LONG_LIFE_SECONDS)
		.map((life) => {
			const third = Math.floor(life.length / 3);
			const heap = (some: MemorySample[]) => median(some.map((sample) => sample.heap));
			return share(heap(life.slice(third, 2 * third)), heap(life.slice(2 * third)));
		});
}
