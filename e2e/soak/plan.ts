/** How n8n is ended: killed in the middle of work, or asked to end, and days pass until it starts again. */
export type RestartKind = 'kill' | 'days';

export interface Restart {
	/** Seconds from the start. */
	at: number;
	kind: RestartKind;
}

export interface Plan {
	/** Seconds of work, of a window of the table, and between two looks at memory. */
	seconds: number;
	windowSeconds: number;
	memorySeconds: number;
	restarts: Restart[];
	/** Too short, or with too few events, for the memory and what is kept to say anything. */
	isShort: boolean;
}

/** The length that the bars are made for, and the events per second. */
export const WHOLE_MINUTES = 120;
export const WHOLE_EVENTS = 5;

/** A window's number of the table; both halves have as many. */
const WINDOWS = 12;

/** Minutes in which n8n is restarted three times: it lives for a sixth of it, another sixth, and the rest. */
const CYCLE_MINUTES = 30;

const CYCLE: Array<{ share: number; kind: RestartKind }> = [
	{ share: 1 / 6, kind: 'days' },
	{ share: 2 / 6, kind: 'kill' },
	{ share: 1, kind: 'days' },
];

/**
 * What happens when. Each half-hour has two short lives of n8n and a long one, so that restarts come every ten minutes
 * and memory has time to grow. A short run has one cycle, whatever its length.
 */
export function planOf(minutes: number, eventsPerSecond = WHOLE_EVENTS): Plan {
	const seconds = minutes * 60;
	const cycles = Math.max(1, Math.round(minutes / CYCLE_MINUTES));
	const cycleSeconds = seconds / cycles;
	const restarts = Array.from({ length: cycles }, (_, cycle) =>
		CYCLE.map(({ share, kind }) => ({ at: (cycle + share) * cycleSeconds, kind })),
	).flat();
	return {
		seconds,
		windowSeconds: seconds / WINDOWS,
		memorySeconds: Math.max(20, Math.min(60, seconds / 60)),
		// The last one falls on the end.
		restarts: restarts.filter(({ at }) => at < seconds - 1),
		isShort: minutes < WHOLE_MINUTES || eventsPerSecond < WHOLE_EVENTS,
	};
}
