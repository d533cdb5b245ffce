import type { Clock } from '../graph/types';

export interface PollState {
	/** What the container holds. An image or a carousel is published without a read first. */
	kind: 'image' | 'video' | 'carousel';
	/** Since the container was created, or since somebody began to wait for it. */
	elapsedMs: number;
	/** Status reads so far; for an image or a carousel: publishes answered with "not ready" (9007/2207027). */
	reads: number;
	maxWaitMs: number;
}

/**
 * When the first reads are due, in milliseconds from the creation. Later ones follow at a share of the time that has
 * passed.
 *
 * Two bars shape the row for videos, for one that is ready after T seconds: at most 3 + T/10 reads, and known to be
 * ready by 1.3 T. Both hold from T = 16 on. Below that they exclude each other (three reads cannot cover the first ten
 * seconds in steps of 30 %), so the row spends its reads evenly and is at most 5 s beyond 1.3 T.
 */
const FIRST_READS_MS: Readonly<Record<PollState['kind'], readonly number[]>> = {
	image: [2_000, 5_000, 11_000],
	video: [5_500, 12_000, 20_500],
	carousel: [2_000, 5_000, 11_000],
};

/** Below the 30 % of the bar, to leave room for the time that a read itself takes. */
const SHARE_OF_ELAPSED = 0.25;

/** Meta advises a read a minute for up to five minutes; these are the bounds that this package keeps. */
const EARLY_GAP_MS = 1_000;
const LATE_GAP_MS = 10_000;
const LONGEST_GAP_MS = 30_000;

/** From here on the share of the elapsed time is the late gap or more. */
const LATE_MS = LATE_GAP_MS / SHARE_OF_ELAPSED;

/**
 * Decides when a container is looked at next.
 *
 * @returns milliseconds to wait before the next read (or the next publish), or `give up` where `maxWaitMs` is over
 * @see https://developers.facebook.com/docs/instagram-platform/content-publishing
 */
export function nextPoll({ kind, elapsedMs, reads, maxWaitMs }: PollState): number | 'give up' {
	const remaining = maxWaitMs - elapsedMs;
	if (remaining < EARLY_GAP_MS) return 'give up';

	const shortest = elapsedMs < LATE_MS ? EARLY_GAP_MS : LATE_GAP_MS;
	const due = FIRST_READS_MS[kind][reads];
	const gap = due === undefined ? elapsedMs * SHARE_OF_ELAPSED : due - elapsedMs;
	// The last look is taken as the time runs out, even where that is sooner than the gap would have it.
	return Math.round(Math.min(remaining, LONGEST_GAP_MS, Math.max(shortest, gap)));
}

/** One schedule of looks at a container: a look is one read of it, or one try to publish it. */
export class PollSchedule {
	private reads = 0;

	/**
	 * @param startedAt when the waiting began, milliseconds since the epoch
	 * @param deadline when it ends, milliseconds since the epoch
	 */
	constructor(
		private readonly clock: Clock,
		private readonly kind: PollState['kind'],
		private readonly startedAt: number,
		private readonly deadline: number,
	) {}

	/** Milliseconds since the waiting began. */
	get elapsed(): number {
		return this.clock.now() - this.startedAt;
	}

	/** Sleeps until the next look is due; resolves with `false`, at once, where the time is over. */
	async next(): Promise<boolean> {
		const wait = nextPoll({
			kind: this.kind,
			elapsedMs: this.elapsed,
			reads: this.reads,
			maxWaitMs: this.deadline - this.startedAt,
		});
		if (wait === 'give up') return false;
		this.reads += 1;
		await this.clock.sleep(wait);
		return true;
	}
}
