import { GraphError } from '../graph/errors/explain';
import type { PublishContext, ContainerPlan } from './types';
import type { LastSeen } from './publishError';
import { timedOut } from './publishError';
import { PollSchedule } from './pollSchedule';
import { interpretStatus, tryReadPost } from './containerStatus';

interface PendingContainer {
	containerId: string;
	kind: ContainerPlan['kind'];
	deadline: number;
	retryMs: number;
	waitingSince?: number;
	isReady?: boolean;
}

/**
 * Decides when to publish again after Meta's answer that the media is not ready (9007/2207027). All attempts share one
 * schedule, with one action per interval: a read, or a publish if the last read returned FINISHED or failed. For a while
 * Meta still rejects containers that read as FINISHED (post-for-me PR #30, #35).
 */
export class PublishRetry {
	private readonly schedule: PollSchedule;

	private readonly seen: LastSeen = {};

	private isFinished: boolean;

	private next: 'read' | 'publish' = 'read';

	/** @param startedAt time of the first publish, milliseconds since the epoch */
	constructor(
		private readonly ctx: PublishContext,
		private readonly waiting: PendingContainer,
		private readonly startedAt: number,
	) {
		const { kind, deadline, retryMs, isReady = false } = waiting;
		const end = Math.max(deadline, startedAt + retryMs);
		this.schedule = new PollSchedule(ctx.clock, kind, startedAt, end);
		this.isFinished = isReady;
	}

	/**
	 * Waits until the next attempt to publish.
	 *
	 * @returns `live` if the container is already published
	 * @throws PublishError if the time is over, the processing has failed, or further reads do not help
	 */
	async wait(): Promise<'publish' | 'live'> {
		const { clock } = this.ctx;
		const { containerId, waitingSince = this.startedAt } = this.waiting;
		const post = { containerId, published: false as const };
		for (;;) {
			const isDue = await this.schedule.next();
			if (!isDue && this.next === 'read') throw timedOut(post, clock.now() - waitingSince, this.seen);
			this.ctx.throwIfCancelled();
			if (this.next === 'publish') {
				this.next = 'read';
				return 'publish';
			}
			const status = await tryReadPost(this.ctx, post);
			if (status instanceof GraphError) {
				this.seen.error = status;
				this.next = 'publish';
				continue;
			}
			this.seen.text = status.statusText;
			const ready = interpretStatus(status, post);
			if (ready === 'PUBLISHED') return 'live';
			const becameReady = ready === 'FINISHED' && !this.isFinished;
			this.isFinished = ready === 'FINISHED';
			if (becameReady) return 'publish';
			if (this.isFinished) this.next = 'publish';
		}
	}
}
