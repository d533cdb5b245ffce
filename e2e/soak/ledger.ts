import type { Execution } from './executions';

/** What was said about a post: `cut off` where n8n was ended before it could say anything. */
export type Outcome = 'published' | 'failed' | 'unknown' | 'cut off';

/** Whether something that happened once started a workflow once. */
export interface Occurrence {
	/** Workflows that it has to start. */
	workflowIds: readonly string[];
	/** What makes it out in the items of an execution. */
	key: string;
	/** Whether it counts by now: a delivery has to be answered with 200 first. */
	isDue: () => boolean;
	/** Whether n8n itself answered, with the page that it shows while it starts: no workflow got to know of it. */
	isTurnedAway?: () => boolean;
	/** What to know about it where it was lost. */
	describe?: () => string;
}

/** The executions that something has started in one workflow. */
interface Started {
	done: number;
	/** n8n was ended in the middle of it; n8n shows it as crashed. */
	cutOff: number;
}

export interface PostCounts {
	asked: number;
	live: number;
	doubled: number;
	/** Live, and reported as failed. */
	failedButLive: number;
	/** Reported as published, and not live. */
	publishedButNotLive: number;
	/** Reported as failed, and not live. */
	failed: number;
	/** Reported as unknown. */
	unknown: number;
	/** n8n was ended before it could report. */
	cutOff: number;
	/** Live, of those that are unknown or cut off. */
	unknownButLive: number;
	/** Not begun, because n8n was not there. */
	notReached: number;
}

export interface StartCounts {
	happened: number;
	/** Starts of workflows that are due: some things start two. */
	due: number;
	started: number;
	cutOff: number;
	/** Answered by n8n's start page. */
	turnedAway: number;
	doubled: number;
	lost: number;
}

/** Of what does not agree, so many are listed. */
const MOST_WRONG = 50;

/** What the workflows were asked for, what the sandbox has, and what the executions of n8n say. */
export class Ledger {
	/** By caption, which is different for every post. */
	private readonly posts = new Map<string, Outcome[]>();

	private readonly occurrences: Record<'events' | 'polled', Occurrence[]> = { events: [], polled: [] };

	/** By workflow and key. */
	private readonly started = new Map<string, Started>();

	private readonly messages = new Map<string, number>();

	/** Notes that a post is asked for. */
	ask(caption: string): void {
		if (!this.posts.has(caption)) this.posts.set(caption, []);
	}

	/** Records what n8n reported about a post. */
	report(caption: string, outcome: Outcome): void {
		this.ask(caption);
		this.posts.get(caption)?.push(outcome);
	}

	happened(kind: 'events' | 'polled', occurrence: Occurrence): void {
		this.occurrences[kind].push(occurrence);
	}

	/** Notes that an execution was started by something. */
	start({ workflowId, status }: Execution, key: string): void {
		const address = `${workflowId} ${key}`;
		const started = this.started.get(address) ?? { done: 0, cutOff: 0 };
		if (status === 'success') started.done += 1;
		else started.cutOff += 1;
		this.started.set(address, started);
	}

	error(message: string): void {
		this.messages.set(message, (this.messages.get(message) ?? 0) + 1);
	}

	/** Errors by message, the most frequent first. */
	errors(): Array<[string, number]> {
		return [...this.messages].sort(([, one], [, other]) => other - one);
	}

	/** @param liveByCaption how many posts there are with each caption */
	postCounts(liveByCaption: ReadonlyMap<string, number>): PostCounts & { wrong: string[] } {
		const counts = {
			asked: this.posts.size,
			live: 0,
			doubled: 0,
			failedButLive: 0,
			publishedButNotLive: 0,
			failed: 0,
			unknown: 0,
			cutOff: 0,
			unknownButLive: 0,
			notReached: 0,
		};
		const wrong: string[] = [];
		for (const [caption, outcomes] of this.posts) {
			const live = liveByCaption.get(caption) ?? 0;
			const outcome = decisive(outcomes);
			if (live > 0) counts.live += 1;
			if (live > 1) counts.doubled += 1;
			if (outcome === 'published' && live === 0) counts.publishedButNotLive += 1;
			if (outcome === 'failed') counts[live > 0 ? 'failedButLive' : 'failed'] += 1;
			if (outcome === 'unknown') counts.unknown += 1;
			if (outcome === 'cut off') counts.cutOff += 1;
			if (outcome === undefined && live === 0) counts.notReached += 1;
			if (outcome !== 'published' && outcome !== 'failed' && live > 0) counts.unknownButLive += 1;
			const isWrong =
				live > 1 || (outcome === 'published' && live === 0) || (outcome === 'failed' && live > 0);
			if (isWrong) wrong.push(`${caption}: ${live} live, ${outcomes.join(', ')}`);
		}
		return { ...counts, wrong: wrong.slice(0, MOST_WRONG) };
	}

	startCounts(kind: 'events' | 'polled'): StartCounts & { wrong: string[] } {
		const counts = { happened: 0, due: 0, started: 0, cutOff: 0, turnedAway: 0, doubled: 0, lost: 0 };
		const wrong: string[] = [];
		for (const { key, workflowIds, isDue, isTurnedAway, describe } of this.occurrences[kind]) {
			counts.happened += 1;
			for (const workflowId of workflowIds) {
				const { done, cutOff } = this.started.get(`${workflowId} ${key}`) ?? { done: 0, cutOff: 0 };
				const isLost = done + cutOff === 0 && isDue() && !isTurnedAway?.();
				if (isDue()) counts.due += 1;
				if (done > 0) counts.started += 1;
				else if (cutOff > 0) counts.cutOff += 1;
				else if (isLost) counts.lost += 1;
				else if (isTurnedAway?.()) counts.turnedAway += 1;
				if (done + cutOff > 1) counts.doubled += 1;
				if (done + cutOff > 1 || isLost)
					wrong.push(`${workflowId} ${key}: ${done + cutOff} executions${describe ? `, ${describe()}` : ''}`);
			}
		}
		return { ...counts, wrong: wrong.slice(0, MOST_WRONG) };
	}
}

/** The outcome of a post that was reported more than once: one report that it is live is final. */
function decisive(outcomes: readonly Outcome[]): Outcome | undefined {
	return (['published', 'unknown', 'cut off', 'failed'] as const).find((outcome) =>
		outcomes.includes(outcome),
	);
}
