import type { FaultAction, FaultOptions } from '../../sandbox/faults';
import { FAULT_ACTIONS } from '../../sandbox/faults';
import { Random } from '../../sandbox/random';
import type { Login } from '../workflow/arrange';

export type Kind = 'image' | 'reel' | 'story image' | 'story video' | 'carousel';
export type OnError = 'stopWorkflow' | 'continueRegularOutput' | 'continueErrorOutput';

/** One workflow run and what goes wrong in it. Everything follows from the seed. */
export interface Schedule {
	seed: number;
	login: Login;
	/** What each item posts. */
	items: Kind[];
	captions: 'distinct' | 'same' | 'none';
	retryOnFail: boolean;
	onError: OnError;
	deduplicationKey: boolean;
	includePermalink: boolean;
	/** Seconds. */
	maxWait: number;
	/** Seconds that Meta processes the media of each item. */
	processing: number[];
	faults: FaultOptions[];
}

type Weighted<T> = ReadonlyArray<readonly [T, number]>;

/** Where a post can be hit; publishing is what matters most. `read` is the permalink. */
const ENDPOINTS: Weighted<string> = [
	['publish', 6],
	['status', 4],
	['create', 3],
	['list', 2],
	['read', 2],
	['stories', 1],
	['*', 1],
];

/** Answers that refuse a call outright, or call it a passing fault; a passing one may come after the work is done. */
const ERRORS: Weighted<{ code: number; subcode?: number; passing?: true }> = [
	[{ code: 1, passing: true }, 3],
	[{ code: 2, passing: true }, 3],
	[{ code: -1, subcode: 2207001, passing: true }, 2],
	[{ code: -1, subcode: 2207032, passing: true }, 1],
	[{ code: 4 }, 1],
	[{ code: 17 }, 1],
	[{ code: 80002 }, 1],
	[{ code: 4, subcode: 2207051 }, 1],
	[{ code: 9, subcode: 2207042 }, 1],
	[{ code: 9007, subcode: 2207027 }, 1],
	[{ code: 24, subcode: 2207006 }, 1],
	[{ code: 24, subcode: 2207008 }, 1],
	[{ code: 25, subcode: 2207050 }, 1],
	[{ code: 10 }, 1],
	[{ code: 100 }, 1],
	[{ code: 190, subcode: 463 }, 1],
	[{ code: 368 }, 1],
];

const ACTIONS: Weighted<FaultAction> = (Object.keys(FAULT_ACTIONS) as FaultAction[])
	.filter((action) => action !== 'answer')
	.map((action) => [
		action,
		// A hung call costs real time until it is seen to hang.
		action === 'error' ? 4 : action.startsWith('hang') ? 1 : 2,
	]);

/** Times that a fault strikes: once, a few times, or for good. */
const TIMES: Weighted<number> = [
	[1, 8],
	[2, 3],
	[3, 1],
	[4, 2],
	[5, 1],
	[99, 2],
];

/** A hung call is given up after its time limit; more of them would only make the run long. */
const HANGS_AT_MOST = 2;

const SINGLES: readonly Kind[] = ['image', 'image', 'reel', 'story image', 'story video'];

class Dice extends Random {
	one<T>(choices: readonly T[]): T {
		return choices[this.integer(choices.length)] as T;
	}

	weighted<T>(choices: Weighted<T>): T {
		let left = this.next() * choices.reduce((sum, [, weight]) => sum + weight, 0);
		const found = choices.find(([, weight]) => (left -= weight) < 0) ?? choices[choices.length - 1];
		return found![0];
	}

	chance(probability: number): boolean {
		return this.next() < probability;
	}

	between(least: number, most: number): number {
		return least + this.integer(most - least + 1);
	}
}

function faultOf(dice: Dice, items: number): FaultOptions {
	const endpoint = dice.weighted(ENDPOINTS);
	const action = dice.weighted(ACTIONS);
	const hangs = action.startsWith('hang');
	const times = dice.weighted(TIMES);
	const fault: FaultOptions = {
		endpoint,
		action,
		nth: dice.between(1, items + 2),
		times: hangs ? Math.min(times, HANGS_AT_MOST) : times,
	};
	if (endpoint === '*' || dice.chance(0.1)) fault.probability = dice.one([0.1, 0.3, 0.6]);
	// The answer of a server on the way tells nothing of what became of the call.
	if (action === '5xx' || action === 'html') fault.workDone = dice.chance(0.5);
	if (action === 'error') {
		const { passing, ...error } = dice.weighted(ERRORS);
		Object.assign(fault, error, passing ? { workDone: dice.chance(0.4) } : {});
	}
	return fault;
}

/**
 * A refusal that makes an item fail, so that n8n runs the node again: where a failure stops the run, after others are
 * live; else the first item must be it, because n8n looks at that one only.
 */
function failureOf(dice: Dice, items: number, onError: OnError): FaultOptions {
	const refusals = ERRORS.map(([error]) => error).filter(({ passing }) => !passing);
	const first = onError !== 'stopWorkflow' && dice.chance(0.7);
	return {
		endpoint: first || dice.chance(0.7) ? 'publish' : 'create',
		action: 'error',
		...dice.one(refusals),
		nth: first ? 1 : dice.between(1, items),
	};
}

/** A publish without a clear answer whose container cannot be read for a while or for good: nobody can tell. */
function blindness(dice: Dice, items: number): FaultOptions[] {
	const actions = ['reset-before', 'reset-after', 'truncated'] as const;
	return [
		{ endpoint: 'publish', action: dice.one(actions), nth: dice.between(1, items) },
		{ endpoint: 'status', action: 'reset-before', nth: dice.between(1, items), times: dice.one([8, 14, 99]) },
	];
}

/** The schedule of a seed. */
export function scheduleOf(seed: number): Schedule {
	const dice = new Dice(Math.imul(seed, 0x9e3779b1) ^ 0x5bd1e995);
	const count = dice.chance(0.25) ? 1 : dice.between(2, 10);
	const uniform = dice.chance(0.5) ? dice.one<Kind>(['image', 'reel', 'carousel', 'story image']) : undefined;
	const items = Array.from({ length: count }, () => uniform ?? dice.one(SINGLES));
	const retryOnFail = dice.chance(0.5);
	const onError = dice.one<OnError>(['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput']);
	const faults = Array.from({ length: dice.between(1, 4) }, () => faultOf(dice, count));
	if (dice.chance(0.15)) faults.unshift(...blindness(dice, count));
	if (retryOnFail && dice.chance(0.7)) faults.unshift(failureOf(dice, count, onError));
	return {
		seed,
		login: dice.one<Login>(['instagram', 'facebook']),
		items,
		captions: dice.weighted([
			['distinct', 3],
			['same', 2],
			['none', 1],
		]),
		retryOnFail,
		onError,
		deduplicationKey: dice.chance(0.25),
		includePermalink: dice.chance(0.7),
		maxWait: dice.weighted([
			[300, 5],
			[20, 1],
		]),
		processing: items.map((kind) =>
			kind === 'reel' || kind === 'story video'
				? dice.between(1, 40)
				: dice.weighted([
						[0, 4],
						[4, 1],
					]),
		),
		faults,
	};
}

const ORDINALS = ['', '1st', '2nd', '3rd'];

function faultInWords({
	endpoint,
	action,
	nth = 1,
	times = 1,
	probability,
	code,
	subcode,
	workDone,
}: FaultOptions) {
	const what = code === undefined ? action : `error ${code}${subcode === undefined ? '' : `/${subcode}`}`;
	return [
		`${what} at ${endpoint === '*' ? 'any call' : endpoint}`,
		`from the ${ORDINALS[nth] ?? `${nth}th`} call on`,
		times >= 99 ? 'for good' : times === 1 ? 'once' : `${times} times`,
		probability === undefined ? '' : `with chance ${probability}`,
		workDone === undefined ? '' : `after ${workDone ? 'the work is done' : 'no work'}`,
	]
		.filter(Boolean)
		.join(', ');
}

/** For whoever reads a failure. */
export function inWords(schedule: Schedule): string {
	const { login, items, captions, retryOnFail, onError, deduplicationKey, includePermalink } = schedule;
	const { processing, maxWait, faults } = schedule;
	return [
		`${login} login, ${items.length} items: ${items.map((kind, index) => `${kind} (${processing[index]} s)`).join(', ')}`,
		`captions ${captions}, ${onError}, Retry on Fail ${retryOnFail ? 'on' : 'off'}, Max Wait ${maxWait} s` +
			`${deduplicationKey ? ', with deduplication keys' : ''}${includePermalink ? '' : ', without permalink'}`,
		...faults.map((fault) => `fault: ${faultInWords(fault)}`),
	].join('\n    ');
}
