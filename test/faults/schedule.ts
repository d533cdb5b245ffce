import type { FaultOptions } from '../../sandbox/faults';
import type { Behaviour } from '../../sandbox/model';
import type { Login } from '../../tools/n8n-harness/arrange';
import { ACCOUNT } from '../../tools/n8n-harness/arrange';
import type { OnError } from './generateFaults';
import { describeFault, failureOf, faultOf, outage, unreadableContainer } from './generateFaults';
import type { SeededChoice } from './seededChoice';
import { seededChoice } from './seededChoice';

export type Kind = 'image' | 'reel' | 'story image' | 'story video' | 'carousel';

/** The post of one item. */
export interface ItemPlan {
	kind: Kind;
	/** Seconds that Meta processes the media. */
	processing: number;
	/** The account it is posted to, by id. */
	account: string;
	/** Subcode with which the processing fails; such an item never goes live. */
	failure?: number;
}

/** Executions of one workflow and what goes wrong in them. Everything follows from the seed. */
export interface Schedule {
	seed: number;
	login: Login;
	items: ItemPlan[];
	captions: 'distinct' | 'same' | 'none';
	/** Captions and URLs change at every evaluation, as with `$now` or a cache buster. */
	changesEachTry: boolean;
	retryOnFail: boolean;
	onError: OnError;
	deduplicationKey: boolean;
	/** How often the workflow is executed with the same items; more than once only with a key. */
	executions: number;
	/** n8n is restarted between two executions. */
	restarts: boolean;
	includePermalink: boolean;
	/** Seconds. */
	maxWait: number;
	behaviour: Partial<Behaviour>;
	/** Real milliseconds of every answer up to the first publish: without any, calls are over before others begin. */
	latencyMs: number;
	faults: FaultOptions[];
}

const SINGLES: Kind[] = ['image', 'image', 'reel', 'story image', 'story video'];

const SEVERAL_ACCOUNTS = [ACCOUNT.facebook, '17841400000000005', '17841400000000007'];

/** Items that the package processes concurrently: `MAX_CONCURRENT_ITEMS` of actions/router.ts. */
const MAX_CONCURRENT_ITEMS = 50;

/** Subcodes with which the processing of a video fails. */
const FAILURES = [2207026, 2207053, 2207082, 2207085];

function isVideo(kind: Kind): boolean {
	return kind === 'reel' || kind === 'story video';
}

/** How many items and of which kinds: one, a few, or more than the package processes concurrently. */
function kindsOf(choice: SeededChoice): Kind[] {
	const size = choice.weighted<'one' | 'few' | 'many'>([
		['one', 5],
		['few', 14],
		['many', 1],
	]);
	if (size === 'many') {
		const count = choice.between(MAX_CONCURRENT_ITEMS + 1, MAX_CONCURRENT_ITEMS + 10);
		return Array<Kind>(count).fill(choice.one(['image', 'image', 'carousel'] as const));
	}
	const count = size === 'one' ? 1 : choice.between(2, 10);
	const uniform = choice.chance(0.5)
		? choice.one<Kind>(['image', 'reel', 'carousel', 'story image'])
		: undefined;
	return Array.from({ length: count }, () => uniform ?? choice.one(SINGLES));
}

function itemsOf(choice: SeededChoice, login: Login): ItemPlan[] {
	const isSpread = login === 'facebook' && choice.chance(0.4);
	return kindsOf(choice).map((kind): ItemPlan => {
		const failure = isVideo(kind) && choice.chance(0.06) ? choice.one(FAILURES) : undefined;
		return {
			kind,
			processing: isVideo(kind)
				? choice.between(1, 40)
				: choice.weighted([
						[0, 4],
						[4, 1],
					]),
			account: isSpread ? choice.one(SEVERAL_ACCOUNTS) : ACCOUNT[login],
			...(failure === undefined ? {} : { failure }),
		};
	});
}

/** What is known of Meta only from reports, or not at all. */
function behaviourOf(choice: SeededChoice): Partial<Behaviour> {
	return {
		quotaTotal: 100,
		republish: choice.weighted<Behaviour['republish']>([
			['notFound', 4],
			['notReady', 3],
			['postsAgain', 3],
		]),
		childrenMustBeFinished: choice.chance(0.5),
		errorWithoutStatusCode: choice.chance(0.2),
		...(choice.chance(0.12) ? { freshReadsRefusedSeconds: choice.one([60, 300, 1200]) } : {}),
		...(choice.chance(0.1) ? { notReadySeconds: choice.one([5, 30, 90]) } : {}),
		...(choice.chance(0.12) ? { firstFetchFails: choice.one(['9004', '100', 'container'] as const) } : {}),
	};
}

function faultsOf(
	choice: SeededChoice,
	items: number,
	{ retryOnFail, onError }: Pick<Schedule, 'retryOnFail' | 'onError'>,
): FaultOptions[] {
	return [
		...(retryOnFail && choice.chance(0.7) ? [failureOf(choice, items, onError)] : []),
		...(choice.chance(0.2) ? unreadableContainer(choice, items) : []),
		...(choice.chance(0.05) ? outage(choice) : []),
		...Array.from({ length: choice.between(1, 4) }, () => faultOf(choice, items)),
	];
}

/** The schedule of a seed. */
export function scheduleOf(seed: number): Schedule {
	const choice = seededChoice(seed);
	const login = choice.one<Login>(['instagram', 'facebook']);
	const items = itemsOf(choice, login);
	const failing = {
		retryOnFail: choice.chance(0.5),
		onError: choice.one<OnError>(['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput']),
	};
	const deduplicationKey = choice.chance(0.3);
	return {
		seed,
		login,
		items,
		...failing,
		captions: choice.weighted([
			['distinct', 3],
			['same', 2],
			['none', 1],
		]),
		changesEachTry: choice.chance(0.4),
		deduplicationKey,
		executions: deduplicationKey && choice.chance(0.5) ? 2 : 1,
		restarts: choice.chance(0.5),
		includePermalink: choice.chance(0.7),
		maxWait: choice.weighted([
			[300, 5],
			[20, 1],
		]),
		behaviour: behaviourOf(choice),
		latencyMs: items.length > MAX_CONCURRENT_ITEMS ? 100 : 0,
		faults: faultsOf(choice, items.length, failing),
	};
}

function describeItem({ kind, processing, account, failure }: ItemPlan): string {
	const more = [
		`${processing} s`,
		failure === undefined ? '' : `fails with ${failure}`,
		`…${account.slice(-3)}`,
	];
	return `${kind} (${more.filter(Boolean).join(', ')})`;
}

/** Describes a schedule for the report of a failed test. */
export function describeSchedule(schedule: Schedule): string {
	const { login, items, captions, retryOnFail, onError, includePermalink, behaviour, faults } = schedule;
	const { changesEachTry, deduplicationKey, executions, restarts, maxWait } = schedule;
	return [
		`${login} login, ${items.length} items: ${items.map(describeItem).join(', ')}`,
		[
			`captions ${captions}${changesEachTry ? ' and others at every try' : ''}`,
			onError,
			`Retry on Fail ${retryOnFail ? 'on' : 'off'}`,
			`Max Wait ${maxWait} s`,
			deduplicationKey ? 'with deduplication keys' : '',
			executions > 1 ? `${executions} executions${restarts ? ' with a restart between' : ''}` : '',
			includePermalink ? '' : 'without permalink',
		]
			.filter(Boolean)
			.join(', '),
		`Meta: ${JSON.stringify(behaviour)}`,
		...faults.map((fault) => `fault: ${describeFault(fault)}`),
	].join('\n    ');
}
