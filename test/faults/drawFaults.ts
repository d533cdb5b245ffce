import type { FaultAction, FaultOptions } from '../../sandbox/faults';
import { FAULT_ACTIONS } from '../../sandbox/faults';
import { RECORDED_ANSWERS } from '../../sandbox/recordedAnswers';
import type { Dice, Weighted } from './dice';

export type OnError = 'stopWorkflow' | 'continueRegularOutput' | 'continueErrorOutput';

/** The steps of a post that can fail; publishing matters most. `read` is the permalink. */
const ENDPOINTS: Weighted<string> = [
	['publish', 7],
	['status', 4],
	['create', 3],
	['list', 2],
	['read', 2],
	['stories', 1],
	['*', 1],
];

/**
 * Whether Meta certainly did nothing (`certain`), or may have done the work despite the error. For a publish only a
 * container that is not ready, an invalid token, the daily quota and the plain rate limits are certain.
 */
interface Refusal extends Pick<FaultOptions, 'code' | 'subcode' | 'recorded'> {
	certain?: true;
	/** Meta reports the error as temporary. */
	passing?: true;
}

const REFUSALS: Weighted<Refusal> = [
	[{ code: 1, passing: true }, 3],
	[{ code: 2, passing: true }, 3],
	[{ code: -1, subcode: 2207001, passing: true }, 2],
	[{ recorded: 'notCreated', passing: true }, 1],
	[{ code: 4, certain: true }, 1],
	[{ code: 17, certain: true }, 1],
	[{ code: 80002, certain: true }, 1],
	[{ code: 9, subcode: 2207042, certain: true }, 1],
	[{ recorded: 'notReady', certain: true }, 1],
	[{ code: 190, subcode: 463, certain: true }, 1],
	[{ recorded: 'blocked' }, 3],
	[{ recorded: 'mediaNotFound' }, 1],
	[{ code: 24, subcode: 2207008 }, 1],
	[{ code: 25, subcode: 2207050 }, 1],
	[{ code: 10 }, 1],
	[{ recorded: 'authorizationError' }, 2],
	[{ recorded: 'endpointNeedsPermission' }, 1],
	[{ recorded: 'notFetched' }, 1],
	[{ recorded: 'notFetchedAsParameter' }, 1],
	[{ recorded: 'notConverted' }, 1],
	[{ recorded: 'privateUser' }, 1],
	[{ recorded: 'fatal' }, 1],
	[{ recorded: 'tooMuchData' }, 1],
	[{ recorded: 'appDeactivated' }, 1],
	[{ code: 100 }, 1],
	[{ code: 368 }, 1],
];

/** 2xx answers without the ID of the new object. */
export const WITHOUT_ID = ['emptyObject', 'successOnly', 'trueOnly', 'emptyList', 'emptyBody'] as const;

type Kind = Exclude<FaultAction, 'error'> | 'refusal';

/** A hung call costs real time until it is detected. */
const KINDS: Weighted<Kind> = [
	['refusal', 7],
	...(Object.keys(FAULT_ACTIONS) as FaultAction[])
		.filter((action): action is Exclude<FaultAction, 'error'> => action !== 'error')
		.map((action): [Kind, number] => [action, action === 'answer' ? 3 : action.startsWith('hang') ? 1 : 2]),
];

/** Times that a fault strikes: once, a few times, or for good. */
const TIMES: Weighted<number> = [
	[1, 8],
	[2, 3],
	[3, 1],
	[4, 2],
	[5, 1],
	[99, 2],
];

const MINUTE = 60_000;

/** A hung call ends at its time limit; more of them would only make the run longer. */
const HANGS_AT_MOST = 2;

function refusalOf(dice: Dice): Partial<FaultOptions> {
	const { certain, passing: _passing, ...answer } = dice.weighted(REFUSALS);
	const how = answer.recorded === undefined ? { action: 'error' as const } : {};
	return { ...how, ...answer, workDone: certain ? false : dice.chance(0.4) };
}

/** The options of a kind of fault. */
function detailsOf(kind: Kind, dice: Dice): Partial<FaultOptions> {
	if (kind === 'refusal') return refusalOf(dice);
	if (kind === 'answer') return { recorded: dice.one(WITHOUT_ID), workDone: dice.chance(0.5) };
	// The answer of a proxy says nothing about the outcome of the call.
	if (kind === '5xx' || kind === 'html') return { action: kind, workDone: dice.chance(0.5) };
	return { action: kind };
}

/** Any fault at any call of a run with this number of items. */
export function faultOf(dice: Dice, items: number, endpoints: Weighted<string> = ENDPOINTS): FaultOptions {
	const endpoint = dice.weighted(endpoints);
	const kind = dice.weighted(KINDS);
	const times = dice.weighted(TIMES);
	const fault: FaultOptions = {
		endpoint,
		...detailsOf(kind, dice),
		nth: dice.between(1, items + 2),
		times: kind.startsWith('hang') ? Math.min(times, HANGS_AT_MOST) : times,
	};
	if (endpoint === '*' || dice.chance(0.1)) fault.probability = dice.one([0.1, 0.3, 0.6]);
	return fault;
}

/**
 * An error that fails an item, so that n8n runs the node again. If a failure stops the run, it can come after live
 * posts; otherwise it must be at the first item, because n8n checks only that one.
 */
export function failureOf(dice: Dice, items: number, onError: OnError): FaultOptions {
	const refusals = REFUSALS.map(([refusal]) => refusal).filter(({ passing }) => !passing);
	const first = onError !== 'stopWorkflow' && dice.chance(0.7);
	const { certain: _certain, ...answer } = dice.one(refusals);
	return {
		endpoint: first || dice.chance(0.7) ? 'publish' : 'create',
		...(answer.recorded === undefined ? { action: 'error' as const } : {}),
		...answer,
		workDone: false,
		nth: first ? 1 : dice.between(1, items),
	};
}

/** A publish without a clear answer whose container cannot be read: only the feed shows the outcome. */
export function blindness(dice: Dice, items: number): FaultOptions[] {
	const unclear: FaultOptions = dice.one<Omit<FaultOptions, 'endpoint'>>([
		{ action: 'reset-before' },
		{ action: 'reset-after' },
		{ action: 'truncated' },
		{ recorded: 'blockedThoughLive' },
		{ recorded: 'forbiddenThoughLive' },
		{ recorded: dice.one(WITHOUT_ID), workDone: dice.chance(0.5) },
	]) as FaultOptions;
	const unreadable = dice.one<Partial<FaultOptions>>([
		{ action: 'reset-before', times: dice.one([8, 14, 99]) },
		{ recorded: 'authorizationError', lastsMs: dice.between(1, 30) * MINUTE },
		{ recorded: 'blocked', times: dice.one([8, 99]) },
	]);
	return [
		{ ...unclear, endpoint: 'publish', nth: dice.between(1, items) },
		{ ...unreadable, endpoint: 'status', nth: dice.between(1, items) },
	];
}

/** Containers and posts cannot be read for minutes, as in May 2026. */
export function outage(dice: Dice): FaultOptions[] {
	const recorded = dice.one(['authorizationError', 'endpointNeedsPermission', 'blocked']);
	const lastsMs = dice.between(1, 20) * MINUTE;
	return ['status', 'read'].map((endpoint) => ({ endpoint, recorded, lastsMs, nth: 1 }));
}

const ORDINALS = ['', '1st', '2nd', '3rd'];

function howOften({ times, probability, lastsMs }: FaultOptions): string {
	if (lastsMs !== undefined) return `for ${lastsMs / MINUTE} minutes`;
	if (times === undefined) return probability === undefined ? 'once' : 'for good';
	return times >= 99 ? 'for good' : times === 1 ? 'once' : `${times} times`;
}

/** Describes a fault for the report of a failed test. */
export function faultInWords(fault: FaultOptions): string {
	const { endpoint, action, recorded, nth = 1, probability, code, subcode, workDone } = fault;
	const coded = code === undefined ? undefined : `error ${code}${subcode === undefined ? '' : `/${subcode}`}`;
	const asRecorded = RECORDED_ANSWERS[recorded ?? ''];
	const isDone = workDone ?? asRecorded?.workDone;
	return [
		`${coded ?? recorded ?? action} at ${endpoint === '*' ? 'any call' : endpoint}`,
		`from the ${ORDINALS[nth] ?? `${nth}th`} call on`,
		howOften(fault),
		probability === undefined ? '' : `with chance ${probability}`,
		isDone === undefined ? '' : `after ${isDone ? 'the work is done' : 'no work'}`,
	]
		.filter(Boolean)
		.join(', ');
}
