import type { Random } from './random';
import type { FaultAnswer } from './recordedAnswers';
import { RECORDED_ANSWERS } from './recordedAnswers';

/** What each fault does, and whether the work is done first. */
export const FAULT_ACTIONS = {
	'reset-before': { workDone: false },
	'reset-after': { workDone: true },
	hang: { workDone: false },
	'hang-after': { workDone: true },
	'5xx': { workDone: false },
	html: { workDone: false },
	truncated: { workDone: true },
	error: { workDone: false },
	answer: { workDone: false },
} as const;

export type FaultAction = keyof typeof FAULT_ACTIONS;

export interface FaultOptions extends FaultAnswer {
	/** Name of an endpoint, or `*`. */
	endpoint: string;
	/** What happens; optional with `recorded`. */
	action?: FaultAction;
	/** Name of a recorded answer of Meta; the other options take precedence over it. */
	recorded?: string;
	/** The first matching call that is hit, counted from 1 and from now. Default 1. */
	nth?: number;
	/** How many calls are hit. Default 1, with `probability` without end. */
	times?: number;
	/** 0 to 1, by the world's seed. */
	probability?: number;
	/** How long calls are hit after the first one, in milliseconds of the sandbox's clock; `times` is then unlimited. */
	lastsMs?: number;
}

export interface Fault extends FaultOptions {
	id: number;
	action: FaultAction;
	workDone: boolean;
	/** Matching calls so far. */
	seen: number;
	/** Calls hit so far. */
	hits: number;
	/** When the first call was hit, by the sandbox's clock. */
	since?: number;
}

export class FaultError extends Error {}

function recordedAnswer(name: string | undefined): Partial<FaultOptions> | undefined {
	if (name === undefined) return undefined;
	if (!Object.hasOwn(RECORDED_ANSWERS, name))
		throw new FaultError(`recorded must be one of ${Object.keys(RECORDED_ANSWERS).join(', ')}`);
	return RECORDED_ANSWERS[name];
}

/** The faults that are set, and which calls they apply to. */
export class FaultTable {
	private faults: Fault[] = [];
	private counter = 0;

	constructor(
		private readonly random: Random,
		private readonly now: () => number,
	) {}

	/** @throws FaultError if the action or the recorded answer is unknown, an `error` has no code, or an `answer` no body. */
	add(given: FaultOptions): Fault {
		const options = { ...recordedAnswer(given.recorded), ...given };
		const { action } = options;
		if (action === undefined || !Object.hasOwn(FAULT_ACTIONS, action)) {
			throw new FaultError(`action must be one of ${Object.keys(FAULT_ACTIONS).join(', ')}`);
		}
		if (!options.endpoint) throw new FaultError('endpoint is missing: the name of one, or *');
		if (options.action === 'error' && typeof options.code !== 'number') {
			throw new FaultError('action error needs a code');
		}
		if (options.action === 'answer' && options.body === undefined && options.text === undefined) {
			throw new FaultError('action answer needs a body or a text');
		}
		this.counter += 1;
		const fault: Fault = {
			...options,
			// `permalink` is how users of the package know the read of a published media.
			endpoint: options.endpoint === 'permalink' ? 'read' : options.endpoint,
			id: this.counter,
			action,
			workDone: options.workDone ?? FAULT_ACTIONS[action].workDone,
			seen: 0,
			hits: 0,
		};
		this.faults.push(fault);
		return fault;
	}

	list(): Fault[] {
		return this.faults;
	}

	clear(): void {
		this.faults = [];
	}

	remove(id: number): void {
		this.faults = this.faults.filter((fault) => fault.id !== id);
	}

	/** Counts a call for every fault that matches it; the first that applies is returned. */
	hit(endpoint: string): Fault | undefined {
		let applied: Fault | undefined;
		for (const fault of this.faults) {
			if (fault.endpoint !== '*' && fault.endpoint !== endpoint) continue;
			fault.seen += 1;
			if (applied === undefined && this.applies(fault)) applied = fault;
		}
		if (applied) {
			applied.hits += 1;
			applied.since ??= this.now();
		}
		return applied;
	}

	private applies(fault: Fault): boolean {
		if (fault.seen < (fault.nth ?? 1)) return false;
		const { times = fault.probability === undefined && fault.lastsMs === undefined ? 1 : Infinity } = fault;
		if (fault.hits >= times) return false;
		const { since, lastsMs } = fault;
		if (since !== undefined && lastsMs !== undefined && this.now() - since > lastsMs) return false;
		return fault.probability === undefined || this.random.next() < fault.probability;
	}
}
