import type { FaultAction, FaultOptions } from '../../sandbox/faults';
import { FAULT_ACTIONS } from '../../sandbox/faults';
import { RECORDED_ANSWERS } from '../../sandbox/recordedAnswers';
import type { SeededChoice, Weighted } from './seededChoice';

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
 * An error of Meta. With `hasNoEffect`, Meta has certainly done nothing; without, it may have done the work despite
 * the error. For a publish only a container that is not ready, an invalid token, the daily quota and the plain rate
 * limits certainly have no effect.
 */
interface Refusal extends Pick<FaultOptions, 'code' | 'subcode' | 'recorded'> {
	hasNoEffect?: true;
	/** Meta reports the error as temporary. */
	transient?: true;
}

const REFUSALS: Weighted<Refusal> = [
	[{ code: 1, transient: true }, 3],
	[{ code: 2, transient: true }, 3],
	[{ code: -1, subcode: 2207001, transient: true }, 2],
	[{ recorded: 'notCreated', transient: true }, 1],
	[{ code: 4, hasNoEffect: true }, 1],
	[{ code: 17, hasNoEffect: true }, 1],
	[{ code: 80002, hasNoEffect: true }, 1],
	[{ code: 9, subcode: 2207042, hasNoEffect: true }, 1],
	[{ recorded: 'notReady', hasNoEffect: true }, 1],
	[{ code: 190, subcode: 463, hasNoEffect: true }, 1],
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

/** Times that a fault applies: once, a few times, or for good. */
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
const MAX_HANGS = 2;

function refusalOf(choice: SeededChoice): Partial<FaultOptions> {
	const { hasNoEffect, transient: _transient, ...answer } = choice.weighted(REFUSALS);
	const how = answer.recorded === undefined ? { action: 'error' as const } : {};
	return { ...how, ...answer, workDone: hasNoEffect ? false : choice.chance(0.4) };
}

/** The options of a kind of fault. */
function detailsOf(kind: Kind, choice: SeededChoice): Partial<FaultOptions> {
	if (kind === 'refusal') return refusalOf(choice);
	if (kind === 'answer') return { recorded: choice.one(WITHOUT_ID), workDone: choice.chance(0.5) };
	// The answer of a proxy says nothing about the outcome of the call.
	if (kind === '5xx' || kind === 'html') return { action: kind, workDone: choice.chance(0.5) };
	return { action: kind };
}

/** Any fault at any call of a run with this number of items. */
export function faultOf(
	choice: SeededChoice,
	items: number,
	endpoints: Weighted<string> = ENDPOINTS,
): FaultOptions {
	const endpoint = choice.weighted(endpoints);
	const kind = choice.weighted(KINDS);
	const times = choice.weighted(TIMES);
	const fault: FaultOptions = {
		endpoint,
		...detailsOf(kind, choice),
		nth: choice.between(1, items + 2),
		times: kind.startsWith('hang') ? Math.min(times, MAX_HANGS) : times,
	};
	if (endpoint === '*' || choice.chance(0.1)) fault.probability = choice.one([0.1, 0.3, 0.6]);
	return fault;
}

/**
 * An error that fails an item, so that n8n runs the node again. If a failure stops the run, it can come after live
 * posts; otherwise it must be at the first item, because n8n checks only that one.
 */
export function failureOf(choice: SeededChoice, items: number, onError: OnError): FaultOptions {
	const refusals = REFUSALS.map(([refusal]) => refusal).filter(({ transient }) => !transient);
	const first = onError !== 'stopWorkflow' && choice.chance(0.7);
	const { hasNoEffect: _hasNoEffect, ...answer } = choice.one(refusals);
	return {
		endpoint: first || choice.chance(0.7) ? 'publish' : 'create',
		...(answer.recorded === undefined ? { action: 'error' as const } : {}),
		...answer,
		workDone: false,
		nth: first ? 1 : choice.between(1, items),
	};
}

/** A publish without a clear answer whose container cannot be read: only the feed shows the outcome. */
export function unreadableContainer(choice: SeededChoice, items: number): FaultOptions[] {
	const unclear: FaultOptions = choice.one<Omit<FaultOptions, 'endpoint'>>([
		{ action: 'reset-before' },
		{ action: 'reset-after' },
		{ action: 'truncated' },
		{ recorded: 'blockedThoughLive' },
		{ recorded: 'forbiddenThoughLive' },
		{ recorded: choice.one(WITHOUT_ID), workDone: choice.chance(0.5) },
	]) as FaultOptions;
	const unreadable = choice.one<Partial<FaultOptions>>([
		{ action: 'reset-before', times: choice.one([8, 14, 99]) },
		{ recorded: 'authorizationError', lastsMs: choice.between(1, 30) * MINUTE },
		{ recorded: 'blocked', times: choice.one([8, 99]) },
	]);
	return [
		{ ...unclear, endpoint: 'publish', nth: choice.between(1, items) },
		{ ...unreadable, endpoint: 'status', nth: choice.between(1, items) },
	];
}

/** Containers and posts cannot be read for minutes, as in May 2026. */
export function outage(choice: SeededChoice): FaultOptions[] {
	const recorded = choice.one(['authorizationError', 'endpointNeedsPermission', 'blocked']);
	const lastsMs = choice.between(1, 20) * MINUTE;
	return ['status', 'read'].map((endpoint) => ({ endpoint, recorded, lastsMs, nth: 1 }));
}

const ORDINALS = ['', '1st', '2nd', '3rd'];

function howOften({ times, probability, lastsMs }: FaultOptions): string {
	if (lastsMs !== undefined) return `for ${lastsMs / MINUTE} minutes`;
	if (times === undefined) return probability === undefined ? 'once' : 'for good';
	return times >= 99 ? 'for good' : times === 1 ? 'once' : `${times} times`;
}

/** Describes a fault for the report of a failed test. */
export function describeFault(fault: FaultOptions): string {
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
