import type { Clock } from '../graph/types';

export interface PollState {
	/** Content of the container. An image or a carousel is published without a read first. */
	kind: 'image' | 'video' | 'carousel';
	/** Milliseconds since the container was created, or since the wait began. */
	elapsedMs: number;
	/** Status reads so far; for an image or a carousel, publishes answered with "not ready" (9007/2207027). */
	reads: number;
	maxWaitMs: number;
}

/**
 * Times of the first reads, in milliseconds from the creation. Later ones follow at a share of the elapsed time.
 *
 * Two goals determine the times for a video that is ready after T seconds: at most 3 + T/10 reads, and a result by 1.3 T.
 * Both are met from T = 16 on. Below that they exclude each other (three reads cannot cover the first ten seconds in
 * steps of 30 %), so the reads are spread evenly, and the result is at most 5 s later than 1.3 T.
 */
const FIRST_READS_MS: Readonly<Record<PollState['kind'], readonly number[]>> = {
	image: [2_000, 5_000, 11_000],
	video: [5_500, 12_000, 20_500],
	carousel: [2_000, 5_000, 11_000],
};

/** Less than the 30 % of the goal, because a read itself takes time. */
const SHARE_OF_ELAPSED = 0.25;

/** Bounds of the wait between reads. Meta advises one read a minute for up to five minutes. */
const EARLY_GAP_MS = 1_000;
const LATE_GAP_MS = 10_000;
const LONGEST_GAP_MS = 30_000;

/** From here on the share of the elapsed time is at least the late gap. */
const LATE_MS = LATE_GAP_MS / SHARE_OF_ELAPSED;

/**
 * Decides when to check a container next.
 *
 * @returns milliseconds to wait before the next read (or the next publish), or `give up` after `maxWaitMs`
 * @see https://developers.facebook.com/docs/instagram-platform/content-publishing
 */
export function nextPoll({ kind, elapsedMs, reads, maxWaitMs }: PollState): number | 'give up' {
	const remaining = maxWaitMs - elapsedMs;
	if (remaining < EARLY_GAP_MS) return 'give up';

	const shortest = elapsedMs < LATE_MS ? EARLY_GAP_MS : LATE_GAP_MS;
	const due = FIRST_READS_MS[kind][reads];
	const gap = due === undefined ? elapsedMs * SHARE_OF_ELAPSED : due - elapsedMs;
	// The last check is made when the time ends, even if that is sooner than the gap.
	return Math.round(Math.min(remaining, LONGEST_GAP_MS, Math.max(shortest, gap)));
}

/** Schedule of the checks of a container. A check is one read of it, or one attempt to publish it. */
export class PollSchedule {
	private reads = 0;

	/**
	 * @param startedAt start of the wait, milliseconds since the epoch
	 * @param deadline end of the wait, milliseconds since the epoch
	 */
	constructor(
		private readonly clock: Clock,
		private readonly kind: PollState['kind'],
		private readonly startedAt: number,
		private readonly deadline: number,
	) {}

	/** Milliseconds since the wait began. */
	get elapsed(): number {
		return this.clock.now() - this.startedAt;
	}

	/** Sleeps until the next check. Resolves with `false` immediately if the time is over. */
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
