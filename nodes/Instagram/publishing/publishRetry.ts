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
	waitingSince?: number;
	isReady?: boolean;
}

/**
 * When to publish again after Meta said that the media is not ready (9007/2207027). One schedule for all tries, with one
 * look an interval: a read, or a publish where the last read said that it is ready, or could not be made. Meta goes on
 * refusing containers that read as FINISHED for a while (post-for-me PR #30, #35).
 */
export class PublishRetry {
	private readonly schedule: PollSchedule;

	private readonly seen: LastSeen = {};

	private isFinished: boolean;

	private next: 'read' | 'publish' = 'read';

	/** @param startedAt when the first publish was sent, milliseconds since the epoch */
	constructor(
		private readonly ctx: PublishContext,
		private readonly waiting: PendingContainer,
		private readonly startedAt: number,
	) {
		const { kind, deadline, isReady = false } = waiting;
		this.schedule = new PollSchedule(ctx.clock, kind, startedAt, deadline);
		this.isFinished = isReady;
	}

	/**
	 * Waits until the publish is to be tried.
	 *
	 * @returns `live` where the container turns out to be published already
	 * @throws PostFailure where time is over, the processing has failed, or reading on does not help
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
			const look = await tryReadPost(this.ctx, post);
			if (look instanceof GraphError) {
				this.seen.refusal = look;
				this.next = 'publish';
				continue;
			}
			this.seen.text = look.statusText;
			const ready = interpretStatus(look, post);
			if (ready === 'PUBLISHED') return 'live';
			const becameReady = ready === 'FINISHED' && !this.isFinished;
			this.isFinished = ready === 'FINISHED';
			if (becameReady) return 'publish';
			if (this.isFinished) this.next = 'publish';
		}
	}
}
